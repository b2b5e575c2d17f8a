"""A week before its texts: how many of what on which day, and the minute of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from eros.plan.allocation import allocate
from eros.plan.allocation_model import AllocationInput
from eros.plan.calendar import WeekSlots
from eros.plan.clash import refuse_clashes
from eros.plan.fixed import fixed_sends
from eros.plan.minutes import settle_minutes
from eros.plan.timing import place
from eros.plan.worth import worth_of
from eros.rules.mix import lacking_types

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
    """Allocation and timing; where sends find no place, the week is allocated again with the room the days really have.

    That ends after some rounds, but goes on as long as the week lacks types (rule `diversity`) and less room is found.
    """
    solved: dict[tuple[object, ...], DayPlan] = {}
    for rounds in count():
        allocation = allocate(given)
        timing = place(given, allocation.counts, solved)
        lacks = lacking_types(
            given.context, {key for _, key in given.fixed_counts} | {p.send_type for p in timing.placed}
        )
        room = {**given.room, **_room_found(given, allocation, timing, lacks=bool(lacks))}
        if room == given.room or (rounds >= given.context.params.plan.replan_rounds and not lacks):
            break
        given = given.with_room(room)
    return Draft(given, allocation, timing, settle_minutes(given, timing.placed, given.seed))


def _room_found(
    given: AllocationInput, allocation: Allocation, timing: Timing, *, lacks: bool
) -> dict[tuple[int, str], int]:
    """The room of what lost sends, by day and type.

    Where a week `lacks` types, follow-ups give way to sends that found no place beside them; where follow-ups were asked for
    and none stands, no type counts on one.
    """
    followup = given.context.problem.catalogue.followup.key
    chased = {placed.day for placed in timing.placed if placed.send_type == followup} if lacks else set()
    found: dict[tuple[int, str], int] = {}
    for (day, key), lost in timing.dropped.items():
        if key == followup:
            continue
        if day in chased and not given.give_way(day):
            found[day, followup] = 0
        else:
            found[day, key] = allocation.counts[day, key] - lost
    if lacks and not chased and any(key == followup for _, key in timing.dropped):
        found |= {(day, followup): 0 for day in range(7)}
    return found
