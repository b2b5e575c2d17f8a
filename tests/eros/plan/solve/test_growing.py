from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.errors import SolverError
from eros.plan.solve.branch import solve
from eros.plan.solve.growing import Growing
from tests.depth import drawn
from tests.plans import highs_own_answer

COSTS = st.floats(-50.0, 50.0).map(lambda cost: round(cost, 2))
NO_ROW = -1


def a_program(rows: int) -> Growing:
    """Rows of one each, and nothing in them."""
    program = Growing(50.0)
    program.rows(np.full(rows, -np.inf), np.ones(rows))
    return program


@settings(max_examples=drawn(60))
@given(st.data())
def test_columns_that_come_in_between_solves_lead_to_the_optimum_of_all_columns(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 5))
    program, optima = a_program(rows), []
    for _ in range(data.draw(st.integers(1, 4))):
        size = data.draw(st.integers(1, 6))
        costs = np.array(data.draw(st.lists(COSTS, min_size=size, max_size=size)))
        pairs = st.tuples(st.integers(0, rows - 1), st.integers(0, rows - 1))
        inside = np.array([sorted({*data.draw(pairs), NO_ROW}, reverse=True)[:2] for _ in range(size)])
        program.columns(costs, inside, integer=True)
        optima.append(program.optimum())
    whole, parts = solve(program.model(), node_limit=1000, relative_gap=0.0), program.model()
    parts.integer = bytearray(len(parts.integer))
    relaxed = solve(parts, node_limit=1, relative_gap=0.0).objective
    assert optima[-1].objective == pytest.approx(relaxed, abs=1e-6)
    assert optima[-1].duals.sum() == pytest.approx(relaxed, abs=1e-6)
    assert whole.objective == pytest.approx(highs_own_answer(program.model()), abs=1e-6)
    assert [o.objective for o in optima] == sorted(o.objective for o in optima)


def test_rows_that_come_in_later_hold_the_columns_after_them() -> None:
    program = a_program(1)
    program.columns(np.array([3.0]), np.array([[0]]))
    assert program.rows(np.array([-np.inf]), np.array([2.0])).tolist() == [1]
    assert program.columns(np.array([5.0, -1.0]), np.array([[0, 1], [1, NO_ROW]])).tolist() == [1, 2]
    found = program.optimum()
    assert found.x.tolist() == [0.0, 1.0, 0.0]
    assert found.duals.tolist() == [5.0, 0.0]


def test_where_it_begins_changes_nothing_of_what_it_finds() -> None:
    program = a_program(2)
    program.columns(np.array([4.0, 3.0, 2.0]), np.array([[0], [1], [1]]))
    program.begin_at(np.array([1, 0]), np.array([2, 0]))
    found = program.optimum()
    assert (found.x.tolist(), found.objective) == ([1.0, 1.0, 0.0], 7.0)


def test_a_program_without_an_optimum_is_an_error() -> None:
    program = a_program(1)
    program.columns(np.array([1.0]), np.array([[NO_ROW]]))
    with pytest.raises(SolverError, match="must have an optimum"):
        program.optimum()
