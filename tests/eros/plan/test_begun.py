from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.errors import ConfigurationError
from eros.estimate import estimate
from eros.model.clock import DAY, WEEK
from eros.model.wishes import Wishes
from eros.plan.begun import begun_sends
from eros.plan.calendar import WeekSlots
from eros.plan.week import plan_week
from eros.rules import violations
from eros.rules.base import Context
from tests.builders import a_creator, a_lawful_schedule, a_problem, at, changed, the_params
from tests.oracle import judge
from tests.strategies import problems

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

PARAMS = the_params()
LEAD = timedelta(minutes=PARAMS.running.lead_minutes)
STALE = timedelta(minutes=PARAMS.running.stale_minutes)
PROBLEM = a_problem()


def begun(problem: Problem, week: Schedule, moment: datetime) -> Problem:
    """The problem of the saved `week` planned again from a moment on, as the store loads it."""
    standing = begun_sends(week.sends, problem.catalogue, moment, PARAMS.running)
    refs = {send.ref for send in standing}
    pins = tuple(
        pin for pin in problem.wishes.pinned if pin.ref not in refs and problem.clock.instant(pin.week_minute) >= moment
    )
    return replace(problem, committed=standing, wishes=replace(problem.wishes, pinned=pins, not_before=moment))


@given(problems(), st.integers(0, 2**31 - 1), st.integers(-DAY, WEEK - 1), st.sets(st.integers(0, 30)))
@settings(max_examples=15)
def test_a_week_begun_is_planned_from_the_moment_on_and_keeps_what_stands(
    problem: Problem, seed: int, minutes: int, out: set[int]
) -> None:
    week = plan_week(problem, PARAMS, seed)
    moment = problem.clock.instant(0) + timedelta(minutes=minutes)
    marked = tuple(
        send.with_(status="sent") if number in out and send.utc <= moment else send
        for number, send in enumerate(week.sends)
    )
    if moment >= problem.clock.instant(WEEK):
        return
    running = begun(problem, replace(week, sends=marked), moment)
    again = plan_week(running, PARAMS, seed)
    standing = {send.ref: send for send in running.committed}
    for send in again.sends:
        if send.ref not in standing and not send.pinned:
            assert send.utc >= moment + LEAD
    for ref, send in standing.items():
        kept = again.by_ref(ref)
        assert kept is not None
        assert (kept.utc, kept.status) == (send.utc, send.status)
        assert kept.caption_text == send.caption_text or send.caption_text is None
        assert send.status == "sent" or (send.status == "stale") == (moment - send.utc > STALE)
    assert violations(again, Context(running, PARAMS, estimate(running, PARAMS))) == ()
    assert judge(again, running) == set()


def test_what_is_out_past_or_at_hand_stands_with_its_follow_ups() -> None:
    moment = PROBLEM.clock.instant(at(0, "11:00"))
    week = changed(a_lawful_schedule(PROBLEM), "s01", status="sent")
    standing = {s.ref: s.status for s in begun_sends(week.sends, PROBLEM.catalogue, moment, PARAMS.running)}
    assert standing == {"s01": "sent", "s02": "planned", "s03": "planned"}
    late = begun_sends(a_lawful_schedule(PROBLEM).sends, PROBLEM.catalogue, moment, PARAMS.running)
    assert [(send.ref, send.status) for send in late if send.status == "stale"] == [("s01", "stale")]
    gone = begun_sends(changed(week, "s02", status="failed").sends, PROBLEM.catalogue, moment, PARAMS.running)
    assert [send.ref for send in gone] == ["s01"]


def test_a_stale_send_takes_its_room_and_earns_nothing() -> None:
    moment = PROBLEM.clock.instant(at(4, "18:00"))
    running = begun(PROBLEM, a_lawful_schedule(PROBLEM), moment)
    week = plan_week(running, PARAMS, 1)
    stale = [send for send in week.sends if send.status == "stale"]
    assert {"s15", "s02"} <= {send.ref for send in stale}
    assert {send.forecast_cents + send.preference_cents for send in stale} == {0.0}
    assert [send.ref for send in week.sends if send.send_type == "vip_program"] == ["s15"]


@pytest.mark.parametrize(
    ("zone", "monday", "clock"),
    [
        ("America/Los_Angeles", "2026-03-02", "2026-03-08T01:50"),
        ("America/Los_Angeles", "2026-10-26", "2026-11-01T00:50"),
        ("Europe/Berlin", "2026-03-23", "2026-03-29T01:50"),
        ("Europe/Berlin", "2026-10-19", "2026-10-25T01:50"),
    ],
)
def test_across_a_clock_change_the_lead_is_real_time(zone: str, monday: str, clock: str) -> None:
    problem = a_problem(creator=a_creator(timezone=zone), week_start=date.fromisoformat(monday))
    moment = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    slots = WeekSlots(replace(problem, wishes=Wishes(not_before=moment)), PARAMS).days
    assert [len(day) for day in slots[:6]] == [0] * 6
    every = WeekSlots(problem, PARAMS).days[6]
    assert slots[6] == tuple(slot for slot in every if problem.clock.instant(slot.week_minute) >= moment + LEAD)
    assert slots[6]


def test_a_moment_after_the_week_or_without_a_zone_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"is over by 2026-11-30 00:00"):
        replace(PROBLEM, wishes=Wishes(not_before=PROBLEM.clock.instant(WEEK)))
    with pytest.raises(ConfigurationError, match="has no time zone"):
        Wishes(not_before=datetime.fromisoformat("2026-11-25T09:00"))
    assert replace(PROBLEM, wishes=Wishes(not_before=PROBLEM.clock.instant(0))).open_days == tuple(range(7))
    assert replace(PROBLEM, wishes=Wishes(not_before=PROBLEM.clock.instant(2 * DAY))).open_days == (2, 3, 4, 5, 6)
