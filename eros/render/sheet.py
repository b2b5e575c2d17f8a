"""A week as CSV: one row per send that is to go out or went out, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send

__all__ = ["COLUMNS", "harmless", "to_csv"]

COLUMNS = (
    "date",
    "weekday",
    "local_time",
    "time_zone",
    "utc",
    "page",
    "ref",
    "send_type",
    "channel",
    "target",
    "caption_id",
    "caption_text",
    "price",
    "media",
    "flyer",
    "link",
    "expires_utc",
    "label",
    "parent_ref",
    "forecast",
    "status",
    "schedule_id",
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def to_csv(schedule: Schedule) -> str:
    """The rows of a week under COLUMNS, in time order; cancelled and stale sends are left out.

    Prices and forecasts are in currency units with two decimals. Equal weeks give equal text.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS)
    writer.writerows(_row(schedule, send) for send in schedule.sends if send.status in ("planned", "sent"))
    return sheet.getvalue()


def harmless(text: str | None) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; '' for None."""
    if text is None:
        return ""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _row(schedule: Schedule, send: Send) -> tuple[object, ...]:
    day = schedule.date_of(send)
    return (
        day.isoformat(),
        f"{day:%a}",
        f"{send.minute // 60:02d}:{send.minute % 60:02d}",
        schedule.timezone,
        send.utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        harmless(schedule.page_name),
        harmless(send.ref),
        send.send_type,
        send.channel,
        send.target,
        send.caption_id,
        harmless(send.caption_text),
        None if send.price_cents is None else f"{send.price_cents / 100:.2f}",
        int(send.media),
        int(send.flyer),
        harmless(send.link),
        None if send.expires_at is None else send.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        harmless(send.label),
        harmless(send.parent_ref),
        f"{send.forecast_cents / 100:.2f}",
        send.status,
        schedule.schedule_id,
    )
