"""Tunables of the estimates."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from eros.params.base import Section, tunable

__all__ = ["EstimateParams", "TypePrior"]

Share = Annotated[float, Field(ge=0, le=1)]
Hour = Annotated[int, Field(ge=0, le=23)]
Weekday = Annotated[int, Field(ge=0, le=6)]
Days = Annotated[int, Field(ge=1, le=3660)]


def _table(meaning: str, unit: str) -> Any:
    return Field(description=meaning, json_schema_extra={"unit": unit})


class TypePrior(Section):
    """What a send type does on a page nobody knows yet, per recipient on an average day, with a text of good length."""

    view_rate: float = tunable("views per recipient", "share", low=0, high=1)
    purchase_rate: float = tunable("purchases per recipient at the base price", "share", low=0, high=1)


class EstimateParams(Section):
    """Windows, prior strengths and shipped priors. A spread is a relative standard deviation (0.5 = half the mean)."""

    level_half_life_days: float = tunable(
        "age at which a message counts half for where a tired page stands", "days", low=1, high=90
    )
    level_spread: float = tunable("usual size of a slump of a whole page", "share", low=0.01, high=2)
    interval_level: float = tunable("level of every interval shown", "share", low=0.5, high=0.99)

    type_half_life_days: float = tunable("age at which a type's message counts half", "days", low=7, high=3660)
    purchase_spread: float = tunable("usual spread of purchases between messages of a type", "share", low=0.01, high=5)
    view_spread: float = tunable("usual spread of views between messages of a type", "share", low=0.01, high=5)
    spread_messages: float = tunable("messages the usual spread counts as", "messages", low=1, high=1000)
    type_spread: float = tunable("usual spread of a page's types around its own level", "share", low=0.01, high=5)
    page_spread: float = tunable("usual spread between pages", "share", low=0.01, high=5)
    prior_spread: float = tunable("how far a shipped prior may be off", "share", low=0.01, high=5)
    spread_groups: float = tunable("groups a usual spread counts as", "groups", low=0.1, high=1000)

    half_life_days: float = tunable("age at which a caption's observation counts half", "days", low=1, high=730)
    pseudo_cap: float = tunable("largest pseudo-count of a caption", "messages", low=1, high=10_000)
    caption_spread: float = tunable("usual spread between captions of a type", "share", low=0.01, high=5)
    caption_view_spread: float = tunable(
        "usual spread between captions of a type that sells nothing", "share", low=0.01, high=5
    )
    caption_type_spread: float = tunable("usual spread between caption types in a send type", "share", low=0.01, high=5)
    caption_page_share: float = tunable(
        "part of the captions' variance that differs from page to page", "share", low=0, high=1
    )
    caption_fleet_uses: float = tunable(
        "uses on all pages that settle half of the rest of that variance", "messages", low=1, high=1000
    )

    length_bounds: tuple[int, ...] = _table("first length of each class of texts but the first", "characters")
    length_multipliers: tuple[Share, ...] = _table("length multiplier m per class, one more than bounds", "factor")
    length_base: float = tunable("factor of a priced send at m = 0", "factor", low=0, high=1)
    length_weight: float = tunable("factor added at m = 1", "factor", low=0, high=1)

    view_part: float = tunable("part of an hour's effect on sales that shows in views", "power", low=0, high=1)
    hour_spread: float = tunable("usual spread between hours", "share", low=0.01, high=2)
    hour_smoothing: float = tunable("part of an hour's evidence lent to each neighbour", "share", low=0, high=0.33)
    hour_low: float = tunable("smallest hour multiplier", "factor", low=0.05, high=1)
    hour_high: float = tunable("largest hour multiplier", "factor", low=1, high=5)
    weekday_spread: float = tunable("usual spread between weekdays", "share", low=0.01, high=2)
    weekday_low: float = tunable("smallest weekday multiplier", "factor", low=0.05, high=1)
    weekday_high: float = tunable("largest weekday multiplier", "factor", low=1, high=5)
    curve_fleet_messages: float = tunable("messages at which a fleet cell counts half", "messages", low=1, high=100_000)
    curve_min_messages: int = tunable("messages before a page's curve is fitted", "messages", low=10, high=10_000)
    prime_hours: tuple[Hour, ...] = _table("hours favoured where nothing is known", "hour")
    prime_days: tuple[Weekday, ...] = _table("weekdays favoured where nothing is known, 0 = Monday", "weekday")
    prime_hour_lift: float = tunable("extra of a favoured hour", "share", low=0, high=1)
    prime_day_lift: float = tunable("extra of a favoured weekday", "share", low=0, high=1)
    holdout_fit_share: float = tunable("first part of time the hold-out fits on", "share", low=0.3, high=0.9)
    holdout_hours_share: float = tunable("hours the hold-out picks", "share", low=0.05, high=0.9)
    holdout_min_weeks: int = tunable("weeks the hold-out needs", "weeks", low=2, high=100)
    bootstrap_rounds: int = tunable("resamples of weeks", "rounds", low=50, high=10_000)

    elasticity_mean: float = tunable("prior mean of log demand over log price", "", low=-5, high=0)
    elasticity_sd: float = tunable("prior spread of the elasticity", "", low=0.01, high=5)

    view_value_share: float = tunable(
        "worth of a view, as a share of the page's earnings per view", "share", low=0, high=1
    )
    earnings_days: int = tunable("history behind the earnings per view", "days", low=7, high=3660)
    fatigue_per_contact: float = tunable("loss of value per further contact on a day", "share", low=0, high=0.9)
    wall_contact_weight: float = tunable("contacts a wall post counts as", "contacts", low=0, high=1)
    contact_days: int = tunable("history behind the usual contacts and the largest volume", "days", low=7, high=365)

    confidence_days: int = tunable("history behind the history confidence", "days", low=7, high=3660)
    confidence_messages: tuple[int, ...] = _table("priced messages from which a confidence applies", "messages")
    confidence_values: tuple[Share, ...] = _table("history confidence per bound, one more than bounds", "share")
    confidence_bounds: tuple[Share, ...] = _table("history confidence from which a row applies", "share")
    reuse_days: tuple[Days, ...] = _table("rest of a caption per bound, one more than bounds", "days")
    followup_factors: tuple[Share, ...] = _table("follow-up factor per bound, one more than bounds", "factor")

    change_min_days: int = tunable("days with sends each half of a comparison needs", "days", low=3, high=30)
    change_small_sends: int = tunable("messages in a half below which a sample is small", "messages", low=1, high=1000)

    ranking_windows: tuple[Days, ...] = _table("windows tried for a tier, shortest first; then everything", "days")
    ranking_min_n: int = tunable("messages a tier needs", "messages", low=2, high=1000)
    top_share: float = tunable("best part of the types, tier TOP", "share", low=0, high=0.5)
    low_share: float = tunable("worst part of the types, tier LOW", "share", low=0, high=0.5)
    avoid_share: float = tunable("part of the page's median value an AVOID stays below", "share", low=0, high=1)

    priors: dict[str, TypePrior]
