"""`eros diff` and `eros rollback`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.options import JsonFlag, Reference, Replace, Week, parse_date, session_of

if TYPE_CHECKING:
    from eros.cli.session import Session
    from eros.service.orders import Outcome

__all__ = ["diff", "rollback", "show_outcome"]


def diff(
    context: typer.Context,
    reference: Reference,
    other: Annotated[str | None, typer.Argument(metavar="[ID]", help="The later one; left out: the first one.")] = None,
    *,
    week: Week = None,
    json: JsonFlag = False,
) -> None:
    """Show what differs between two weeks of a page; of one week, between its version before and it."""
    from eros.render.changes import changes_document, changes_view
    from eros.service.changes import compare
    from eros.service.versions import two_versions

    session = session_of(context)
    before, after = two_versions(session.store, reference, other, week=parse_date(week))
    changes = compare(before, after)
    if json:
        session.show_json(changes_document(changes, after, session.store.catalogue()))
    else:
        session.show(changes_view(changes, after))


def rollback(
    context: typer.Context,
    reference: Reference,
    *,
    week: Week = None,
    to: Annotated[
        int | None, typer.Option("--to", min=1, metavar="VERSION", help="Default: the version before.")
    ] = None,
    replace: Replace = False,
    json: JsonFlag = False,
) -> None:
    """Bring an earlier version of a week back as the newest; what was sent stays, nothing is deleted."""
    from eros import service
    from eros.service.versions import roll_back

    session = session_of(context)
    current = service.find_week(session.store, reference, week=parse_date(week))
    request = session.save_request(replace=replace)
    outcome = roll_back(session.store, current, session.params, request, to=to)
    show_outcome(session, outcome, json=json)


def show_outcome(session: Session, outcome: Outcome, *, json: bool) -> None:
    """What a new version does differently; with `json` the whole document of it."""
    from eros.render.changes import changes_view
    from eros.render.document import to_document

    if json:
        session.show_json(to_document(outcome.schedule, session.store.catalogue()))
        return
    if outcome.unchanged or outcome.changes is None:
        session.tell(f"Nothing changed: version {outcome.schedule.version} says the same.")
        return
    session.show(changes_view(outcome.changes, outcome.schedule))
    session.tell(f"Next: eros approve {outcome.schedule.page_name}")
