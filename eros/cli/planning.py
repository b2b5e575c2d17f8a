"""`eros generate`."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter
from typing import Annotated, Any, Literal

import typer

from eros.cli.options import (
    ClosedDays,
    From,
    JsonFlag,
    Replace,
    Week,
    parse_date,
    parse_day,
    parse_days,
    parse_emphasis,
    parse_hours,
    parse_keys,
    parse_moment,
    session_of,
)
from eros.cli.session import Session
from eros.errors import ConfigurationError
from eros.model.fleet import FleetReport
from eros.model.schedule import Schedule
from eros.model.wishes import Wishes

__all__ = ["generate"]

_FOUND = 1


def generate(
    context: typer.Context,
    page: Annotated[str | None, typer.Argument(metavar="PAGE", help="A page's name or id.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Plan every active page.")] = False,
    week: Week = None,
    seed: Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="Default: drawn from page and week.")] = None,
    closed_days: ClosedDays = None,
    closed_hours: Annotated[
        str | None, typer.Option(metavar="HOURS", help="Local hours without sends on any day, such as 9,13-15.")
    ] = None,
    emphasis: Annotated[
        str | None,
        typer.Option(
            metavar="KEYS", help="Categories or send types to favour, such as revenue or bundle=2,dm_farm=0.5."
        ),
    ] = None,
    blocked_types: Annotated[
        str | None, typer.Option(metavar="KEYS", help="Send types not to use, such as vip_program,live_promo.")
    ] = None,
    drip_day: Annotated[
        str | None, typer.Option(metavar="DAY", help="A day for a drip window, in which nothing is sold, such as fri.")
    ] = None,
    mode: Annotated[
        Literal["optimize", "safe", "conservative"],
        typer.Option(help="safe and conservative send less, further apart, with proven captions only."),
    ] = "optimize",
    from_: From = None,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove", help="Improve the week along a bound of what the best could reach; takes some seconds."
        ),
    ] = False,
    no_save: Annotated[bool, typer.Option("--no-save", help="Show the week, do not keep it.")] = False,
    replace: Replace = False,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes of --all.", show_default="all processors")
    ] = os.cpu_count() or 1,
    json: JsonFlag = False,
) -> int:
    """Plan the best week for a page, or for every page, show it and save it as a draft."""
    session = session_of(context)
    wishes = Wishes(
        closed_days=parse_days(closed_days),
        closed_hours=parse_hours(closed_hours),
        emphasis=parse_emphasis(emphasis, session.params.plan.emphasis_weight),
        blocked_types=parse_keys(blocked_types),
        mode=mode,
        drip_day=parse_day(drip_day, "--drip-day"),
    )
    monday = parse_date(week)
    if from_ is not None:
        monday, wishes = _from_moment(session, page, from_, monday, wishes)
    request = None if no_save else session.save_request(replace=replace)
    if every == (page is not None):
        raise ConfigurationError("Name one page, or --all for every page. `eros creators` lists them.")
    if page is None:
        return _all_pages(session, workers, json=json, week=monday, wishes=wishes, seed=seed, save=request)
    return _one_page(session, page, json=json, week=monday, wishes=wishes, seed=seed, save=request, prove=prove)


def _from_moment(
    session: Session, page: str | None, text: str, monday: date | None, wishes: Wishes
) -> tuple[date, Wishes]:
    """The week meant and the wishes for what is left of it; without --week the week the moment lies in."""
    if page is None:
        raise ConfigurationError("--from is a moment of one page's clock. Name the page instead of --all.")
    zone = session.store.creator(page).zone
    moment = parse_moment(text, zone)
    today = moment.astimezone(zone).date()
    return monday or today - timedelta(days=today.weekday()), replace(wishes, not_before=moment)


def _one_page(session: Session, page: str, *, json: bool, **order: Any) -> int:
    from eros import service
    from eros.render.document import to_document
    from eros.render.week import week_view

    store = session.store
    result = service.generate(store, page, session.params, now=session.now, clock=perf_counter, **order)
    catalogue, timings = store.catalogue(), result.timings_ms
    if json:
        session.show_json(to_document(result.schedule, catalogue, timings_ms=timings))
        return 0
    session.show(
        week_view(
            result.schedule,
            catalogue,
            width=session.out.width,
            ascii_only=session.ascii_only,
            database=session.settings.shown_database,
            timings_ms=timings,
        )
    )
    if result.unchanged:
        session.tell(f"Nothing changed: version {result.schedule.version} was planned from the same data before.")
    moment = result.schedule.wishes.not_before
    if moment is not None and moment != order["wishes"].not_before:
        local = moment.astimezone(store.creator(page).zone)
        session.tell(f"The week has begun: planned from {local:%a %H:%M} on. --from names another moment.")
    session.tell(_next_step(result.schedule))
    return 0


def _next_step(schedule: Schedule) -> str:
    if schedule.schedule_id is None:
        return "Next: without --no-save the week is kept."
    if any(shortfall.rule == "needs_caption" for shortfall in schedule.shortfalls):
        return "Next: add captions (eros import FILE --kind captions) and generate again; a week with gaps is not exported."
    return f"Next: eros export {schedule.page_name} --format csv"


def _all_pages(session: Session, workers: int, *, json: bool, **order: Any) -> int:
    from eros.render.fleet import fleet_document, fleet_view

    report = _run_fleet(session, workers, order)
    if json:
        session.show_json(fleet_document(report))
    else:
        session.show(fleet_view(report, database=session.settings.shown_database))
    return _FOUND if report.count("failed") else 0


def _run_fleet(session: Session, workers: int, order: dict[str, Any]) -> FleetReport:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from eros import service

    store = session.store
    executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=session.err, transient=True, disable=not session.err.is_terminal) as progress:
            task = progress.add_task("Planning", total=None)
            return service.generate_all(
                store,
                session.params,
                now=session.now,
                clock=perf_counter,
                executor=executor,
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
                **order,
            )
    finally:
        executor.shutdown(cancel_futures=True)
