from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.model.rotation import Rotation
from eros.rules.soft.base import Judged
from eros.rules.soft.styles import GROUP_NEIGHBOURS, ROTATION, SAME_STYLE
from tests.builders import MONDAY, a_context, a_problem, a_send, at

if TYPE_CHECKING:
    from eros.model.schedule import Send, Warning_
    from eros.rules.soft.base import SoftRule

UNIT = 1000.0
ORDER = Rotation(("solo", "bundle", "winner", "feature"), 0, MONDAY)
PROBLEM = a_problem(rotation=ORDER)
CONTEXT = a_context(PROBLEM)
PLAN = CONTEXT.params.plan


def ppv(ref: str, clock: str, style: str | None, day: int = 0, **changes: object) -> Send:
    return a_send(PROBLEM, ref, "ppv_video", at(day, clock), ppv_style=style, **changes)


def found(rule: SoftRule, *sends: Send) -> list[Warning_]:
    return list(rule.check(Judged(sends, CONTEXT, UNIT)))


def test_a_ppv_out_of_turn_costs_once_and_the_rotation_goes_on_behind_it() -> None:
    week = [ppv("a", "09:07", "solo"), ppv("b", "12:07", "winner"), ppv("c", "16:07", "feature")]
    (warning,) = found(ROTATION, *week)
    assert (warning.rule, warning.refs, warning.price_cents) == ("rotation", ("b",), PLAN.rotation_price * UNIT)
    assert "its style is winner, the rotation's turn is bundle" in warning.detail
    assert found(ROTATION, week[0], week[1].with_(status="cancelled"), ppv("c", "16:07", "bundle")) == []


def test_an_equal_neighbour_costs_even_where_no_hard_rule_forbids_it() -> None:
    (warning,) = found(SAME_STYLE, ppv("a", "10:07", "solo"), ppv("b", "14:07", "solo"))
    assert (warning.refs, warning.price_cents) == (("a", "b"), PLAN.same_style_price * UNIT)
    assert found(SAME_STYLE, ppv("a", "10:07", None), ppv("b", "14:07", None)) == []


def test_one_style_twice_before_or_after_noon_costs_and_across_noon_it_does_not() -> None:
    between = ppv("b", "09:37", "bundle")
    (warning,) = found(SAME_STYLE, ppv("a", "00:07", "solo"), between, ppv("c", "11:37", "solo"))
    assert (warning.refs, warning.price_cents) == (("a", "c"), PLAN.half_day_price * UNIT)
    assert "before noon" in warning.detail
    assert found(SAME_STYLE, ppv("a", "09:07", "solo"), between, ppv("c", "12:07", "solo")) == []
    assert found(SAME_STYLE, ppv("a", "21:07", "solo"), ppv("b", "23:07", "bundle"), ppv("c", "00:07", "solo", 1)) == []


def test_neighbours_of_one_style_group_cost_but_bumps_and_followups_do_not_count() -> None:
    first, second = ppv("a", "09:07", "solo"), ppv("c", "16:07", "bundle")
    chaser = a_send(PROBLEM, "b", "ppv_followup", at(0, "09:37"), parent=first)
    bump = a_send(PROBLEM, "d", "bump_normal", at(0, "12:07"))
    other = a_send(PROBLEM, "e", "bump_flyer", at(0, "13:07"))
    (warning,) = found(GROUP_NEIGHBOURS, first, chaser, second)
    assert (warning.refs, warning.price_cents) == (("a", "c"), PLAN.group_neighbour_price * UNIT)
    assert found(GROUP_NEIGHBOURS, first, chaser, bump, other, second) == []


def test_the_last_style_before_the_week_is_a_neighbour() -> None:
    context = a_context(a_problem(last_style="solo", rotation=Rotation(ORDER.order, 1, MONDAY - timedelta(days=1))))
    (warning,) = SAME_STYLE.check(Judged([ppv("a", "10:07", "solo")], context, UNIT))
    assert warning.refs == ("a",)
    assert list(ROTATION.check(Judged([ppv("a", "10:07", "bundle")], context, UNIT))) == []
