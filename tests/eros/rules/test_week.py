from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eros.rules import violations
from tests.builders import (
    a_context,
    a_creator,
    a_lawful_schedule,
    a_problem,
    a_schedule,
    a_send,
    at,
    broken_rules,
    changed,
    moved,
    with_rules,
)

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)


def test_a_hand_made_week_keeps_every_rule() -> None:
    assert violations(LAWFUL, CONTEXT) == ()


def test_a_schedule_of_another_week_is_refused() -> None:
    other = replace(LAWFUL, week_start=LAWFUL.week_start + timedelta(days=7))
    assert broken_rules(other, CONTEXT) == ["week"]


@pytest.mark.parametrize("minute", [-7, 7 * 1440 + 9])
def test_a_send_outside_its_seven_days_is_refused(minute: int) -> None:
    assert "week" in broken_rules(moved(PROBLEM, LAWFUL, "s04", minute), CONTEXT)


def test_a_stored_instant_that_is_not_the_local_time_is_refused() -> None:
    s04 = next(send for send in LAWFUL.sends if send.ref == "s04")
    assert broken_rules(changed(LAWFUL, "s04", utc=s04.utc + timedelta(minutes=1)), CONTEXT) == ["week"]


def test_a_local_time_the_clock_change_skips_is_refused_and_the_hour_after_it_is_not() -> None:
    problem = a_problem(week_start=date(2026, 3, 2))
    context = a_context(problem, params=with_rules(avoid_hours=(5,), diversity_total=0, **NO_MINIMA))
    skipped = a_schedule(problem, [a_send(problem, "s01", "bump_normal", at(6, "02:20"))])
    after = a_schedule(problem, [a_send(problem, "s01", "bump_normal", at(6, "03:20"))])
    assert broken_rules(skipped, context) == ["week"]
    assert broken_rules(after, context) == []


def test_a_local_time_that_exists_twice_means_the_first() -> None:
    problem = a_problem(week_start=date(2026, 10, 26))
    context = a_context(problem, params=with_rules(diversity_total=0, **NO_MINIMA))
    send = a_send(problem, "s01", "bump_normal", at(6, "01:20"))
    assert broken_rules(a_schedule(problem, [send]), context) == []
    second = send.with_(utc=send.utc + timedelta(hours=1))
    assert broken_rules(a_schedule(problem, [second]), context) == ["week"]


NO_MINIMA = {"diversity_revenue": 0, "diversity_engagement": 0, "diversity_retention": 0}


@pytest.mark.parametrize(("clock", "is_broken"), [("02:59", False), ("03:01", True), ("07:59", True), ("08:01", False)])
def test_nothing_starts_in_the_avoided_hours(clock: str, *, is_broken: bool) -> None:
    assert ("avoid-hours" in broken_rules(moved(PROBLEM, LAWFUL, "s01", at(0, clock)), CONTEXT)) is is_broken


@pytest.mark.parametrize(("clock", "is_broken"), [("9:00", True), ("9:15", True), ("9:16", False), ("9:45", True)])
def test_a_generated_time_is_never_a_round_minute(clock: str, *, is_broken: bool) -> None:
    assert ("round-minute" in broken_rules(moved(PROBLEM, LAWFUL, "s01", at(0, clock)), CONTEXT)) is is_broken


def test_a_time_a_person_pinned_may_be_round() -> None:
    pinned = changed(moved(PROBLEM, LAWFUL, "s01", at(0, "09:00")), "s01", pinned=True)
    assert broken_rules(pinned, CONTEXT) == []


def test_an_hour_holds_two_starts_and_no_third() -> None:
    context = a_context(PROBLEM, params=with_rules(min_gap_minutes=15))
    two = moved(PROBLEM, LAWFUL, "s05", at(0, "14:41"))
    assert broken_rules(two, context) == []
    three = moved(PROBLEM, two, "s01", at(0, "14:02"))
    assert broken_rules(three, context) == ["per-hour"]


def test_a_clock_hour_begins_at_its_full_hour() -> None:
    context = a_context(PROBLEM, params=with_rules(min_gap_minutes=15))
    apart = moved(PROBLEM, moved(PROBLEM, LAWFUL, "s05", at(0, "14:41")), "s01", at(0, "13:59"))
    assert broken_rules(apart, context) == []


def test_a_send_already_out_takes_room_in_its_hour() -> None:
    context_params = with_rules(min_gap_minutes=15)
    out = a_send(PROBLEM, "x1", "bump_normal", at(0, "14:59"), status="sent", caption_id=None, caption_text="hello")
    busy = replace(PROBLEM, committed=(out,))
    two = moved(PROBLEM, LAWFUL, "s05", at(0, "14:41"))
    assert broken_rules(two, a_context(busy, params=context_params)) == ["per-hour"]


def test_the_default_page_can_live_in_any_zone() -> None:
    for zone in ("Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"):
        problem = a_problem(creator=a_creator(timezone=zone))
        assert broken_rules(a_lawful_schedule(problem), a_context(problem)) == []
