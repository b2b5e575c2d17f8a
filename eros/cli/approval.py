"""`eros approve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from eros.cli.options import JsonFlag, Week, parse_date, parse_keys, session_of
from eros.errors import ConfigurationError
from eros.model.schedule import Zone

if TYPE_CHECKING:
    from eros.cli.session import Session
    from eros.model.decision import Decision

__all__ = ["approve"]

_FOUND = 1


def approve(
    context: typer.Context,
    reference: Annotated[
        str | None, typer.Argument(metavar="ID|PAGE", help="A schedule id, or a page: then its newest week.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every active page's week, but for zone RED.")] = False,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONES", help="With --all only these zones, such as GREEN,YELLOW; RED too.")
    ] = None,
    week: Week = None,
    json: JsonFlag = False,
) -> int:
    """Approve a draft, a person's decision; refused while it breaks a HARD rule or a send lacks its text."""
    from eros import service
    from eros.service.approval import UNASKED_ZONES, approve_all, approve_week

    session, monday = session_of(context), parse_date(week)
    if every == (reference is not None):
        raise ConfigurationError("Name one week or page, or --all for every page. `eros creators` lists them.")
    if zone is not None and not every:
        raise ConfigurationError("--zone goes with --all; a week that is named is approved whatever its zone.")
    step: dict[str, Any] = {"actor": session.actor, "now": session.now}
    if reference is not None:
        found = service.find_week(session.store, reference, week=monday)
        decision = approve_week(session.store, found, session.params, **step)
        return _show(session, [decision], json=json)
    zones = UNASKED_ZONES if zone is None else _zones(zone)
    return _show(session, approve_all(session.store, session.params, zones=zones, week=monday, **step), json=json)


def _zones(text: str) -> tuple[Zone, ...]:
    named = {key.upper() for key in parse_keys(text)}
    if unknown := sorted(named - set(get_args(Zone))):
        raise ConfigurationError(f"--zone {unknown[0]!r} is no zone. Zones are {', '.join(get_args(Zone))}.")
    return tuple(zone for zone in get_args(Zone) if zone in named)


def _show(session: Session, decisions: list[Decision] | tuple[Decision, ...], *, json: bool) -> int:
    from eros.render.approval import decision_lines, decisions_document

    if json:
        session.show_json(decisions_document(decisions))
    for line in [] if json else decision_lines(decisions):
        session.tell(line)
    for decision in decisions:
        if decision.outcome == "approved" and decision.week.zone == "RED":
            session.say(
                f"{decision.week.page_name}: the audience is saturated (zone RED); look twice before this week goes out."
            )
    return _FOUND if any(decision.outcome == "refused" for decision in decisions) else 0
