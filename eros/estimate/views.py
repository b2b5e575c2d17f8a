"""What a view is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.estimate.evidence import Evidence
    from eros.model.creator import Creator
    from eros.model.estimates import TypeEstimate
    from eros.params.estimate import EstimateParams

__all__ = ["view_value_cents"]


def view_value_cents(
    evidence: Evidence, creator: Creator, types: Mapping[str, TypeEstimate], params: EstimateParams
) -> float:
    """Cents per view: the page's own setting, else a share of its earnings per view.

    A page without views in the earnings window is taken to send every type once at its estimated rates.
    """
    if creator.view_value_cents is not None:
        return creator.view_value_cents
    near = evidence.seen & (evidence.age < params.earnings_days)
    views = float(evidence.history.viewed[near].sum())
    earned = float(evidence.history.earnings_cents[near].sum())
    if views <= 0:
        views = sum(t.view_rate.mean for t in types.values())
        earned = sum(t.purchase_rate.mean * t.reference_price_cents for t in types.values())
    return params.view_value_share * earned / views
