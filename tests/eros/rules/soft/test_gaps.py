from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from tests.builders import a_context, a_problem, a_send, at, the_params

if TYPE_CHECKING:
    from eros.model.schedule import Warning_

UNIT = 1000.0
PROBLEM = a_problem()
PLAN = the_params().plan


def found(*sends: tuple[str, int], status: str = "planned") -> list[Warning_]:
    week = [a_send(PROBLEM, f"x{n}", key, minute, status=status) for n, (key, minute) in enumerate(sends)]
    return [w for w in soft_warnings(Judged(week, a_context(PROBLEM), UNIT)) if w.rule == "same-type-gap"]


@pytest.mark.parametrize(("minutes", "quarters"), [(120, 0), (119, 1), (60, 4), (45, 5)])
def test_each_quarter_hour_below_two_hours_has_a_price(minutes: int, quarters: int) -> None:
    warnings = found(("bundle", at(0, "10:00")), ("flash_bundle", at(0, "10:00") + minutes))
    assert [w.price_cents for w in warnings] == [PLAN.group_gap_price * UNIT * quarters] * bool(quarters)
    assert [w.refs for w in warnings] == [("x1",)] * bool(quarters)


def test_sends_without_a_price_cost_less_and_a_group_is_named_once() -> None:
    (warning,) = found(*(("bump_normal", at(0, "10:00") + 60 * n) for n in range(4)))
    assert warning.price_cents == pytest.approx(PLAN.group_gap_price_free * UNIT * 12, abs=0.01)
    assert (warning.refs, warning.detail) == (("x1", "x2", "x3"), "3 bump sends less than 120 minutes after another")


def test_other_groups_follow_ups_and_what_went_out_are_left_alone() -> None:
    assert found(("bundle", at(0, "10:07")), ("game_post", at(0, "10:52"))) == []
    assert found(("ppv_followup", at(0, "10:07")), ("ppv_followup", at(0, "11:07"))) == []
    for status in ("sent", "stale"):
        assert found(("bundle", at(0, "10:07")), ("flash_bundle", at(0, "11:07")), status=status) == []


def test_the_distance_holds_across_midnight() -> None:
    assert len(found(("bundle", at(0, "23:20")), ("flash_bundle", at(1, "00:40")))) == 1
