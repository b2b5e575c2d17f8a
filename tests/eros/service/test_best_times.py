from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.wishes import PinnedSend, Wishes
from eros.plan.pool import CaptionPool
from eros.service.best_times import AskedSend, BestTimes, best_times
from tests.builders import a_problem, a_schedule, a_send, at, broken_rules
from tests.plans import known, tuned

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Send

PROBLEM = a_problem()


def asked(*send_types: str, day: int = 0) -> list[AskedSend]:
    return [AskedSend(f"s{number}", key, day) for number, key in enumerate(send_types)]


def timed(sends: list[AskedSend], *hours: int, problem: Problem = PROBLEM, **changes: Any) -> BestTimes:
    """The sends in a week in which only these hours are open (none named: all that usually are)."""
    closed = {"avoid_hours": tuple(hour for hour in range(24) if hour not in hours)} if hours else {}
    return best_times(CaptionPool(known(problem, tuned(rules=closed), **changes)), sends, 5)


@pytest.mark.parametrize(
    ("sends", "hours", "rule"),
    [
        (asked("ppv_video", "ppv_message"), (10, 11), "ppv-gap"),
        (asked("bundle", "bundle"), (10, 11), "type-gap"),
        (asked("wall_link_drop"), (10, 11), "labels"),
        (asked("bump_normal", "dm_farm", "like_farm"), (10,), "min-gap"),
    ],
)
def test_a_send_without_a_minute_is_told_which_rule_keeps_it_out(
    sends: list[AskedSend], hours: tuple[int, ...], rule: str
) -> None:
    found = timed(sends, *hours)
    assert [send.rule for send in found.unplaced] == [rule]
    assert len(found.timed) == len(sends) - 1


def test_what_stands_already_keeps_its_distance_and_takes_from_the_caps() -> None:
    pins = (PinnedSend("mine", "vip_program", at(0, "10:30")),)
    page = replace(PROBLEM, wishes=Wishes(pinned=pins))
    found = timed([*asked("bump_normal"), AskedSend("vip", "vip_program", 3)], 10, 11, problem=page)
    assert [(send.ref, send.rule) for send in found.unplaced] == [("vip", "type-per-week")]
    assert abs(found.timed[0].week_minute - at(0, "10:30")) >= 45


def test_a_follow_up_whose_window_is_taken_has_no_minute() -> None:
    page = replace(PROBLEM, wishes=Wishes(pinned=(PinnedSend("mine", "vip_program", at(0, "11:10")),)))
    page = replace(page, wishes=replace(page.wishes, closed_hours=frozenset(range(24)) - {10, 11}))
    found = timed(asked("bundle", "ppv_followup"), 10, 11, problem=page)
    assert [send.ref for send in found.timed] == ["s0"]
    assert [(send.ref, send.rule) for send in found.unplaced] == [("s1", "followup-window")]


def test_days_and_types_nobody_may_use_are_named() -> None:
    page = replace(PROBLEM, wishes=Wishes(closed_days=frozenset({0}), blocked_types=frozenset({"bundle"})))
    found = timed([*asked("bump_normal"), AskedSend("b", "bundle", 1)], problem=page)
    assert [(send.ref, send.rule) for send in found.unplaced] == [("s0", "week"), ("b", "page-type")]
    assert found.timed == ()


def test_sends_of_one_type_and_day_take_their_minutes_in_the_order_asked() -> None:
    found = timed(asked("bump_normal", "ppv_video", "bump_normal", "bump_normal"))
    bumps = [send.ref for send in found.timed if send.ref != "s1"]
    assert bumps == ["s0", "s2", "s3"]
    assert [send.week_minute for send in found.timed] == sorted(send.week_minute for send in found.timed)


def test_no_sends_need_no_minutes() -> None:
    assert timed([]) == BestTimes((), ())


TIMING = {
    "week",
    "type-per-day",
    "type-per-week",
    "type-gap",
    "ppv-gap",
    "min-gap",
    "per-hour",
    "avoid-hours",
    "round-minute",
    "followup-window",
    "followup-parent",
    "followup-per-day",
}


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(list(PROBLEM.catalogue.send_types)), st.integers(0, 6)), max_size=40))
def test_whatever_is_asked_for_no_timed_send_breaks_a_rule_of_time(wanted: list[tuple[str, int]]) -> None:
    sends = [AskedSend(f"s{number}", key, day) for number, (key, day) in enumerate(wanted)]
    found = timed(sends)
    answered = [send.ref for send in found.timed] + [send.ref for send in found.unplaced]
    assert sorted(answered) == sorted(send.ref for send in sends)
    kind = {send.ref: send.send_type for send in sends}
    made: dict[str, Send] = {}
    for send in found.timed:
        parent = made.get(send.parent_ref or "")
        made[send.ref] = a_send(PROBLEM, send.ref, kind[send.ref], send.week_minute, parent=parent)
    broken = broken_rules(a_schedule(PROBLEM, made.values()), known())
    assert TIMING.isdisjoint(broken)
