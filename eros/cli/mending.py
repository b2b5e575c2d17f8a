"""`eros mend`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.options import From, JsonFlag, Reference, Replace, Week, parse_date, parse_days, parse_moment, session_of
from eros.cli.versions import show_outcome

if TYPE_CHECKING:
    from eros.cli.session import Session
    from eros.service.mending import Mending

__all__ = ["mend"]

_FOUND = 1


def mend(
    context: typer.Context,
    reference: Reference,
    *,
    failed: Annotated[
        list[str] | None, typer.Option("--failed", metavar="REF", help="A send that failed; may be repeated.")
    ] = None,
    captions: Annotated[
        list[int] | None, typer.Option("--without-caption", metavar="ID", help="A caption withdrawn; may be repeated.")
    ] = None,
    close_day: Annotated[str | None, typer.Option(metavar="DAYS", help="Days that close, such as fri,sun.")] = None,
    from_: From = None,
    at_most: Annotated[
        int | None,
        typer.Option(metavar="PLACES", help="Change no more places. Default: as few as work, and one per failed send."),
    ] = None,
    no_save: Annotated[bool, typer.Option("--no-save", help="Show the week, do not keep it.")] = False,
    week: Week = None,
    replace: Replace = False,
    json: JsonFlag = False,
) -> int:
    """Make a week lawful again with few changes when sends failed or are stale, captions are withdrawn, or days close."""
    from eros import service
    from eros.model.damage import Damage
    from eros.service.mending import mend_week

    session = session_of(context)
    schedule = service.find_week(session.store, reference, week=parse_date(week))
    moment = None if from_ is None else parse_moment(from_, session.store.creator(schedule.creator_id).zone)
    damage = Damage(frozenset(failed or ()), frozenset(captions or ()), parse_days(close_day, "--close-day"), moment)
    save = None if no_save else session.save_request(replace=replace)
    done = mend_week(session.store, schedule, damage, session.params, now=session.now, at_most=at_most, save=save)
    return _show(session, done, json=json)


def _show(session: Session, done: Mending, *, json: bool) -> int:
    from eros.render.week import violation_list
    from eros.render.words import counted

    if json or not done.outcome.unchanged:
        show_outcome(session, done.outcome, json=json)
    if done.broken:
        session.err.print(violation_list(done.broken))
        least = "no change found mends it" if done.least is None else f"it takes {counted(done.least, 'changed place')}"
        session.complain(f"Nothing was changed: {counted(len(done.broken), 'break')} stay; {least}.")
        return _FOUND
    if not json and done.outcome.unchanged:
        session.tell(f"Nothing to mend: version {done.outcome.schedule.version} stands as it is.")
    elif not json:
        fewest = "no lawful week changes fewer than" if done.proven else "the fewest found that work, not proven:"
        session.tell(f"{counted(done.places, 'place')} changed; {fewest} {done.least}.")
    return 0
