"""The assignment of captions to sends, solved over the few columns that matter and priced out over all of them.

Each send takes one caption free for it or none; a caption stands once; repeats of a content type have a price. The linear
program holds a few dozen captions a send; its duals price every other caption, and those that would gain come in until
none does. Then the relaxation is that of the whole assignment, and its objective bounds it (column generation: Ford and
Fulkerson, Management Science 5, 1958).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.caption_board import NOT_COUNTED, Board
from eros.plan.solve.branch import solve
from eros.plan.solve.model import Model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eros.plan.caption_board import Demand
    from eros.plan.solve.branch import Solution
    from eros.rules.base import Context

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["Assigned", "Assignment"]

FIRST_COLUMNS = 12
ADDED_COLUMNS = 6
PRICING_SHARE = 0.1
ROUNDING = 1e-9
NONE = -1
"""Stands for a cell where a send has no text."""


@dataclass(frozen=True)
class Assigned:
    """The place in the menu chosen for each send that got a text, and what was proved, in cents."""

    chosen: Mapping[str, int]
    objective: float
    bound: float
    nodes: int


@dataclass(frozen=True)
class Assignment:
    """Sends that wait for their texts, and what they share.

    `settled` counts the content types of sends that stand already, by (content number, day) and by (content number, None);
    `length_room` priced texts may have another length than the best.
    """

    context: Context
    unit: float
    demands: Sequence[Demand]
    settled: Mapping[tuple[int, int | None], int]
    length_room: int

    def solve(self) -> Assigned:
        """The best assignment; the bound is that of all columns."""
        if not self.demands:
            return Assigned({}, 0.0, 0.0, 0)
        plan, board = self.context.params.plan, Board(self.demands)
        taken, likely = _first_cells(board)
        while True:
            program = _Program(self, board, np.concatenate(taken), likely)
            solution = solve(program.model, node_limit=plan.node_limit, relative_gap=plan.relative_gap)
            likely = program.chosen(solution)
            rose = board.read(likely[likely != NONE])
            open_gain = _take_what_gains(board, taken, program.thresholds(solution.duals))
            allowed = max(plan.relative_gap * PRICING_SHARE, ROUNDING) * max(abs(solution.relaxed), 1.0)
            if open_gain <= allowed and not rose:
                return Assigned(
                    board.places(likely[likely != NONE]),
                    solution.objective,
                    solution.relaxed + open_gain,
                    solution.nodes,
                )


class _Program:
    """One linear program over some cells of a board, with the cell each send is likely to take.

    Rows are remembered so that their duals can price the cells that are left out; those of the sends come first.
    """

    def __init__(self, given: Assignment, board: Board, cells: Numbers, likely: Numbers) -> None:
        self._given, self._board, self._cells = given, board, cells
        self._columns = np.arange(cells.size) + board.number[cells]
        self._content_rows: dict[tuple[int, int | None], int] = {}
        self.model = Model()
        self._each_send_takes_one(likely)
        self._each_caption_once()
        self._content_limits()
        self._length_row = self._length_limit()

    def chosen(self, solution: Solution) -> Numbers:
        """The cell each send takes."""
        cells = self._cells[np.rint(solution.x[self._columns]) > 0.0]
        found = np.full(len(self._given.demands), NONE)
        found[self._board.number[cells]] = cells
        return found

    def thresholds(self, duals: Floats) -> Floats:
        """What each cell of the board must gain to add to the objective, by the duals of the rows it stands in."""
        board = self._board
        caption, week = np.zeros(len(board.bank.captions)), np.zeros((len(board.bank.contents), 1))
        shared, rows = self._caption_rows
        caption[shared] = duals[rows]
        days = np.zeros((len(board.bank.contents), 7))
        for (content, day), number in self._content_rows.items():
            (week if day is None else days)[content, day or 0] = duals[number]
        repeats = np.append(days + week, 0.0)  # its last one is that of NOT_COUNTED
        length = duals[self._length_row] if self._length_row is not None else 0.0
        price = caption.take(board.row) + repeats.take(board.counted)
        return np.asarray(duals.take(board.number) + price + length * board.other_length)

    def _each_send_takes_one(self, likely: Numbers) -> None:
        """One column per cell and, behind those of a send, one for no text at all; exactly one of them is taken."""
        missing = -self._given.context.params.plan.missing_caption * self._given.unit
        costs, start = self._board.gains(self._cells).tolist(), 0
        sizes = np.bincount(self._board.number[self._cells], minlength=likely.size).tolist()
        places = (np.searchsorted(self._cells, likely) + np.arange(likely.size)).tolist()
        for size, cell, place in zip(sizes, likely.tolist(), places, strict=True):
            columns = self.model.columns(costs[start : start + size], integer=True)
            none = self.model.column(missing)
            self.model.suppose(none if cell == NONE else place, self.model.rows)
            self.model.exactly([*columns, none], 1.0)
            start += size

    def _each_caption_once(self) -> None:
        """A caption stands at most once in the week (rule `unique-caption`)."""
        captions = self._board.row[self._cells]
        first = np.sort(np.unique(captions, return_index=True)[1])
        shared = captions[first[np.bincount(captions)[captions[first]] > 1]]
        place = np.full(len(self._board.bank.captions), NONE)
        place[shared] = np.arange(shared.size)
        limited = place[captions] != NONE
        self._caption_rows = shared, slice(self.model.rows, self.model.rows + shared.size)
        self.model.at_most_each(np.ones(shared.size), place[captions[limited]], self._columns[limited])

    def _content_limits(self) -> None:
        """Repeats of a content type beyond the day's and the week's limit cost a price (rule `content-repeat`)."""
        plan = self._given.context.params.plan
        of_day: dict[int, list[int]] = {}
        for counted, column in zip(self._board.counted[self._cells].tolist(), self._columns.tolist(), strict=True):
            of_day.setdefault(counted, []).append(column)
        of_day.pop(NOT_COUNTED, None)
        inside: dict[tuple[int, int | None], list[int]] = {}
        for counted, columns in of_day.items():
            content, day = divmod(counted, 7)
            inside[content, day] = columns
            inside.setdefault((content, None), []).extend(columns)
        for key, columns in inside.items():
            limit = plan.content_per_week if key[1] is None else plan.content_per_day
            slack = self.model.column(-plan.content_repeat_price * self._given.unit)
            self._content_rows[key] = self.model.rows
            room = max(0, limit - self._given.settled.get(key, 0))
            self.model.at_most([*columns, slack], room, [1.0] * len(columns) + [-1.0])

    def _length_limit(self) -> int | None:
        """Priced texts of other lengths beyond their room cost a price (rule `length`); None where none is in reach."""
        plan = self._given.context.params.plan
        other = self._columns[self._board.other_length[self._cells]].tolist()
        if not other or not plan.length_price or not plan.length_share:
            return None
        slack = self.model.column(-plan.length_price * self._given.unit)
        row = self.model.rows
        self.model.at_most([*other, slack], self._given.length_room, [1.0] * len(other) + [-1.0])
        return row


def _first_cells(board: Board) -> tuple[list[Numbers], Numbers]:
    """Cells of each demand to begin with, and the likely one: demands of higher value take the best that is left."""
    demands = board.demands
    taken: list[Numbers] = [np.zeros(0, dtype=np.int64)] * len(demands)
    likely = np.full(len(demands), NONE)
    gone = np.zeros(len(board.bank.captions), dtype=np.bool_)
    for number in sorted(range(len(demands)), key=lambda n: (-demands[n].value, n)):
        cells = board.cells(number)
        left = ~gone[board.row[cells]]
        if left.any():
            likely[number] = _best_of(board, cells[left])
            order = np.argsort(-board.gains(cells), kind="stable")
            taken[number] = np.sort(cells[order[_about(np.flatnonzero(left[order]))]])
            gone[board.row[likely[number]]] = True
            board.read(taken[number])
    return taken, likely


def _best_of(board: Board, cells: Numbers) -> int:
    """The cell that gains most, its text read."""
    gains = board.gains(cells)
    while True:
        place = np.argmax(gains)
        best = int(cells[place])
        if not board.rises(best):
            return best
        gains[place] = board.gains(cells[place : place + 1])[0]


def _about(left: Numbers) -> Numbers:
    """Of places by gain: the first ones `left` and, in even steps, some of the better ones that others took."""
    first = int(left[0])
    steps = min(first, FIRST_COLUMNS // 2 - 1)
    return np.array([*(first * step // steps for step in range(steps)), *left[:FIRST_COLUMNS].tolist()], dtype=np.int64)


def _take_what_gains(board: Board, taken: list[Numbers], thresholds: Floats) -> float:
    """Add the cells that would gain most, each text read; what the best cell of each demand would add, in sum."""
    open_gain = 0.0
    for number in np.unique(board.number[board.gains() > thresholds]).tolist():
        cells = board.cells(number)
        while True:
            gain = board.gains(cells) - thresholds[cells]
            best = np.argsort(-gain, kind="stable")[:ADDED_COLUMNS]
            best = best[gain[best] > 0.0]
            if not board.read(cells[best]):
                break
        open_gain += float(gain.max(initial=0.0))
        taken[number] = np.union1d(taken[number], cells[best])
    return open_gain
