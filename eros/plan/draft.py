"""A week before its texts: how many of what on which day, and the minute of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.plan.allocation import allocate
from eros.plan.allocation_model import AllocationInput
from eros.plan.calendar import WeekSlots
from eros.plan.clash import refuse_clashes
from eros.plan.fixed import fixed_sends
from eros.plan.minutes import settle_minutes
from eros.plan.timing import place
from eros.plan.worth import worth_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.plan.allocation import Allocation
    from eros.plan.pool import CaptionPool
    from eros.plan.timing import DayPlan, Placed, Timing

__all__ = ["Draft", "draft_week", "input_of"]


@dataclass(frozen=True)
class Draft:
    """What was allocated under `given`, its quarter hours, and the week_minute of every new send."""

    given: AllocationInput
    allocation: Allocation
    timing: Timing
    minutes: Mapping[Placed, int]

    @property
    def counts(self) -> Counter[tuple[int, str]]:
        """Sends of the week by (day, send type), fixed ones and follow-ups included."""
        return Counter((placed.day, placed.send_type) for placed in self.minutes) + self.given.fixed_counts


def input_of(pool: CaptionPool, seed: int) -> AllocationInput:
    """What the stages are given; raises ValidationError when pins cannot stand, alone or together."""
    context, worth = pool.context, worth_of(pool.context)
    if context.problem.wishes.pinned:
        refuse_clashes(context, worth.prices)
    slots = WeekSlots(context.problem, context.params)
    return AllocationInput(context, worth, pool, slots, fixed_sends(context.problem), seed)


def draft_week(given: AllocationInput) -> Draft:
    """Allocation and timing; where sends find no place, the week is allocated again with the room the days really have."""
    room: dict[tuple[int, str], int] = {}
    solved: dict[tuple[object, ...], DayPlan] = {}
    for _ in range(given.context.params.plan.replan_rounds):
        allocation = allocate(given.with_room(room))
        timing = place(given, allocation.counts, solved)
        lost = {key: n for key, n in timing.dropped.items() if key in allocation.counts}
        if not lost:
            break
        room.update({key: allocation.counts[key] - n for key, n in lost.items()})
    else:
        allocation = allocate(given.with_room(room))
        timing = place(given, allocation.counts, solved)
    return Draft(given.with_room(room), allocation, timing, settle_minutes(given, timing.placed, given.seed))
