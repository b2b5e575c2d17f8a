"""The bound of a week is never below what a lawful week of its page is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.digest import uniform
from eros.errors import ValidationError
from eros.model.campaign import Memory
from eros.model.wishes import Wishes
from eros.plan.certificate import bound_of, certify, is_planned
from eros.plan.certificate import certified as with_bound
from eros.plan.draft import input_of
from eros.plan.given import reckoned_week
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.revised import revised_week
from eros.plan.solve.linear import Linear, dual_bounds
from eros.plan.solve.model import Model
from eros.plan.week import plan_in
from eros.rules import violations
from tests.builders import MONDAY, a_problem, the_params
from tests.depth import drawn
from tests.plans import a_wishful_problem
from tests.strategies import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule
    from eros.plan.bound.week import Bounded
    from eros.rules.base import Context


def resting(first_day: int) -> Problem:
    """A page whose captions, used a while ago, may all stand again from a day of the week on."""
    rules = the_params().rules
    last = MONDAY + timedelta(days=first_day - ceil(rules.freshness_min / rules.freshness_per_day))
    problem = a_problem()
    return replace(problem, last_used=dict.fromkeys(problem.captions, last))


PROBLEMS = {
    "plain": a_problem(),
    "wishful": a_wishful_problem(),
    "resting": resting(5),
    "tipped": replace(a_problem(), memory=Memory(tips=(2500, 4000)), wishes=Wishes(closed_days=frozenset({1, 3, 5}))),
}


@cache
def bounded(name: str) -> tuple[Context, Schedule, Bounded]:
    context = known(PROBLEMS[name], the_params())
    week = plan_in(context, 3)
    return context, week, bound_of(week, input_of(CaptionPool(context), 3))


def certified(name: str) -> tuple[Context, Schedule]:
    context, week, found = bounded(name)
    return context, with_bound(week, found.cents)


def thinned(context: Context, week: Schedule, seed: int) -> Iterator[Schedule]:
    """Lawful weeks that lack some of the sends; fewer contacts tire the others less."""
    for share in (0.05, 0.2, 0.4):
        gone = {
            s.ref for s in week.sends if s.status == "planned" and not s.pinned and uniform(seed, share, s.ref) < share
        }
        kept = tuple(send for send in week.sends if send.ref not in gone and send.parent_ref not in gone)
        if not violations(replace(week, sends=kept), context):
            yield reckoned_week(context, 3, kept, ())


def assert_bounded(problem: Problem, seed: int) -> None:
    context = known(problem, the_params())
    try:
        week = plan_in(context, 3)
    except ValidationError:
        return  # pins that contradict a rule
    if is_planned(week):
        bound = certify(week, context).bound_cents
        assert bound is not None
        for other in (week, *thinned(context, week, seed)):
            assert other.objective_cents <= bound + 0.01


@settings(max_examples=drawn(3))
@given(problems(), st.integers(0, 1000))
def test_no_lawful_week_is_worth_more_than_the_bound(problem: Problem, seed: int) -> None:
    assert_bounded(problem, seed)


@pytest.mark.parametrize("name", PROBLEMS)
def test_weeks_without_some_of_the_sends_stay_below_the_bound(name: str) -> None:
    context, week = certified(name)
    others = [other for round_ in range(4) for other in thinned(context, week, round_)]
    assert others
    assert week.bound_cents is not None
    assert max(other.objective_cents for other in others) <= week.bound_cents


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_the_bound_finds_best_is_worth_no_more_than_it(name: str) -> None:
    _, _, found = bounded(name)
    assert found.mix.cents <= found.cents + 0.001 * abs(found.cents)


def test_the_bound_knows_that_captions_rest_until_saturday() -> None:
    (_, plain), (_, week) = certified("plain"), certified("resting")
    assert week.bound_cents is not None
    assert week.objective_cents < week.bound_cents < plain.objective_cents


@pytest.mark.parametrize("name", PROBLEMS)
def test_bound_gap_and_reason_stand_with_the_week(name: str) -> None:
    _, week = certified(name)
    assert week.bound_cents is not None
    assert week.gap_percent == pytest.approx(
        100 * (week.bound_cents - week.objective_cents) / abs(week.bound_cents), abs=0.006
    )
    assert week.stages[-1].bound_cents == week.bound_cents
    assert week.gap_percent is not None
    assert (week.stages[-1].note is not None) == (week.gap_percent > 1.5)


def test_the_bound_does_not_depend_on_the_seed_of_the_minutes_alone() -> None:
    context, week = certified("wishful")
    assert certify(replace(week, bound_cents=None, gap_percent=None), context) == week


def test_a_week_that_a_person_changed_has_no_bound_and_says_so() -> None:
    context = known(PROBLEMS["plain"], the_params())
    week = plan_in(context, 3)
    changed, broken = revised_week(context, week, [send for send in week.sends if send.send_type != "dm_farm"])
    assert broken == ()
    plain = certify(changed, context)
    assert (plain.bound_cents, plain.gap_percent) == (None, None)
    assert "a person" in (plain.stages[-1].note or "")


def a_program() -> Model:
    """Maximise 3x + 2y with x + y <= 4, x <= 3, y <= 3: 11 at (3, 1)."""
    model = Model()
    columns = model.columns([3.0, 2.0], 3.0)
    model.at_most(columns, 4.0)
    return model


def test_the_dual_bound_is_the_optimum_at_the_best_duals_and_above_it_at_any_other() -> None:
    arrays = a_program().arrays()
    amounts, duals = Linear(arrays).optimum()
    assert amounts == pytest.approx([3.0, 1.0])
    assert dual_bounds(arrays, duals, arrays.cost[None, :], {}) == pytest.approx([11.0])
    for dual in (-5.0, 0.0, 1.0, 2.5, 7.0):
        assert dual_bounds(arrays, np.array([dual]), arrays.cost[None, :], {})[0] >= 11.0


def test_programs_with_other_costs_and_limits_are_bounded_together_and_solved_one_after_another() -> None:
    arrays = a_program().arrays()
    linear = Linear(arrays)
    linear.optimum()
    costs, limits = np.array([[1.0, 5.0], [3.0, 2.0]]), {0: (np.full(2, -np.inf), np.array([2.0, 5.0]))}
    for place, best in enumerate((10.0, 13.0)):
        linear.change(costs[place], {0: (-np.inf, float(limits[0][1][place]))})
        bounds = dual_bounds(arrays, linear.optimum()[1], costs, limits)
        assert bounds[place] == pytest.approx(best)
        assert (bounds >= np.array([10.0, 13.0]) - 1e-9).all()


def test_a_bound_holds_where_columns_may_be_negative() -> None:
    model = Model()
    model.at_most([model.column(1.0, 2.0, lower=-2.0), model.column(-1.0, 1.0, lower=-1.0)], 1.0)
    arrays = model.arrays()
    amounts, duals = Linear(arrays).optimum()
    best = float(arrays.cost @ amounts)
    assert dual_bounds(arrays, duals, arrays.cost[None, :], {}) == pytest.approx([best])
    assert dual_bounds(arrays, np.array([3.0]), arrays.cost[None, :], {})[0] >= best
