"""`eros plan list` and `plan clear`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eros.cli.options import JsonFlag, Page, Week, parse_date, session_of
from eros.errors import ConfigurationError
from eros.render.words import WEEKDAYS, clock_time, counted, one_line

if TYPE_CHECKING:
    from database.commitments import Commitment

__all__ = ["plan"]

plan = typer.Typer(no_args_is_help=True, help="Sends fixed by imported plans (eros import --kind plan).")


@plan.command("list")
def show(context: typer.Context, page: Page, *, week: Week = None, json: JsonFlag = False) -> None:
    """List the sends that plans fixed for a page; weeks are planned around them."""
    from dataclasses import asdict

    from database.commitments import list_commitments

    session = session_of(context)
    found = list_commitments(session.own_engine, page, week=parse_date(week))
    if json:
        session.show_json([{name: _plain(value) for name, value in asdict(row).items()} for row in found])
        return
    for commitment in found:
        session.tell(_line(commitment))
    if not found:
        session.say("No commitments. `eros import FILE --kind plan` brings in a plan.")


@plan.command("clear")
def clear(
    context: typer.Context,
    page: Page,
    *,
    week: Week = None,
    refs: Annotated[
        list[str] | None, typer.Option("--ref", metavar="REF", help="Only this one; may be repeated.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Of every week.")] = False,
) -> None:
    """Take back what plans fixed for a page's week; a saved week changes when it is planned again."""
    from database.commitments import clear_commitments

    session = session_of(context)
    if every == (week is not None):
        raise ConfigurationError("Name the week (--week 2026-11-23), or --all for every week.")
    gone = clear_commitments(session.own_engine, page, week=parse_date(week), refs=refs or ())
    session.tell(f"Took back {counted(gone, 'commitment')} of {page}.")


def _line(commitment: Commitment) -> str:
    price = "" if commitment.price_cents is None else f" {commitment.price_cents / 100:.2f}"
    day = WEEKDAYS[commitment.local_date.weekday()][:3]
    when = f"{commitment.local_date} {day} {clock_time(commitment.local_minute)}"
    where = " ".join(filter(None, (commitment.channel, commitment.target)))
    text = f" {one_line(commitment.text)!r}" if commitment.text else ""
    source = f"{commitment.source_file}:{commitment.source_line}"
    return f"{when}  {commitment.ref}  {commitment.send_type}{price}  {where or '-'}  {commitment.status}{text}  ({source})"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
