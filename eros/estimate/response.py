"""Rates of every send type: what is known before the page's messages, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.price import demand
from eros.estimate.rates import FleetCounts, TypeRates, type_rates
from eros.estimate.settle import settled
from eros.model.estimates import Rate, TypeEstimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eros.estimate.captions import CaptionTable
    from eros.estimate.evidence import Evidence, Trials
    from eros.estimate.price import Pricing
    from eros.model.estimates import Curve, Tier
    from eros.model.history import FleetFigures
    from eros.params import Params

    Floats = NDArray[np.float64]

__all__ = ["Responses", "responses_of", "type_estimates"]

_LARGEST_PRIOR = 0.5


@dataclass(frozen=True)
class Responses:
    """Sales and views of the page's messages with the rates of every type behind them."""

    sales: Trials
    sale: TypeRates
    views: Trials
    view: TypeRates


def responses_of(
    evidence: Evidence,
    table: CaptionTable,
    pricing: Pricing,
    *,
    fleet: FleetFigures,
    curve: Curve | None,
    params: Params,
) -> Responses:
    """Posterior view and purchase rates by type.

    Exposures carry price, hour and weekday (unless `curve` is None) and, for sales, the length of the text, so that a
    rate means: at the reference price, on an average day and hour, with a text of the best length.
    """
    history = evidence.history
    timed = np.ones(len(evidence))
    if curve is not None:
        timed = np.array(curve.hours)[history.hour] * np.array(curve.weekdays)[history.weekday]
    usual = _usual_length(evidence, table)
    known = np.append(table.pooled, False)[table.of_row] & evidence.priced
    length = np.where(known, np.append(table.length_factor, 1.0)[table.of_row], np.append(usual, 1.0)[evidence.kind])
    views, sales = (
        evidence.views.moved(timed**params.estimate.view_part),
        evidence.sales.moved(timed * pricing.factor * length),
    )
    sale = _purchase_rates(evidence, sales, pricing, fleet=fleet, usual_length=usual, params=params)
    return Responses(sales, sale, views, _view_rates(evidence, fleet, views, params))


def type_estimates(
    evidence: Evidence, responses: Responses, pricing: Pricing, tiers: Mapping[str, Tier], params: Params
) -> Mapping[str, TypeEstimate]:
    """One estimate per send type of the catalogue."""
    level = params.estimate.interval_level
    views, sales = responses.view.rates(level), responses.sale.rates(level)
    rows = zip(evidence.types, views, sales, pricing.reference.tolist(), strict=True)
    return {
        t.key: TypeEstimate(t.key, _settled(view), _settled(sale), price, tiers.get(t.key, "UNKNOWN"))
        for t, view, sale, price in rows
    }


def _purchase_rates(
    evidence: Evidence,
    sales: Trials,
    pricing: Pricing,
    *,
    fleet: FleetFigures,
    usual_length: Floats,
    params: Params,
) -> TypeRates:
    """Purchase rates; priors and fleet sums are carried to the page's reference prices along the elasticity."""
    p, elasticity = params.estimate, pricing.elasticity.mean
    base = np.array([t.base_price_cents or 0 for t in evidence.types])
    shipped = np.array([p.priors[t.key].purchase_rate for t in evidence.types])
    shipped = np.minimum(shipped * demand(pricing.reference, base, elasticity), _LARGEST_PRIOR)
    paid = _figures(evidence, fleet, "median_price_cents").astype(np.int64)
    exposure = _figures(evidence, fleet, "sent") * demand(paid, pricing.reference, elasticity) * usual_length
    counts = FleetCounts(_figures(evidence, fleet, "n"), exposure, _figures(evidence, fleet, "purchased"))
    return type_rates(sales, evidence.age, shipped=shipped, fleet=counts, spread=p.purchase_spread, params=p)


def _view_rates(evidence: Evidence, fleet: FleetFigures, views: Trials, params: Params) -> TypeRates:
    p = params.estimate
    counts = FleetCounts(*(_figures(evidence, fleet, name) for name in ("n", "sent", "viewed")))
    shipped = np.array([p.priors[t.key].view_rate for t in evidence.types])
    return type_rates(views, evidence.age, shipped=shipped, fleet=counts, spread=p.view_spread, params=p)


def _figures(evidence: Evidence, fleet: FleetFigures, name: str) -> Floats:
    """One column of the fleet's figures by type of the catalogue, 0 without one (shape (t,))."""
    found = (fleet.types.get(t.key) for t in evidence.types)
    return np.array([getattr(figures, name) if figures else 0 for figures in found], dtype=np.float64)


def _usual_length(evidence: Evidence, table: CaptionTable) -> Floats:
    """Mean length factor of the pool's captions of each priced type's first caption type (shape (t,)); 1 without one."""
    index = {key: i for i, key in enumerate(table.caption_types)}
    count = np.bincount(table.caption_type[table.pooled] + 1, minlength=len(index) + 1)
    total = np.bincount(
        table.caption_type[table.pooled] + 1, weights=table.length_factor[table.pooled], minlength=len(index) + 1
    )
    mean = np.divide(total, count, out=np.ones(count.size), where=count > 0)
    mean[0] = 1.0
    return mean[[index.get(t.caption_types[0], -1) + 1 if t.requires_price else 0 for t in evidence.types]]


def _settled(rate: Rate) -> Rate:
    return Rate(settled(rate.mean), settled(rate.low), settled(rate.high), rate.n, rate.source)
