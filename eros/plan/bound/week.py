"""The bound: prices for what days share, and the most each day can add at those prices.

Days share captions, weekly room and the worth of variety. At any prices of these, what the shared things cost in all and
what each day could gain on its own add up to at least the objective of every week (Lagrangian relaxation: Geoffrion,
Mathematical Programming Study 2, 1974). Good prices are the duals of one linear program in which every day stands at a
level near the best one; the days are then solved at all levels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.bound.day import Day, Level
from eros.plan.bound.program import program
from eros.plan.bound.supply import Supply
from eros.plan.solve.linear import Linear, dual_bound
from eros.plan.solve.model import Model
from eros.rules.soft.mix import variety_target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eros.plan.bound.program import Program
    from eros.plan.bound.space import Space
    from eros.plan.solve.model import Arrays

    Floats = NDArray[np.float64]
    Worth = Mapping[str, tuple[Floats, Floats]]

__all__ = ["Prices", "WeekBound"]

GRID = 5
GRID_OF_WORTH = 200


@dataclass(frozen=True)
class Prices:
    """Cents, all at least 0: of a caption by class, of room by weekly window, and what a first send of a type is owed."""

    captions: Floats
    windows: Floats
    variety: Mapping[str, float]


@dataclass(frozen=True)
class WeekBound:
    """The bound of a page's week."""

    space: Space

    @cached_property
    def supply(self) -> Supply:
        """The captions."""
        return Supply(self.space)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days something may start on."""
        return tuple(day for d in range(7) if self.space.hours[d] and len((day := Day(self.space, d)).values))

    @cached_property
    def _programs(self) -> dict[int, tuple[Program, Arrays]]:
        found = {}
        for day in self.days:
            made = program(day)
            found[day.day] = (made, made.model.arrays())
        return found

    def at(self, prices: Prices, near: Mapping[int, Level]) -> tuple[float, dict[int, Level]]:
        """The bound at these prices, in cents, and the level each day would take; `near` are levels to look at first."""
        total = self.space.sent_cents + float(prices.captions @ self.supply.sizes) + self._frame(prices)
        levels, worth = {}, self._worth(prices)
        for day in self.days:
            cents, levels[day.day] = self._best_level(day, prices, worth, near[day.day])
            total += cents
        return total, levels

    def _worth(self, prices: Prices) -> Worth:
        """By send type: values of a send with an average text, and the most one gains there.

        The most gained is convex in the value, so a straight line between two points is never too low.
        """
        found = {}
        for kind in (*self.space.types, self.space.followup):
            most = max(
                (float(day.values[day.by_type[kind.key]].max()) for day in self.days if kind.key in day.by_type),
                default=0.0,
            )
            tired = max((day.fatigue(level) for day in self.days for level in day.levels), default=1.0)
            grid = np.linspace(0.0, max(most * tired, 1e-6) * 1.000001, GRID_OF_WORTH)
            found[kind.key] = grid, self.supply.worth(kind.key, grid, prices.captions)
        return found

    def _frame(self, prices: Prices) -> float:
        """What weekly room costs, and what variety brings beyond what it is owed."""
        room = float(sum(p * limit for p, (_, _, limit) in zip(prices.windows, self.space.windows, strict=True)))
        reward = self.space.context.params.plan.variety_reward * self.space.unit
        target = variety_target(self.space.context)
        fixed = {send.send_type for send in self.space.given.fixed} - {self.space.followup.key}
        lacking = max(0, target - len(fixed))
        owed = sorted(prices.variety.get(kind.key, 0.0) for kind in self.space.types if kind.key not in fixed)
        gains = [max(0.0, reward - cents) for cents in owed[:lacking]]
        return room - lacking * reward + sum(gains)

    def _best_level(self, day: Day, prices: Prices, worth: Worth, nearest: Level) -> tuple[float, Level]:
        """The most a day adds, over all its levels: levels are solved until no open one can be better."""
        made, arrays = self._programs[day.day]
        linear = Linear(arrays)
        asked = {level: self._asked(day, level, prices, worth) for level in day.levels}
        open_levels = {level: float("inf") for level in day.levels}
        best, chosen = -float("inf"), day.levels[0]
        while open_levels:
            level = max(open_levels, key=lambda one: (open_levels[one], one == nearest, -one.messages))
            if open_levels.pop(level) <= best:
                break
            constant, changed = asked[level]
            linear.change(changed.cost, _limits(made, changed))
            duals = linear.duals()
            solved = constant + dual_bound(changed, duals)
            if solved > best:
                best, chosen = solved, level
            for other, bound in open_levels.items():
                known = asked[other][0] + dual_bound(asked[other][1], duals)
                open_levels[other] = min(bound, known)
        return best, chosen

    def _asked(self, day: Day, level: Level, prices: Prices, worth: Worth) -> tuple[float, Arrays]:
        """A day's program at a level: what it holds besides the columns, and the program with its costs and limits."""
        made, arrays = self._programs[day.day]
        cost, tired, answer = arrays.cost.copy(), day.fatigue(level), day.answer(level)
        for key, columns in day.by_type.items():
            cost[columns] = np.interp(tired * day.values[columns], *worth[key]) - self._charge(key, day.day, prices)
        for column in made.short.values():
            cost[column] += day.relief(self._most(day, tired))
        cost[[made.up, made.down]] = -answer.up, -answer.down
        low, high = arrays.row_lower.copy(), arrays.row_upper.copy()
        for row, limit in ((made.messages, level.messages), (made.followups, level.followups)):
            low[row] = high[row] = limit
        high[made.more], low[made.fewer] = answer.most, answer.least
        constant = tired * self.space.pinned_cents[day.day] - answer.cents
        return constant, replace(arrays, cost=cost, row_lower=low, row_upper=high)

    def _most(self, day: Day, tired: float) -> float:
        """The most a day's sends can bring: of the sends its caps allow, the dearest ones its hours hold."""
        found: list[float] = []
        for key, columns in day.by_type.items():
            factor = float(self.supply.factors[key][1].max(initial=0.0))
            copies = self.space.room[key][day.day] if key in self.space.room else self.space.most_followups
            found += [factor * float(day.values[columns].max())] * copies
        return tired * (sum(sorted(found, reverse=True)[: day.most_sends]) + self.space.pinned_cents[day.day])

    def _charge(self, key: str, day: int, prices: Prices) -> float:
        """What a send of a type on a day pays for weekly room, less what it earns for variety."""
        held = sum(
            price
            for price, (kind, days, _) in zip(prices.windows.tolist(), self.space.windows, strict=True)
            if kind == key and day in days
        )
        return float(held) - prices.variety.get(key, 0.0)

    def prices(self, levels: Mapping[int, Level]) -> Prices:
        """The duals of the program in which each day stands at its level."""
        if not self.days:
            return Prices(np.zeros(len(self.supply.sizes)), np.zeros(len(self.space.windows)), {})
        return _Master(self, levels).prices()


def _limits(made: Program, arrays: Arrays) -> list[tuple[int, float, float]]:
    rows = (made.messages, made.followups, made.more, made.fewer)
    return [(row, float(arrays.row_lower[row]), float(arrays.row_upper[row])) for row in rows]


class _Master:
    """All days at given levels, with captions, weekly room and variety between them."""

    def __init__(self, bound: WeekBound, levels: Mapping[int, Level]) -> None:
        self.bound, self.levels, self.model = bound, levels, Model()
        self.programs = [program(day, self.model) for day in bound.days]
        self._set_levels()
        self.supply_rows = self._captions()
        self.window_rows = self._windows()
        self.variety_rows = self._variety()

    def prices(self) -> Prices:
        duals = np.maximum(Linear(self.model.arrays()).duals(), 0.0)
        sizes = self.bound.supply.sizes
        captions = np.array([duals[self.supply_rows[n]] if n in self.supply_rows else 0.0 for n in range(len(sizes))])
        windows = np.array([duals[row] if row >= 0 else 0.0 for row in self.window_rows])
        return Prices(captions, windows, {key: float(duals[row]) for key, row in self.variety_rows.items()})

    def _set_levels(self) -> None:
        for made in self.programs:
            level = self.levels[made.day.day]
            answer = made.day.answer(level)
            for row, limit in ((made.messages, level.messages), (made.followups, level.followups)):
                self.model.row_lower[row] = self.model.row_upper[row] = limit
            self.model.row_upper[made.more], self.model.row_lower[made.fewer] = answer.most, answer.least
            self.model.cost[made.up], self.model.cost[made.down] = -answer.up, -answer.down

    def _captions(self) -> dict[int, int]:
        """Sends of a type, spread over a grid of values, each take a caption of a class or none; the row of each class."""
        space, supply = self.bound.space, self.bound.supply
        missing = -space.context.params.plan.missing_caption * space.unit
        drawn: dict[int, list[int]] = {}
        for kind in (*space.types, space.followup):
            found = [
                (made.first + columns, made.day.fatigue(self.levels[made.day.day]) * made.day.values[columns])
                for made in self.programs
                if (columns := made.day.by_type.get(kind.key)) is not None
            ]
            if not found:
                continue
            columns = np.concatenate([c for c, _ in found])
            values = np.concatenate([v for _, v in found])
            grid, weights = _spread(values)
            classes, factors = supply.factors[kind.key]
            for point, cents in enumerate(grid.tolist()):
                taken = self.model.columns([missing, *(cents * factors).tolist()], float(len(columns)))
                for name, column in zip(classes.tolist(), taken[1:], strict=True):
                    drawn.setdefault(name, []).append(column)
                near = np.flatnonzero(weights[:, point])
                self.model.exactly(
                    [*columns[near].tolist(), *taken], 0.0, [*weights[near, point].tolist(), *[-1.0] * len(taken)]
                )
        rows = {}
        for name, taken in drawn.items():
            rows[name] = self.model.rows
            self.model.at_most(taken, float(supply.sizes[name]))
        return rows

    def _windows(self) -> list[int]:
        rows = []
        for key, days, room in self.bound.space.windows:
            columns = [c for d in days for c in self._sends(d, key)]
            rows.append(self.model.rows if columns else -1)
            self.model.at_most(columns, room)
        return rows

    def _variety(self) -> dict[str, int]:
        space = self.bound.space
        fixed = {send.send_type for send in space.given.fixed} - {space.followup.key}
        rows, used = {}, []
        for kind in space.types:
            columns = [c for day in self.bound.days for c in self._sends(day.day, kind.key)]
            if columns and kind.key not in fixed:
                used.append(self.model.column(0.0, 1.0))
                rows[kind.key] = self.model.rows
                self.model.at_most([used[-1], *columns], 0.0, [1.0] + [-1.0] * len(columns))
        room = max(0, variety_target(space.context) - len(fixed))
        counted = self.model.column(space.context.params.plan.variety_reward * space.unit, room)
        self.model.at_most([counted, *used], 0.0, [1.0] + [-1.0] * len(used))
        return rows

    def _sends(self, day: int, key: str) -> list[int]:
        for made in self.programs:
            if made.day.day == day and key in made.day.by_type:
                return [made.first + int(column) for column in made.day.by_type[key]]
        return []


def _spread(values: Floats) -> tuple[Floats, Floats]:
    """A grid from the least to the largest value, and each value as a mix of its two neighbours on it (n, points)."""
    low, high = float(values.min()), float(values.max())
    if high - low <= 1e-9 * max(high, 1.0):
        return np.array([high]), np.ones((len(values), 1))
    grid = np.linspace(low, high, GRID)
    place = np.clip(((values - low) / (high - low) * (GRID - 1)).astype(np.int64), 0, GRID - 2)
    share = (values - grid[place]) / (grid[place + 1] - grid[place])
    weights = np.zeros((len(values), GRID))
    rows = np.arange(len(values))
    weights[rows, place], weights[rows, place + 1] = 1.0 - share, share
    return grid, weights
