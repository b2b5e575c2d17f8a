"""`eros status`."""

from __future__ import annotations

import typer  # noqa: TC002 - Typer reads the annotation at run time

from eros.cli.options import JsonFlag, Reference, Week, parse_date, session_of

__all__ = ["status"]


def status(context: typer.Context, reference: Reference, *, week: Week = None, json: JsonFlag = False) -> None:
    """Show what of a week went out and what it brought, what is late or missing, and what nobody planned."""
    from eros import service
    from eros.render.standing import standing_document, standing_view

    session = session_of(context)
    standing = service.week_standing(session.store, reference, session.params, now=session.now, week=parse_date(week))
    if json:
        session.show_json(standing_document(standing))
    else:
        session.show(standing_view(standing))
