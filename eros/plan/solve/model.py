"""A linear model under construction."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["INFINITY", "Arrays", "Model"]

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Arrays:
    """The model as arrays, rows compressed: maximise cost x with row_lower <= A x <= row_upper and column bounds.

    `guess` holds (row, column) pairs that form a basis together with the slack of all other rows.
    """

    cost: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    integer: NDArray[np.bool_]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: NDArray[np.float64]
    guess: tuple[tuple[int, int], ...]


def _floats() -> array[float]:
    """Machine numbers, which reach the solver without another conversion."""
    return array("d")


def _integers() -> array[int]:
    return array("i")


def _add(to: array[float] | array[int], values: Sequence[float] | NDArray[np.generic]) -> None:
    """Append many at once."""
    to.frombytes(np.asarray(values, dtype=to.typecode).tobytes())


@dataclass
class Model:
    """Columns and rows are appended; a column's number is its position. The objective is maximised."""

    cost: array[float] = field(default_factory=_floats)
    lower: array[float] = field(default_factory=_floats)
    upper: array[float] = field(default_factory=_floats)
    integer: bytearray = field(default_factory=bytearray)
    row_lower: array[float] = field(default_factory=_floats)
    row_upper: array[float] = field(default_factory=_floats)
    start: array[int] = field(default_factory=lambda: array("i", [0]))
    index: array[int] = field(default_factory=_integers)
    value: array[float] = field(default_factory=_floats)
    guess: list[tuple[int, int]] = field(default_factory=list)

    def column(self, cost: float, upper: float = INFINITY, *, lower: float = 0.0, integer: bool = False) -> int:
        """Add one column and return its number."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.cost) - 1

    def columns(
        self,
        costs: Sequence[float] | NDArray[np.float64],
        upper: float | NDArray[np.float64] = INFINITY,
        *,
        integer: bool | bytes = False,
    ) -> list[int]:
        """Add one column per cost, from zero to `upper`, and return their numbers; what is one value holds for all."""
        numbers: list[int] = self.block(costs, upper, integer=integer).tolist()
        return numbers

    def block(
        self,
        costs: Sequence[float] | NDArray[np.float64],
        upper: float | NDArray[np.float64] = INFINITY,
        *,
        integer: bool | bytes = False,
    ) -> NDArray[np.int64]:
        """The same with the numbers as an array."""
        first, many = len(self.cost), len(costs)
        _add(self.cost, costs)
        _add(self.lower, np.zeros(many))
        _add(self.upper, np.broadcast_to(upper, many))
        self.integer.extend(bytes([integer]) * many if isinstance(integer, bool) else integer)
        return np.arange(first, first + many)

    def forbid(self, *columns: int) -> None:
        """The columns are zero."""
        for column in columns:
            self.upper[column] = 0.0

    def suppose(self, column: int, row: int) -> None:
        """A hint for the solver: the column is likely to be above its lower bound, held by this row."""
        self.guess.append((row, column))

    @property
    def rows(self) -> int:
        """Rows so far; the next one gets this number. A row over no columns is none."""
        return len(self.row_lower)

    def at_most(self, columns: Sequence[int], limit: float, values: Iterable[float] | None = None) -> None:
        """The (weighted) sum of the columns is at most `limit`."""
        self._row(columns, values, -INFINITY, limit)

    def at_least(self, columns: Sequence[int], limit: float, values: Iterable[float] | None = None) -> None:
        """The (weighted) sum of the columns is at least `limit`."""
        self._row(columns, values, limit, INFINITY)

    def exactly(self, columns: Sequence[int], total: float, values: Iterable[float] | None = None) -> None:
        """The (weighted) sum of the columns equals `total`."""
        self._row(columns, values, total, total)

    def _row(self, columns: Sequence[int], values: Iterable[float] | None, low: float, high: float) -> None:
        if not columns:
            return
        self.index.extend(columns)
        self.value.extend([1.0] * len(columns) if values is None else values)
        self.start.append(len(self.index))
        self.row_lower.append(low)
        self.row_upper.append(high)

    def at_most_each(
        self,
        limits: NDArray[np.float64],
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        values: NDArray[np.float64] | None = None,
    ) -> None:
        """One row per limit: `columns[n]` counts `values[n]` times (once) in the row of limit number `rows[n]`."""
        self.between_each(np.full(len(limits), -INFINITY), limits, rows, columns, values)

    def exactly_each(self, totals: NDArray[np.float64], rows: NDArray[np.int64], columns: NDArray[np.int64]) -> None:
        """One row per total: the columns of row `n` sum to `totals[n]`."""
        self.between_each(totals, totals, rows, columns)

    def between_each(
        self,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        values: NDArray[np.float64] | None = None,
    ) -> None:
        """One row per pair of limits: the (weighted) sum of its columns is between them."""
        order = np.argsort(rows.astype(np.min_scalar_type(len(low))), kind="stable")
        ends = len(self.index) + np.cumsum(np.bincount(rows, minlength=len(low)))
        _add(self.index, columns[order])
        _add(self.value, np.ones(len(order)) if values is None else values[order])
        _add(self.start, ends)
        _add(self.row_lower, low)
        _add(self.row_upper, high)

    def arrays(self) -> Arrays:
        """The model as it stands, ready for the solver."""
        return Arrays(
            cost=np.array(self.cost, dtype=np.float64),
            lower=np.array(self.lower, dtype=np.float64),
            upper=np.array(self.upper, dtype=np.float64),
            integer=np.array(self.integer, dtype=np.bool_),
            row_lower=np.array(self.row_lower, dtype=np.float64),
            row_upper=np.array(self.row_upper, dtype=np.float64),
            start=np.array(self.start, dtype=np.int32),
            index=np.array(self.index, dtype=np.int32),
            value=np.array(self.value, dtype=np.float64),
            guess=tuple(self.guess),
        )
