"""`eros verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from eros.cli.options import JsonFlag, session_of
from eros.cli.weeks import read_document

__all__ = ["verify"]

_FOUND = 1
_SHOWN = 40


def verify(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A schedule document (- is standard input).")],
    *,
    database: Annotated[
        str | None, typer.Option("--db", metavar="PATH|URL", help="The database it came from; recomputes everything.")
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Recompute a week's document: sums, times and rules, with --db everything; exit code 1 when anything differs."""
    from dataclasses import asdict

    from database.catalogue import shipped_catalogue
    from eros.render.words import counted
    from eros.service.verifying import verify_alone, verify_with

    session = session_of(context)
    session.database = database or session.database
    document = read_document(file)
    if session.database is None:
        verdict = verify_alone(document, session.params, shipped_catalogue())
    else:
        verdict = verify_with(session.store, document, session.params)
    found = verdict.differences
    if json:
        rows = [asdict(difference) for difference in found]
        session.show_json({"verified": not found, "differences": rows, "unseen": list(verdict.unseen)})
        return _FOUND if found else 0
    for difference in found[:_SHOWN]:
        where = f"{difference.where}: " if difference.where else ""
        session.say(f"{where}{difference.what} says {difference.said}; {difference.holds}.")
    if len(found) > _SHOWN:
        session.say(f"... and {len(found) - _SHOWN} more (--json lists all).")
    for unseen in verdict.unseen:
        session.say(f"Not looked at: {unseen}.")
    if found:
        session.complain(f"{file}: {counted(len(found), 'difference')}.")
        return _FOUND
    session.tell(f"{file}: {counted(len(verdict.schedule.sends), 'send')}, everything looked at is as it says.")
    return 0
