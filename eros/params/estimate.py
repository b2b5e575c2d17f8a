"""Tunables of the estimates."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["EstimateParams", "TypePrior"]


class TypePrior(Section):
    """What a send type does on a page nobody knows yet, per recipient on an average day."""

    view_rate: float = tunable("views per recipient", "share", low=0, high=1)
    purchase_rate: float = tunable("purchases per recipient at the base price", "share", low=0, high=1)


class EstimateParams(Section):
    """Windows, prior strengths and shipped priors."""

    interval_level: float = tunable("level of every interval shown", "share", low=0.5, high=0.99)
    half_life_days: float = tunable("age at which a caption's observation counts half", "days", low=1, high=730)
    pseudo_cap: float = tunable("largest pseudo-count of a caption", "messages", low=1, high=10_000)
    view_value_share: float = tunable(
        "worth of a view, as a share of the page's earnings per view", "share", low=0, high=1
    )
    fatigue_per_contact: float = tunable("loss of value per further contact on a day", "share", low=0, high=0.9)
    wall_contact_weight: float = tunable("contacts a wall post counts as", "contacts", low=0, high=1)
    elasticity_mean: float = tunable("prior mean of log demand over log price", "", low=-5, high=0)
    elasticity_sd: float = tunable("prior spread of the elasticity", "", low=0.01, high=5)
    priors: dict[str, TypePrior]
