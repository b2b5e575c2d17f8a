"""A week as rows: one per send that is to go out or went out; and as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from eros.render.words import WEEKDAYS, clock_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eros.model.schedule import Schedule, Send

__all__ = ["COLUMNS", "Cell", "going_out", "harmless", "is_formula", "plain", "records", "to_csv", "unquoted"]

Cell = date | str | float | int | None

_CELLS: Mapping[str, Callable[[Schedule, Send], Cell]] = {
    "date": lambda week, send: week.date_of(send),
    "weekday": lambda _, send: WEEKDAYS[send.day % 7][:3],
    "local_time": lambda _, send: clock_time(send.minute),
    "time_zone": lambda week, _: week.timezone,
    "utc": lambda _, send: _instant(send.utc),
    "page": lambda week, _: week.page_name,
    "ref": lambda _, send: send.ref,
    "send_type": lambda _, send: send.send_type,
    "channel": lambda _, send: send.channel,
    "target": lambda _, send: send.target,
    "caption_id": lambda _, send: send.caption_id,
    "caption_text": lambda _, send: send.caption_text,
    "price": lambda _, send: None if send.price_cents is None else send.price_cents / 100,
    "media": lambda _, send: int(send.media),
    "flyer": lambda _, send: int(send.flyer),
    "link": lambda _, send: send.link,
    "expires_utc": lambda _, send: None if send.expires_at is None else _instant(send.expires_at),
    "label": lambda _, send: send.label,
    "campaign": lambda _, send: send.campaign,
    "game_kind": lambda _, send: send.game_kind,
    "ppv_style": lambda _, send: send.ppv_style,
    "drip_window": lambda _, send: send.drip_window,
    "outfit_id": lambda _, send: send.outfit_id,
    "parent_ref": lambda _, send: send.parent_ref,
    "forecast": lambda _, send: round(send.forecast_cents / 100, 2),
    "status": lambda _, send: send.status,
    "schedule_id": lambda week, _: week.schedule_id,
}
COLUMNS = tuple(_CELLS)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def going_out(schedule: Schedule) -> tuple[Send, ...]:
    """The sends that are to go out or went out, in time order."""
    return tuple(send for send in schedule.sends if send.status in ("planned", "sent"))


def records(schedule: Schedule) -> list[dict[str, Cell]]:
    """The rows of a week under COLUMNS, in time order; prices and forecasts in currency units as floats."""
    return [{name: cell(schedule, send) for name, cell in _CELLS.items()} for send in going_out(schedule)]


def to_csv(schedule: Schedule) -> str:
    """The rows of a week; prices and forecasts have two decimals. Equal weeks give equal text."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(plain(cell)) for cell in record.values()] for record in records(schedule))
    return sheet.getvalue()


def is_formula(text: str) -> bool:
    """True for a text that a spreadsheet would take for a formula."""
    return text.startswith(_FORMULA_STARTS)


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if is_formula(text) else text


def unquoted(text: str) -> str:
    """The text `harmless` was given."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def plain(cell: Cell) -> str:
    """A cell as text: amounts with two decimals, '' for None."""
    if cell is None:
        return ""
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
