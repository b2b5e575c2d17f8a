"""The assignment of captions to sends, solved over the few columns that matter and priced out over all of them.

Each send takes one caption free for it or none; a caption stands once; repeats of a content type have a price. The linear
program begins with a first choice and what gains at its prices; its duals price every other caption, and those that would
gain come in until none does. Then the relaxation is that of the whole assignment, and its objective bounds it (column
generation: Ford and Fulkerson, Management Science 5, 1958). Its optimum is nearly always whole; if not, it is branched on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.caption_board import Board
from eros.plan.caption_first import first_choice
from eros.plan.caption_limits import limits_of
from eros.plan.caption_program import Program
from eros.plan.solve.branch import solve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import PpvStyle
    from eros.plan.caption_board import Demand
    from eros.plan.caption_texts import TextPrices
    from eros.plan.style_orders import StyleOrders
    from eros.rules.base import Context

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Assigned", "Assignment"]

ADDED_COLUMNS = 8
PRICING_SHARE = 0.1
ROUNDING = 1e-9


@dataclass(frozen=True)
class Assigned:
    """The place in the menu chosen for each send that got a text, and what was proved, in cents; the styles of an order."""

    chosen: Mapping[str, int]
    objective: float
    bound: float
    nodes: int
    styles: Mapping[str, PpvStyle]


@dataclass(frozen=True)
class Assignment:
    """Sends that wait for their texts, and what they share.

    `settled` counts the content types of sends that stand already, by (content number, day) and by (content number, None);
    `length_room` priced texts may have another length than the best. Where `orders` are given, the sends they name have no
    style of their own, and one order is chosen with the texts.
    """

    context: Context
    texts: TextPrices
    demands: Sequence[Demand]
    settled: Mapping[tuple[int, int | None], int]
    length_room: int
    orders: StyleOrders | None = None

    def solve(self) -> Assigned:
        """The best assignment; the bound is that of all columns."""
        if not self.demands:
            return Assigned({}, 0.0, 0.0, 0, {})
        plan, board = self.context.params.plan, Board(self.demands, self.texts.pool.content_weight)
        program = self._begun(board)
        while True:
            found = program.optimum()
            open_gain, cells = _what_gains(board, program.thresholds(found.duals))
            allowed = max(plan.relative_gap * PRICING_SHARE, ROUNDING) * max(abs(found.objective), 1.0)
            if open_gain <= allowed or not program.take(cells):
                break
        bound = found.objective + open_gain
        if program.is_whole(found.x):
            return self._assigned(board, program, found.x, (found.objective, bound, 1))
        whole = solve(program.model(), node_limit=plan.node_limit, relative_gap=plan.relative_gap)
        return self._assigned(board, program, whole.x, (whole.objective, bound, whole.nodes))

    def _assigned(self, board: Board, program: Program, x: Floats, proved: tuple[float, float, int]) -> Assigned:
        styles = self.orders.styles(program.steps(x)) if self.orders else {}
        return Assigned(board.places(program.chosen(x)), *proved, styles)

    def _begun(self, board: Board) -> Program:
        """The program over a first choice and what would gain at its prices."""
        missing = self.context.params.plan.missing_caption * self.texts.unit
        unstyled = self.orders.refs if self.orders else ()
        limits = limits_of(board, self.texts, self.settled, self.length_room, unstyled)
        first = first_choice(board, limits, missing)
        _, cells = _what_gains(board, board.spread(first.sends) + first.captions.take(board.row))
        program = Program(board, limits, missing)
        program.take(np.concatenate([first.taken, first.spare, cells]))
        if self.orders:
            program.take_turns(self.orders, self.texts.unit)
        program.begin_at(first)
        return program


def _what_gains(board: Board, thresholds: Floats) -> tuple[float, Numbers]:
    """What the best cell of each demand would add, in sum; and the cells that would gain most, their texts read."""
    added, found = 0.0, [np.zeros(0, dtype=np.int64)]
    cells = np.flatnonzero(board.gain > thresholds)
    while cells.size:
        numbers, gains = board.number[cells], board.gain[cells] - thresholds[cells]
        order = np.lexsort((-gains, numbers))
        rank = np.arange(order.size) - np.searchsorted(numbers, numbers)
        best, heads = cells[order[rank < ADDED_COLUMNS]], order[rank == 0]
        board.read(best)
        found.append(best[board.gain[best] > thresholds[best]])
        left = board.gain[cells] - thresholds[cells]
        fell = left[heads] < gains[heads]
        added += float(gains[heads[~fell]].sum())
        again = np.zeros(len(board.demands), dtype=np.bool_)
        again[numbers[heads[fell]]] = True
        cells = cells[again[numbers] & (left > 0.0)]
    return added, np.concatenate(found)
