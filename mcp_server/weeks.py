"""A week as an answer: its sends as rows that can be sent back, its numbers, what is wrong with it, what changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import Field

from mcp_server.views import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eros.model.changes import SendChange, WeekChanges
    from eros.model.schedule import Schedule, Send, Violation

__all__ = ["WeekAnswer", "changes_row", "previews", "send_row", "violation_rows", "week_facts"]

MOST_ROWS = 40
"""Rows of a list that is no list of sends; what is left out is counted."""

MOST_IN_BRIEF = 10
"""Warnings of a brief answer."""

PREVIEW = 60
"""Characters of a caption that are shown."""

Row = dict[str, Any]


class WeekAnswer(Answer):
    """A week. Dates and times are local to `timezone`."""

    unchanged: bool
    schedule_id: str | None
    version: int
    status: str
    page_name: str
    timezone: str
    week_start: str
    mode: str
    seed: int
    zone: str
    forecast: dict[str, float] = Field(description="cents, low_cents, high_cents, level (0-1).")
    send_count: int
    items: list[Row] = Field(description="As the argument takes them.")
    captions: dict[str, str] = Field(description="How captions begin, by id.")
    forecast_cents: dict[str, int] = Field(description="By ref.")
    sent: list[str] = Field(description="Refs that went out.")
    shortfalls: list[Row] = Field(description="what, rule, count, detail, day (null: week).")
    warnings: list[Row] = Field(description="rule, refs, price_cents, detail; dearest first.")
    warnings_left_out: int
    violations: list[Row] = Field(description="rule, refs, detail, fix.")
    changes: Row | None = Field(
        description="Since previous_version: added, dropped, changed (before, after), kept, left_out, forecast_cents."
    )
    remarks: list[str]
    schedule: dict[str, Any] | None


def week_facts(week: Schedule, *, brief: bool) -> dict[str, Any]:
    """The fields of an answer that are the week's own, sends apart; in brief only what the dearest warnings are."""
    most = MOST_IN_BRIEF if brief else MOST_ROWS
    names = ("schedule_id", "version", "status", "page_name", "timezone", "mode", "seed", "zone")
    standing = [send for send in week.sends if send.stands]
    return {
        **{name: getattr(week, name) for name in names},
        "week_start": week.week_start.isoformat(),
        "forecast": asdict(week.forecast),
        "send_count": len(standing),
        "forecast_cents": {send.ref: cents for send in standing if (cents := round(send.forecast_cents)) and not brief},
        "sent": [send.ref for send in standing if send.status == "sent"],
        "shortfalls": [{**asdict(shortfall), "day": _day(week, shortfall.day)} for shortfall in week.shortfalls],
        "warnings": [
            {**asdict(warning), "refs": list(warning.refs)}
            for warning in sorted(week.warnings, key=lambda warning: -warning.price_cents)[:most]
        ],
        "warnings_left_out": max(0, len(week.warnings) - most),
    }


def send_row(week: Schedule, send: Send) -> Row:
    """A send by the names of the argument `items`; what its type fixes is left out, and so is what it has not."""
    row: dict[str, Any] = {
        "ref": send.ref,
        "send_type_key": send.send_type,
        **_when(week, send),
        "channel_key": send.channel,
        "target_key": send.target,
        "caption_id": send.caption_id,
        "text": send.caption_text if send.caption_id is None else None,
        "price_cents": send.price_cents,
        "parent_ref": send.parent_ref,
        "link": None if send.link == "{link}" else send.link,
        "campaign": send.campaign,
        "game_kind": send.game_kind,
        "drip_window": send.drip_window,
        "outfit_id": send.outfit_id,
        "notes": send.notes,
        "pinned": send.pinned or None,
    }
    return {name: value for name, value in row.items() if value is not None}


def previews(sends: Iterable[Send]) -> dict[str, str]:
    """How the captions of the bank begin, by id."""
    return {str(send.caption_id): (send.caption_text or "")[:PREVIEW] for send in sends if send.caption_id is not None}


def violation_rows(broken: Sequence[Violation]) -> list[Row]:
    """The first breaks."""
    return [{**asdict(violation), "refs": list(violation.refs)} for violation in broken[:MOST_ROWS]]


def changes_row(changes: WeekChanges, after: Schedule) -> Row:
    """The difference of two versions; of a send that differs only what does; `left_out` rows are not shown."""
    before = changes.before
    return {
        "previous_version": before.version,
        "kept": changes.kept,
        "forecast_cents": changes.forecast_cents,
        "added": [_brief(after, send) for send in changes.added[:MOST_ROWS]],
        "dropped": [_brief(before, send) for send in changes.dropped[:MOST_ROWS]],
        "changed": [_changed(before, after, change) for change in changes.changed[:MOST_ROWS]],
        "left_out": sum(max(0, len(rows) - MOST_ROWS) for rows in (changes.added, changes.dropped, changes.changed)),
    }


def _changed(before: Schedule, after: Schedule, change: SendChange) -> Row:
    old, new = _comparable(before, change.before), _comparable(after, change.after)
    names = [name for name in new if old[name] != new[name]]
    return {
        "ref": change.after.ref,
        "send_type_key": change.after.send_type,
        "before": {name: old[name] for name in names},
        "after": {name: new[name] for name in names},
    }


def _comparable(week: Schedule, send: Send) -> Row:
    return {
        **_when(week, send),
        "price_cents": send.price_cents,
        "caption_id": send.caption_id,
        "text": (send.caption_text or "")[:PREVIEW],
        "channel_key": send.channel,
        "target_key": send.target,
        "notes": send.notes,
    }


def _brief(week: Schedule, send: Send) -> Row:
    return {"ref": send.ref, "send_type_key": send.send_type, **_when(week, send)}


def _when(week: Schedule, send: Send) -> dict[str, str]:
    return {"date": week.date_of(send).isoformat(), "time": f"{send.minute // 60:02d}:{send.minute % 60:02d}"}


def _day(week: Schedule, day: int | None) -> str | None:
    return None if day is None else (week.week_start + timedelta(days=day)).isoformat()
