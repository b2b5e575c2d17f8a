"""Proposals for the days, mixed as captions and shared room allow: its duals are the prices to ask next.

Dantzig and Wolfe, Decomposition principle for linear programs, Operations Research 8 (1960).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from eros.errors import SolverError
from eros.plan.bound.prices import Prices
from eros.plan.solve.linear import Linear
from eros.plan.solve.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from eros.plan.bound.prices import Frame
    from eros.plan.bound.relaxation import Proposal

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Rows = dict[int, int]

__all__ = ["Master", "Mix"]

FIRST_CAPTIONS = 12
ADDED_CAPTIONS = 4
ROUNDS = 4
GAIN = 1e-4
"""Send values a caption must gain to come in."""
GRID = 0.05
"""Send values from one point to the next, at most; with so many points a type, or its day, has wider steps."""
MOST_POINTS = 48
DAY_POINTS = 12
MANY = 1000.0
ROUNDING = 1e-6
DIVES = 30
LOST = 5e-4
"""Share of a mix that settling on a proposal may cost."""


@dataclass(frozen=True)
class Mix:
    """The best mix of proposals: its cents, the prices of what they share, and the share of each proposal in its day."""

    cents: float
    prices: Prices
    shares: tuple[tuple[Proposal, float], ...]


@dataclass(frozen=True)
class _Point:
    """Sends of a type worth about the same: how many of each proposal lie here, by its number; `day` of a PPV type alone."""

    key: str
    day: int | None
    cents: float
    amounts: Mapping[int, float]


class Master:
    """The proposals made so far and the captions their sends may draw on, by send type."""

    def __init__(self, frame: Frame, days: Iterable[int], proposals: Iterable[Proposal]) -> None:
        self.frame, self.days = frame, tuple(days)
        self.proposals = list(proposals)
        self.drawn: dict[str, Numbers] = {key: np.zeros(0, dtype=np.int64) for key in frame.supply.offers}

    def take(self, proposals: Iterable[Proposal]) -> None:
        """Add proposals."""
        self.proposals += proposals

    def mix(self) -> Mix:
        """The best mix; captions come in as long as they would gain, for a few rounds."""
        supply, points = self.frame.supply, [point for key in self.frame.supply.offers for point in self._points(key)]
        for point in points:
            self._draw(point.key, _top(self.gains(point), FIRST_CAPTIONS))
        for _ in range(ROUNDS):
            found, needed = _Program(self, points).solved()
            before = sum(len(drawn) for drawn in self.drawn.values())
            for point, cents in zip(points, needed, strict=True):
                gain = self.gains(point) - supply.charge(point.key, found.prices, point.day) - cents
                self._draw(point.key, _top(np.where(gain > GAIN * self.frame.space.unit, gain, -inf), ADDED_CAPTIONS))
            if sum(len(drawn) for drawn in self.drawn.values()) == before:
                break
        return found

    def settled(self) -> Mix:
        """A mix that holds most days whole: what a day has most of is settled on or, where that costs much, left out."""
        mix = self.mix()
        left = [proposal for proposal, _ in mix.shares]
        for _ in range(DIVES):
            mixed = [pair for pair in mix.shares if pair[1] < 1.0 - ROUNDING]
            if not mixed:
                break
            likely, _ = max(mixed, key=lambda pair: pair[1])
            fewer = [proposal for proposal in left if proposal.day != likely.day or proposal is likely]
            found = self._mix_of(fewer)
            if found is None or found.cents < mix.cents - LOST * abs(mix.cents):
                fewer = [proposal for proposal in left if proposal is not likely]
                found = self._mix_of(fewer)
            if found is None:
                break
            mix, left = found, fewer
        return mix

    def _mix_of(self, proposals: list[Proposal]) -> Mix | None:
        """The best mix of some proposals; None where what days share forbids every one."""
        some = copy(self)
        some.proposals = proposals
        try:
            return some.mix()
        except SolverError:
            return None

    def gains(self, point: _Point) -> Floats:
        """Cents of each caption of the type at a point; of one that opens later than its day, without end below 0."""
        offer = self.frame.supply.offers[point.key]
        found = point.cents * offer.factor - offer.price
        return np.asarray(found if point.day is None else np.where(offer.opens <= point.day, found, -inf))

    def _draw(self, key: str, places: Numbers) -> None:
        self.frame.supply.offers[key].read(places)
        self.drawn[key] = np.union1d(self.drawn[key], places)

    def _points(self, key: str) -> Iterator[_Point]:
        """The type's points: all days' together, or each day's on its own where styles are told apart."""
        for day in self.days if key in self.frame.styles.keys else (None,):
            yield from self._grid(key, day)

    def _grid(self, key: str, day: int | None) -> Iterator[_Point]:
        """A grid over the values the type's sends have; each send lies on its two neighbours in shares."""
        held = [
            (number, *proposal.sends[key])
            for number, proposal in enumerate(self.proposals)
            if key in proposal.sends and day in (None, proposal.day)
        ]
        values = np.concatenate([values for _, values, _ in held]) if held else np.zeros(0)
        if not values.size:
            return
        low, high = float(values.min()), float(values.max())
        most = MOST_POINTS if day is None else DAY_POINTS
        steps = min(ceil((high - low) / (GRID * self.frame.space.unit)), most - 1)
        grid = np.linspace(low, high, steps + 1) if high - low > 1e-9 * max(high, 1.0) else np.array([high])
        amounts = np.concatenate([some for _, _, some in held])
        numbers = np.concatenate([np.full(len(some), number) for number, _, some in held])
        for place, shares in enumerate(_shares(values, grid)):
            weights = np.bincount(numbers, weights=shares * amounts)
            found = {int(number): float(weights[number]) for number in np.flatnonzero(weights)}
            if found:
                yield _Point(key, day, float(grid[place]), found)


class _Program:
    """The linear program over proposals and the captions drawn so far."""

    def __init__(self, master: Master, points: Sequence[_Point]) -> None:
        self.master, self.frame, self.points, self.model = master, master.frame, points, Model()
        self.mixed = self.model.columns([proposal.own for proposal in master.proposals], 1.0)
        for day in master.days:
            self.model.exactly([c for c, p in zip(self.mixed, master.proposals, strict=True) if p.day == day], 1.0)
        self.held = self._held()
        self.spans = self._spans()
        self.variety = self._variety()
        self.styled: dict[tuple[int, str], list[int]] = {}
        self.drawing, self.captions, self.contents, self.opening = self._captions()
        self.styles, self.turns = self._styles()

    def solved(self) -> tuple[Mix, list[float]]:
        """The best mix, and what a caption must gain at each point to come in."""
        supply, arrays = self.frame.supply, self.model.arrays()
        amounts, duals = Linear(arrays).optimum()
        prices = np.maximum(duals, 0.0)
        captions, contents = np.zeros(supply.size), np.zeros(len(supply.content_room))
        captions[list(self.captions)] = prices[list(self.captions.values())]
        contents[list(self.contents)] = np.minimum(prices[list(self.contents.values())], supply.content_price)
        spans = np.array([prices[row] if row >= 0 else 0.0 for row in self.spans])
        variety = {key: float(prices[row]) for key, row in self.variety.items()}
        opening = {key: np.zeros(7) for key, _ in self.opening}
        for (key, day), row in self.opening.items():
            opening[key][day] = prices[row]
        styles = {what: float(min(prices[row], self.frame.styles.mismatch)) for what, row in self.styles.items()}
        turns = {turn: float(duals[row]) for turn, row in self.turns.items()}
        found = Prices(captions, contents, self.frame.affordable(spans), variety, opening, styles, turns)
        shares = tuple(
            (proposal, float(amounts[column]))
            for proposal, column in zip(self.master.proposals, self.mixed, strict=True)
            if amounts[column] > 0.0
        )
        cents = self.frame.base + float((arrays.cost * amounts).sum())
        return Mix(cents, found, shares), [-float(duals[row]) for row in self.drawing]

    def _held(self) -> dict[tuple[int, str], list[tuple[int, float]]]:
        """By day and send type or campaign: the columns of the proposals that hold some, and how many."""
        found: dict[tuple[int, str], list[tuple[int, float]]] = {}
        for column, proposal in zip(self.mixed, self.master.proposals, strict=True):
            for key, count in proposal.counts.items():
                if count:
                    found.setdefault((proposal.day, key), []).append((column, count))
        return found

    def _counts(self, weights: Mapping[tuple[int, str], float]) -> list[tuple[int, float]]:
        """The weighed count of each proposal, by its column."""
        found: dict[int, float] = {}
        for what, weight in weights.items():
            for column, count in self.held.get(what, ()):
                found[column] = found.get(column, 0.0) + weight * count
        return sorted(found.items())

    def _spans(self) -> list[int]:
        """One row per span, -1 for an empty one; the price of a limit is paid for the worst of its spans."""
        rows = []
        for shared in self.frame.space.shared:
            beyond = [(self.model.column(-shared.price, MANY), -1.0)] if shared.price < inf else []
            for weights, limit in shared.spans:
                entries = [*self._counts(weights), *beyond]
                rows.append(self.model.rows if entries else -1)
                self.model.at_most([column for column, _ in entries], limit, [value for _, value in entries])
        return rows

    def _variety(self) -> dict[str, int]:
        rows, used = {}, []
        for kind in self.frame.space.types:
            counts = self._counts({(day, kind.key): -1.0 for day in self.master.days})
            if counts and kind.key not in self.frame.standing:
                used.append(self.model.column(0.0, 1.0))
                rows[kind.key] = self.model.rows
                self.model.at_most([used[-1], *(c for c, _ in counts)], 0.0, [1.0, *(v for _, v in counts)])
        counted = self.model.column(self.frame.reward, self.frame.lacking)
        self.model.at_most([counted, *used], 0.0, [1.0] + [-1.0] * len(used))
        return rows

    def _captions(self) -> tuple[list[int], Rows, Rows, dict[tuple[str, int], int]]:
        """Rows of the points, whose sends draw captions or none; of captions, each there once; of contents; of late ones."""
        supply = self.frame.supply
        used: dict[int, list[int]] = {}
        shown: dict[int, list[int]] = {}
        late: dict[str, list[tuple[int, int]]] = {}
        drawing = []
        for point in self.points:
            offer, places = supply.offers[point.key], self.master.drawn[point.key]
            gains = self.master.gains(point)
            places = places[gains[places] > -inf]
            drawn = self.model.columns([supply.missing(point.key), *gains[places].tolist()], MANY)
            drawing.append(self.model.rows)
            columns = [self.mixed[number] for number in point.amounts]
            self.model.exactly([*columns, *drawn], 0.0, [*point.amounts.values(), *[-1.0] * len(drawn)])
            if point.day is None:
                opens = zip(offer.opens[places].tolist(), drawn[1:], strict=True)
                late.setdefault(point.key, []).extend((day, column) for day, column in opens if day)
            for row, column in zip(offer.rows[places].tolist(), drawn[1:], strict=True):
                used.setdefault(row, []).append(column)
                if point.day is not None and (style := supply.style_of(row)):
                    self.styled.setdefault((point.day, style), []).append(column)
                if offer.repeats:
                    shown.setdefault(int(supply.content[row]), []).append(column)
        captions = {row: self._once(columns) for row, columns in used.items()}
        contents = {content: self._few(columns, content) for content, columns in shown.items()}
        opening = {
            (key, day): self._late(key, day, found) for key, found in late.items() for day in {d for d, _ in found}
        }
        return drawing, captions, contents, opening

    def _styles(self) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], int]]:
        """Rows by day and style, whose captions stand in sends of it or at a price; by turn, taken where its day has it."""
        of_style, of_turn = self.frame.styles.taken(self.model)
        styles, turns = {}, {}
        for what, drawn in self.styled.items():
            columns = [*of_style.get(what, ()), self.model.column(-self.frame.styles.mismatch, MANY)]
            styles[what] = self.model.rows
            self.model.at_most([*drawn, *columns], 0.0, [1.0] * len(drawn) + [-1.0] * len(columns))
        for (day, turn), taken in of_turn.items():
            counts, turns[day, turn] = self._counts({(day, turn): -1.0}), self.model.rows
            self.model.exactly([*taken, *(c for c, _ in counts)], 0.0, [1.0] * len(taken) + [v for _, v in counts])
        return styles, turns

    def _late(self, key: str, day: int, drawn: list[tuple[int, int]]) -> int:
        """As many captions that open on a day or later as sends of the type from that day on; `drawn` are (day, column)."""
        columns = [column for opens, column in drawn if opens >= day]
        sends = self._counts({(later, key): -1.0 for later in range(day, 7)})
        self.model.at_most([*columns, *(c for c, _ in sends)], 0.0, [1.0] * len(columns) + [v for _, v in sends])
        return self.model.rows - 1

    def _once(self, columns: list[int]) -> int:
        self.model.at_most(columns, 1.0)
        return self.model.rows - 1

    def _few(self, columns: list[int], content: int) -> int:
        supply = self.frame.supply
        beyond = self.model.column(-supply.content_price, MANY)
        self.model.at_most([*columns, beyond], float(supply.content_room[content]), [1.0] * len(columns) + [-1.0])
        return self.model.rows - 1


def _top(gains: Floats, count: int) -> Numbers:
    """The places that gain most, in order of place; those of no use (-inf) are left out."""
    best = np.argsort(-gains, kind="stable")[:count]
    return np.sort(best[gains[best] > -inf])


def _shares(values: Floats, grid: Floats) -> Floats:
    """Each value as a mix of its two neighbours on the grid; shape (grid, values)."""
    if len(grid) == 1:
        return np.ones((1, len(values)))
    place = np.clip(np.searchsorted(grid, values, side="right") - 1, 0, len(grid) - 2)
    share = (values - grid[place]) / (grid[place + 1] - grid[place])
    found, every = np.zeros((len(grid), len(values))), np.arange(len(values))
    found[place, every], found[place + 1, every] = 1.0 - share, share
    return found
