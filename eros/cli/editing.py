"""`eros edit`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.options import JsonFlag, Reference, Replace, Week, parse_date, session_of
from eros.cli.versions import show_outcome
from eros.errors import ConfigurationError, ConflictError
from eros.model.clock import DAY

if TYPE_CHECKING:
    from eros.model.schedule import Schedule

__all__ = ["edit"]

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def edit(
    context: typer.Context,
    reference: Reference,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The send, as `eros show` names it.")],
    *,
    caption: Annotated[int | None, typer.Option("--caption", metavar="ID", help="Another caption of the bank.")] = None,
    text: Annotated[str | None, typer.Option(help="A text of its own.")] = None,
    time: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="Another local time; its follow-up comes along.")
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="DATE", help="Another day of the week, as 2026-11-25.")] = None,
    price: Annotated[str | None, typer.Option(metavar="PRICE", help="Another price, such as 19.69.")] = None,
    drop: Annotated[bool, typer.Option("--drop", help="Take it out, and its follow-up with it.")] = False,
    week: Week = None,
    replace: Replace = False,
    json: JsonFlag = False,
) -> None:
    """Change one send of a saved week; refused with every HARD rule it would break, else kept as a new version."""
    from eros import service
    from eros.model.edit import Edit
    from eros.service.editing import edit_week

    session = session_of(context)
    schedule = service.find_week(session.store, reference, week=parse_date(week))
    change = Edit(
        ref,
        caption_id=caption,
        text=text,
        week_minute=_minute(schedule, ref, time, date),
        price_cents=_cents(price),
        drop=drop,
    )
    outcome = edit_week(session.store, schedule, change, session.params, session.save_request(replace=replace))
    show_outcome(session, outcome, json=json)


def _minute(week: Schedule, ref: str, time: str | None, day: str | None) -> int | None:
    """The minute of the week meant; what is left out of time and date stays the send's."""
    if time is None and day is None:
        return None
    send = week.by_ref(ref)
    if send is None:
        raise ConflictError(f"{week.schedule_id} has no send {ref!r}. `eros show {week.schedule_id}` names its sends.")
    local = parse_date(day, "--date")
    days = send.day if local is None else (local - week.week_start).days
    return days * DAY + (send.minute if time is None else _clock(time))


def _clock(text: str) -> int:
    if not (found := _CLOCK.fullmatch(text)):
        raise ConfigurationError(f"--time {text!r} is no time of day. Write it as 19:07.")
    return 60 * int(found[1]) + int(found[2])


def _cents(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        cents = 100 * Decimal(text.removeprefix("$"))
    except InvalidOperation:
        cents = Decimal("NaN")
    if not cents.is_finite() or cents != cents.to_integral_value() or abs(cents) > 2**31:
        raise ConfigurationError(f"--price {text!r} is no price. Write it as 19.69.")
    return int(cents)
