"""Where the page stands now against what its longer history says."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from eros.estimate.settle import settled
from eros.model.estimates import Rate

if TYPE_CHECKING:
    from eros.estimate.evidence import Evidence
    from eros.estimate.outcome import Outcomes
    from eros.model.schedule import Zone
    from eros.params.estimate import EstimateParams

__all__ = ["recent_level"]


def recent_level(evidence: Evidence, outcomes: Outcomes, zone: Zone, params: EstimateParams) -> Rate:
    """Value of a tired page's latest sold messages over their types' rates, shrunk to 1; 1 in any other zone.

    Messages weigh by precision and fade with a half-life of days, so that a slump of the last week moves the forecast
    although the types' rates, learnt over months, hardly do. The usual size of such a slump is the prior's spread.
    Without the verdict of the saturation zone the last days say more about chance and volume than about the page.
    """
    if zone not in {"YELLOW", "RED"}:
        return Rate(1.0, 1.0, 1.0, 0, "prior")
    sold = outcomes.take(outcomes.sold)
    fade = 0.5 ** (evidence.age[sold.row] / params.level_half_life_days)
    weight = fade * sold.precision
    lent = params.level_spread**-2
    total = float(weight.sum()) + lent
    mean = (float((weight * sold.ratio).sum()) + lent) / total
    half = NormalDist().inv_cdf(0.5 + params.interval_level / 2) / sqrt(total)
    return Rate(settled(mean), settled(max(mean - half, 0.0)), settled(mean + half), int((fade >= 0.5).sum()), "page")
