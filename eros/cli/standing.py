"""`eros status` and `eros sweep`."""

from __future__ import annotations

import typer  # noqa: TC002 - Typer reads the annotation at run time

from eros.cli.options import JsonFlag, Reference, Week, parse_date, session_of

__all__ = ["status", "sweep"]


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


def sweep(context: typer.Context, *, json: JsonFlag = False) -> None:
    """Mark the sends of all pages whose time is past and that nobody recorded as stale; they are never sent late."""
    from eros.service.sweeping import sweep_stale

    session = session_of(context)
    swept = sweep_stale(session.store, session.params, actor=session.actor, now=session.now)
    if json:
        session.show_json([{"schedule_id": week.schedule_id, "stale": list(refs)} for week, refs in swept])
        return
    for week, refs in swept:
        session.tell(f"{week.schedule_id} of {week.page_name}: {', '.join(refs)}")
    session.say(
        "Each can be marked sent or failed (eros mark), or placed anew (eros mend)." if swept else "Nothing is stale."
    )
