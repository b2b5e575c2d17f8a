from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from eros.errors import ConfigurationError
from eros.model.drip import DripWindow, Shoot
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.known import known
from eros.plan.week import plan_week
from eros.rules import violations
from eros.rules.drip import DRIP_GROUPS, window_of
from tests.builders import a_problem, a_send, at, the_params

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send

PARAMS = the_params()
PLAIN = a_problem()
HELD = sorted(PLAIN.vault)
SHOOTS = (
    Shoot("older", "red coat", HELD[1], date(2026, 9, 1)),
    Shoot("newer", "blue dress", HELD[0], date(2026, 10, 1)),
    Shoot("newest", None, HELD[2], date(2026, 11, 1)),
)
FRIDAY = replace(PLAIN, wishes=Wishes(drip_day=4), shoots=SHOOTS)


def inside(week: Schedule) -> list[Send]:
    return [send for send in week.sends if send.drip_window is not None]


def planned(problem: Problem) -> Schedule:
    week = plan_week(problem, PARAMS, 5)
    assert violations(week, known(problem, PARAMS)) == ()
    return week


def test_a_week_nobody_asked_for_a_drip_in_has_none() -> None:
    assert inside(planned(replace(PLAIN, shoots=SHOOTS))) == []


def test_the_drip_day_has_one_window_with_bumps_and_farms_of_one_outfit_and_little_is_lost() -> None:
    week = planned(FRIDAY)
    (window,) = {window_of(send) for send in inside(week)}
    assert window is not None
    assert (window.day, window.minutes, window.end <= 18 * 60) == (4, 60 * PARAMS.plan.drip_hours, True)
    types = PLAIN.catalogue.send_types
    held = [send for send in week.sends if window.holds(send.week_minute)]
    assert {types[send.send_type].style_group for send in held} <= {*DRIP_GROUPS, "followup"}
    assert len(inside(week)) >= 3
    assert {send.outfit_id for send in inside(week)} == {"blue dress"}
    assert HELD[1] not in {send.content_type for send in inside(week)}
    assert week.objective_cents > 0.97 * planned(replace(FRIDAY, wishes=Wishes())).objective_cents


def test_a_page_whose_shoots_nobody_noted_is_told_so() -> None:
    week = planned(replace(FRIDAY, shoots=()))
    (notice,) = [w for w in week.warnings if w.rule == "drip-outfit"]
    assert notice.price_cents == 0
    assert set(notice.refs) == {send.ref for send in inside(week) if send.media}


def test_the_window_makes_way_for_what_a_person_fixed() -> None:
    pins = (PinnedSend("early", "ppv_video", at(4, "10:20")), PinnedSend("noon", "bundle", at(4, "12:40")))
    (window,) = {window_of(send) for send in inside(planned(replace(FRIDAY, wishes=Wishes(drip_day=4, pinned=pins))))}
    assert window is not None
    assert window.start >= 13 * 60


def test_where_nothing_is_free_the_drip_is_a_shortfall() -> None:
    pins = tuple(
        PinnedSend(f"p{n}", kind, at(4, clock))
        for n, (kind, clock) in enumerate((("ppv_video", "10:20"), ("bundle", "12:40"), ("game_post", "15:20")))
    )
    week = planned(replace(FRIDAY, wishes=Wishes(drip_day=4, pinned=pins)))
    assert inside(week) == []
    assert [(s.what, s.day, s.count) for s in week.shortfalls if s.rule == "drip"] == [("drip", 4, 1)]


def test_a_window_that_has_begun_to_be_shown_stays_where_it_is() -> None:
    out = a_send(
        FRIDAY, "fri-01", "bump_normal", at(4, "12:22"), status="sent", drip_window="12:00-16:00", outfit_id="red coat"
    )
    week = planned(replace(FRIDAY, committed=(out,)))
    assert {(send.drip_window, send.outfit_id) for send in inside(week)} == {("12:00-16:00", "red coat")}
    assert len(inside(week)) > 1


def test_a_drip_on_a_closed_day_is_no_wish() -> None:
    with pytest.raises(ConfigurationError, match="The drip day 4 is closed"):
        Wishes(drip_day=4, closed_days=frozenset({4}))
    with pytest.raises(ConfigurationError, match="Drip day 7 does not exist"):
        Wishes(drip_day=7)


@pytest.mark.parametrize("text", ["", "noon", "12-16", "16:00-12:00", "12:00-24:01", "12:00-25:00", "12:60-16:00"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no drip window"):
        DripWindow.read(4, text)
    assert str(DripWindow.read(4, "12:00-16:30")) == "12:00-16:30"
