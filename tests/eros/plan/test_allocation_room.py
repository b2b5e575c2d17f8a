from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.allocated_weeks import PROBLEM, allocated, an_ordinary_week, by_quota, of_type, rated, tuned, wishing
from tests.builders import a_send, at
from tests.plans import a_volume, only, pin


def test_room_found_by_timing_is_kept() -> None:
    usual = an_ordinary_week().counts
    (day, key), count = max(usual.items(), key=lambda item: item[1])
    room = {(day, key): count - 1, (3, "ppv_video"): 0}
    found = allocated(room=room)
    assert found.counts.get((day, key), 0) <= count - 1
    assert (3, "ppv_video") not in found.counts
    assert by_quota(found, day) == by_quota(an_ordinary_week(), day)


def test_sends_that_stand_already_take_their_share_of_volume_and_caps() -> None:
    fixed = [
        a_send(PROBLEM, "out", "ppv_video", at(0, "10:07"), status="sent"),
        pin(PROBLEM, "one", "ppv_message", at(0, "14:00")),
        pin(PROBLEM, "two", "vip_program", at(2, "14:00")),
    ]
    problem = replace(PROBLEM, committed=(fixed[0],))
    found = allocated(problem, *fixed, **rated(vip_program=0.2))
    assert by_quota(found, 0) == {"revenue": 2, "engagement": 3, "retention": 2}
    assert by_quota(found, 2) == {"revenue": 3, "engagement": 3, "retention": 2}
    assert not of_type(found, "vip_program")


def test_pins_count_against_a_types_daily_cap() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "bundle"), closed_days=frozenset(range(2, 7)))
    pins = [pin(PROBLEM, f"p{n}", "bundle", at(0, "10:00") + 300 * n) for n in range(2)]
    found = allocated(problem, *pins, volume=a_volume({"revenue": 4}))
    assert found.counts == {(1, "bundle"): 2}


def test_within_its_own_gap_a_type_is_asked_for_once() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "dm_farm", "ppv_video"), closed_days=frozenset(range(1, 7)))
    for hours, count in (((10, 11, 12, 13), 1), ((10, 14), 2)):
        few = tuned(rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in hours)})
        found = allocated(problem, params=few, volume=a_volume({"engagement": 2}))
        assert found.counts == {(0, "dm_farm"): count}


def test_a_parent_takes_room_for_the_follow_up_it_may_get() -> None:
    kinds = ("ppv_video", "game_post", "first_to_tip", "flash_bundle")
    problem = wishing(blocked_types=only(PROBLEM, *kinds), closed_days=frozenset(range(1, 7)))
    three = tuned(rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in range(10, 13))})
    for factor, count in ((1.0, 3), (0.0, 4)):
        volume = a_volume({"revenue": 4}, followup_factor=factor)
        found = allocated(problem, params=three, volume=volume, **rated(ppv_video=0.02))
        assert (0, "ppv_video") in found.counts
        assert sum(found.counts.values()) == count


def test_a_pinned_hour_leaves_less_room_around_it() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "ppv_video"), closed_days=frozenset(range(1, 7)))
    four = tuned(rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in range(10, 16))})
    volume = a_volume({0: {"revenue": 4}})
    assert allocated(problem, params=four, volume=volume).counts == {(0, "ppv_video"): 3}
    mine = pin(PROBLEM, "mine", "ppv_video", at(0, "13:00"))
    found = allocated(problem, mine, params=four, volume=volume)
    assert found.counts == {(0, "ppv_video"): 2}
    assert found.shortfalls[0].count == 1


@pytest.mark.parametrize(("mode", "most"), [("optimize", 8), ("safe", 6), ("conservative", 4)])
def test_no_more_is_asked_of_a_few_hours_than_their_distances_allow(mode: Any, most: int) -> None:
    problem = wishing(mode=mode, closed_days=frozenset(range(1, 7)))
    hours = tuned(rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in range(10, 16))})
    found = allocated(problem, params=hours, volume=a_volume({0: {"engagement": 12}}))
    assert 2 < sum(found.counts.values()) <= most
    (shortfall,) = found.shortfalls
    assert shortfall.count == 12 - sum(found.counts.values())


def test_a_tired_audience_gets_its_ppv_sends_further_apart() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "ppv_video", "ppv_message"), closed_days=frozenset(range(1, 7)))
    hours = tuned(rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in range(10, 16))})
    rested = allocated(problem, params=hours, volume=a_volume({0: {"revenue": 6}}))
    tired = allocated(problem, params=hours, volume=a_volume({0: {"revenue": 6}}, extra_gap_minutes=60))
    assert (sum(rested.counts.values()), sum(tired.counts.values())) == (3, 2)


def test_what_may_not_start_in_a_drip_window_gets_no_room_in_its_hours() -> None:
    kinds = ("bump_text_only", "live_promo")
    late = tuned(rules={"avoid_hours": tuple(range(20)), "drip_end_hour": 24})
    for drip_day, sent in ((None, {*kinds}), (0, {"bump_text_only"})):
        problem = wishing(blocked_types=only(PROBLEM, *kinds), closed_days=frozenset(range(1, 7)), drip_day=drip_day)
        found = allocated(problem, params=late, volume=a_volume({0: {"engagement": 4}}))
        assert {key for _, key in found.counts} == sent
