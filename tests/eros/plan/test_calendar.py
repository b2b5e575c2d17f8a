from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from eros.model.clock import DAY
from eros.model.wishes import Wishes
from eros.plan.calendar import SLOT, Slot, WeekSlots, quarters
from tests.builders import a_problem, with_rules
from tests.plans import CLOCK_CHANGES, in_week

if TYPE_CHECKING:
    from eros.model.problem import Problem

PROBLEM = a_problem()
PARAMS = with_rules()


def quarter_hours_that_pass(problem: Problem) -> dict[int, int]:
    """Real quarter hours since Monday 00:00 by the first local minute they show, found by letting the time pass."""
    zone, monday = problem.creator.zone, datetime.combine(problem.week_start, datetime.min.time())
    begin = monday.replace(tzinfo=zone).astimezone(UTC)
    shown: dict[int, int] = {}
    for elapsed in range(8 * 96):
        local = (begin + timedelta(minutes=SLOT * elapsed)).astimezone(zone).replace(tzinfo=None)
        shown.setdefault(int((local - monday).total_seconds() // 60), elapsed)
    return {minute: elapsed for minute, elapsed in shown.items() if minute < 7 * DAY}


def test_an_ordinary_week_is_open_but_for_the_avoided_hours() -> None:
    days = WeekSlots(PROBLEM, PARAMS).days
    assert [len(day) for day in days] == [4 * 19] * 7
    assert {slot.hour for slot in days[3]} == {0, 1, 2, *range(8, 24)}
    assert all(slot.week_minute == SLOT * slot.elapsed for day in days for slot in day)
    assert all(slot.week_minute // DAY == number for number, day in enumerate(days) for slot in day)


def test_other_avoided_hours_close_other_slots() -> None:
    days = WeekSlots(PROBLEM, with_rules(avoid_hours=(0, 12, 23))).days
    assert {slot.hour for slot in days[0]} == set(range(24)) - {0, 12, 23}


def test_a_closed_day_has_no_slot() -> None:
    days = WeekSlots(replace(PROBLEM, wishes=Wishes(closed_days=frozenset({1, 6}))), PARAMS).days
    assert [bool(day) for day in days] == [True, False, True, True, True, True, False]


def test_a_closed_hour_has_no_slot_on_any_day() -> None:
    days = WeekSlots(replace(PROBLEM, wishes=Wishes(closed_hours=frozenset({9, 22}))), PARAMS).days
    assert [{slot.hour for slot in day} for day in days] == [{0, 1, 2, 8, *range(10, 22), 23}] * 7


@pytest.mark.parametrize(("zone", "monday"), CLOCK_CHANGES)
def test_in_a_week_of_a_clock_change_slots_are_the_quarter_hours_that_really_pass(zone: str, monday: str) -> None:
    problem = in_week(PROBLEM, date.fromisoformat(monday), zone)
    passing = quarter_hours_that_pass(problem)
    assert len(passing) != 7 * 96 or max(passing.values()) != 7 * 96 - 1
    slots = [slot for day in WeekSlots(problem, with_rules(avoid_hours=())).days for slot in day]
    assert {slot.week_minute: slot.elapsed for slot in slots} == passing
    assert [slot.elapsed for slot in slots] == sorted({slot.elapsed for slot in slots})


def test_the_hour_the_clock_skips_and_the_one_it_repeats_are_told_apart() -> None:
    spring = in_week(PROBLEM, date(2026, 3, 2), "America/New_York")
    autumn = in_week(PROBLEM, date(2026, 10, 26), "America/New_York")
    sunday = 6 * DAY
    assert [slot.week_minute - sunday for slot in WeekSlots(spring, PARAMS).days[6]][7:9] == [105, 480]
    ones = [slot for slot in WeekSlots(autumn, PARAMS).days[6] if slot.hour in {1, 2}]
    assert [slot.elapsed - 6 * 96 for slot in ones] == [4, 5, 6, 7, 12, 13, 14, 15]


def test_a_slot_knows_its_clock_hour() -> None:
    assert Slot(DAY + 19 * 60 + 45, 0).hour == 19


@pytest.mark.parametrize(("minutes", "slots"), [(0, 0), (1, 1), (15, 1), (16, 2), (45, 3), (50, 4), (120, 8)])
def test_slots_keep_at_least_the_minutes_asked_for(minutes: int, slots: int) -> None:
    assert quarters(minutes) == slots
