"""A linear program that takes in rows and columns while it is solved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from eros.plan.solve.linear import optimum_of
from eros.plan.solve.loading import checked, cost_scale, emptied
from eros.plan.solve.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Growing", "Optimum"]


@dataclass(frozen=True, slots=True)
class Optimum:
    """The columns at the optimum, its objective, and what one more unit of each row's limit adds to it."""

    x: Floats
    objective: float
    duals: Floats


@dataclass(frozen=True, slots=True)
class _Lot:
    """Columns that came in together; each counts `values` times in its rows, both of shape (k, w), -1 for no row."""

    costs: Floats
    rows: Numbers
    values: Floats
    integer: bool


class Growing:
    """A maximisation over columns from 0 up; HiGHS keeps its basis, so a few columns more cost a few pivots.

    No cost is larger than `largest`. Rows and columns are numbered as they come. It is solved with the thread's own HiGHS, so
    it has to be done when the thread's next program begins.
    """

    def __init__(self, largest: float) -> None:
        self._scale = cost_scale(largest)
        self._highs = emptied()
        self._limits: list[tuple[Floats, Floats]] = []
        self._lots: list[_Lot] = []

    def rows(self, lower: Floats, upper: Floats) -> Numbers:
        """Take in rows over no columns yet; their numbers."""
        first, many, none = self._highs.getNumRow(), lower.size, np.zeros(0)
        starts, index = np.zeros(many, dtype=np.int32), np.zeros(0, dtype=np.int32)
        checked(self._highs.addRows(many, lower, upper, 0, starts, index, none), "widen")
        self._limits.append((lower, upper))
        return np.arange(first, first + many)

    def columns(self, costs: Floats, rows: Numbers, value: float | Floats = 1.0, *, integer: bool = False) -> Numbers:
        """Take in columns; each counts `value` times, (w,) or one, in its rows, (k, w), -1 for no row. Their numbers."""
        first, inside = self._highs.getNumCol(), rows >= 0
        values = np.broadcast_to(value, rows.shape)
        starts = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
        index = rows[inside]
        status = self._highs.addCols(
            costs.size,
            costs * self._scale,
            np.zeros(costs.size),
            np.full(costs.size, np.inf),
            index.size,
            starts[:-1].astype(np.int32),
            index.astype(np.int32),
            values[inside],
        )
        checked(status, "widen")
        self._lots.append(_Lot(costs, rows, values, integer))
        return np.arange(first, first + costs.size)

    def begin_at(self, rows: Numbers, columns: Numbers) -> None:
        """Begin at the basis that has these columns in place of the slack of as many rows, which reach their upper limits."""
        basis, status = highspy.HighsBasis(), highspy.HighsBasisStatus
        of_columns = [status.kLower] * self._highs.getNumCol()
        of_rows = [status.kBasic] * self._highs.getNumRow()
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            of_columns[column], of_rows[row] = status.kBasic, status.kUpper
        basis.col_status, basis.row_status = of_columns, of_rows
        basis.valid, basis.alien = True, False
        checked(self._highs.setBasis(basis), "start")

    def optimum(self) -> Optimum:
        """The optimum over what is there; raises SolverError when there is none."""
        x, duals = optimum_of(self._highs)
        return Optimum(x, self._highs.getInfo().objective_function_value / self._scale, duals / self._scale)

    def model(self) -> Model:
        """The same program with its integer columns, for branch and bound."""
        model = Model()
        for lot in self._lots:
            model.columns(lot.costs, integer=lot.integer)
        rows = np.concatenate([lot.rows[lot.rows >= 0] for lot in self._lots])
        counts = np.concatenate([(lot.rows >= 0).sum(axis=1) for lot in self._lots])
        values = np.concatenate([lot.values[lot.rows >= 0] for lot in self._lots])
        lower, upper = (np.concatenate(side) for side in zip(*self._limits, strict=True))
        model.between_each(lower, upper, rows, np.repeat(np.arange(counts.size), counts), values)
        return model
