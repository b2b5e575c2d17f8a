"""A week as an answer: its sends as rows that can be sent back, its numbers, what is wrong with it, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from mcp_server.views import Answer, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eros.model.schedule import Schedule, Send, Violation
    from eros.service.changes import SendChange, WeekChanges

__all__ = ["WeekAnswer", "changes_view", "previews", "send_row", "violation_rows", "week_facts"]

MOST_ROWS = 40
"""Rows of a list that is no list of sends; what is left out is counted."""

PREVIEW = 60
"""Characters of a caption that are shown."""

Row = dict[str, Any]


class ForecastView(View):
    """Expected earnings of the priced sends with an interval at `level`."""

    cents: int
    low_cents: int
    high_cents: int
    level: float


class ShortfallRow(View):
    """Something wanted that HARD rules did not allow; `day` None means the week."""

    what: str
    rule: str
    count: int
    detail: str
    day: str | None


class WarningRow(View):
    """A broken SOFT rule and its price."""

    rule: str
    refs: list[str]
    price_cents: float
    detail: str


class ViolationRow(View):
    """A broken HARD rule."""

    rule: str
    refs: list[str]
    detail: str
    fix: str


class ChangedRow(View):
    """A send that differs: only the fields that do."""

    ref: str
    send_type_key: str
    before: Row
    after: Row


class ChangesView(View):
    """The difference to the version before; `left_out` rows are not shown."""

    previous_version: int
    kept: int
    forecast_cents: int
    added: list[Row]
    dropped: list[Row]
    changed: list[ChangedRow]
    left_out: int


class WeekAnswer(Answer):
    """A week. Dates and times are local to `timezone`."""

    saved: bool
    unchanged: bool
    schedule_id: str | None
    version: int
    status: str
    creator_id: str
    page_name: str
    timezone: str
    week_start: str
    mode: str
    seed: int
    zone: str
    forecast: ForecastView
    send_count: int
    items: list[Row] = Field(description="As the argument items takes them, in time order.")
    captions: dict[str, str] = Field(description="How captions begin, by id.")
    forecast_cents: dict[str, int] = Field(description="By ref, where above 0.")
    sent: list[str] = Field(description="Refs that went out; they stay.")
    shortfalls: list[ShortfallRow]
    warnings: list[WarningRow]
    warnings_left_out: int
    violations: list[ViolationRow]
    changes: ChangesView | None
    remarks: list[str]
    schedule: dict[str, Any] | None


def week_facts(week: Schedule) -> dict[str, Any]:
    """The fields of an answer that are the week's own, sends apart."""
    names = ("schedule_id", "version", "status", "creator_id", "page_name", "timezone", "mode", "seed", "zone")
    forecast = week.forecast
    standing = [send for send in week.sends if send.stands]
    return {
        **{name: getattr(week, name) for name in names},
        "week_start": week.week_start.isoformat(),
        "forecast": ForecastView(
            cents=forecast.cents, low_cents=forecast.low_cents, high_cents=forecast.high_cents, level=forecast.level
        ),
        "send_count": len(standing),
        "forecast_cents": {send.ref: round(send.forecast_cents) for send in standing if round(send.forecast_cents)},
        "sent": [send.ref for send in standing if send.status == "sent"],
        "shortfalls": [
            ShortfallRow(what=s.what, rule=s.rule, count=s.count, detail=s.detail, day=_day(week, s.day))
            for s in week.shortfalls
        ],
        "warnings": [
            WarningRow(rule=w.rule, refs=list(w.refs), price_cents=w.price_cents, detail=w.detail)
            for w in sorted(week.warnings, key=lambda warning: -warning.price_cents)[:MOST_ROWS]
        ],
        "warnings_left_out": max(0, len(week.warnings) - MOST_ROWS),
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
        "pinned": send.pinned or None,
    }
    return {name: value for name, value in row.items() if value is not None}


def previews(sends: Iterable[Send]) -> dict[str, str]:
    """How the captions of the bank begin, by id."""
    return {str(send.caption_id): (send.caption_text or "")[:PREVIEW] for send in sends if send.caption_id is not None}


def violation_rows(broken: Sequence[Violation]) -> list[ViolationRow]:
    """The first breaks."""
    return [ViolationRow(rule=v.rule, refs=list(v.refs), detail=v.detail, fix=v.fix) for v in broken[:MOST_ROWS]]


def changes_view(changes: WeekChanges, after: Schedule) -> ChangesView:
    """The difference of two versions as rows."""
    before = changes.before
    shown = {
        "added": [_brief(after, send) for send in changes.added[:MOST_ROWS]],
        "dropped": [_brief(before, send) for send in changes.dropped[:MOST_ROWS]],
    }
    changed = [_changed(before, after, change) for change in changes.changed[:MOST_ROWS]]
    return ChangesView(
        previous_version=before.version,
        kept=changes.kept,
        forecast_cents=changes.forecast_cents,
        **shown,
        changed=changed,
        left_out=sum(max(0, len(rows) - MOST_ROWS) for rows in (changes.added, changes.dropped, changes.changed)),
    )


def _changed(before: Schedule, after: Schedule, change: SendChange) -> ChangedRow:
    old, new = _comparable(before, change.before), _comparable(after, change.after)
    names = [name for name in new if old[name] != new[name]]
    return ChangedRow(
        ref=change.after.ref,
        send_type_key=change.after.send_type,
        before={name: old[name] for name in names},
        after={name: new[name] for name in names},
    )


def _comparable(week: Schedule, send: Send) -> Row:
    return {
        **_when(week, send),
        "price_cents": send.price_cents,
        "caption_id": send.caption_id,
        "text": (send.caption_text or "")[:PREVIEW],
        "channel_key": send.channel,
        "target_key": send.target,
    }


def _brief(week: Schedule, send: Send) -> Row:
    return {"ref": send.ref, "send_type_key": send.send_type, **_when(week, send)}


def _when(week: Schedule, send: Send) -> dict[str, str]:
    return {"date": week.date_of(send).isoformat(), "time": f"{send.minute // 60:02d}:{send.minute % 60:02d}"}


def _day(week: Schedule, day: int | None) -> str | None:
    from datetime import timedelta

    return None if day is None else (week.week_start + timedelta(days=day)).isoformat()
