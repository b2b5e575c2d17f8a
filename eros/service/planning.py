"""Plan a page's week: load, plan, check, save."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eros.digest import seed_from
from eros.errors import ConfigurationError, ValidationError
from eros.model.clock import WeekClock, first_monday_after
from eros.model.wishes import Wishes
from eros.plan.known import known
from eros.plan.proved import proved_week
from eros.plan.week import plan_in
from eros.render.words import counted
from eros.rules import violations
from eros.rules.gate import approval_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from eros.model.creator import Creator
    from eros.model.estimates import Estimates
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.ports import SaveRequest, Store

__all__ = [
    "Checked",
    "Generated",
    "ahead_of",
    "breaks",
    "default_week",
    "generate",
    "plan_and_check",
    "plannable",
    "refuse_broken",
    "seed_for",
]


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan, every HARD rule it breaks (none, unless the planner is wrong), and the estimates it was judged by."""

    schedule: Schedule
    violations: tuple[Violation, ...]
    estimates: Estimates


@dataclass(frozen=True, slots=True)
class Generated:
    """A week and the milliseconds its steps took; `unchanged` when it was saved before and stands as it was."""

    schedule: Schedule
    timings_ms: Mapping[str, float]
    unchanged: bool = False


def generate(
    store: Store,
    page: str,
    params: Params,
    *,
    now: datetime,
    clock: Callable[[], float],
    week: date | None = None,
    wishes: Wishes | None = None,
    seed: int | None = None,
    save: SaveRequest | None = None,
    prove: bool = False,
) -> Generated:
    """Plan one page's week; with `save` it is stored as that request says, with `prove` its bound improves it.

    `week` is a Monday (default: the first after the store's clock), `seed` defaults to one drawn from page and week,
    `clock` gives seconds. Of a week that has begun only what lies ahead is planned. Raises CreatorNotFoundError,
    ConfigurationError, ConflictError, and ValidationError when the plan breaks a HARD rule: then nothing is saved.
    """
    started = clock()
    creator = plannable(store, page)
    as_of = store.as_of(now)
    monday = week or default_week(creator, as_of)
    problem = store.load_problem(
        creator.creator_id,
        monday,
        ahead_of(as_of, creator, monday, wishes or Wishes()),
        as_of=as_of,
        pool=params.plan.caption_pool,
    )
    loaded = clock()
    checked = plan_and_check(problem, params, seed_for(creator.creator_id, monday, seed), prove=prove)
    planned = clock()
    approving = save is not None and save.status == "approved"
    refuse_broken(checked.schedule, (*checked.violations, *(approval_faults(checked.schedule) if approving else ())))
    timings = {"load": 1000 * (loaded - started), "plan": 1000 * (planned - loaded)}
    if save is None:
        return Generated(checked.schedule, timings)
    before = store.latest(creator.creator_id, monday)
    saved = store.save(checked.schedule, save)
    unchanged = before is not None and before.schedule_id == saved.schedule_id
    return Generated(saved, {**timings, "save": 1000 * (clock() - planned)}, unchanged)


def plannable(store: Store, page: str) -> Creator:
    """The page of this id or name; raises CreatorNotFoundError, ConfigurationError when it is inactive."""
    creator = store.creator(page)
    if not creator.is_active:
        raise ConfigurationError(
            f"{creator.page_name} is inactive and not planned. `eros page set {creator.page_name} --active` changes that."
        )
    return creator


def default_week(creator: Creator, as_of: datetime) -> date:
    """The week planned when none is named: the first Monday after the page's local date."""
    return first_monday_after(as_of, creator.zone)


def ahead_of(as_of: datetime, creator: Creator, week: date, wishes: Wishes) -> Wishes:
    """The wishes of a week that are planned by: where it has begun by `as_of` and they name no moment, from then on.

    Raises ConfigurationError when the week starts on another day than Monday.
    """
    if wishes.not_before is not None or as_of <= WeekClock(week, creator.zone).instant(0):
        return wishes
    return replace(wishes, not_before=as_of)


def seed_for(creator_id: str, week: date, seed: int | None) -> int:
    """The seed of a page-week: the one given, else one drawn from page and week."""
    return seed_from(creator_id, week) if seed is None else seed


def plan_and_check(problem: Problem, params: Params, seed: int, *, prove: bool = False) -> Checked:
    """Plan a problem and judge the plan by every HARD rule; `prove` improves it. Pure: it may run in another process."""
    context = known(problem, params)
    schedule = proved_week(context, seed) if prove else plan_in(context, seed)
    return Checked(schedule, violations(schedule, context), context.estimates)


def refuse_broken(schedule: Schedule, broken: tuple[Violation, ...]) -> None:
    """Raise ValidationError when a plan breaks a HARD rule."""
    if broken:
        raise ValidationError(f"The plan for {schedule.page_name} {breaks(broken)} Nothing was saved.", broken)


def breaks(broken: tuple[Violation, ...]) -> str:
    """What is broken, with the first break as an example: a clause that ends in a full stop."""
    first = broken[0]
    where = f"{', '.join(first.refs)}: " if first.refs else ""
    return f"breaks {counted(len(broken), 'HARD rule')}, first [{first.rule}] {where}{first.detail}; {first.fix}."
