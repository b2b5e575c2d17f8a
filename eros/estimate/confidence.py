"""How much a page's own history may be trusted (rule `confidence`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.estimate.evidence import Evidence
    from eros.params.estimate import EstimateParams

__all__ = ["by_confidence", "history_confidence"]

Row = TypeVar("Row")


def history_confidence(evidence: Evidence, params: EstimateParams) -> float:
    """0-1 by the number of priced messages in the confidence window."""
    priced = int(((evidence.history.price_cents > 0) & (evidence.age < params.confidence_days)).sum())
    return _row(priced, params.confidence_messages, params.confidence_values)


def by_confidence(confidence: float, rows: Sequence[Row], params: EstimateParams) -> Row:
    """The row (best first) that applies at a history confidence."""
    return _row(confidence, params.confidence_bounds, rows)


def _row(value: float, bounds: Sequence[float], rows: Sequence[Row]) -> Row:
    return next((row for bound, row in zip(bounds, rows, strict=False) if value >= bound), rows[-1])
