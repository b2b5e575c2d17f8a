from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.clock import DAY
from eros.model.wishes import Wishes
from eros.plan.calendar import SLOT, quarters
from eros.plan.minutes import settle_minutes
from eros.plan.timing import Placed
from tests.builders import a_problem, at, with_rules
from tests.depth import drawn
from tests.plans import CLOCK_CHANGES, a_place, an_input, in_week, known, pin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eros.model.problem import Problem
    from eros.params import Params
    from eros.plan.allocation_model import AllocationInput

PROBLEM = a_problem()
GIVEN = an_input(known(PROBLEM))
TYPES = PROBLEM.catalogue.send_types
KINDS = ["ppv_video", "ppv_message", "bundle", "bump_normal", "link_drop", "dm_farm", "game_post"]
PARAMS = [
    with_rules(),
    with_rules(),
    with_rules(min_gap_minutes=50),
    with_rules(ppv_gap_minutes=130),
    with_rules(avoid_hours=()),
]


def day_by_day(problem: Problem, params: Params, **wishes: Any) -> AllocationInput:
    return an_input(known(replace(problem, wishes=Wishes(**wishes)), params))


def distance(given: AllocationInput, first: str, second: str) -> int:
    """Minutes the plan keeps between two mains of these types."""
    needed = [given.gap_minutes]
    if first == second:
        needed.append(TYPES[first].min_gap_hours * 60)
    if TYPES[first].is_ppv and TYPES[second].is_ppv:
        needed.append(given.ppv_gap_minutes)
    return max(needed)


class Lattice:
    """Quarter hours filled one send after another, as near as the distances let them or some slots later."""

    def __init__(self, problem: Problem, allocation: AllocationInput) -> None:
        self.problem, self.given = problem, allocation
        self.open = [slot for day in allocation.slots.days for slot in day]
        self.mains: list[Placed] = []
        self.followups: list[Placed] = []

    def free(self, kind: str, elapsed: int) -> bool:
        rule = quarters(self.given.context.params.rules.min_gap_minutes)
        return all(
            elapsed - p.slot.elapsed >= quarters(distance(self.given, p.send_type, kind)) for p in self.mains
        ) and all(elapsed - p.slot.elapsed >= rule for p in self.followups)

    def add(self, kind: str, later: int, arc: int) -> None:
        """The next send; `arc` is how many slots after it its follow-up stands, 0 for none."""
        last = self.mains[-1].slot.elapsed if self.mains else -1
        free = [slot for slot in self.open if slot.elapsed > last and self.free(kind, slot.elapsed)]
        if not free[later:]:
            return
        slot = free[later]
        main = Placed(kind, slot.week_minute // DAY, slot)
        self.mains.append(main)
        chased = [s for s in self.open if s.elapsed == slot.elapsed + arc and s.week_minute // DAY == main.day]
        if arc and chased and TYPES[kind].followup_parent:
            self.followups.append(Placed("ppv_followup", main.day, chased[0], slot))

    @property
    def placed(self) -> list[Placed]:
        return sorted((*self.mains, *self.followups), key=lambda p: p.slot.elapsed)


@st.composite
def lattices(draw: st.DrawFn) -> Lattice:
    problem = PROBLEM
    if changes := draw(st.booleans()):
        zone, monday = draw(st.sampled_from(CLOCK_CHANGES))
        problem = in_week(PROBLEM, date.fromisoformat(monday), zone)
    allocation = day_by_day(problem, draw(st.sampled_from(PARAMS)), mode=draw(st.sampled_from(["optimize", "safe"])))
    lattice = Lattice(problem, allocation)
    sunday = sum(slot.week_minute < 6 * DAY for slot in lattice.open)
    start = sunday + draw(st.integers(-6, 16)) if changes else draw(st.integers(0, len(lattice.open) - 1))
    sends = st.tuples(st.sampled_from(KINDS), st.sampled_from([0, 0, 0, 1, 3]), st.integers(0, 3))
    for number, (kind, later, arc) in enumerate(draw(st.lists(sends, min_size=2, max_size=12))):
        lattice.add(kind, later if number else start, arc)
    return lattice


def check(lattice: Lattice, minutes: dict[Placed, int]) -> None:
    clock, rules = lattice.problem.clock, lattice.given.context.params.rules
    assert set(minutes) == set(lattice.placed)
    start = {p: clock.elapsed(minute) for p, minute in minutes.items()}
    by_slot = {p.slot.elapsed: p for p in lattice.mains}
    for p, minute in minutes.items():
        assert clock.exists(minute)
        assert minute % 60 not in rules.round_minutes
        assert minute % DAY // 60 not in rules.avoid_hours
        assert minute // DAY == p.day
        if p.parent is None:
            assert 1 <= minute - p.slot.week_minute < SLOT
        else:
            delay = start[p] - start[by_slot[p.parent.elapsed]]
            assert rules.followup_min_minutes <= delay <= rules.followup_max_minutes
    for first, second in combinations(sorted(minutes, key=lambda p: start[p]), 2):
        apart = start[second] - start[first]
        own = second.parent == first.slot
        if first.parent is None and second.parent is None:
            assert apart >= distance(lattice.given, first.send_type, second.send_type)
        elif not own:
            assert apart >= rules.min_gap_minutes
    assert max(Counter(minute // 60 for minute in minutes.values()).values()) <= rules.max_per_hour


@settings(max_examples=drawn(30))
@given(lattice=lattices(), seed=st.integers(0, 10**6))
def test_quarter_hours_that_keep_every_distance_become_minutes_that_do(lattice: Lattice, seed: int) -> None:
    check(lattice, settle_minutes(lattice.given, lattice.placed, seed))


@pytest.mark.parametrize(("zone", "monday"), CLOCK_CHANGES)
def test_follow_ups_keep_their_window_in_real_minutes_across_a_clock_change(zone: str, monday: str) -> None:
    problem = in_week(PROBLEM, date.fromisoformat(monday), zone)
    allocation = day_by_day(problem, with_rules(avoid_hours=()))
    sunday = sum(slot.week_minute < 6 * DAY for slot in (slot for day in allocation.slots.days for slot in day))
    for first, arc, seed in product(range(-3, 13), (1, 2, 3), range(4)):
        lattice = Lattice(problem, allocation)
        lattice.add("ppv_video", sunday + first, arc)
        check(lattice, settle_minutes(allocation, lattice.placed, seed))


def a_chain(count: int) -> tuple[AllocationInput, list[Placed]]:
    """Sends that stand exactly at their distance, one behind the other."""
    kinds = ["bump_normal", "game_post", "dm_farm", "live_promo", "bump_flyer", "like_farm", "bundle", "vip_program"]
    return GIVEN, [a_place(PROBLEM, kinds[n], at(0, "09:00") + 45 * n) for n in range(count)]


def test_along_a_tight_chain_offsets_never_fall_and_leave_room_for_one_another() -> None:
    allocation, chain = a_chain(8)
    firsts, crowded = set(), []
    for seed in range(60):
        minutes = settle_minutes(allocation, chain, seed)
        offsets = [minutes[p] - p.slot.week_minute for p in chain]
        assert offsets == sorted(offsets)
        assert (offsets[0] >= 1, offsets[-1] <= 14) == (True, True)
        firsts.add(offsets[0])
        crowded.append(offsets.count(14))
    assert len(firsts) > 1
    assert mean(crowded) < 1


def test_sends_far_from_one_another_use_every_minute_of_their_quarter_hour() -> None:
    allocation = GIVEN
    (alone,) = [a_place(PROBLEM, "bump_normal", at(3, "14:00"))]
    seen = Counter(settle_minutes(allocation, [alone], seed)[alone] - alone.slot.week_minute for seed in range(400))
    assert set(seen) == set(range(1, 15))
    assert max(seen.values()) < 3 * min(seen.values()) + 20


def a_pair(parent: str = "14:00", arc: int = 2, *others: Placed) -> list[Placed]:
    """A PPV with its follow-up, and others."""
    main = a_place(PROBLEM, "ppv_video", at(0, parent))
    return sorted(
        [main, a_place(PROBLEM, "ppv_followup", main.slot.week_minute + SLOT * arc, main), *others],
        key=lambda p: p.slot.elapsed,
    )


def delays(allocation: AllocationInput, placed: list[Placed], seeds: Iterable[int]) -> list[int]:
    main, chaser = (p for p in placed if p.send_type.startswith("ppv"))
    settled = [settle_minutes(allocation, placed, seed) for seed in seeds]
    return [minutes[chaser] - minutes[main] for minutes in settled]


def test_a_follow_up_comes_about_half_an_hour_after_its_parent() -> None:
    found = delays(GIVEN, a_pair(), range(500))
    assert (min(found) >= 15, max(found) <= 45) == (True, True)
    assert 27 < mean(found) < 30
    assert 6 < stdev(found) < 8.5
    near = sum(24 <= delay <= 32 for delay in found)
    assert near > 3 * sum(delay < 19 for delay in found)


def test_a_follow_up_makes_room_for_the_next_send() -> None:
    next_send = a_place(PROBLEM, "bump_normal", at(0, "15:15"))
    found = delays(GIVEN, a_pair("14:00", 1, next_send), range(200))
    assert max(found) < 45
    assert mean(found) < 27


def test_a_follow_up_stays_on_its_parents_day_and_out_of_the_avoided_hours() -> None:
    late = [settle_minutes(GIVEN, a_pair("23:30", 1), seed) for seed in range(100)]
    assert all(max(minutes.values()) < DAY for minutes in late)
    night = [settle_minutes(GIVEN, a_pair("02:15", 1), seed) for seed in range(100)]
    assert all(max(minutes.values()) < at(0, "03:00") for minutes in night)


def test_a_follow_up_without_an_allowed_minute_is_left_out() -> None:
    mine = pin(PROBLEM, "mine", "bump_normal", at(0, "14:42"))
    placed = a_pair()
    minutes = settle_minutes(an_input(known(PROBLEM), [mine]), placed, 5)
    assert list(minutes) == [placed[0]]


def test_a_follow_up_keeps_its_distance_to_pins_and_to_last_weeks_sends() -> None:
    mine = pin(PROBLEM, "mine", "bump_normal", at(0, "15:15"))
    assert max(delays(an_input(known(PROBLEM), [mine]), a_pair("14:00", 1), range(100))) <= 29
    late = pin(PROBLEM, "late", "bump_normal", -10)
    problem = replace(PROBLEM, previous=(late,))
    allocation = an_input(known(problem))
    found = [settle_minutes(allocation, a_pair("00:15", 2), seed) for seed in range(100)]
    chased = [minutes[p] for minutes in found for p in minutes if p.parent]
    assert len(chased) == 100
    assert min(chased) >= 35


def test_another_seed_gives_other_minutes_and_the_same_seed_the_same() -> None:
    allocation, chain = a_chain(4)
    placed = [*chain, *a_pair("19:00")]
    assert settle_minutes(allocation, placed, 7) == settle_minutes(allocation, placed, 7)
    weeks = {tuple(settle_minutes(allocation, placed, seed).values()) for seed in range(20)}
    assert len(weeks) > 15


def test_a_send_keeps_its_minute_whatever_stands_elsewhere() -> None:
    alone = a_place(PROBLEM, "dm_farm", at(4, "14:00"))
    others = [a_place(PROBLEM, "bump_normal", at(day, "10:00")) for day in range(4)]
    assert settle_minutes(GIVEN, [alone], 3)[alone] == settle_minutes(GIVEN, [*others, alone], 3)[alone]


def test_nothing_placed_nothing_settled() -> None:
    assert settle_minutes(GIVEN, [], 1) == {}
