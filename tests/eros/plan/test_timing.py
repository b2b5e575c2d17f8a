from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.clock import DAY
from eros.model.schedule import Shortfall
from eros.model.wishes import Wishes
from eros.plan import timing_rows as rows
from eros.plan.allocation_model import repeat_factor
from eros.plan.calendar import SLOT
from eros.plan.timing import Timing, followup_demand, place
from tests.builders import a_problem, a_send, at, some_estimates
from tests.plans import a_curve, an_input, known, last_week, only, pin, tuned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.params import Params
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.calendar import Slot

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
FOLLOWUP = "ppv_followup"
OPEN = (0, 10, 11)
EXACT = tuned(plan={"relative_gap": 0.0, "node_limit": 5000})


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
    values: dict[str, Any] = {"curve": a_curve(hours), "fatigue_per_contact": 0.0}
    context = known(problem, params, **(values | changes))
    return an_input(context, fixed)


def mondays(allocation: AllocationInput, **counts: int) -> Timing:
    return place(allocation, {(0, key): count for key, count in counts.items()})


def times(timing: Timing, send_type: str | None = None) -> list[str]:
    """Quarter hours as weekday/clock, of one type or of all."""
    return [
        f"{p.day}/{p.slot.week_minute % DAY // 60}:{p.slot.week_minute % 60:02}"
        for p in timing.placed
        if send_type in {None, p.send_type}
    ]


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


@settings(max_examples=80)
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


def test_sends_of_one_group_keep_two_hours_where_the_curve_does_not_pay_for_less() -> None:
    close = {"bundle": 1, "flash_bundle": 1}
    for peak, least, most in ((1.0, 8, 100), (1.02, 8, 100), (1.6, 3, 7)):
        placed = mondays(an_allocation(hours={14: peak, 15: peak}), **close).placed
        slots = [p.slot.elapsed for p in placed if p.parent is None]
        assert least <= slots[1] - slots[0] <= most


def test_the_best_hours_go_to_the_sends_that_are_worth_most() -> None:
    timing = mondays(an_allocation(hours={19: 1.5, 11: 1.2}), vip_program=1, bump_normal=1, ppv_video=1)
    assert times(timing, "vip_program")[0].startswith("0/19")
    assert times(timing, "ppv_video")[0].startswith("0/19")
    assert not times(timing, "bump_normal")[0].startswith("0/19")


def test_any_two_sends_are_three_quarters_of_an_hour_apart() -> None:
    timing = mondays(an_allocation(hours={14: 2.0}), bump_normal=1, dm_farm=1, like_farm=1, game_post=1, live_promo=1)
    slots = [p.slot.elapsed for p in timing.placed]
    assert min(b - a for a, b in pairwise(slots)) == 3


@pytest.mark.parametrize(("mode", "slots", "sends"), [("optimize", 3, 4), ("safe", 4, 3), ("conservative", 6, 2)])
def test_cautious_modes_keep_more_distance(mode: Any, slots: int, sends: int) -> None:
    problem = replace(PROBLEM, wishes=Wishes(mode=mode))
    allocation = an_allocation(problem, params=hours_only(14, 15, 16))
    timing = mondays(allocation, bump_normal=1, dm_farm=1, like_farm=1, game_post=1, live_promo=1)
    starts = [p.slot.elapsed for p in timing.placed]
    assert len(starts) == sends
    assert min(b - a for a, b in pairwise(starts)) >= slots


def test_ppv_sends_keep_the_ppv_gap_and_a_tired_audience_a_wider_one() -> None:
    afternoon = hours_only(14, 15, 16)
    timing = mondays(an_allocation(params=afternoon), ppv_video=1, ppv_message=1)
    first, second = (p.slot.elapsed for p in timing.placed if TYPES[p.send_type].is_ppv)
    assert second - first >= 8
    volume = replace(known(PROBLEM).estimates.volume, extra_gap_minutes=60)
    tired = mondays(an_allocation(params=afternoon, volume=volume), ppv_video=1, ppv_message=1)
    assert len(times(tired, "ppv_video")) + len(times(tired, "ppv_message")) == 1


def test_a_clock_hour_holds_few_starts_even_where_the_gap_would_let_more_in() -> None:
    dense = tuned(hours_only(10), rules={"min_gap_minutes": 15})
    counts = {"bump_normal": 1, "dm_farm": 1, "like_farm": 1, "live_promo": 1}
    assert len(mondays(an_allocation(params=dense), **counts).placed) == 2
    assert Counter(p.send_type for p in mondays(an_allocation(params=dense), ppv_video=2).placed)["ppv_video"] == 1
    mine = pin(PROBLEM, "mine", "game_post", at(0, "10:50"))
    assert len(mondays(an_allocation(PROBLEM, mine, params=dense), **counts).placed) == 1


def test_a_type_keeps_its_own_gap_on_a_day_and_across_midnight() -> None:
    allocation = an_allocation(hours={23: 3.0, 0: 3.0})
    timing = place(allocation, {(0, "dm_farm"): 2, (1, "dm_farm"): 2})
    starts = [p.slot.elapsed for p in timing.placed]
    assert len(starts) == 4
    assert min(b - a for a, b in pairwise(starts)) >= 16


def test_a_day_keeps_its_distance_to_the_evening_before() -> None:
    allocation = an_allocation(hours={23: 3.0, 0: 2.9})
    timing = place(allocation, {(0, "ppv_video"): 1, (1, "ppv_message"): 1, (1, "bump_normal"): 1})
    starts = {p.send_type: p.slot.elapsed for p in timing.placed}
    assert starts["ppv_video"] >= 92
    assert starts["ppv_message"] - starts["ppv_video"] >= 8
    assert abs(starts["bump_normal"] - starts["ppv_message"]) >= 3
    assert starts["bump_normal"] - starts["ppv_video"] >= 3


@pytest.mark.parametrize(
    ("kind", "clock", "own", "first"),
    [
        ("bump_text_only", "23:58", "dm_farm", "0/0:"),
        ("bump_text_only", "23:58", "bump_text_only", "0/2:"),
        ("ppv_message", "23:31", "ppv_video", "0/1:"),
        ("dm_farm", "21:00", "dm_farm", "0/1:"),
    ],
)
def test_a_monday_keeps_its_distance_to_last_weeks_sends(kind: str, clock: str, own: str, first: str) -> None:
    previous = (last_week(PROBLEM, "old", kind, DAY - at(0, clock)),)
    problem = replace(PROBLEM, previous=previous, wishes=Wishes(blocked_types=frozenset({FOLLOWUP})))
    timing = mondays(an_allocation(problem, hours={0: 3.0, 1: 2.9, 2: 2.8}), **{own: 1})
    (slot,) = [p.slot.elapsed * SLOT for p in timing.placed]
    gap = max(45, 60 * TYPES[own].min_gap_hours if own == kind else 0, 120 if TYPES[own].is_ppv else 0)
    assert slot + 1 + DAY - at(0, clock) >= gap
    assert times(timing)[0].startswith(first)


def test_a_send_keeps_its_distance_to_a_pin_on_both_sides() -> None:
    mine = pin(PROBLEM, "mine", "game_post", at(0, "14:00"))
    timing = mondays(an_allocation(PROBLEM, mine, hours={13: 2.0, 14: 2.0}), dm_farm=1, like_farm=1)
    minutes = [p.slot.week_minute - at(0, "14:00") for p in timing.placed]
    assert all(offset + 14 <= -45 or offset + 1 >= 45 for offset in minutes)
    assert all(abs(offset) <= 60 for offset in minutes)


def test_two_of_a_type_keep_their_gap_to_a_pin_of_the_type() -> None:
    mine = pin(PROBLEM, "mine", "dm_farm", at(0, "14:00"))
    (send,) = mondays(an_allocation(PROBLEM, mine, hours={15: 3.0, 16: 2.0, 17: 2.0, 18: 1.5}), dm_farm=1).placed
    assert send.slot.week_minute >= at(0, "18:00")


def test_every_follow_up_stands_one_to_three_quarters_after_a_parent_of_its_own() -> None:
    timing = mondays(an_allocation(hours={19: 1.5}), ppv_video=2, bundle=2, ppv_message=1)
    chasers = [p for p in timing.placed if p.send_type == FOLLOWUP]
    mains = {p.slot: p for p in timing.placed if p.parent is None}
    assert len(chasers) == 4
    assert len({p.parent for p in chasers}) == 4
    for chaser in chasers:
        assert chaser.parent is not None
        assert TYPES[mains[chaser.parent].send_type].followup_parent
        assert 1 <= chaser.slot.elapsed - chaser.parent.elapsed <= 3
        others = [p for p in timing.placed if p is not chaser and p.slot != chaser.parent]
        assert all(abs(chaser.slot.elapsed - p.slot.elapsed) >= 3 for p in others)


@pytest.mark.parametrize(
    ("factor", "parents", "wanted"), [(1.0, 1, 1), (1.0, 3, 2), (1.0, 4, 3), (0.5, 4, 2), (0.3, 1, 0), (1.0, 6, 4)]
)
def test_follow_ups_are_a_share_of_their_parents_by_confidence_and_at_most_four(
    factor: float, parents: int, wanted: int
) -> None:
    volume = replace(known(PROBLEM).estimates.volume, followup_factor=factor)
    counts = {"ppv_video": parents - parents // 2, "bundle": parents // 2, "bump_normal": 3}
    assert followup_demand(an_allocation(volume=volume), 0, counts) == wanted


def test_follow_ups_that_went_out_count_and_a_blocked_type_is_not_wanted() -> None:
    out = [
        a_send(PROBLEM, f"f{n}", FOLLOWUP, at(0, "09:07") + n, parent=a_send(PROBLEM, "p", "ppv_video", at(0, "08:37")))
        for n in range(3)
    ]
    assert followup_demand(an_allocation(PROBLEM, *out), 0, {"ppv_video": 4}) == 1
    assert followup_demand(an_allocation(PROBLEM, *out), 1, {"ppv_video": 4}) == 3
    blocked = replace(PROBLEM, wishes=Wishes(blocked_types=frozenset({FOLLOWUP})))
    assert followup_demand(an_allocation(blocked), 0, {"ppv_video": 4}) == 0
    assert times(mondays(an_allocation(blocked), ppv_video=2), FOLLOWUP) == []


def test_follow_ups_that_never_sell_are_not_wanted_but_for_one_that_diversity_excuses() -> None:
    never = some_estimates(PROBLEM, avoid_types=[FOLLOWUP]).types
    counts = {(day, "ppv_video"): 2 for day in range(7)}
    assert followup_demand(an_allocation(types=never), 0, {"ppv_video": 4}) == 0
    assert times(place(an_allocation(types=never), counts), FOLLOWUP) == []
    kept = replace(PROBLEM, wishes=Wishes(blocked_types=frozenset({"expired_winback", "renew_on_post", "ppv_message"})))
    found = place(an_allocation(kept, types=never), counts)
    assert len(times(found, FOLLOWUP)) == 1


def test_a_thin_week_chases_once_where_diversity_counts_on_it() -> None:
    shy = replace(known(PROBLEM).estimates.volume, followup_factor=0.3)
    counts = {(2, "ppv_video"): 1, (3, "bump_normal"): 1}
    assert times(place(an_allocation(volume=shy), counts), FOLLOWUP)[0].startswith("2/")
    assert times(place(an_allocation(volume=shy), {(3, "bump_normal"): 1}), FOLLOWUP) == []
    short = replace(PROBLEM, wishes=Wishes(closed_days=frozenset({6})))
    assert times(place(an_allocation(short, volume=shy), counts), FOLLOWUP) == []
    out = a_send(PROBLEM, "out", FOLLOWUP, at(0, "10:07"), parent=a_send(PROBLEM, "p", "ppv_video", at(0, "9:37")))
    assert times(place(an_allocation(PROBLEM, out, volume=shy), counts), FOLLOWUP) == []


def test_a_follow_up_never_waits_for_the_next_day() -> None:
    late = hours_only(23)
    timing = mondays(an_allocation(hours={23: 1.0}, params=late), ppv_video=1)
    assert all(p.day == 0 for p in timing.placed)
    assert times(timing)[0] in {"0/23:00", "0/23:15", "0/23:30"}
    tight = tuned(late, rules={"followup_min_minutes": 45})
    timing = mondays(an_allocation(hours={23: 1.0}, params=tight), ppv_video=1)
    assert times(timing) == ["0/23:00", "0/23:45"]


def test_a_follow_up_keeps_its_distance_to_what_stands() -> None:
    mine = pin(PROBLEM, "mine", "game_post", at(0, "11:59"))
    timing = mondays(an_allocation(PROBLEM, mine, hours={10: 1.0, 11: 3.0}, params=hours_only(10, 11)), ppv_video=1)
    assert times(timing, "ppv_video") == ["0/10:45"] or times(timing, FOLLOWUP) == ["0/11:00"]
    (chaser,) = [p for p in timing.placed if p.send_type == FOLLOWUP]
    assert chaser.slot.week_minute + 14 <= at(0, "11:14")


def test_a_link_drop_stands_after_a_buying_opportunity() -> None:
    timing = mondays(an_allocation(hours={9: 3.0, 20: 0.5}), link_drop=2, vip_program=1)
    starts = {p.send_type: p.slot.elapsed for p in timing.placed if p.send_type == "vip_program"}
    links = [p.slot.elapsed for p in timing.placed if p.send_type == "link_drop"]
    assert len(links) == 2
    assert min(links) > starts["vip_program"]


@pytest.mark.parametrize(("hours", "drops"), [(23, 0), (30, 1)])
def test_a_buying_opportunity_of_the_day_before_serves_for_a_day_only(hours: int, drops: int) -> None:
    mine = pin(PROBLEM, "mine", "vip_program", at(1, "09:00") - 60 * hours + DAY)
    timing = place(an_allocation(PROBLEM, mine, params=hours_only(8)), {(2, "link_drop"): 1})
    assert timing.dropped == ({(2, "link_drop"): 1} if drops else {})


def test_an_opportunity_placed_the_day_before_serves_too() -> None:
    allocation = an_allocation(hours={20: 2.0, 10: 1.5})
    timing = place(allocation, {(0, "vip_program"): 1, (1, "link_drop"): 1})
    assert times(timing, "vip_program")[0].startswith("0/20")
    assert times(timing, "link_drop")[0].startswith("1/")
    assert timing.dropped == {}


def test_last_weeks_opportunity_is_none_for_a_link_drop() -> None:
    previous = (last_week(PROBLEM, "old", "vip_program", 120),)
    timing = mondays(an_allocation(replace(PROBLEM, previous=previous)), link_drop=1)
    assert timing.dropped == {(0, "link_drop"): 1}


def test_what_finds_no_place_is_dropped_and_reported_and_no_distance_is_bent() -> None:
    timing = mondays(an_allocation(params=hours_only(10, 11)), vip_program=1, bump_normal=2, dm_farm=1, ppv_video=1)
    assert all(b.slot.elapsed - a.slot.elapsed >= 3 or b.parent == a.slot for a, b in pairwise(timing.placed))
    counted = Counter(p.send_type for p in timing.placed)
    lost = {key: n for (_, key), n in timing.dropped.items()}
    assert counted + Counter(lost) == Counter(vip_program=1, bump_normal=2, dm_farm=1, ppv_video=1, ppv_followup=1)
    assert sum(lost.values()) >= 2
    detail = "no minute of the day is left that keeps every distance"
    rules = {key: "followup-window" if key == FOLLOWUP else "min-gap" for key in lost}
    assert timing.shortfalls == tuple(Shortfall(key, rules[key], lost[key], detail, 0) for key in sorted(lost))


def test_the_last_send_of_its_type_in_the_week_is_dropped_last() -> None:
    allocation = an_allocation(params=hours_only(10))
    counts = {(0, "bump_normal"): 1, (0, "dm_farm"): 1, (0, "like_farm"): 1, (2, "bump_normal"): 1, (3, "like_farm"): 1}
    timing = place(allocation, counts)
    assert timing.dropped in ({(0, "bump_normal"): 1}, {(0, "like_farm"): 1})


def test_a_week_without_sends_is_placed_at_once() -> None:
    timing = place(an_allocation(), {})
    assert (timing.placed, timing.dropped, timing.shortfalls) == ((), {}, ())
    assert (timing.stage.objective_cents, timing.stage.nodes) == (0, 0)


def test_a_closed_day_holds_nothing_and_the_others_stand_in_time_order() -> None:
    problem = replace(PROBLEM, wishes=Wishes(closed_days=frozenset({1})))
    timing = place(an_allocation(problem), {(day, "dm_farm"): 2 for day in (0, 2, 3)})
    assert {p.day for p in timing.placed} == {0, 2, 3}
    assert [p.slot.elapsed for p in timing.placed] == sorted(p.slot.elapsed for p in timing.placed)


def test_a_page_that_may_not_chase_places_its_parents_alone() -> None:
    problem = replace(PROBLEM, wishes=Wishes(blocked_types=only(PROBLEM, "ppv_video")))
    timing = mondays(an_allocation(problem), ppv_video=3)
    assert Counter(p.send_type for p in timing.placed) == {"ppv_video": 3}


def test_exactly_the_follow_ups_asked_for_are_placed() -> None:
    allocation = an_allocation()
    counts = {(0, "ppv_video"): 2}
    for asked in (0, 1, 2):
        timing = place(allocation, counts, followups=[asked, 0, 0, 0, 0, 0, 0])
        assert len(times(timing, FOLLOWUP)) == asked


def test_a_constraint_left_out_shows_what_it_keeps_out() -> None:
    allocation = an_allocation(params=hours_only(10, 11))
    counts = {(0, "ppv_video"): 1, (0, "ppv_message"): 1}
    assert place(allocation, counts).dropped
    assert not place(allocation, counts, without=rows.ppv_distance).dropped
