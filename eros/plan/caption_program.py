"""The linear program of an assignment of captions, over some cells of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eros.model.rotation import STYLES
from eros.plan.caption_limits import NONE
from eros.plan.solve.branch import INTEGRAL
from eros.plan.solve.growing import Growing
from eros.plan.style_orders import KEPT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.plan.caption_board import Board
    from eros.plan.caption_first import FirstChoice
    from eros.plan.caption_limits import Limits
    from eros.plan.solve.growing import Optimum
    from eros.plan.solve.model import Model
    from eros.plan.style_orders import StyleOrders

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Program"]


class Program:
    """Each send takes one of its cells or none; rows of limits come in with the first cells that count towards them."""

    def __init__(self, board: Board, limits: Limits, missing: float) -> None:
        """No cells yet; a send without a text costs `missing` cents."""
        self._board, self._limits = board, limits
        soft = np.isfinite(limits.price)
        self._growing = Growing(max(missing, limits.price[soft].max(), np.abs(board.gain).max(initial=0.0)))
        each = np.ones(len(board.demands))
        self._send = self._growing.rows(each, each)
        self._bare = self._growing.columns(-missing * each, self._send[:, None])
        self._limit = np.full(soft.size, NONE)
        self._beyond = np.full(soft.size, NONE)
        self._column = np.full(board.row.size, NONE)
        self._steps = np.zeros(0, dtype=np.int64)

    def take(self, cells: Numbers) -> bool:
        """Take in those of these cells it lacks, each with its text read; True where there is one."""
        cells = np.unique(cells[cells != NONE])
        cells = cells[self._column[cells] == NONE]
        if not cells.size:
            return False
        counted = self._limits.of(cells)
        self._hold(counted)
        rows = np.column_stack([self._send[self._board.number[cells]], self._limit[counted]])
        self._column[cells] = self._growing.columns(self._board.gain[cells], rows, integer=True)
        return True

    def take_turns(self, orders: StyleOrders, unit: float) -> None:
        """Sends that may take any style take those of one order, at its price; `unit` is a send value in cents."""
        is_free, many = orders.send != KEPT, len(orders.refs) * len(STYLES)
        numbers = self._limits.of_style + np.arange(many)
        self._hold(numbers)
        held = np.where(is_free, self._limit[numbers][len(STYLES) * orders.send + orders.style], NONE)
        through = np.zeros(orders.nodes)
        through[[0, -1]] = -1.0, 1.0
        nodes = self._growing.rows(through, through)
        rows = np.column_stack([held, nodes[orders.tail], nodes[orders.head]])
        signs = np.array([-1.0, -1.0, 1.0])
        self._steps = self._growing.columns(-unit * orders.price, rows, signs, integer=True)

    def _hold(self, numbers: Numbers) -> None:
        """Rows of those of these limits that have none yet."""
        limits = self._limits
        fresh = np.unique(numbers[self._limit[numbers] == NONE])
        fresh = fresh[np.isfinite(limits.room[fresh])]
        self._limit[fresh] = self._growing.rows(np.full(fresh.size, -np.inf), limits.room[fresh])
        soft = fresh[np.isfinite(limits.price[fresh])]
        self._beyond[soft] = self._growing.columns(-limits.price[soft], self._limit[soft][:, None], -1.0)

    def begin_at(self, first: FirstChoice) -> None:
        """Begin at a choice whose cells, taken and spare, are there; where a caption is taken, the spare sets its price."""
        texted = first.taken != NONE
        taken, spare, bare = first.taken[texted], first.spare[texted], self._bare[texted]
        counted = self._limits.of(taken)
        over = np.flatnonzero(np.bincount(counted.ravel(), minlength=self._limit.size) > self._limits.room)
        behind = np.where(spare == NONE, bare, self._column[spare])
        none = self._bare[~texted]
        columns = np.concatenate([self._column[taken], none, behind, self._beyond[over]])
        captions = self._limit[counted[:, 0]]
        rows = np.concatenate([self._send[texted], self._send[~texted], captions, self._limit[over]])
        self._growing.begin_at(rows, columns)

    def optimum(self) -> Optimum:
        """The optimum of the relaxation over the cells it has."""
        return self._growing.optimum()

    def thresholds(self, duals: Floats) -> Floats:
        """What each cell of the board must gain to add to the objective, by the duals of the rows it stands in."""
        limits = np.where(self._limit == NONE, 0.0, duals[self._limit])
        return self._board.spread(duals[self._send]) + self._limits.prices(limits)

    def is_whole(self, x: Floats) -> bool:
        """Whether a point takes whole cells, and steps of one order."""
        shares = x[np.concatenate([self._column[self._column != NONE], self._steps])]
        return not np.any(np.abs(shares - np.rint(shares)) > INTEGRAL)

    def chosen(self, x: Floats) -> Numbers:
        """The cells taken at such a point."""
        cells = np.flatnonzero(self._column != NONE)
        return np.asarray(cells[x[self._column[cells]] > 0.5])

    def steps(self, x: Floats) -> Numbers:
        """The steps of the order at such a point."""
        return np.flatnonzero(x[self._steps] > 0.5)

    def model(self) -> Model:
        """It for branch and bound."""
        return self._growing.model()
