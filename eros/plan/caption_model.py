"""The assignment of captions to sends, solved over the few columns that matter and priced out over all of them.

Each send takes one caption free for it or none; a caption stands once; repeats of a content type have a price. The linear
program holds a few dozen captions a send; its duals price every other caption, and those that would gain come in until
none does. Then the relaxation is that of the whole assignment, and its objective bounds it (column generation: Ford and
Fulkerson, Management Science 5, 1958).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.solve.branch import solve
from eros.plan.solve.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.plan.pool import Options
    from eros.plan.solve.branch import Solution
    from eros.rules.base import Context

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Assigned", "Assignment", "Demand", "Menu"]

FIRST_COLUMNS = 12
ADDED_COLUMNS = 6
PRICING_SHARE = 0.1
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Menu:
    """What sends of one place, day and style may say: the options free for them, best first.

    `price` is what the SOFT rules each of them breaks cost, in cents; `weight` how many times its worth the content of each
    counts; shape (n,). What the checks of an option's text cost on top, `of_text` says by its row in the bank; that is added
    when the option is weighed, until then its price is too low.
    """

    options: Options
    price: Floats
    weight: Floats
    of_text: Callable[[int], float]
    other_length: NDArray[np.bool_]
    """Options that count towards the limit of rule `length`, shape (n,)."""

    def where(self, kept: NDArray[np.bool_]) -> Menu:
        """The menu with some of its options; none of them is weighed yet."""
        return Menu(
            self.options.where(kept), self.price[kept], self.weight[kept], self.of_text, self.other_length[kept]
        )

    @cached_property
    def _weighed(self) -> NDArray[np.bool_]:
        return np.zeros(len(self.options), dtype=np.bool_)

    def weigh(self, places: Numbers) -> bool:
        """Check the texts at these places, each once; True where a price rose."""
        rose = False
        for place in places[~self._weighed[places]].tolist():
            cents = self.of_text(int(self.options.rows[place]))
            self._weighed[place] = True
            self.price[place] += cents
            rose |= cents > 0
        return rose


@dataclass(frozen=True, eq=False)
class Demand:
    """A send that waits for its text: cents with an average caption, and the menu it chooses from."""

    send: Send
    value: float
    menu: Menu
    repeats: bool
    """True where its content counts towards the limits of rule `content-repeat`."""

    @property
    def gains(self) -> Floats:
        """Cents of each option of the menu less the prices it breaks; too high for one that is not weighed."""
        return self._worth - self.menu.price

    @cached_property
    def _worth(self) -> Floats:
        return self.value * self.menu.options.factor * self.menu.weight


@dataclass(frozen=True)
class Assigned:
    """The place in the menu chosen for each send that got a text, and what was proved, in cents."""

    chosen: Mapping[str, int]
    objective: float
    bound: float
    nodes: int


@dataclass
class Assignment:
    """The program over the columns taken so far: `taken[i]` are places in the menu of demand i.

    `settled` counts the content types of sends that stand already, by (content number, day) and by (content number, None);
    `length_room` priced texts may have another length than the best.
    """

    context: Context
    unit: float
    demands: Sequence[Demand]
    settled: Mapping[tuple[int, int | None], int]
    length_room: int
    taken: list[Numbers] = field(default_factory=list)

    def solve(self) -> Assigned:
        """The best assignment; the bound is that of all columns."""
        plan = self.context.params.plan
        self.taken, likely = _first_columns(self.demands)
        while True:
            program = _Program(self, likely)
            solution = solve(program.model, node_limit=plan.node_limit, relative_gap=plan.relative_gap)
            likely = program.read(solution)
            rose = self._weigh(likely)
            gains = [
                _weighed_gains(demand, threshold)
                for demand, threshold in zip(self.demands, program.thresholds(solution.duals), strict=True)
            ]
            open_gain = sum(float(gain.max(initial=0.0)) for gain in gains)
            allowed = max(plan.relative_gap * PRICING_SHARE, ROUNDING) * max(abs(solution.relaxed), 1.0)
            if open_gain <= allowed and not rose:
                return Assigned(likely, solution.objective, solution.relaxed + open_gain, solution.nodes)
            self.taken = [_extended(taken, gain) for taken, gain in zip(self.taken, gains, strict=True)]

    def _weigh(self, chosen: Mapping[str, int]) -> bool:
        """Check the texts that were chosen; True where one of them costs more than was thought."""
        rose = [d.menu.weigh(np.array([chosen[d.send.ref]])) for d in self.demands if d.send.ref in chosen]
        return any(rose)


class _Program:
    """One linear program of an assignment; rows are remembered so that their duals can price what is left out."""

    def __init__(self, given: Assignment, likely: Mapping[str, int]) -> None:
        self.given = given
        self.likely = likely
        self.model = Model()
        self._columns: list[list[int]] = []
        self._send_rows: list[int] = []
        self._caption_rows: dict[int, int] = {}
        self._content_rows: dict[tuple[int, int | None], int] = {}
        self._each_send_takes_one()
        self._each_caption_once()
        self._content_limits()
        self._length_row = self._length_limit()

    def read(self, solution: Solution) -> dict[str, int]:
        """The place in the menu taken by each send with a text."""
        return {
            demand.send.ref: int(places[position])
            for demand, places, columns in zip(self.given.demands, self.given.taken, self._columns, strict=True)
            for position, column in enumerate(columns)
            if solution.count(column)
        }

    def thresholds(self, duals: Floats) -> list[Floats]:
        """What each option of each menu must gain to add to the objective, by the duals of the rows it stands in."""
        if not self.given.demands:
            return []
        bank = self.given.demands[0].menu.options.bank
        caption, content = np.zeros(len(bank.captions)), np.zeros((8, len(bank.captions) + 1))
        for row, number in self._caption_rows.items():
            caption[row] = duals[number]
        for (kind, day), number in self._content_rows.items():
            content[7 if day is None else day, kind] = duals[number]
        found = []
        for demand, send_row in zip(self.given.demands, self._send_rows, strict=True):
            rows = demand.menu.options.rows
            repeats = content[demand.send.day] + content[7]
            price = caption[rows] + (repeats[bank.content[rows]] if demand.repeats else 0.0)
            length = duals[self._length_row] if self._length_row is not None else 0.0
            found.append(duals[send_row] + price + length * demand.menu.other_length)
        return found

    def _each_send_takes_one(self) -> None:
        """One column per option and one for no text at all; exactly one of them is taken."""
        missing = -self.given.context.params.plan.missing_caption * self.given.unit
        for demand, places in zip(self.given.demands, self.given.taken, strict=True):
            columns = self.model.columns(demand.gains[places].tolist(), integer=True)
            none = self.model.column(missing)
            self._columns.append(columns)
            chosen = np.flatnonzero(places == self.likely.get(demand.send.ref, -1)).tolist()
            self.model.suppose(columns[chosen[0]] if chosen else none, self.model.rows)
            self._send_rows.append(self.model.rows)
            self.model.exactly([*columns, none], 1.0)

    def _each_caption_once(self) -> None:
        """A caption stands at most once in the week (rule `unique-caption`)."""
        uses: dict[int, list[int]] = {}
        for demand, places, columns in self._taken():
            for row, column in zip(demand.menu.options.rows[places].tolist(), columns, strict=True):
                uses.setdefault(row, []).append(column)
        for row, columns in uses.items():
            if len(columns) > 1:
                self._caption_rows[row] = self.model.rows
                self.model.at_most(columns, 1.0)

    def _content_limits(self) -> None:
        """Repeats of a content type beyond the day's and the week's limit cost a price (rule `content-repeat`)."""
        plan = self.given.context.params.plan
        inside: dict[tuple[int, int | None], list[int]] = {}
        for demand, places, columns in self._taken():
            if demand.repeats:
                options = demand.menu.options
                for content, column in zip(options.bank.content[options.rows[places]].tolist(), columns, strict=True):
                    inside.setdefault((content, demand.send.day), []).append(column)
                    inside.setdefault((content, None), []).append(column)
        for key, columns in inside.items():
            limit = plan.content_per_week if key[1] is None else plan.content_per_day
            slack = self.model.column(-plan.content_repeat_price * self.given.unit)
            self._content_rows[key] = self.model.rows
            room = max(0, limit - self.given.settled.get(key, 0))
            self.model.at_most([*columns, slack], room, [1.0] * len(columns) + [-1.0])

    def _length_limit(self) -> int | None:
        """Priced texts of other lengths beyond their room cost a price (rule `length`); None where none is in reach."""
        plan = self.given.context.params.plan
        other = [
            column
            for demand, places, columns in self._taken()
            for place, column in zip(places.tolist(), columns, strict=True)
            if demand.menu.other_length[place]
        ]
        if not other or not plan.length_price or not plan.length_share:
            return None
        slack = self.model.column(-plan.length_price * self.given.unit)
        row = self.model.rows
        self.model.at_most([*other, slack], self.given.length_room, [1.0] * len(other) + [-1.0])
        return row

    def _taken(self) -> zip[tuple[Demand, Numbers, list[int]]]:
        return zip(self.given.demands, self.given.taken, self._columns, strict=True)


def _first_columns(demands: Sequence[Demand]) -> tuple[list[Numbers], dict[str, int]]:
    """Options of each menu to begin with, and a choice by ref: demands of higher value take the best that is left.

    A demand gets its choice, the options that follow it and some of the better ones that others took.
    """
    taken: list[Numbers] = [np.zeros(0, dtype=np.int64)] * len(demands)
    choice: dict[str, int] = {}
    gone = np.zeros(max((len(demand.menu.options.bank.captions) for demand in demands), default=0), dtype=np.bool_)
    for number in sorted(range(len(demands)), key=lambda n: (-demands[n].value, n)):
        demand = demands[number]
        order, left = _by_gain(demand, gone)
        if left.size:
            first = int(left[0])
            gone[demand.menu.options.rows[order[first]]] = True
            choice[demand.send.ref] = int(order[first])
            better = np.linspace(0, first, min(first + 1, FIRST_COLUMNS // 2), dtype=np.int64)
            taken[number] = np.unique(order[np.concatenate([better, left[:FIRST_COLUMNS]])])
            demand.menu.weigh(taken[number])
    return taken, choice


def _by_gain(demand: Demand, gone: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """The places of a menu, best first, and where in that order those stand that are left; the first of them is weighed."""
    while True:
        order = np.argsort(-demand.gains, kind="stable")
        left = np.flatnonzero(~gone[demand.menu.options.rows[order]])
        if not demand.menu.weigh(order[left[:1]]):
            return order, left


def _weighed_gains(demand: Demand, threshold: Floats) -> Floats:
    """What each option would add to the objective; those that would come in are weighed."""
    while True:
        gain = demand.gains - threshold
        if float(gain.max(initial=0.0)) <= 0.0 or not demand.menu.weigh(_best(gain)):
            return gain


def _best(gain: Floats) -> Numbers:
    """The places that would gain most."""
    best = np.argsort(-gain, kind="stable")[:ADDED_COLUMNS]
    return best[gain[best] > 0.0]


def _extended(taken: Numbers, gain: Floats) -> Numbers:
    """The columns taken and those that would gain most."""
    return np.union1d(taken, _best(gain))
