"""A linear program solved again and again with other costs and limits, and bounds that need no solver to be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

from eros.errors import SolverError
from eros.plan.solve.loading import checked, loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.plan.solve.model import Arrays

    Floats = NDArray[np.float64]

__all__ = ["Linear", "dual_bound"]


def dual_bound(arrays: Arrays, duals: Floats) -> float:
    """An upper bound on the maximum of the program by weak duality, whatever `duals` (one per row) are.

    It equals the maximum at the optimal ones. Every column must have finite bounds; a dual whose sign points at a side
    without limit is taken as 0.
    """
    open_side = np.where(duals > 0, arrays.row_upper, arrays.row_lower)
    y = np.where(np.isfinite(open_side), duals, 0.0)
    limits = np.where(np.isfinite(open_side), open_side, 0.0)
    rows = np.repeat(np.arange(len(y)), np.diff(arrays.start))
    priced = np.bincount(arrays.index, weights=arrays.value * y[rows], minlength=len(arrays.cost))
    reduced = arrays.cost - priced
    return float(y @ limits + np.maximum(reduced * arrays.lower, reduced * arrays.upper).sum())


class Linear:
    """A maximisation over continuous columns; HiGHS keeps its basis, so a changed program costs a few pivots."""

    def __init__(self, arrays: Arrays) -> None:
        self._highs = loaded(arrays)

    def change(self, costs: Floats, limits: Sequence[tuple[int, float, float]]) -> None:
        """Give every column its cost and some rows other limits (row, lower, upper)."""
        every = np.arange(len(costs), dtype=np.int32)
        checked(self._highs.changeColsCost(len(costs), every, costs), "price")
        for row, low, high in limits:
            checked(self._highs.changeRowBounds(row, low, high), "bound")

    def duals(self) -> Floats:
        """The row duals at the optimum; raises SolverError when there is none."""
        checked(self._highs.run(), "solve")
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            checked(self._highs.clearSolver(), "clear")  # a basis worn by many pivots: begin without one
            checked(self._highs.run(), "solve")
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(
                f"HiGHS ended with {self._highs.modelStatusToString(status)!r} on a model that must have an optimum."
            )
        return np.array(self._highs.getSolution().row_dual, dtype=np.float64)
