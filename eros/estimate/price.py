"""Usual prices, and what a price does to demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.interval import normal_quantile
from eros.estimate.settle import settled
from eros.model.estimates import Rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence, Trials
    from eros.params import Params
    from eros.params.estimate import EstimateParams

    Floats = NDArray[np.float64]

__all__ = ["Pricing", "demand", "elasticity_of", "pricing_of", "reference_prices"]

_ROUNDS = 10
_LARGEST_STEP = 0.5


@dataclass(frozen=True)
class Pricing:
    """Reference price in cents per type (shape (t,)), the elasticity, and what each message's price did to its demand.

    `factor` (shape (n,)) is demand at the message's price over demand at its type's reference price.
    """

    reference: NDArray[np.int64]
    elasticity: Rate
    factor: Floats


def pricing_of(evidence: Evidence, params: Params) -> Pricing:
    """Prices and elasticity of the page."""
    reference = reference_prices(evidence, params)
    elasticity = elasticity_of(evidence, params)
    usual = np.append(reference, 0)[evidence.kind]
    return Pricing(reference, elasticity, demand(evidence.history.price_cents, usual, elasticity.mean))


def reference_prices(evidence: Evidence, params: Params) -> NDArray[np.int64]:
    """Cents per type of the catalogue: the page's median price in the price window, else the base price, 0 unpriced."""
    recent = evidence.priced & (evidence.age < params.plan.price_window_days)
    prices = [t.base_price_cents or 0 for t in evidence.types]
    for kind, send_type in enumerate(evidence.types):
        if send_type.requires_price:
            paid = evidence.history.price_cents[recent & (evidence.kind == kind)]
            if paid.size >= params.plan.price_min_n:
                prices[kind] = int(np.median(paid))
    return np.array(prices, dtype=np.int64)


def demand(price: NDArray[np.int64], usual: NDArray[np.int64], elasticity: float) -> Floats:
    """Demand at `price` over demand at `usual`, elementwise; 1 where either is unknown (0)."""
    both = (price > 0) & (usual > 0)
    ratio = np.divide(price, usual, out=np.ones(price.size), where=both)
    return np.asarray(ratio**elasticity, dtype=np.float64)


def elasticity_of(evidence: Evidence, params: Params) -> Rate:
    """Log demand over log price on this page, learnt within send types from priced messages.

    Purchases are negative binomial with a level per type (free) and one slope with a Gaussian prior; Fisher scoring
    finds the posterior mode, the overdispersion is the moment estimate of N. E. Breslow, Extra-Poisson variation in
    log-linear models, Applied Statistics 33 (1984). `n` counts priced messages.
    """
    p = params.estimate
    priced = evidence.sales.take(evidence.history.price_cents[evidence.sales.row] > 0)
    price = np.log(evidence.history.price_cents[priced.row].astype(np.float64))
    slope, information = _fit(priced, price, len(evidence.types), p)
    own = information * p.elasticity_sd**2 >= 1.0
    half = normal_quantile(p.interval_level) / float(np.sqrt(information + p.elasticity_sd**-2))
    low, mean, high = (settled(slope + side * half) for side in (-1, 0, 1))
    return Rate(mean, low, high, int(price.size), "page" if own else "prior")


def _fit(trials: Trials, price: Floats, size: int, p: EstimateParams) -> tuple[float, float]:
    """Slope at the posterior mode and the data's information about it; `price` is the log price per trial."""
    kind, bought, sent = trials.kind, trials.successes, trials.exposure
    slope, information, spread = p.elasticity_mean, 0.0, p.purchase_spread**2
    if bought.size == 0:
        return slope, information
    middle = sum_by(kind, price, size) / np.maximum(sum_by(kind, np.ones_like(price), size), 1)
    x = price - middle[kind]
    level = np.log((sum_by(kind, bought, size) + 0.5) / np.maximum(sum_by(kind, sent * np.exp(slope * x), size), 1.0))
    for _ in range(_ROUNDS):
        mean = sent * np.exp(level[kind] + slope * x)
        weight = 1.0 / (1.0 + spread * mean)
        fitted, residual = sum_by(kind, weight * mean, size), weight * (bought - mean)
        level += np.clip(sum_by(kind, residual, size) / np.maximum(fitted, 1e-9), -_LARGEST_STEP, _LARGEST_STEP)
        centred = x - (sum_by(kind, weight * mean * x, size) / np.maximum(fitted, 1e-9))[kind]
        information = float((weight * mean * centred**2).sum())
        pull = float((residual * centred).sum()) + (p.elasticity_mean - slope) / p.elasticity_sd**2
        step = pull / (information + p.elasticity_sd**-2)
        slope += min(max(step, -_LARGEST_STEP), _LARGEST_STEP)
        excess = float((((bought - mean) ** 2 - mean).sum()) / max(float((mean**2).sum()), 1e-9))
        share = bought.size / (bought.size + p.spread_messages)
        spread = max(1e-4, share * excess + (1 - share) * p.purchase_spread**2)
    return slope, information
