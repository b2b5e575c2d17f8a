"""The most a day can add at given prices, over all its levels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.bound.program import program
from eros.plan.solve.linear import Linear, dual_bounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.plan.bound.day import Day, Level
    from eros.plan.bound.prices import Frame, Prices
    from eros.plan.bound.program import Program
    from eros.plan.solve.model import Arrays

    Floats = NDArray[np.float64]
    Worth = Mapping[str, tuple[Floats, Floats]]

__all__ = ["Proposal", "Relaxation"]

REMEMBERED = 12
INSISTENT = 100.0
"""Send values that keep a plan's sends where they are."""
ALIKE = 1e-4
"""Levels that can add no more than this share of the best are not looked at."""


@dataclass(frozen=True, eq=False)
class Proposal:
    """A day at a level: its contacts, its cents without texts, value and amount of its sends by type.

    `counts` adds them up, by send type, by campaign and by what else is counted for what days share.
    """

    day: int
    level: Level
    contacts: float
    own: float
    sends: Mapping[str, tuple[Floats, Floats]]
    counts: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A day's program, solved again and again; what earlier solutions proved makes most levels hopeless at once."""

    day: Day
    frame: Frame
    _duals: list[Floats] = field(default_factory=list)

    @cached_property
    def made(self) -> Program:
        """The program's columns and rows."""
        return program(self.day)

    @cached_property
    def arrays(self) -> Arrays:
        """The same for the solver."""
        return self.made.model.arrays()

    @cached_property
    def _linear(self) -> Linear:
        return Linear(self.arrays)

    @cached_property
    def _values(self) -> Floats:
        """Cents of each send column with an average text, by level; shape (levels, send columns)."""
        tired = np.array([self.day.fatigue(level) for level in self.day.levels])
        return np.asarray(tired[:, None] * self.day.values[None, :])

    @cached_property
    def _own(self) -> Floats:
        """Cents of each column apart from texts and prices, by level; shape (levels, columns)."""
        found = np.repeat(self.arrays.cost[None, :], len(self.day.levels), axis=0)
        for place, level in enumerate(self.day.levels):
            answer = self.day.answer(level)
            found[place, [self.made.up, self.made.down]] = -answer.up, -answer.down
            found[place, list(self.made.short.values())] += self.day.relief(self.frame.supply, level)
        if "bundle_wall" in self.made.campaigns:
            found[:, self.made.campaigns["bundle_wall"]] -= self.frame.supply.on_wall
        return found

    @cached_property
    def _held(self) -> Floats:
        """Cents of each level apart from its columns."""
        day, pinned = self.day, self.day.space.pinned_cents[self.day.day]
        return np.array([day.fatigue(level) * pinned - day.answer(level).cents for level in day.levels])

    @cached_property
    def _limits(self) -> dict[int, tuple[Floats, Floats]]:
        """The rows in which levels differ, with their lower and upper limits."""
        levels, made = self.day.levels, self.made
        answers = [self.day.answer(level) for level in levels]
        messages = np.array([float(level.messages) for level in levels])
        followups = np.array([float(level.followups) for level in levels])
        most = np.array([float(answer.most) for answer in answers])
        least = np.array([float(answer.least) for answer in answers])
        return {
            made.messages: (messages, messages),
            made.followups: (followups, followups),
            made.more: (np.full(len(levels), -np.inf), most),
            made.fewer: (least, np.full(len(levels), np.inf)),
        }

    def highest(self, key: str) -> float:
        """The most cents a send of a type has with an average text; 0 where it has no place."""
        columns = self.day.by_type.get(key)
        return 0.0 if columns is None else float(self._values[:, columns].max())

    def planned(self, level: Level, sends: Sequence[Send]) -> Proposal:
        """What a plan does on the day and what it pays for that; `sends` are its new ones."""
        place, chosen = int(self._steps(level).argmin()), self._columns(sends)
        insist = np.zeros(len(self.arrays.cost))
        insist[: self.made.first + len(self.day.values)] = -INSISTENT
        insist[list(self.made.campaigns.values())] = -INSISTENT
        insist[chosen] *= -1.0
        amounts, _ = self._optimum(place, self._own[place] + insist * self.day.space.unit)
        return self._proposal(place, amounts)

    def _columns(self, sends: Sequence[Send]) -> list[int]:
        """The columns a plan's sends and campaigns stand in."""
        copies, chasing = Counter(send.send_type for send in sends), self.made.chasing
        keys = self.day.keys[: len(set(self.day.keys))]
        places = {(kind.key, count, hour): n for n, (kind, count, hour) in enumerate(keys)}
        found = [
            chasing.get(send.minute // 60)
            if send.send_type == self.day.space.followup.key
            else places.get((send.send_type, copies[send.send_type], send.minute // 60))
            for send in sends
        ]
        made = [self.made.campaigns[send.campaign] for send in sends if send.campaign in self.made.campaigns]
        return [*(column for column in found if column is not None), *made]

    def _optimum(self, place: int, costs: Floats) -> tuple[Floats, Floats]:
        """Columns and row duals of the best day at a level."""
        limits = {row: (float(low[place]), float(high[place])) for row, (low, high) in self._limits.items()}
        self._linear.change(costs, limits)
        return self._linear.optimum()

    def best(self, prices: Prices, worth: Worth, near: Level | None) -> tuple[float, list[Proposal]]:
        """The most the day adds, and the proposals met on the way: levels are solved until no open one can be better.

        With `near` only the way uphill from that level is walked, and what is found is no bound.
        """
        costs = self._costs(prices, worth)
        bounds = np.full(len(costs), np.inf)
        for duals in self._duals:
            bounds = np.minimum(bounds, self._held + dual_bounds(self.arrays, duals, costs, self._limits))
        best, found = -np.inf, list[Proposal]()
        reach = np.ones(len(costs), dtype=np.bool_) if near is None else self._beside(near)
        while True:
            place = int(np.where(reach, bounds, -np.inf).argmax())
            if not reach[place] or bounds[place] <= best + (ALIKE * abs(best) if found else 0.0):
                break
            amounts, duals = self._optimum(place, costs[place])
            self._duals.append(duals)
            proven = self._held + dual_bounds(self.arrays, duals, costs, self._limits)
            if near is not None and proven[place] > best:
                reach = self._beside(self.day.levels[place])
            best = max(best, float(proven[place]))
            bounds = np.minimum(bounds, proven)
            bounds[place] = -np.inf
            found.append(self._proposal(place, amounts))
        del self._duals[:-REMEMBERED]
        return max(best, float(bounds.max())) if near is None else best, found

    def _beside(self, level: Level) -> NDArray[np.bool_]:
        """The level and those one step from it."""
        return np.asarray(self._steps(level) <= 1)

    def _steps(self, level: Level) -> NDArray[np.int64]:
        """How far each level is from one."""
        return np.array(
            [abs(o.messages - level.messages) + abs(o.followups - level.followups) for o in self.day.levels]
        )

    def _costs(self, prices: Prices, worth: Worth) -> Floats:
        costs = self._own.copy()
        for key, columns in self.day.by_type.items():
            gains = np.interp(self._values[:, columns], *worth[key])
            costs[:, columns] += gains - self.frame.charge(key, self.day.day, prices)
        for what, column in self.made.counts.items():
            costs[:, column] -= self.frame.charge(what, self.day.day, prices)
        return costs

    def _proposal(self, place: int, amounts: Floats) -> Proposal:
        own = float(self._held[place]) + float((self._own[place] * amounts).sum())
        sends, counts = {}, {what: float(amounts[column]) for what, column in self.made.counts.items()}
        for key, columns in self.day.by_type.items():
            some = columns[amounts[columns] > 0.0]
            sends[key] = self._values[place, some], amounts[some]
            counts[key] = float(amounts[some].sum())
        level = self.day.levels[place]
        return Proposal(self.day.day, level, self.day.contacts(level), own, sends, counts)
