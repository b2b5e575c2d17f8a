from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eros.estimate import estimate
from eros.model.clock import DAY
from eros.plan.binding import broken_at, other_minutes
from eros.plan.kept_away import with_binding_rules
from eros.plan.week import plan_in
from eros.rules.base import Context
from tests.builders import a_problem, the_params
from tests.depth import drawn
from tests.plans import a_curve, a_wishful_problem, known
from tests.strategies import problems

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send

STEEP = a_curve({hour: 0.4 + 0.06 * (hour * 5 % 17) for hour in range(24)})


def asked_one_by_one(context: Context, week: Schedule, send: Send) -> set[str]:
    """The rules that the HARD rules themselves name alone, a quarter hour after the other."""
    hours = context.estimates.curve.hours
    better = [m for m in other_minutes(context, send) if hours[m % DAY // 60] > hours[send.minute // 60]]
    return {rules[0] for minute in better if len(rules := broken_at(context, week, send, minute)) == 1}


@pytest.mark.parametrize("page", ["plain", "wishful"])
def test_the_rules_that_bind_are_those_the_hard_rules_name(page: str) -> None:
    context = known(a_problem() if page == "plain" else a_wishful_problem(), curve=STEEP)
    week = plan_in(context, 5)
    types = context.problem.catalogue.send_types
    told: set[str] = set()
    for send in week.sends:
        if send.status == "planned" and not types[send.send_type].is_followup:
            assert set(send.binding_rules) == asked_one_by_one(context, week, send), send.ref
            told.update(send.binding_rules)
        else:
            assert send.binding_rules == ()
    assert {"min-gap", "type-gap"} <= told


@given(problems(), st.integers(0, 2**31 - 1))
@settings(max_examples=drawn(5), phases=[Phase.explicit, Phase.generate])
def test_on_any_page_the_rules_that_bind_are_those_the_hard_rules_name(problem: Problem, seed: int) -> None:
    context = Context(problem, the_params(), replace(estimate(problem, the_params()), curve=STEEP))
    week = plan_in(context, seed)
    types = problem.catalogue.send_types
    for send in week.sends[::5]:
        if send.status == "planned" and not types[send.send_type].is_followup:
            assert set(send.binding_rules) == asked_one_by_one(context, week, send), send.ref


def test_a_flat_day_binds_nothing_and_what_went_out_keeps_its_reasons() -> None:
    context = known(a_problem(), curve=a_curve())
    week = plan_in(context, 5)
    assert {send.binding_rules for send in week.sends} == {()}
    out = week.sends[0].with_(status="sent", binding_rules=("min-gap",))
    assert with_binding_rules(context, [out])[0] == out
