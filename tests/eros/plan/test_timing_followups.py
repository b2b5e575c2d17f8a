from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from eros.model.clock import DAY
from eros.model.wishes import Wishes
from eros.plan.timing import followup_demand, place
from tests.builders import a_send, at, some_estimates
from tests.plans import known, last_week, only, pin, tuned
from tests.timed_days import FOLLOWUP, PROBLEM, TYPES, an_allocation, hours_only, mondays, times


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
