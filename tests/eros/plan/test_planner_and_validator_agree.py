"""Planner, validator and a second reading of the rules, held together on generated page-weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from eros.estimate import estimate
from eros.plan.week import plan_week
from eros.rules import violations
from eros.rules.base import Context
from tests.builders import broken_rules, the_params
from tests.oracle import JUDGED, judge
from tests.strategies import mutations, problems

if TYPE_CHECKING:
    from eros.model.problem import Problem

PARAMS = the_params()
SEEDS = st.integers(0, 2**31 - 1)


def context_of(problem: Problem) -> Context:
    return Context(problem, PARAMS, estimate(problem, PARAMS))


@given(problems(), SEEDS)
@settings(max_examples=40)
def test_any_plan_of_any_problem_keeps_every_rule(problem: Problem, seed: int) -> None:
    schedule = plan_week(problem, PARAMS, seed)
    assert violations(schedule, context_of(problem)) == ()
    assert judge(schedule, problem) == set()


@given(problems(), SEEDS, st.data())
@settings(max_examples=20)
def test_any_change_to_a_plan_that_breaks_a_rule_is_caught(problem: Problem, seed: int, data: st.DataObject) -> None:
    schedule, context = plan_week(problem, PARAMS, seed), context_of(problem)
    if not any(send.status == "planned" for send in schedule.sends):
        return
    for _ in range(8):
        mutated = data.draw(mutations(problem, schedule))
        assert set(broken_rules(mutated, context)) & JUDGED == judge(mutated, problem)


@given(problems(), SEEDS)
@settings(max_examples=10)
def test_the_same_problem_and_seed_give_the_same_week(problem: Problem, seed: int) -> None:
    assert plan_week(problem, PARAMS, seed) == plan_week(problem, PARAMS, seed)


@given(problems(), SEEDS)
@settings(max_examples=20)
def test_wishes_and_what_was_sent_are_kept(problem: Problem, seed: int) -> None:
    schedule, wishes = plan_week(problem, PARAMS, seed), problem.wishes
    new = [send for send in schedule.sends if send.status == "planned"]
    assert [send for send in schedule.sends if send.status == "sent"] == list(problem.committed)
    assert not {send.day for send in new} & wishes.closed_days
    assert not {send.minute // 60 for send in new} & wishes.closed_hours
    assert not {send.send_type for send in new} & wishes.blocked_types
    for pin in wishes.pinned:
        send = schedule.by_ref(pin.ref)
        assert send is not None
        assert (send.send_type, send.week_minute, send.pinned) == (pin.send_type, pin.week_minute, True)
        assert pin.text in {None, send.caption_text}
        assert pin.price_cents in {None, send.price_cents}
