from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from eros.rules.caps import Window, daily_room, rolling_room
from tests.builders import (
    a_context,
    a_lawful_schedule,
    a_problem,
    a_send,
    at,
    broken_rules,
    moved,
    with_rules,
)

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
VIP = PROBLEM.catalogue.send_types["vip_program"]


def plus(*sends: Send) -> Schedule:
    return replace(LAWFUL, sends=tuple(sorted((*LAWFUL.sends, *sends), key=lambda send: send.utc)))


def after(*sends: Send) -> Problem:
    return replace(PROBLEM, previous=sends)


def test_a_daily_cap_is_kept() -> None:
    second = a_send(PROBLEM, "s40", "like_farm", at(2, "09:07"))
    assert "type-per-day" in broken_rules(plus(second), CONTEXT)
    other_day = a_send(PROBLEM, "s40", "like_farm", at(4, "09:07"))
    assert broken_rules(plus(other_day), CONTEXT) == []


def test_a_weekly_cap_is_kept() -> None:
    second = a_send(PROBLEM, "s40", "vip_program", at(0, "21:07"))
    assert broken_rules(plus(second), CONTEXT) == ["type-per-week"]


@pytest.mark.parametrize(("before", "day", "fits"), [(-1, 5, False), (-1, 6, True), (-6, 0, False), (-7, 0, True)])
def test_a_weekly_cap_looks_back_over_seven_dates_into_the_week_before(before: int, day: int, *, fits: bool) -> None:
    context = a_context(after(a_send(PROBLEM, "s40", "vip_program", at(before, "14:07"))))
    week = moved(PROBLEM, LAWFUL, "s15", at(day, "21:33"))
    assert broken_rules(week, context) == ([] if fits else ["type-per-week"])


def test_a_cancelled_send_of_the_week_before_takes_no_room() -> None:
    cancelled = a_send(PROBLEM, "s40", "vip_program", at(-1, "14:07"), status="cancelled")
    assert broken_rules(LAWFUL, a_context(after(cancelled))) == []


def test_the_week_keeps_its_cap_when_the_rolling_stretch_is_shorter() -> None:
    second = a_send(PROBLEM, "s40", "vip_program", at(0, "21:07"))
    assert broken_rules(plus(second), a_context(PROBLEM, params=with_rules(rolling_days=2))) == ["type-per-week"]


def test_room_of_a_week_is_the_cap_when_nothing_went_before() -> None:
    assert rolling_room(CONTEXT, VIP) == (Window((0, 1, 2, 3, 4, 5, 6), 1),)
    assert rolling_room(CONTEXT, PROBLEM.catalogue.send_types["ppv_video"]) == ()


def test_room_shrinks_on_the_days_within_reach_of_the_week_before() -> None:
    before = a_send(PROBLEM, "s40", "vip_program", at(-4, "14:07"))
    assert rolling_room(a_context(after(before)), VIP) == (Window((0, 1, 2), 0), Window((0, 1, 2, 3, 4, 5, 6), 1))


def test_committed_sends_take_room_on_their_day_and_in_the_week() -> None:
    out = a_send(PROBLEM, "x1", "vip_program", at(1, "09:07"), status="sent")
    context = a_context(replace(PROBLEM, committed=(out,)))
    assert daily_room(context, VIP) == (1, 0, 1, 1, 1, 1, 1)
    assert rolling_room(context, VIP) == (Window((0, 1, 2, 3, 4, 5, 6), 0),)


def test_a_committed_send_and_a_planned_one_share_the_cap() -> None:
    out = a_send(PROBLEM, "x1", "vip_program", at(1, "09:07"), status="sent")
    assert broken_rules(LAWFUL, a_context(replace(PROBLEM, committed=(out,)))) == ["type-per-week"]
