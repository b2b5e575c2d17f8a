"""`eros explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.options import JsonFlag, Reference, Week, parse_date, session_of
from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from eros.cli.session import Session
    from eros.model.schedule import Schedule

__all__ = ["explain"]


def explain(
    context: typer.Context,
    reference: Reference,
    ref: Annotated[
        str | None, typer.Argument(metavar="[REF]", help="A send, as `eros show` names it; left out: the week.")
    ] = None,
    *,
    rules: Annotated[
        bool, typer.Option("--rules", help="What each rule and wish costs the week, by solving without it.")
    ] = False,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if", metavar="KEY=VALUE", help="Plan the week under another wish, setting or limit; repeatable."
        ),
    ] = None,
    week: Week = None,
    json: JsonFlag = False,
) -> None:
    """Say why a saved week is as it is, or what it would be under other wishes; nothing is saved."""
    from eros import service

    if sum((ref is not None, rules, bool(what_if))) > 1:
        raise ConfigurationError("A send, --rules and --what-if are three questions. Ask one of them.")
    session = session_of(context)
    schedule = service.find_week(session.store, reference, week=parse_date(week))
    if what_if:
        _what_if(session, schedule, what_if, json=json)
    elif ref is not None:
        _send(session, schedule, ref, json=json)
    else:
        _week(session, schedule, rules=rules, json=json)


def _send(session: Session, schedule: Schedule, ref: str, *, json: bool) -> None:
    from eros.render.reasons import send_document, send_view
    from eros.service.reasons import send_reasons

    found = send_reasons(session.store, schedule, ref, session.params)
    if json:
        session.show_json(send_document(found))
    else:
        session.show(send_view(found))


def _week(session: Session, schedule: Schedule, *, rules: bool, json: bool) -> None:
    from eros.render.reasons import costs_document, costs_view, week_document, week_view
    from eros.service.reasons import week_costs

    costs = week_costs(session.store, schedule, session.params, every=rules)
    if json:
        session.show_json((costs_document if rules else week_document)(schedule, costs))
    else:
        session.show(costs_view(costs) if rules else week_view(schedule, costs))


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
