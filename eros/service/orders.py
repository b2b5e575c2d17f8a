"""A week as somebody orders it, planned or written by hand: checked, kept, and set beside the version before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eros.errors import ConflictError, ValidationError
from eros.model.wishes import Wishes
from eros.plan.given import week_of_items
from eros.plan.known import known
from eros.render.words import counted
from eros.rules.gate import approval_faults
from eros.service.approval import approve_week
from eros.service.changes import compare
from eros.service.planning import generate, plannable, seed_for
from eros.service.study import page_week
from eros.service.weeks import validate_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from eros.model.changes import WeekChanges
    from eros.model.item import Item
    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.ports import SaveRequest, Store

__all__ = ["Order", "Outcome", "carry_out", "keep"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for; without `items` the planner fills the week, without `week` it is the one planned next."""

    page: str
    week: date | None = None
    wishes: Wishes = field(default_factory=Wishes)
    seed: int | None = None
    items: Sequence[Item] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A week and the version that stood before it, None for the first; `unchanged` when that one says the same."""

    schedule: Schedule
    before: Schedule | None
    unchanged: bool

    @property
    def changes(self) -> WeekChanges | None:
        """What is different from the version before."""
        return None if self.before is None else compare(self.before, self.schedule)


def carry_out(
    store: Store,
    order: Order,
    params: Params,
    *,
    now: datetime,
    clock: Callable[[], float],
    save: SaveRequest | None = None,
) -> Outcome:
    """The week ordered; with `save` it is stored as that request says, in one transaction.

    Raises CreatorNotFoundError, ConfigurationError, ConflictError, and ValidationError with every HARD rule and wish that
    is broken: then nothing is saved.
    """
    meant = page_week(store, order.page, now=now, week=order.week, wishes=order.wishes)
    before = store.latest(meant.creator.creator_id, meant.week_start)
    if order.items is None:
        week = generate(
            store,
            meant.creator.creator_id,
            params,
            now=now,
            clock=clock,
            week=meant.week_start,
            wishes=order.wishes,
            seed=order.seed,
            save=save,
        ).schedule
    else:
        week = _written(store, order, order.items, params, now=now, save=save)
    return Outcome(week, before, before is not None and before.schedule_id == week.schedule_id)


def _written(
    store: Store, order: Order, items: Sequence[Item], params: Params, *, now: datetime, save: SaveRequest | None
) -> Schedule:
    creator = plannable(store, order.page)
    meant = page_week(store, creator.creator_id, now=now, week=order.week, wishes=order.wishes)
    problem = store.load_problem(
        creator.creator_id,
        meant.week_start,
        order.wishes,
        as_of=meant.as_of,
        pool=params.plan.caption_pool,
        captions=[item.caption_id for item in items if item.caption_id is not None],
    )
    context = known(problem, params)
    week, broken = week_of_items(context, items, seed_for(creator.creator_id, meant.week_start, order.seed))
    _refuse(f"The items for {creator.page_name}", week, broken, save)
    return week if save is None else store.save(week, save)


def keep(store: Store, schedule_id: str, params: Params, save: SaveRequest) -> Outcome:
    """A saved week under the status of `save` when it still keeps every HARD rule: approved as it stands, or a draft again.

    Raises ScheduleNotFoundError, ConflictError for a version that is superseded, protected or not the one expected,
    ValidationError.
    """
    week = store.schedule(schedule_id)
    if week.status == "superseded":
        raise ConflictError(
            f"{schedule_id} (version {week.version}) is superseded. Take the newest version of {week.page_name}'s week "
            f"from {week.week_start}."
        )
    if save.expected_version not in (None, week.version):
        raise ConflictError(f"{schedule_id} is version {week.version}, not {save.expected_version}.")
    if save.status == "approved":
        decision = approve_week(store, week, params, actor=save.actor, now=save.now)
        return Outcome(decision.week, None, decision.outcome == "unchanged")
    _refuse(schedule_id, week, validate_schedule(store, week, params), save)
    kept = store.save(week, save)
    return Outcome(kept, week, kept.schedule_id == week.schedule_id)


def _refuse(what: str, week: Schedule, broken: Sequence[Violation], save: SaveRequest | None) -> None:
    faults = [*broken, *(approval_faults(week) if save is not None and save.status == "approved" else ())]
    if faults:
        number = counted(len(faults), "break")
        raise ValidationError(f"{what} cannot stand: {number} of HARD rules or wishes. Nothing was saved.", faults)
