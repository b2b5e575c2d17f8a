"""Branch and bound on HiGHS' simplex with hot starts.

HiGHS is used as an LP engine with presolve off: a child differs from its parent by one bound, so a few pivots re-solve it.
Depth first, the branch towards the larger part first, until an integer point is known, then the highest bound first; nodes
and the relative gap are the only stop rules, never a clock, so the same model gives the same answer on every machine with
the same HiGHS.
Land and Doig, An automatic method of solving discrete programming problems, Econometrica 28 (1960).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import highspy
import numpy as np

from eros.errors import SolverError
from eros.plan.solve.loading import checked, cost_scale, loaded, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from eros.plan.solve.model import Arrays, Model

__all__ = ["Search", "Solution", "solve", "solver_version"]

INTEGRAL = 1e-6
WIDE_GAP, PATIENCE = 0.01, 20
"""Above this gap (share) a search goes on for so many times the nodes it may open: a first dive can end anywhere."""
LONGEST_DIVE = 1000
"""Nodes after which a model without an integer point is given up."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best integer point found, its objective, a proven upper bound and the nodes opened."""

    x: NDArray[np.float64]
    objective: float
    bound: float
    nodes: int

    def count(self, column: int) -> int:
        """An integer column's value."""
        return round(float(self.x[column]))

    def chosen(self, columns: NDArray[np.int64]) -> list[int]:
        """Places among these 0-1 columns of those that are one."""
        return [int(place) for place in np.flatnonzero(self.x[columns] > 0.5)]


@dataclass(frozen=True, slots=True)
class _Node:
    """Bounds fixed so far and the parent's objective, an upper bound of everything below."""

    fixed: tuple[tuple[int, float, float], ...]
    bound: float


@cache
def solver_version() -> str:
    """The solver's name and version; stored with each schedule because ties may resolve differently in another one."""
    return f"highs-{highspy.Highs().version()}"


def solve(model: Model, *, node_limit: int, relative_gap: float) -> Solution:
    """Maximise the model over its integer columns.

    Stops when the gap to the proven bound is at most `relative_gap` (share) or after `node_limit` nodes, `PATIENCE` times
    as many while the gap is wide, but not before a first integer point is found. Raises SolverError when the model is
    infeasible, unbounded or HiGHS fails: models here carry priced slack, so none of that is an answer.
    """
    arrays = model.arrays()
    if not arrays.cost.size:
        return Solution(arrays.cost, 0.0, 0.0, 0)
    return Search(arrays).best(node_limit=node_limit, relative_gap=relative_gap)


class Search:
    """A model searched again and again with other costs and upper bounds of its columns; HiGHS keeps its basis."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays, self._lp = arrays, _Relaxation(arrays)

    def change(self, costs: NDArray[np.float64], uppers: Mapping[int, float]) -> None:
        """Give every column its cost and some columns another upper bound."""
        upper = self._arrays.upper.copy()
        upper[list(uppers)] = list(uppers.values())
        self._arrays = replace(self._arrays, cost=costs, upper=upper)
        self._lp.change(self._arrays, uppers)

    def best(self, *, node_limit: int, relative_gap: float, known: NDArray[np.float64] | None = None) -> Solution:
        """As `solve` says; a `known` integer point is the answer where the nodes end before a better one is found."""
        known_point = None if known is None else (float(self._arrays.cost @ known), known)
        return _searched(self._lp, self._arrays, node_limit, relative_gap, known_point)


def _searched(
    lp: _Relaxation,
    arrays: Arrays,
    node_limit: int,
    relative_gap: float,
    best: tuple[float, NDArray[np.float64]] | None,
) -> Solution:
    integers = np.flatnonzero(arrays.integer)
    known = best
    stack = [_Node((), float("inf"))]
    pruned = -float("inf")
    nodes = 0
    while stack:
        if best is not None and _is_enough(best[0], _open_bound(stack), nodes / node_limit, relative_gap):
            break
        if best is None and nodes >= max(node_limit, LONGEST_DIVE):
            raise SolverError(f"No integer point within {nodes} nodes; the model lacks slack.")
        node = _next(stack, deepest=best is known)
        if best is not None and _closed(best[0], node.bound, relative_gap):
            pruned = max(pruned, node.bound)
            continue
        nodes += 1
        solved = lp.at(node.fixed)
        if solved is None:
            continue
        objective, x = solved
        if best is not None and _closed(best[0], objective, relative_gap):
            pruned = max(pruned, objective)
            continue
        whole = _whole(x, integers, arrays)
        if whole is not None:
            best = (objective, whole)
            continue
        column = _branching_column(x, integers, arrays.cost)
        stack.extend(_children(node, column, x[column], objective))
    if best is None:
        raise SolverError("The model has no feasible point although it carries slack.")
    return Solution(best[1], best[0], max(best[0], pruned, _open_bound(stack)), nodes)


def _is_enough(best: float, bound: float, opened: float, relative_gap: float) -> bool:
    """Whether a search may end; `opened` is the share of its nodes."""
    return _closed(best, bound, relative_gap) or opened >= (1 if _closed(best, bound, WIDE_GAP) else PATIENCE)


def _open_bound(stack: list[_Node]) -> float:
    return max((node.bound for node in stack), default=-float("inf"))


def _next(stack: list[_Node], *, deepest: bool) -> _Node:
    """Takes the newest node, or the newest of those with the highest bound."""
    return stack.pop() if deepest else stack.pop(max(range(len(stack)), key=lambda place: (stack[place].bound, place)))


def _closed(best: float, bound: float, relative_gap: float) -> bool:
    return bound - best <= relative_gap * max(abs(best), 1.0)


def _whole(x: NDArray[np.float64], integers: NDArray[np.int64], arrays: Arrays) -> NDArray[np.float64] | None:
    """The point itself if it is integer, or rounded up where only columns without a price are not and no row minds."""
    part = np.ceil(x[integers] - INTEGRAL) - x[integers]
    split = part > INTEGRAL
    if not split.any():
        return x
    if arrays.cost[integers[split]].any():
        return None
    whole = x.copy()
    whole[integers[split]] += part[split]
    rows = np.repeat(np.arange(len(arrays.row_upper)), np.diff(arrays.start))
    sums = np.bincount(rows, arrays.value * whole[arrays.index], len(arrays.row_upper))
    over, under = sums - arrays.row_upper, arrays.row_lower - sums
    return whole if max(over.max(), under.max(), (whole - arrays.upper).max()) <= INTEGRAL else None


def _branching_column(x: NDArray[np.float64], integers: NDArray[np.int64], cost: NDArray[np.float64]) -> int:
    """The fractional column to branch on.

    Columns without a price come first, the most fractional one: they stand for decisions many others hang on. Then the one
    that holds most of the objective.
    """
    part, price = x[integers] - np.floor(x[integers]), np.abs(cost[integers])
    distance = np.minimum(part, 1.0 - part)
    weight = np.where(price > 0.0, price * part / price.max(initial=1.0), 1.0 + distance)
    return int(integers[int(np.argmax(np.where(distance > INTEGRAL, weight, -1.0)))])


def _children(node: _Node, column: int, value: float, bound: float) -> list[_Node]:
    """The two halves, the more promising one last (it is taken first)."""
    floor = float(np.floor(value))
    down = _Node((*node.fixed, (column, -np.inf, floor)), bound)
    up = _Node((*node.fixed, (column, floor + 1.0, np.inf)), bound)
    return [down, up]


class _Relaxation:
    """The LP with changing column bounds; HiGHS keeps the basis between calls."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._scale = cost_scale(float(np.abs(arrays.cost).max()))
        self._highs = loaded(arrays, self._scale, briefly=True)
        if arrays.guess:
            checked(self._highs.setBasis(_basis(arrays)), "start")
        self._moved: set[int] = set()

    def change(self, arrays: Arrays, columns: Iterable[int]) -> None:
        """Take the costs of other arrays, and the bounds of some of their columns."""
        self._arrays = arrays
        every = np.arange(len(arrays.cost), dtype=np.int32)
        checked(self._highs.changeColsCost(len(every), every, arrays.cost * self._scale), "price")
        self._moved.update(columns)

    def at(self, fixed: tuple[tuple[int, float, float], ...]) -> tuple[float, NDArray[np.float64]] | None:
        """Objective and point with these bounds, or None where they leave nothing."""
        touched = sorted(self._moved | {column for column, _, _ in fixed})
        bounds = {c: (float(self._arrays.lower[c]), float(self._arrays.upper[c])) for c in touched}
        for column, low, high in fixed:
            bounds[column] = (max(low, bounds[column][0]), min(high, bounds[column][1]))
        self._moved = {column for column, _, _ in fixed}
        if bounds:
            lower = np.array([bounds[c][0] for c in touched], dtype=np.float64)
            upper = np.array([bounds[c][1] for c in touched], dtype=np.float64)
            columns = np.array(touched, dtype=np.int32)
            checked(self._highs.changeColsBounds(len(columns), columns, lower, upper), "bound")
        if not run(self._highs, may_fail=True):
            return None
        point = np.array(self._highs.getSolution().col_value, dtype=np.float64)
        return self._highs.getObjectiveValue() / self._scale, point


def _basis(arrays: Arrays) -> highspy.HighsBasis:
    """The basis of a guess: its columns in place of the slack of their rows."""
    basis, status = highspy.HighsBasis(), highspy.HighsBasisStatus
    columns, rows = [status.kLower] * len(arrays.cost), [status.kBasic] * len(arrays.row_lower)
    for row, column in arrays.guess:
        columns[column], rows[row] = status.kBasic, status.kLower
    basis.col_status, basis.row_status = columns, rows
    basis.valid, basis.alien = True, False
    return basis
