"""What is wrong with pinned sends before a week is planned around them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import eros
from eros.model.schedule import Forecast, Schedule, Shortfall
from eros.plan.fixed import fixed_sends, pin_faults
from eros.plan.known import known
from eros.plan.skeleton import skeletons
from eros.rules import violations
from eros.rules.commerce import LABELS
from eros.rules.keys import needs_caption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eros.model.problem import Problem
    from eros.model.schedule import Send, Violation
    from eros.params import Params
    from eros.rules.base import Context

__all__ = ["judge_pins", "pin_breaks"]


def judge_pins(problem: Problem, params: Params) -> tuple[Violation, ...]:
    """Every HARD rule the pins break, alone, beside one another and beside what went out or stands in the week before.

    They are judged as they were given: a price that is left out counts as missing here, although a plan would fill it.
    A link drop may still get its parent from the plan, so a missing one is no fault.
    """
    return pin_breaks(known(problem, params), {}) if problem.wishes.pinned else ()


def pin_breaks(context: Context, prices: Mapping[str, int | None]) -> tuple[Violation, ...]:
    """The same for a problem whose estimates are known; a pin without a price takes its type's of `prices`, in cents."""
    problem = context.problem
    faults = [fault for pin in problem.wishes.pinned for fault in pin_faults(problem, pin)]
    fallen = {ref for fault in faults for ref in fault.refs}
    standing = tuple(pin for pin in problem.wishes.pinned if pin.ref not in fallen)
    if not standing:
        return tuple(faults)
    week = replace(problem, wishes=replace(problem.wishes, pinned=standing))
    beside = replace(context, problem=week)
    schedule = _unplanned(beside, skeletons(beside, prices, {}, fixed_sends(week)))
    refs = {pin.ref for pin in standing}
    broken = (fault for fault in violations(schedule, beside) if refs & set(fault.refs))
    return (*faults, *(fault for fault in broken if not _awaits_parent(fault, schedule, beside)))


def _awaits_parent(fault: Violation, schedule: Schedule, context: Context) -> bool:
    if fault.rule != LABELS.id:
        return False
    types = context.problem.catalogue.send_types
    return any(
        types[send.send_type].is_link_drop and send.parent_ref is None
        for send in schedule.sends
        if send.ref in fault.refs
    )


def _unplanned(context: Context, sends: Sequence[Send]) -> Schedule:
    """The week with these sends and nothing else; texts that are missing are reported as such."""
    problem = context.problem
    creator, wanting = problem.creator, sum(needs_caption(send) for send in sends)
    shortfalls = (Shortfall("needs_caption", "needs_caption", wanting, "left to the plan"),) if wanting else ()
    return Schedule(
        schedule_id=None,
        version=0,
        creator_id=creator.creator_id,
        page_name=creator.page_name,
        page_type=creator.page_type,
        sub_type=creator.sub_type,
        timezone=creator.timezone,
        week_start=problem.week_start,
        status="planned",
        mode=problem.wishes.mode,
        seed=0,
        params_hash="",
        data_hash="",
        engine_version=eros.__version__,
        solver_version="",
        as_of=problem.as_of,
        zone=context.estimates.saturation.zone,
        forecast=Forecast(0, 0, 0, 0.0),
        objective_cents=0.0,
        bound_cents=None,
        gap_percent=None,
        sends=tuple(sends),
        shortfalls=shortfalls,
        warnings=(),
        relaxations=(),
        stages=(),
        wishes=problem.wishes,
        volume={},
    )
