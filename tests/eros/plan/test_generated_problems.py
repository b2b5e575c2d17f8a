"""The page-weeks of the benchmark: reproducible, of every kind, and planned within every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from database.engine import open_engine
from database.store import SqlStore
from eros.estimate.volume import tier_of
from eros.plan.known import known
from eros.plan.week import plan_week
from eros.rules import violations
from tests.benchmarks.greedy import greedy_week
from tests.benchmarks.problems import SMALLEST, generated_problems

if TYPE_CHECKING:
    from pathlib import Path

    from eros.model.problem import Problem
    from eros.params import Params

FEW = 8


@pytest.fixture(scope="module")
def problems(demo_database: Path, params: Params) -> list[Problem]:
    engine = open_engine(str(demo_database))
    found = list(generated_problems(SqlStore(engine, params), params, FEW, 3))
    again = list(generated_problems(SqlStore(engine, params), params, FEW, 3))
    engine.dispose()
    assert [p.captions for p in found] == [p.captions for p in again]
    assert [(p.creator, p.week_start, p.wishes) for p in found] == [(p.creator, p.week_start, p.wishes) for p in again]
    return found


def test_generated_weeks_are_of_every_tier_and_of_both_page_types(problems: list[Problem], params: Params) -> None:
    tiers = [tier_of(problem.creator.active_fans, params.volume) for problem in problems]
    assert tiers == ["LOW", "MID", "HIGH", "ULTRA"] * 2
    assert {problem.creator.page_type for problem in problems} == {"paid", "free"}
    assert all(len(problem.captions) >= SMALLEST for problem in problems)
    assert len({problem.wishes for problem in problems}) > 1


def test_plans_of_generated_weeks_break_no_rule_and_are_worth_more_than_a_script_makes(
    problems: list[Problem], params: Params
) -> None:
    for problem in problems[:5]:
        context = known(problem, params)
        week, script = plan_week(problem, params, 1), greedy_week(context)
        assert violations(week, context) == ()
        assert week.sends
        assert script.sends
        assert week.objective_cents > script.objective_cents
