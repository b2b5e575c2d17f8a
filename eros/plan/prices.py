"""What a priced send costs, settled before its caption is chosen (rules `price-confidence`, `price-length`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.campaign import FIRST_TO_TIP
from eros.rules.commerce import price_limits
from eros.rules.soft.games import tip_amounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.catalogue import SendType
    from eros.params import Params
    from eros.rules.base import Context

__all__ = ["POINT_GROUPS", "demand", "prices"]

POINT_GROUPS = frozenset({"ppv", "bundle"})


def prices(context: Context) -> Mapping[str, int]:
    """Cents by priced send type.

    PPV and bundle types take the price point nearest to the page's usual price times the confidence factor; games and
    VIP tips keep their usual amount, a first-to-tip is worth what its best amount brings. Every price lies within the
    rule's limits. Saturation never lowers a price.
    """
    return {t.key: _price(context, t) for t in context.problem.catalogue.send_types.values() if t.requires_price}


def _price(context: Context, send_type: SendType) -> int:
    params = context.params
    usual = context.estimates.types[send_type.key].reference_price_cents
    low, high = price_limits(send_type, params.rules)
    if send_type.key == FIRST_TO_TIP and (amounts := tip_amounts(context)):
        elasticity = context.estimates.elasticity.mean
        return max(amounts, key=lambda cents: (cents * demand(cents, usual, elasticity), cents))
    points = [point for point in params.plan.price_points_cents if low <= point <= high]
    if send_type.style_group not in POINT_GROUPS or not points:
        return min(max(usual, low), high)
    wanted = usual * _confidence_factor(context.estimates.history_confidence, params)
    return min(points, key=lambda point: (abs(point - wanted), point))


def _confidence_factor(confidence: float, params: Params) -> float:
    bounds, factors = params.plan.price_confidence_bounds, params.plan.price_confidence_factors
    return next((f for b, f in zip(bounds, factors, strict=False) if confidence >= b), factors[-1])


def demand(price_cents: int, reference_cents: int, elasticity: float) -> float:
    """Purchases at a price over purchases at the reference price: constant elasticity, 1 where either is unknown."""
    if price_cents <= 0 or reference_cents <= 0:
        return 1.0
    return float((price_cents / reference_cents) ** elasticity)
