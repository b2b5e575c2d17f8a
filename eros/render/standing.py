"""The standing of a week as a list and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eros.render.words import clock_time, counted, money, one_line, short_date

if TYPE_CHECKING:
    from rich.console import RenderableType

    from eros.model.standing import SendState, Standing

__all__ = ["standing_document", "standing_view"]

_STYLES = {"late": "yellow", "missing": "bold red", "stale": "bold red", "sent": "green", "failed": "bold red"}
_SHOWN: tuple[SendState, ...] = ("missing", "stale", "late", "failed", "sent", "cancelled", "planned")
_UNPLANNED = 20


def standing_view(standing: Standing) -> RenderableType:
    """One row per send that is not simply ahead, then what nobody planned, then the sums."""
    week = standing.schedule
    title = Text(f"{week.schedule_id}  {week.page_name}, week of {short_date(week.week_start)}, {week.status}")
    sums = ", ".join(f"{n} {state}" for state in _SHOWN if (n := standing.count(state)))
    newest = "no message is known" if standing.newest is None else f"messages known until {_moment(standing.newest)}"
    parts: list[RenderableType] = [title, Text(f"{sums or 'no sends'}; {newest}."), Text()]
    if any(state != "planned" for _, state, _ in standing.sends):
        parts += [_sends(standing), Text()]
    if standing.count("stale") + standing.count("missing"):
        hint = (
            f"What did not go out is placed later or given up by `eros mend {week.page_name}`; what did: `eros mark`."
        )
        parts += [Text(hint), Text()]
    if standing.unplanned:
        parts += [*_unplanned(standing), Text()]
    return Group(*parts[:-1])


def _sends(standing: Standing) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in ("Send", "When", "Type", "State"):
        table.add_column(name, no_wrap=True)
    for name in ("Sent", "Viewed", "Bought", "Earned", "Forecast"):
        table.add_column(name, justify="right", no_wrap=True)
    for send, state, outcome in standing.sends:
        if state == "planned":
            continue
        when = f"{short_date(standing.schedule.date_of(send))} {clock_time(send.minute)}"
        counts = ("", "", "", "")
        if outcome is not None:
            viewed = "" if outcome.viewed is None else f"{outcome.viewed:,}"
            counts = (f"{outcome.sent:,}", viewed, f"{outcome.purchased:,}", money(outcome.earnings_cents))
        forecast = money(send.forecast_cents) if send.price_cents else ""
        table.add_row(send.ref, when, send.send_type, Text(state, style=_STYLES.get(state, "")), *counts, forecast)
    return table


def _unplanned(standing: Standing) -> list[Text]:
    lines = [Text(f"{counted(len(standing.unplanned), 'message')} nobody planned:")]
    for message in standing.unplanned[:_UNPLANNED]:
        text = Text(f"  {_moment(message.sent_at)}  {message.send_type or '?'}  {money(message.earnings_cents)}  ")
        lines.append(text.append(one_line(message.text or ""), style="dim"))
        lines[-1].no_wrap = True
        lines[-1].overflow = "ellipsis"
    if len(standing.unplanned) > _UNPLANNED:
        lines.append(Text(f"  ... and {len(standing.unplanned) - _UNPLANNED} more (--json lists all)"))
    return lines


def _moment(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def standing_document(standing: Standing) -> dict[str, Any]:
    """Everything of it, moments as ISO text."""
    week = standing.schedule
    return {
        "schedule_id": week.schedule_id,
        "page_name": week.page_name,
        "week_start": week.week_start.isoformat(),
        "status": week.status,
        "as_of": standing.as_of.isoformat(),
        "newest_message": None if standing.newest is None else standing.newest.isoformat(),
        "counts": {state: standing.count(state) for state in _SHOWN},
        "sends": [
            {
                "ref": send.ref,
                "utc": send.utc.isoformat(),
                "send_type_key": send.send_type,
                "channel": send.channel,
                "caption_id": send.caption_id,
                "price_cents": send.price_cents,
                "forecast_cents": send.forecast_cents,
                "state": state,
                "outcome": None if outcome is None else asdict(outcome),
            }
            for send, state, outcome in standing.sends
        ],
        "unplanned": [asdict(message) | {"sent_at": message.sent_at.isoformat()} for message in standing.unplanned],
    }
