import json
from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.errors import SolverError
from eros.plan.solve.branch import solve, solver_version
from eros.plan.solve.model import Model
from tests.plans import highs_own_answer

STORED = sorted((Path(__file__).parents[3] / "data" / "solver").glob("*.json"))
GAP = 0.0005


def knapsack(costs: list[int], weights: list[list[int]], upper: int = 1) -> Model:
    model = Model()
    columns = model.columns([float(cost) for cost in costs], float(upper), integer=True)
    for row in weights:
        model.at_most(columns, sum(row) * upper / 3, [float(weight) for weight in row])
    return model


@st.composite
def knapsacks(draw: st.DrawFn) -> Model:
    size = draw(st.integers(1, 9))
    numbers = st.lists(st.integers(1, 30), min_size=size, max_size=size)
    costs = draw(numbers)
    return knapsack(costs, draw(st.lists(numbers, min_size=1, max_size=3)), draw(st.integers(1, 3)))


@given(knapsacks())
def test_it_proves_the_optimum_that_highs_itself_finds(model: Model) -> None:
    found = solve(model, node_limit=10_000, relative_gap=0.0)
    assert found.objective == pytest.approx(highs_own_answer(model))
    assert found.bound == pytest.approx(found.objective)


@given(knapsacks())
def test_the_bound_holds_and_the_point_is_integral_and_feasible_even_when_nodes_run_out(model: Model) -> None:
    found = solve(model, node_limit=1, relative_gap=0.0)
    arrays = model.arrays()
    assert found.bound >= highs_own_answer(model) - 1e-6
    assert np.allclose(found.x, np.round(found.x), atol=1e-6)
    for row, upper in enumerate(arrays.row_upper):
        inside = slice(arrays.start[row], arrays.start[row + 1])
        assert arrays.value[inside] @ found.x[arrays.index[inside]] <= upper + 1e-6


@given(knapsacks(), st.floats(0.0, 0.2))
def test_what_it_leaves_open_is_within_the_gap_asked_for(model: Model, gap: float) -> None:
    found = solve(model, node_limit=10_000, relative_gap=gap)
    assert found.bound - found.objective <= gap * max(abs(found.objective), 1.0) + 1e-9
    assert found.bound >= highs_own_answer(model) - 1e-6


@st.composite
def switches(draw: st.DrawFn) -> Model:
    """Columns that need a column without a price to be one; of those only so many may be."""
    size = draw(st.integers(1, 6))
    model = Model()
    sold = model.columns(draw(st.lists(st.integers(1, 30), min_size=size, max_size=size)), 2.0, integer=True)
    switch = model.columns([0.0] * size, 1.0, integer=True)
    for x, on in zip(sold, switch, strict=True):
        model.at_most([x, on], 0.0, [1.0, -float(draw(st.integers(2, 5)))])
    model.at_most(switch, draw(st.integers(0, size)) + draw(st.sampled_from([0.0, 0.5])))
    return model


@given(switches())
def test_columns_without_a_price_end_whole_too(model: Model) -> None:
    found = solve(model, node_limit=10_000, relative_gap=0.0)
    assert found.objective == pytest.approx(highs_own_answer(model))
    assert np.allclose(found.x, np.round(found.x), atol=1e-6)


def test_what_costs_nothing_to_round_needs_no_node() -> None:
    model = Model()
    sold, switch = model.column(1.0, 1.0, integer=True), model.column(0.0, 1.0, integer=True)
    model.at_most([sold, switch], 0.0, [1.0, -2.0])
    found = solve(model, node_limit=10, relative_gap=0.0)
    assert (found.count(sold), found.count(switch), found.nodes) == (1, 1, 1)


def test_continuous_models_need_one_node() -> None:
    model = Model()
    x, y = model.column(1.0, 2.0), model.column(2.0)
    model.at_most([x, y], 3.0)
    model.at_least([x], 0.5)
    found = solve(model, node_limit=1, relative_gap=0.0)
    assert found.objective == pytest.approx(5.5)
    assert found.nodes == 1


@given(knapsacks(), st.data())
def test_a_hint_changes_nothing_but_the_way(model: Model, data: st.DataObject) -> None:
    plain = solve(model, node_limit=10_000, relative_gap=0.0)
    rows = data.draw(st.permutations(range(model.rows)))
    columns = data.draw(st.lists(st.sampled_from(range(len(model.cost))), unique=True, max_size=len(rows)))
    for column, row in zip(columns, rows, strict=False):
        model.suppose(column, row)
    assert solve(model, node_limit=10_000, relative_gap=0.0).objective == pytest.approx(plain.objective)


def test_exact_rows_hold_and_counts_are_whole_numbers() -> None:
    model = Model()
    x = model.column(1.0, 5.0, integer=True)
    y = model.column(1.5, 5.0, lower=1.0, integer=True)
    model.exactly([x, y], 4.0)
    found = solve(model, node_limit=50, relative_gap=0.0)
    assert (found.count(x), found.count(y)) == (0, 4)


def test_a_row_without_columns_says_nothing() -> None:
    model = Model()
    model.column(1.0, 1.0)
    model.at_most([], -1.0)
    assert solve(model, node_limit=1, relative_gap=0.0).objective == 1.0


def test_a_model_that_cannot_hold_is_an_error_and_never_an_answer() -> None:
    model = Model()
    x = model.column(1.0, 1.0, integer=True)
    model.at_least([x], 2.0)
    with pytest.raises(SolverError, match="no feasible point"):
        solve(model, node_limit=10, relative_gap=0.0)


def test_a_model_without_a_ceiling_is_an_error() -> None:
    model = Model()
    model.column(1.0)
    with pytest.raises(SolverError, match=r"(?i)unbounded"):
        solve(model, node_limit=10, relative_gap=0.0)


def test_the_solver_names_itself() -> None:
    assert solver_version().startswith("highs-1.")


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_on_programs_of_the_planner_it_finds_what_highs_own_branch_and_bound_finds(path: Path) -> None:
    model = Model(**json.loads(path.read_text("utf-8")))
    found, best = solve(model, node_limit=500, relative_gap=GAP), highs_own_answer(model)
    gap, exact = GAP * abs(best), 1e-9 * abs(best)
    assert found.bound - found.objective <= gap + exact
    assert best - gap <= found.objective <= best + exact
    assert found.bound >= best - exact


@given(knapsacks(), st.integers(-12, 40))
@settings(max_examples=30)
def test_a_common_factor_of_the_costs_changes_nothing_else(model: Model, power: int) -> None:
    plain = solve(model, node_limit=10_000, relative_gap=0.0)
    model.cost = array("d", [cost * 2.0**power for cost in model.cost])
    scaled = solve(model, node_limit=10_000, relative_gap=0.0)
    assert (scaled.x.tolist(), scaled.nodes) == (plain.x.tolist(), plain.nodes)
    assert scaled.objective == plain.objective * 2.0**power


@given(knapsacks(), knapsacks())
@settings(max_examples=30)
def test_a_program_is_solved_alike_whatever_was_solved_before(model: Model, other: Model) -> None:
    first = solve(model, node_limit=10_000, relative_gap=0.0)
    solve(other, node_limit=10_000, relative_gap=0.0)
    unbounded = Model()
    unbounded.column(1.0)
    with pytest.raises(SolverError):
        solve(unbounded, node_limit=1, relative_gap=0.0)
    again = solve(model, node_limit=10_000, relative_gap=0.0)
    assert (again.x.tolist(), again.bound, again.nodes) == (first.x.tolist(), first.bound, first.nodes)
