from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from eros.model.clock import DAY
from eros.model.schedule import Shortfall
from eros.model.wishes import Wishes
from eros.plan import timing_rows as rows
from eros.plan.calendar import SLOT
from eros.plan.timing import place
from tests.builders import at
from tests.plans import known, last_week, pin, tuned
from tests.timed_days import FOLLOWUP, PROBLEM, TYPES, an_allocation, hours_only, mondays, times


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


def test_a_constraint_left_out_shows_what_it_keeps_out() -> None:
    allocation = an_allocation(params=hours_only(10, 11))
    counts = {(0, "ppv_video"): 1, (0, "ppv_message"): 1}
    assert place(allocation, counts).dropped
    assert not place(allocation, counts, without=rows.ppv_distance).dropped
