"""Days to place sends on, and how the places read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eros.model.clock import DAY
from eros.plan.timing import Timing, place
from tests.builders import a_problem
from tests.plans import a_curve, an_input, known, tuned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.params import Params
    from eros.plan.allocation_model import AllocationInput


__all__ = ["EXACT", "FOLLOWUP", "PROBLEM", "TYPES", "an_allocation", "hours_only", "mondays", "times"]

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
FOLLOWUP = "ppv_followup"
EXACT = tuned(plan={"relative_gap": 0.0, "timing_node_limit": 5000})


def hours_only(*hours: int) -> Params:
    """Tunables under which only these hours are open."""
    return tuned(EXACT, rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in hours)})


def an_allocation(
    problem: Problem = PROBLEM,
    *fixed: Send,
    hours: Mapping[int, float] | None = None,
    params: Any = EXACT,
    **changes: Any,
) -> AllocationInput:
    """What timing is given for a page without fatigue, with a flat curve but for these hours."""
    values: dict[str, Any] = {"curve": a_curve(hours), "fatigue_per_contact": 0.0}
    context = known(problem, params, **(values | changes))
    return an_input(context, fixed)


def mondays(allocation: AllocationInput, **counts: int) -> Timing:
    """So many sends of each type placed on Monday."""
    return place(allocation, {(0, key): count for key, count in counts.items()})


def times(timing: Timing, send_type: str | None = None) -> list[str]:
    """Quarter hours as weekday/clock, of one type or of all."""
    return [
        f"{p.day}/{p.slot.week_minute % DAY // 60}:{p.slot.week_minute % 60:02}"
        for p in timing.placed
        if send_type in {None, p.send_type}
    ]
