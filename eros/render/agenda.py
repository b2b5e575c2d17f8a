"""A week as an iCalendar file: one event per send that is to go out or went out."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from eros.render.sheet import going_out, plain, records
from eros.render.words import money, one_line

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send
    from eros.render.sheet import Cell

__all__ = ["to_ics"]


def to_ics(schedule: Schedule) -> bytes:
    """Events at the sends' instants in UTC, so that a clock change moves none of them and every reader sees local time.

    The description holds the caption and every other column of the CSV. A later version of the week replaces the events
    of an earlier one with the same ref. Equal weeks give equal bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//EROS Schedule Generator//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{one_line(schedule.page_name)}, week of {schedule.week_start}")
    calendar.add("x-wr-timezone", schedule.timezone)
    for send, record in zip(going_out(schedule), records(schedule), strict=True):
        calendar.add_component(_event(schedule, send, record))
    return bytes(calendar.to_ical())


def _event(schedule: Schedule, send: Send, record: dict[str, Cell]) -> Event:
    event = Event()
    price = "" if send.price_cents is None else f" {money(send.price_cents)}"
    event.add("uid", f"{schedule.creator_id}-{schedule.week_start}-{send.ref}@eros")
    event.add("dtstamp", schedule.as_of.astimezone(UTC))
    event.add("sequence", schedule.version)
    event.add("dtstart", send.utc.astimezone(UTC))
    event.add("summary", f"{one_line(schedule.page_name)}: {send.send_type}{price}")
    event.add("description", _description(record))
    event.add("transp", "TRANSPARENT")
    return event


def _description(record: dict[str, Cell]) -> str:
    facts = [f"{name}: {plain(cell)}" for name, cell in record.items() if cell is not None and name != "caption_text"]
    caption = plain(record["caption_text"])
    return "\n".join([caption, "", *facts] if caption else facts)
