from __future__ import annotations

from dataclasses import replace

import pytest

from eros.model.drip import Shoot
from eros.model.wishes import Wishes
from eros.rules import violations
from eros.rules.notices import notices
from tests.builders import MONDAY, a_context, a_lawful_schedule, a_problem, a_send, at, broken_rules, changed, moved

PROBLEM = a_problem(wishes=Wishes(drip_day=1))
CONTEXT = a_context(PROBLEM)
WEEK = a_lawful_schedule(PROBLEM)
DRIP = changed(WEEK, "s06", drip_window="09:00-13:00", outfit_id="blue dress")
"""The dm_farm of Tuesday 10:11 opens a drip; the bundle of 14:08 comes after it."""


def test_a_window_with_bumps_and_farms_only_breaks_nothing() -> None:
    assert broken_rules(DRIP, CONTEXT) == []


@pytest.mark.parametrize(
    ("window", "detail"),
    [
        ("09:00-15:00", "bundle starts inside the drip window"),
        ("09:00-12:00", "is open for 180 minutes"),
        ("10:00-18:30", "ends late"),
        ("10:30-14:00", "starts outside its drip window"),
        ("morning", "is no drip window"),
    ],
)
def test_a_window_keeps_its_shape_and_is_free_of_what_sells(window: str, detail: str) -> None:
    found = violations(changed(DRIP, "s06", drip_window=window), CONTEXT)
    assert {fault.rule for fault in found} == {"drip"}
    assert detail in " / ".join(fault.detail for fault in found)


@pytest.mark.parametrize("wished", [None, 2])
def test_a_window_nobody_asked_for_is_refused(wished: int | None) -> None:
    context = a_context(replace(PROBLEM, wishes=Wishes(drip_day=wished)))
    assert ["nobody asked" in fault.detail for fault in violations(DRIP, context)] == [True]


def test_a_week_has_one_window_and_a_window_one_outfit() -> None:
    bump = a_send(PROBLEM, "s30", "bump_normal", at(1, "11:23"), drip_window="09:00-13:00", outfit_id="blue dress")
    both = replace(DRIP, sends=tuple(sorted((*DRIP.sends, bump), key=lambda send: send.utc)))
    assert broken_rules(both, CONTEXT) == []
    (fault,) = violations(changed(both, "s30", outfit_id="red coat"), CONTEXT)
    assert "shows outfits blue dress, red coat" in fault.detail
    assert "2 drip windows" in violations(changed(both, "s30", drip_window="10:00-14:00"), CONTEXT)[0].detail


def test_a_followup_starts_inside_only_if_its_parent_went_out_before_the_window_opened() -> None:
    week = moved(PROBLEM, WEEK, "s07", at(1, "12:31"))
    chaser = a_send(PROBLEM, "s31", "ppv_followup", at(1, "13:13"), parent=week.by_ref("s07"))
    week = replace(week, sends=tuple(sorted((*week.sends, chaser), key=lambda send: send.utc)))
    late = changed(week, "s09", drip_window="13:00-17:00")
    late = moved(PROBLEM, late, "s09", at(1, "14:13"))
    late = moved(PROBLEM, late, "s08", at(1, "17:23"))
    assert broken_rules(late, CONTEXT) == []
    assert broken_rules(changed(late, "s09", drip_window="12:30-16:30"), CONTEXT) == ["drip"]


def test_media_of_a_shoot_carry_its_outfit_and_what_nobody_noted_is_a_notice() -> None:
    content = DRIP.by_ref("s06").content_type  # type: ignore[union-attr]
    shoots = (Shoot("a", "blue dress", content, MONDAY), Shoot("b", "red coat", "elsewhere", None))
    context = a_context(replace(PROBLEM, shoots=shoots))
    assert broken_rules(DRIP, context) == []
    assert "drip-outfit" not in [w.rule for w in notices(DRIP, context)]
    for outfit in ("red coat", None):
        (fault,) = violations(changed(DRIP, "s06", outfit_id=outfit), context)
        assert (fault.rule, fault.refs) == ("drip-outfit", ("s06",))
        assert "blue dress" in fault.fix
    assert [w.rule for w in notices(DRIP, CONTEXT)].count("drip-outfit") == 1
    assert [w.detail for w in notices(changed(DRIP, "s06", outfit_id=None), CONTEXT) if w.rule == "drip-outfit"] == [
        "no outfit is noted: no shoot of the page says which one it shows"
    ]
