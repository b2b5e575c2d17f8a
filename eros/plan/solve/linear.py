"""A linear program solved again and again with other costs and limits, and bounds that need no solver to be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eros.plan.solve.loading import checked, loaded, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    import highspy
    from numpy.typing import NDArray

    from eros.plan.solve.model import Arrays

    Floats = NDArray[np.float64]
    Limits = Mapping[int, tuple[Floats, Floats]]

__all__ = ["Linear", "dual_bounds", "optimum_of"]


def dual_bounds(arrays: Arrays, duals: Floats, costs: Floats, limits: Limits) -> Floats:
    """Upper bounds (k,) on the maxima of k programs by weak duality, whatever `duals` (one per row) are.

    The programs share columns and rows; `costs` are theirs, shape (k, columns), and `limits` the (lower, upper) limits, each
    of shape (k,), of the rows in which they differ. A bound equals the maximum at the optimal duals. Every column must have
    finite bounds; a dual whose sign points at a side without limit is taken as 0.
    """
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    for row, (low, high) in limits.items():
        lower[row], upper[row] = low[0], high[0]
    open_side = np.where(duals > 0, upper, lower)
    y = np.where(np.isfinite(open_side), duals, 0.0)
    held = np.where(np.isfinite(open_side), open_side, 0.0)
    held[list(limits)] = 0.0
    total = np.full(len(costs), float(y @ held))
    for row, (low, high) in limits.items():
        total += y[row] * np.where(y[row] > 0, high, low) if y[row] else 0.0
    rows = np.repeat(np.arange(len(y)), np.diff(arrays.start))
    priced = np.bincount(arrays.index, weights=arrays.value * y[rows], minlength=costs.shape[1])
    reduced = costs - priced
    least = (np.minimum(reduced, 0.0) * arrays.lower).sum(axis=1) if arrays.lower.any() else 0.0
    return np.asarray(total + least + (np.maximum(reduced, 0.0, out=reduced) * arrays.upper).sum(axis=1))


class Linear:
    """A maximisation over continuous columns; HiGHS keeps its basis, so a changed program costs a few pivots."""

    def __init__(self, arrays: Arrays) -> None:
        self._highs = loaded(arrays)

    def change(self, costs: Floats, limits: Mapping[int, tuple[float, float]]) -> None:
        """Give every column its cost and some rows other (lower, upper) limits."""
        every = np.arange(len(costs), dtype=np.int32)
        checked(self._highs.changeColsCost(len(costs), every, costs), "price")
        for row, (low, high) in limits.items():
            checked(self._highs.changeRowBounds(row, low, high), "bound")

    def optimum(self) -> tuple[Floats, Floats]:
        """The columns and the row duals at the optimum; raises SolverError when there is none."""
        return optimum_of(self._highs)


def optimum_of(highs: highspy.Highs) -> tuple[Floats, Floats]:
    """The columns and the row duals at the optimum of what HiGHS holds; raises SolverError when there is none."""
    run(highs)
    found = highs.getSolution()
    return np.array(found.col_value, dtype=np.float64), np.array(found.row_dual, dtype=np.float64)
