from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.calendar import SLOT
from eros.plan.timing import followup_demand, place
from eros.plan.worth import repeat_factor
from tests.builders import at
from tests.depth import drawn
from tests.plans import last_week, pin
from tests.timed_days import FOLLOWUP, PROBLEM, TYPES, an_allocation, hours_only

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.plan.allocation_model import AllocationInput
    from eros.plan.calendar import Slot


OPEN = (0, 10, 11)


@dataclass(frozen=True)
class Enumeration:
    """Every way to place a Monday's sends, restated from the rules; `best` is the dearest."""

    allocation: AllocationInput
    counts: Mapping[str, int]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return self.allocation.slots.days[0]

    @cached_property
    def followups(self) -> int:
        return followup_demand(self.allocation, 0, self.counts)

    def value(self, key: str, slot: Slot) -> float:
        worth, context = self.allocation.worth[key].cents, self.allocation.context
        copies = self.counts.get(key, 1) + self.allocation.fixed_counts[0, key]
        return (
            worth
            * repeat_factor(context.params.plan.repeat_discount, copies)
            * context.estimates.curve.at(0, slot.hour)
        )

    def price(self, key: str) -> float:
        plan = self.allocation.context.params.plan
        most = TYPES[key].max_per_week or 7 * TYPES[key].max_per_day
        return plan.unplaced * self.allocation.worth.unit * (1 + 1 / most)

    def gap(self, key: str, other: str) -> int:
        """Minutes between mains of these types."""
        rules = self.allocation.context.params.rules
        gaps = [rules.min_gap_minutes]
        if key == other:
            gaps.append(60 * TYPES[key].min_gap_hours)
        if TYPES[key].is_ppv and TYPES[other].is_ppv:
            gaps.append(rules.ppv_gap_minutes)
        return max(gaps)

    def standing(self) -> Iterator[tuple[str, int]]:
        clock = self.allocation.context.problem.clock
        for send in (*self.allocation.context.problem.previous, *self.allocation.fixed):
            yield send.send_type, clock.elapsed_at(send.utc)

    def clear(self, key: str, slot: Slot) -> bool:
        """No minute of the slot comes too near to anything that stands."""
        gap = 45 if key == FOLLOWUP else None
        return all(
            abs(SLOT * slot.elapsed + offset - minute) >= (gap or self.gap(key, other))
            for other, minute in self.standing()
            for offset in range(1, SLOT)
        )

    def hangs(self, slot: Slot, mains: list[tuple[str, Slot]]) -> bool:
        """A link drop has a buying opportunity before it, of this plan or of the week's fixed sends."""
        before = any(TYPES[k].buying_opportunity and TYPES[k].label != "PARENT" and s != slot for k, s in mains)
        return before or any(
            send.week_minute >= 0 and TYPES[send.send_type].buying_opportunity and send.week_minute < slot.week_minute
            for send in self.allocation.fixed
        )

    def closeness(self, mains: list[tuple[str, Slot]]) -> float:
        """The price of sends of one priced group that start within two hours, by the quarter hour."""
        plan, clock = self.allocation.context.params.plan, self.allocation.context.problem.clock
        starts: dict[str, list[int]] = {}
        for key, slot in mains:
            starts.setdefault(TYPES[key].style_group, []).append(slot.elapsed)
        for send in self.allocation.fixed:
            starts.setdefault(TYPES[send.send_type].style_group, []).append(clock.elapsed_at(send.utc) // SLOT)
        pairs = [pair for group in ("bundle", "game") for pair in pairwise(sorted(starts.get(group, [])))]
        return plan.group_gap_price * self.allocation.worth.unit * sum(max(0, 8 - (b - a)) for a, b in pairs)

    def ways(
        self, index: int, left: dict[str, int], mains: list[tuple[str, Slot]], chased: list[Slot]
    ) -> Iterator[float]:
        """Cents of every completion from slot `index` on."""
        if index == len(self.slots):
            lost = sum(n * self.price(key) for key, n in left.items())
            yield -lost - (self.followups - len(chased)) * self.price(FOLLOWUP) - self.closeness(mains)
            return
        yield from self.ways(index + 1, left, mains, chased)
        slot = self.slots[index]
        for key in [k for k, n in left.items() if n]:
            far = all((slot.elapsed - s.elapsed) * SLOT >= self.gap(key, other) for other, s in mains)
            far = far and all((slot.elapsed - s.elapsed) * SLOT >= 45 for s in chased)
            if not far or not self.clear(key, slot) or (TYPES[key].is_link_drop and not self.hangs(slot, mains)):
                continue
            rest = left | {key: left[key] - 1}
            cents = self.value(key, slot)
            for way in self.ways(index + 1, rest, [*mains, (key, slot)], chased):
                yield cents + way
            for chaser in (
                self.slots[index + 1 :] if len(chased) < self.followups and TYPES[key].followup_parent else ()
            ):
                if SLOT <= SLOT * (chaser.elapsed - slot.elapsed) <= 45 and self.clear(FOLLOWUP, chaser):
                    extra = cents + self.value(FOLLOWUP, chaser)
                    for way in self.ways(index + 1, rest, [*mains, (key, slot)], [*chased, chaser]):
                        yield extra + way

    @cached_property
    def best(self) -> float:
        return max(self.ways(0, dict(self.counts), [], []))


class SmallDay:
    """A Monday to place, shown by what differs from case to case."""

    def __init__(self, allocation: AllocationInput, counts: dict[str, int]) -> None:
        self.allocation, self.counts = allocation, counts

    def __repr__(self) -> str:
        stands = [
            (s.send_type, s.week_minute) for s in (*self.allocation.context.problem.previous, *self.allocation.fixed)
        ]
        curve = {hour: self.allocation.context.estimates.curve.hours[hour] for hour in OPEN}
        return f"SmallDay({self.counts}, {stands}, {curve})"


@st.composite
def small_days(draw: st.DrawFn) -> SmallDay:
    """A Monday of three open hours, up to four sends, and perhaps sends that stand already."""
    kinds = draw(
        st.lists(
            st.sampled_from(["ppv_video", "bundle", "flash_bundle", "first_to_tip", "link_drop", "bump_normal"]),
            min_size=1,
            max_size=4,
        )
    )
    problem, fixed = PROBLEM, []
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["ppv_message", "bump_normal", "game_post"]))
        fixed.append(pin(PROBLEM, "mine", kind, at(0, draw(st.sampled_from(["00:40", "10:00", "10:52", "11:37"])))))
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["ppv_message", "bump_normal", "bundle"]))
        problem = replace(problem, previous=(last_week(PROBLEM, "old", kind, draw(st.integers(1, 100))),))
    hours = {hour: draw(st.sampled_from([0.5, 0.8, 1.0, 1.3, 1.6])) for hour in OPEN}
    return SmallDay(an_allocation(problem, *fixed, hours=hours, params=hours_only(*OPEN)), dict(Counter(kinds)))


@settings(max_examples=drawn(40))
@given(small_days())
def test_a_small_day_is_placed_as_well_as_any_enumeration_can(day: SmallDay) -> None:
    allocation, counts = day.allocation, day.counts
    timing = place(allocation, {(0, key): n for key, n in counts.items()})
    oracle = Enumeration(allocation, counts)
    assert timing.stage.objective_cents == pytest.approx(oracle.best)
    assert timing.stage.bound_cents == pytest.approx(oracle.best)
    placed = Counter(p.send_type for p in timing.placed)
    wanted = Counter(counts) + Counter({FOLLOWUP: oracle.followups})
    assert placed + Counter({key: n for (_, key), n in timing.dropped.items()}) == wanted
    earned = sum(oracle.value(p.send_type, p.slot) for p in timing.placed)
    earned -= oracle.closeness([(p.send_type, p.slot) for p in timing.placed if p.parent is None])
    lost = sum(n * oracle.price(key) for (_, key), n in timing.dropped.items())
    assert earned - lost == pytest.approx(oracle.best)
