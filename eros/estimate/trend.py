"""Whether the value of the page's sends rises or falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eros.estimate.evidence import Evidence
    from eros.estimate.outcome import Outcomes
    from eros.params.volume import VolumeParams

__all__ = ["fused_trend", "shrunk_trend", "value_trend"]


def value_trend(evidence: Evidence, outcomes: Outcomes, days: int, params: VolumeParams) -> float:
    """Value per recipient of the last `days` over the `days` before them, minus 1; 0 without messages in both.

    Sold messages against their types' means, shrunk as `shrunk_trend` says.
    """
    return shrunk_trend(evidence, outcomes.take(outcomes.sold), days, params)


def shrunk_trend(evidence: Evidence, outcomes: Outcomes, days: int, params: VolumeParams) -> float:
    """Outcomes of the last `days` over those of the `days` before them, minus 1; 0 without messages in both.

    Weighted by precision. Both halves shrink to each other by the usual size of a true trend, so that a few lucky
    messages make none.
    """
    age, weight = evidence.age[outcomes.row], outcomes.precision
    halves = [(age < days), (age >= days) & (age < 2 * days)]
    information = [float(weight[half].sum()) for half in halves]
    if min(information) <= 0:
        return 0.0
    level = [
        float((weight * outcomes.ratio)[half].sum()) / total for half, total in zip(halves, information, strict=True)
    ]
    if min(level) <= 0:
        return 0.0
    true = params.trend_spread**2
    noise = sum(1.0 / total for total in information) / ((level[0] + level[1]) / 2) ** 2
    return (level[0] / level[1] - 1.0) * true / (true + noise)


def fused_trend(evidence: Evidence, outcomes: Outcomes, params: VolumeParams) -> float:
    """The trends of several windows in one (rule `timeframe`): the short ones weigh more when short and long disagree."""
    trends = [value_trend(evidence, outcomes, days, params) for days in params.trend_windows]
    split = abs(trends[0] - trends[-1]) >= params.trend_split
    weights = params.trend_split_weights if split else params.trend_weights
    return sum(weight * trend for weight, trend in zip(weights, trends, strict=True)) / sum(weights)
