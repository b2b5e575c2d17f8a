from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from eros.rules import violations
from eros.rules.spacing import most_starts
from tests.builders import (
    a_context,
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
FREELY = with_rules(diversity_total=0, diversity_revenue=0, diversity_engagement=0, diversity_retention=0)


@pytest.mark.parametrize(("clock", "is_broken"), [("09:51", True), ("09:52", False)])
def test_any_two_sends_are_45_minutes_apart(clock: str, *, is_broken: bool) -> None:
    week = moved(PROBLEM, LAWFUL, "s06", at(0, clock))
    assert broken_rules(week, CONTEXT) == (["min-gap"] if is_broken else [])


def test_a_parent_and_its_own_followup_are_exempt_and_nobody_else_is() -> None:
    close_to_followup = moved(PROBLEM, LAWFUL, "s04", at(0, "12:22"))
    assert broken_rules(close_to_followup, CONTEXT) == ["min-gap"]
    assert [v.refs for v in violations(close_to_followup, CONTEXT)] == [("s03", "s04")]


def test_a_link_drop_is_not_exempt_from_the_distance_to_its_parent() -> None:
    assert broken_rules(moved(PROBLEM, LAWFUL, "s08", at(1, "14:38")), CONTEXT) == ["min-gap"]


@pytest.mark.parametrize(("clock", "is_broken"), [("13:11", True), ("13:12", False)])
def test_two_ppv_sends_are_120_minutes_apart_and_followups_do_not_count(clock: str, *, is_broken: bool) -> None:
    week = moved(PROBLEM, LAWFUL, "s05", at(0, clock))
    assert broken_rules(week, CONTEXT) == (["ppv-gap"] if is_broken else [])


@pytest.mark.parametrize(("clock", "is_broken"), [("09:06", True), ("09:07", False)])
def test_a_type_keeps_its_hours_across_midnight(clock: str, *, is_broken: bool) -> None:
    late = moved(PROBLEM, LAWFUL, "s20", at(5, "21:33"))
    renewal = a_send(PROBLEM, "s30", "renew_on_post", at(3, "21:07"))
    again = a_send(PROBLEM, "s31", "renew_on_post", at(4, clock))
    week = replace(late, sends=tuple(sorted((*late.sends, renewal, again), key=lambda send: send.utc)))
    assert broken_rules(week, CONTEXT) == (["type-gap"] if is_broken else [])


def test_last_weeks_late_send_keeps_this_weeks_first_at_a_distance() -> None:
    late = a_send(PROBLEM, "s04", "bump_flyer", at(-1, "23:52"))
    problem = replace(PROBLEM, previous=(late,))
    for clock, rules in (("00:36", ["type-gap", "min-gap"]), ("00:37", ["type-gap"])):
        week = a_schedule(problem, [a_send(problem, "s01", "bump_flyer", at(0, clock))])
        assert broken_rules(week, a_context(problem, params=FREELY)) == rules
        assert violations(week, a_context(problem, params=FREELY))[0].refs == ("s01",)


def test_a_followup_is_not_exempt_from_a_send_of_last_week_that_has_its_parents_ref() -> None:
    late = a_send(PROBLEM, "s02", "ppv_video", at(-1, "23:52"))
    problem = replace(PROBLEM, previous=(late,))
    followup = a_send(problem, "s03", "ppv_followup", at(0, "00:21"), parent_ref="s02", label="PPV")
    week = a_schedule(problem, [followup])
    assert broken_rules(week, a_context(problem, params=FREELY)) == ["min-gap", "followup-parent"]


def test_the_hour_the_clock_skips_does_not_count_as_distance() -> None:
    problem = a_problem(week_start=date(2026, 3, 2))
    params = FREELY.model_copy(update={"rules": FREELY.rules.model_copy(update={"avoid_hours": (5,)})})
    sends = [a_send(problem, "s01", "bump_normal", at(6, "01:52")), a_send(problem, "s02", "dm_farm", at(6, "03:16"))]
    assert broken_rules(a_schedule(problem, sends), a_context(problem, params=params)) == ["min-gap"]
    later = [sends[0], a_send(problem, "s02", "dm_farm", at(6, "03:37"))]
    assert broken_rules(a_schedule(problem, later), a_context(problem, params=params)) == []


def test_the_hour_the_clock_repeats_counts_twice() -> None:
    problem = a_problem(week_start=date(2026, 10, 26))
    sends = [a_send(problem, "s01", "ppv_video", at(6, "01:07")), a_send(problem, "s02", "ppv_video", at(6, "02:07"))]
    assert broken_rules(a_schedule(problem, sends), a_context(problem, params=FREELY)) == []


def test_a_cancelled_send_takes_no_room() -> None:
    week = moved(PROBLEM, LAWFUL, "s06", at(0, "09:51"))
    assert broken_rules(changed(week, "s01", status="cancelled"), CONTEXT) == []


def test_two_sends_already_out_are_not_blamed_and_a_third_beside_them_is() -> None:
    week = moved(PROBLEM, LAWFUL, "s06", at(0, "09:51"))
    both_out = changed(changed(week, "s01", status="sent"), "s06", status="sent")
    assert broken_rules(both_out, CONTEXT) == []
    assert broken_rules(changed(week, "s01", status="sent"), CONTEXT) == ["min-gap"]


def test_a_send_already_out_takes_room_even_where_the_schedule_does_not_list_it() -> None:
    out = a_send(PROBLEM, "x1", "bump_text_only", at(0, "09:31"), status="sent")
    assert broken_rules(LAWFUL, a_context(replace(PROBLEM, committed=(out,)))) == ["min-gap"]


def test_open_hours_hold_the_sends_that_distance_and_hourly_cap_let_in() -> None:
    most = {hours: most_starts(hours, 45, 2) for hours in ((), (10,), (10, 11), (10, 12), (0, 1, 2))}
    assert most == {(): 0, (10,): 2, (10, 11): 3, (10, 12): 4, (0, 1, 2): 4}
    assert most_starts((20, 21, 22), 90, 2) == 2
    assert most_starts((10,), 20, 2) == 2
