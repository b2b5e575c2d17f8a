"""`eros explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.options import JsonFlag, Reference, Week, parse_date, session_of

if TYPE_CHECKING:
    from eros.cli.session import Session
    from eros.model.schedule import Schedule

__all__ = ["explain"]


def explain(
    context: typer.Context,
    reference: Reference,
    *,
    what_if: Annotated[
        list[str],
        typer.Option(
            "--what-if", metavar="KEY=VALUE", help="Plan the week under another wish, setting or limit; repeatable."
        ),
    ],
    week: Week = None,
    json: JsonFlag = False,
) -> None:
    """Say what a saved week would be under other wishes, settings or limits; nothing is saved."""
    from eros import service

    session = session_of(context)
    schedule = service.find_week(session.store, reference, week=parse_date(week))
    _what_if(session, schedule, what_if, json=json)


def _what_if(session: Session, schedule: Schedule, texts: list[str], *, json: bool) -> None:
    from database.store import SqlStore
    from eros.cli.supposing import supposed
    from eros.render.supposed import what_if_document, what_if_view
    from eros.service.what_if import what_if

    catalogue = session.store.catalogue()
    asked, assumed = supposed(texts, schedule.wishes, session.settings, catalogue)
    other = SqlStore(session.engine, assumed.params)
    found = what_if(session.store, schedule, session.params, other=other, supposed=asked, assumed=assumed.params)
    if json:
        session.show_json(what_if_document(found, texts, catalogue))
    else:
        session.show(what_if_view(found, texts))
        if found.differs:
            session.say(
                f"{schedule.schedule_id} was edited, or data came in since it was planned: both sides are planned anew."
            )
