from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.wishes import Wishes
from eros.plan.allocation import allocate
from eros.plan.costs import rule_costs
from tests.builders import a_problem
from tests.plans import a_volume, an_input, known, only, tuned

if TYPE_CHECKING:
    from eros.model.problem import Problem

EXACT = tuned(plan={"relative_gap": 0.0, "node_limit": 5000})
PROBLEM = a_problem()


def of_types(*send_types: str, **limits: Any) -> Problem:
    """A page that may send only these types, under other limits than the catalogue's."""
    types = {key: replace(t, **limits) if limits else t for key, t in PROBLEM.catalogue.send_types.items()}
    catalogue = replace(PROBLEM.catalogue, send_types=types)
    return replace(PROBLEM, catalogue=catalogue, wishes=Wishes(blocked_types=only(PROBLEM, *send_types)))


def costs(problem: Problem, **volume: int) -> dict[str, float]:
    """Cents by rule."""
    context = known(problem, EXACT, volume=a_volume(volume))
    return {name: cost.cents for cost in rule_costs(an_input(context)).costs for name in cost.rules}


def best(problem: Problem, **volume: int) -> float:
    return allocate(an_input(known(problem, EXACT, volume=a_volume(volume)))).stage.objective_cents


def test_a_rule_costs_what_the_week_would_gain_without_it() -> None:
    capped, free = of_types("vip_program"), of_types("vip_program", max_per_week=None)
    gain = best(free, revenue=1) - best(capped, revenue=1)
    assert gain > 0
    assert costs(capped, revenue=1)["type-per-week"] == pytest.approx(gain, abs=0.01)
    assert "type-per-week" not in costs(free, revenue=1)


def test_a_daily_cap_costs_what_one_more_a_day_would_bring() -> None:
    tight, wider = of_types("ppv_video", max_per_day=1), of_types("ppv_video", max_per_day=2)
    assert costs(tight, revenue=2)["type-per-day"] == pytest.approx(
        best(wider, revenue=2) - best(tight, revenue=2), abs=0.01
    )


def test_only_rules_that_hold_the_week_back_are_named_dearest_first() -> None:
    assert list(costs(of_types("ppv_video"), revenue=1)) == ["volume"]
    context = known(PROBLEM, volume=a_volume({"revenue": 8, "engagement": 8, "retention": 2}))
    found = rule_costs(an_input(context)).costs
    assert {"type-per-day", "type-per-week"} <= {name for cost in found for name in cost.rules}
    assert [cost.cents for cost in found] == sorted((cost.cents for cost in found), reverse=True)
    assert found[-1].cents >= 1


def test_sends_that_found_no_minute_count_towards_the_distances() -> None:
    context = known(of_types("ppv_video"), EXACT, volume=a_volume({"revenue": 3}))
    room = {(0, "ppv_video"): 1}
    without, with_room = rule_costs(an_input(context)).costs, rule_costs(an_input(context, room=room)).costs
    assert {c.rules: c.cents for c in with_room}["min-gap", "per-hour"] > sum(
        c.cents for c in without if "min-gap" in c.rules
    )
