"""View and purchase rates of every send type on one page.

A message's rate is Beta distributed around its type's; a type's around the page's level times the fleet's rate; the
fleet's around a shipped prior. Each level's spread is estimated from the same messages (see `spread`), so a type the
page has often sent speaks for itself and a new one leans on the levels above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.interval import beta_interval
from eros.estimate.spread import concentration, group_variance, message_variance
from eros.model.estimates import Rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.estimate.evidence import Trials
    from eros.params.estimate import EstimateParams

    Floats = NDArray[np.float64]

__all__ = ["FleetCounts", "TypeRates", "type_rates"]

_PASSES = 2
_LARGEST_RATE = 0.95


@dataclass(frozen=True)
class FleetCounts:
    """One outcome over all pages by type, arrays (t,): messages, recipients (at the reference price) and successes."""

    n: Floats
    exposure: Floats
    successes: Floats


@dataclass(frozen=True)
class TypeRates:
    """Beta posteriors of a rate per recipient; arrays (t,) over the catalogue's types, 0 where a rate cannot be.

    `n` counts the page's messages, `fleet_n` all pages'; `own` and `lent` are the recipients the page's messages and
    the levels above them are worth; `message_variance` is the relative variance between messages of one type.
    """

    mean: Floats
    own: Floats
    lent: Floats
    n: Floats
    fleet_n: Floats
    fleet_speaks: NDArray[np.bool_]
    message_variance: float

    def rates(self, level: float) -> list[Rate]:
        """One Rate per type with its interval at `level`."""
        total = self.own + self.lent
        known = self.mean > 0
        low, high = beta_interval(
            np.where(known, self.mean * total, 1.0), np.where(known, (1 - self.mean) * total, 1.0), level
        )
        return [self._rate(kind, float(low[kind]), float(high[kind])) for kind in range(self.mean.size)]

    def _rate(self, kind: int, low: float, high: float) -> Rate:
        if self.mean[kind] <= 0:
            return Rate(0.0, 0.0, 0.0, 0, "prior")
        mean = float(self.mean[kind])
        if self.own[kind] >= self.lent[kind]:
            return Rate(mean, min(low, mean), max(high, mean), int(self.n[kind]), "page")
        if self.fleet_speaks[kind]:
            return Rate(mean, min(low, mean), max(high, mean), int(self.fleet_n[kind]), "fleet")
        return Rate(mean, min(low, mean), max(high, mean), int(self.n[kind]), "prior")


def type_rates(
    trials: Trials,
    age: NDArray[np.int64],
    *,
    shipped: Floats,
    fleet: FleetCounts,
    spread: float,
    params: EstimateParams,
) -> TypeRates:
    """Posterior rates by type.

    `age` is days per message of the evidence, `shipped` the prior rate per type at its reference price (0 = none),
    `spread` the usual relative spread between messages.
    """
    size = shipped.size
    useful = shipped[trials.kind] > 0
    kind, exposure, won = trials.kind[useful], trials.exposure[useful], trials.successes[useful]
    weight = 0.5 ** (age[trials.row[useful]] / params.type_half_life_days)
    base, base_variance, fleet_speaks = _above(shipped, fleet, spread, params)
    data = _Messages(kind, won, exposure, weight, size)
    n = sum_by(kind, np.ones_like(won), size)

    level = _common_level(data, base, params)
    plug = np.where(shipped > 0, np.minimum(base * level, _LARGEST_RATE), 1e-9)
    variance = _between_messages(data, plug, params, spread)
    information, rate = data.evidence(plug, variance)
    ratio = rate / np.where(base > 0, base, 1.0)
    between = group_variance(ratio, information, usual=params.type_spread, strength=params.spread_groups)
    level, level_variance = _page_level(ratio, information, between, params)

    middle = np.where(shipped > 0, np.minimum(base * level, _LARGEST_RATE), 0.0)
    safe = np.where(middle > 0, middle, 0.5)
    lent = concentration(safe, between + base_variance + level_variance)
    mean, own = middle, np.zeros(size)
    for _ in range(_PASSES):
        information, rate = data.evidence(np.where(middle > 0, mean, 1e-9), variance)
        here = np.where(middle > 0, mean, 0.5)
        own = information * (1 - here) / here
        mean = np.where(middle > 0, (own * np.minimum(rate, _LARGEST_RATE) + lent * middle) / (own + lent), 0.0)
    return TypeRates(mean, own, lent, n, fleet.n, fleet_speaks, variance)


@dataclass(frozen=True)
class _Messages:
    kind: NDArray[np.int64]
    won: Floats
    exposure: Floats
    weight: Floats
    size: int

    def noise(self, plug: Floats) -> Floats:
        """Relative binomial variance of each message's rate when its type's rate is `plug`."""
        at = plug[self.kind]
        return (1 - at) / (at * self.exposure)

    def evidence(self, plug: Floats, variance: float) -> tuple[Floats, Floats]:
        """Information (1 / relative variance) and mean rate by type.

        Messages weigh by precision and age. The age weights make the evidence (sum w)^2 / sum w^2 messages strong
        (L. Kish, Survey Sampling, 1965), at most twice their sum, what a steady flow of messages comes to.
        """
        each = self.weight / (self.noise(plug) + variance)
        information = sum_by(self.kind, each, self.size)
        won = sum_by(self.kind, each * self.won / self.exposure, self.size)
        rate = np.divide(won, information, out=np.zeros(self.size), where=information > 0)
        squares = sum_by(self.kind, self.weight**2, self.size)
        boost = np.divide(sum_by(self.kind, self.weight, self.size), squares, out=np.ones(self.size), where=squares > 0)
        return information * np.minimum(boost, 2.0), rate


def _above(
    shipped: Floats, fleet: FleetCounts, spread: float, params: EstimateParams
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The fleet's rate by type shrunk to the shipped prior, its relative variance, and whether the fleet outweighs it."""
    known = shipped > 0
    prior = np.where(known, shipped, 0.5)
    lent = concentration(prior, np.full(prior.size, params.prior_spread**2))
    each = fleet.exposure / np.maximum(fleet.n, 1.0)
    noise = (1 - prior) / (prior * np.maximum(each, 1.0))
    own = np.where(known, fleet.n / (noise + spread**2) * (1 - prior) / prior, 0.0)
    rate = np.minimum(fleet.successes / np.maximum(fleet.exposure, 1.0), _LARGEST_RATE)
    mean = (own * rate + lent * prior) / (own + lent)
    variance = (1 - mean) / (np.maximum(mean, 1e-9) * (own + lent + 1.0))
    return np.where(known, mean, 0.0), variance, own > lent


def _common_level(data: _Messages, base: Floats, params: EstimateParams) -> float:
    """The page's level over the fleet's from raw sums, a start for the spreads."""
    strength = params.page_spread**-2
    expected = float((data.weight * data.exposure * base[data.kind]).sum())
    return (float((data.weight * data.won).sum()) + strength) / (expected + strength)


def _between_messages(data: _Messages, plug: Floats, params: EstimateParams, spread: float) -> float:
    """Relative variance between messages of a type, around each type's own mean (one message per type is spent on it)."""
    _, rate = data.evidence(plug, spread**2)
    own = np.where(rate > 0, rate, plug)[data.kind]
    seen = sum_by(data.kind, np.ones_like(data.won), data.size)[data.kind]
    degrees = np.sqrt(seen / np.maximum(seen - 1.0, 1.0))
    ratio = 1.0 + (data.won / data.exposure / own - 1.0) * degrees
    noise = (1 - np.minimum(own, _LARGEST_RATE)) / (own * data.exposure)
    several = seen > 1
    return message_variance(ratio[several], noise[several], usual=spread, strength=params.spread_messages)


def _page_level(ratio: Floats, information: Floats, between: float, params: EstimateParams) -> tuple[float, float]:
    """The page's level over the fleet's with its relative variance: types as draws around it, shrunk to 1."""
    each = np.where(information > 0, 1.0 / (between + 1.0 / np.maximum(information, 1e-9)), 0.0)
    strength = params.page_spread**-2
    total = float(each.sum()) + strength
    level = (float((each * ratio).sum()) + strength) / total
    return level, 1.0 / total / level**2
