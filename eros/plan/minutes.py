"""Which minute inside the quarter hour: spread by the seed, no distance ever shortened.

A plan in quarter hours that keeps every distance becomes a plan in minutes with offsets of 1-14 as long as offsets never
fall along a pair that stands exactly at its distance; so no gap, hour or day limit can break here.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from math import exp
from typing import TYPE_CHECKING

from eros.digest import uniform
from eros.model.clock import DAY
from eros.plan.calendar import SLOT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eros.plan.allocation_model import AllocationInput
    from eros.plan.timing import Placed

__all__ = ["settle_minutes"]


def settle_minutes(given: AllocationInput, placed: Sequence[Placed], seed: int) -> dict[Placed, int]:
    """The week_minute of every placed send; a follow-up without an allowed minute is left out.

    Mains take seeded offsets first; follow-ups then draw one of their allowed minutes by a truncated normal.
    """
    mains = [p for p in placed if p.parent is None]
    offsets = _offsets(given, mains, {p.parent.elapsed for p in placed if p.parent is not None}, seed)
    minutes = {p: p.slot.week_minute + offset for p, offset in zip(mains, offsets, strict=True)}
    at = {p.slot.elapsed: p for p in mains}
    clock = given.context.problem.clock
    taken = [clock.elapsed(minute) for minute in minutes.values()]
    taken += [clock.elapsed_at(send.utc) for send in (*given.context.problem.previous, *given.fixed)]
    hours = Counter(minute // 60 for minute in minutes.values())
    hours.update(send.week_minute // 60 for send in (*given.context.problem.previous, *given.fixed))
    for followup in (p for p in placed if p.parent is not None):
        parent = minutes[at[followup.parent.elapsed]]  # type: ignore[union-attr]
        full = {hour for hour, count in hours.items() if count >= given.context.params.rules.max_per_hour}
        chosen = _followup_minute(given, parent, taken, full, seed)
        if chosen is not None:
            minutes[followup] = chosen
            hours[chosen // 60] += 1
            taken.append(clock.elapsed(chosen))
    return minutes


def _offsets(given: AllocationInput, mains: Sequence[Placed], with_followup: set[int], seed: int) -> list[int]:
    """Offsets 1-14 in time order, at least the earlier one's along every pair without slack."""
    links = [_tight_before(given, mains, index, with_followup) for index in range(len(mains))]
    after = [0] * len(mains)
    for index in range(len(mains) - 1, -1, -1):
        for earlier, slack in links[index]:
            if slack == 0:
                after[earlier] = max(after[earlier], after[index] + 1)
    offsets: list[int] = []
    for index, main in enumerate(mains):
        low = max([1, *(offsets[earlier] - slack for earlier, slack in links[index])])
        span = (SLOT - 1 - low) // (after[index] + 1)
        offsets.append(low + int(uniform(seed, "minute", main.send_type, main.slot.week_minute) * (span + 1)))
    return offsets


def _tight_before(
    given: AllocationInput, mains: Sequence[Placed], index: int, with_followup: set[int]
) -> list[tuple[int, int]]:
    """Earlier sends whose distance leaves less than a slot of slack, with that slack in minutes."""
    found = []
    for earlier in range(index - 1, -1, -1):
        apart = (mains[index].slot.elapsed - mains[earlier].slot.elapsed) * SLOT
        if apart >= DAY + SLOT:
            break
        slack = apart - _needed(given, mains[earlier], mains[index], with_followup)
        if 0 <= slack < SLOT - 1:
            found.append((earlier, slack))
    return found


def _needed(given: AllocationInput, earlier: Placed, later: Placed, with_followup: set[int]) -> int:
    """Minutes that must lie between two mains; a follow-up between them needs its own distances."""
    types, rules = given.context.problem.catalogue.send_types, given.context.params.rules
    needed = [given.gap_minutes]
    if earlier.slot.elapsed in with_followup:
        needed.append(rules.followup_min_minutes + rules.min_gap_minutes)
    if earlier.send_type == later.send_type:
        needed.append(types[later.send_type].min_gap_hours * 60)
    if types[earlier.send_type].is_ppv and types[later.send_type].is_ppv:
        needed.append(given.ppv_gap_minutes)
    return max(needed)


def _followup_minute(
    given: AllocationInput, start: int, taken: Sequence[int], full: Collection[int], seed: int
) -> int | None:
    """A minute of the window after a parent at `start`, drawn by a normal density cut to the allowed minutes.

    `full` are hours of the week that hold all the starts they may.
    """
    plan = given.context.params.plan
    allowed = [(delay, minute) for delay, minute in _allowed(given, start, taken) if minute // 60 not in full]
    weights = [
        exp(-0.5 * ((delay - plan.followup_mean_minutes) / plan.followup_sd_minutes) ** 2) for delay, _ in allowed
    ]
    mark = uniform(seed, "followup", start) * sum(weights)
    for (_, minute), weight in zip(allowed, weights, strict=True):
        mark -= weight
        if mark < 0:
            return minute
    return allowed[-1][1] if allowed else None


def _allowed(given: AllocationInput, start: int, taken: Sequence[int]) -> list[tuple[int, int]]:
    """Delay and week_minute of all minutes of the parent's day and window that keep the distance to everything else.

    `taken` are the elapsed minutes of all other sends, the parent's own among them.
    """
    clock, rules = given.context.problem.clock, given.context.params.rules
    begin, opening = clock.elapsed(start), clock.instant(start)
    reach = rules.followup_max_minutes + rules.min_gap_minutes
    near = [other for other in taken if other != begin and abs(other - begin) < reach]
    found = []
    for delay in range(rules.followup_min_minutes, rules.followup_max_minutes + 1):
        if any(abs(begin + delay - other) < rules.min_gap_minutes for other in near):
            continue
        minute = clock.week_minute_at(opening + timedelta(minutes=delay))
        if (
            minute // DAY == start // DAY
            and minute % 60 not in rules.round_minutes
            and minute % DAY // 60 not in rules.avoid_hours
            and given.context.problem.is_open(minute)
            and clock.elapsed(minute) == begin + delay  # else shown before: a wall clock time means its first instant
        ):
            found.append((delay, minute))
    return found
