"""A week planned again along its bound is worth no less, keeps every rule and stays below the bound."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from eros.model.wishes import Wishes
from eros.plan.certificate import certify
from eros.plan.known import known
from eros.plan.proved import planned_like, proved_week
from eros.plan.week import plan_in
from eros.rules import violations
from tests.builders import a_problem, the_params
from tests.plans import a_wishful_problem, tuned

if TYPE_CHECKING:
    from eros.model.schedule import Schedule
    from eros.rules.base import Context

PROBLEMS = {"short": a_problem(wishes=Wishes(closed_days=frozenset({1, 3, 5}))), "wishful": a_wishful_problem()}
SEED = 3


@cache
def both(name: str) -> tuple[Context, Schedule, Schedule]:
    context = known(PROBLEMS[name], the_params())
    return context, plan_in(context, SEED), proved_week(context, SEED)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_proven_week_is_worth_more_than_the_plan_and_no_more_than_its_bound(name: str) -> None:
    context, planned, proved = both(name)
    assert proved.bound_cents is not None
    assert planned.objective_cents < proved.objective_cents <= proved.bound_cents
    assert violations(proved, context) == ()


def test_without_rounds_the_plan_stands_and_only_gets_its_bound() -> None:
    context = known(PROBLEMS["short"], tuned(plan={"improve_rounds": 0}))
    assert proved_week(context, SEED) == certify(plan_in(context, SEED), context)


def test_a_week_is_planned_like_another_with_a_bound_where_that_has_one() -> None:
    context, planned, proved = both("wishful")
    assert planned_like(planned, context, SEED) == planned
    assert planned_like(proved, context, SEED) == proved
