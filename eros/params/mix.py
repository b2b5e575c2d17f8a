"""Tunables of what a week is made of: mix, bumps, weekday flavours, campaigns, games, tip amounts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from eros.model.campaign import Campaign
from eros.model.creator import SubType
from eros.params.base import Section, tunable

__all__ = ["MixParams"]

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=100)]
Weight = Annotated[float, Field(gt=0, le=1_000_000)]
Cents = Annotated[int, Field(ge=1, le=100_000)]
WEEK = 7


def _table(meaning: str, unit: str, **limits: Any) -> Any:
    return Field(description=meaning, json_schema_extra={"unit": unit}, **limits)


class MixParams(Section):
    """Prices are shares of the page's median send value; a rule whose price is 0 is off."""

    revenue_share: dict[str, Share] = _table("revenue sends among revenue and engagement sends, by tier", "share")
    revenue_tolerance: float = tunable("how far from it a week may be", "share", low=0, high=0.5)
    mix_price: float = tunable("price of a revenue send too few or too many", "send values", low=0, high=100)
    bumps_per_day: dict[str, dict[SubType, tuple[Count, Count]]] = _table(
        "fewest and most bumps on an open day, by tier and sub-type", "sends/day"
    )
    bump_price: float = tunable("price of a bump too few or too many on a day", "send values", low=0, high=100)
    flavours: tuple[tuple[str, ...], ...] = _table(
        "send types each weekday favours, from Monday", "", min_length=WEEK, max_length=WEEK
    )
    flavour_factor: float = tunable(
        "how many times its worth the first send of a favoured type counts; what it adds is the price of leaving it out, "
        "in send values",
        "factor",
        low=1,
        high=1.5,
    )
    campaigns_per_week: int = tunable("campaigns in a week of 7 open days", "campaigns", low=0, high=21)
    campaign_window_days: int = tunable("days the campaigns are counted back", "days", low=7, high=90)
    campaigns_in_window: tuple[Count, Count] = _table("fewest and most campaigns in these days", "campaigns")
    campaign_price: float = tunable("price of a campaign too few or too many", "send values", low=0, high=100)
    campaign_days: dict[Campaign, tuple[Annotated[int, Field(ge=1, le=90)], Annotated[int, Field(ge=1, le=90)]]] = (
        _table("fewest and most days from one campaign of a kind to the next", "days")
    )
    cadence_price: float = tunable("price of a kind that comes too early or too late", "send values", low=0, high=100)
    game_weights: dict[str, Weight] = _table(
        "relative earnings per game kind before a page has played; the first kind is the weekly one",
        "ratio",
        min_length=2,
    )
    game_prior_strength: float = tunable("games these weigh as much as", "games", low=0.1, high=1000)
    game_exploration: float = tunable("chance that a kind is drawn and not the best one taken", "share", low=0, high=1)
    game_loser_games: int = tunable("games played before a kind can be a clear loser", "games", low=1, high=100)
    game_loser_share: float = tunable("part of the mean kind's earnings below which it is one", "share", low=0, high=1)
    game_price: float = tunable("price of a game of a losing or unnamed kind", "send values", low=0, high=100)
    tip_amounts_cents: tuple[Cents, ...] = _table("amounts of first-to-tip sends", "cents", min_length=1)
    tip_rest: int = tunable("first-to-tip sends before an amount may return", "sends", low=0, high=6)
    tip_price: float = tunable("price of another amount or one that returns too soon", "send values", low=0, high=100)

    @model_validator(mode="after")
    def _in_order(self) -> MixParams:
        """Lower limits stand before upper ones, and there are more amounts than rest."""
        pairs = [*self.campaign_days.values(), self.campaigns_in_window]
        pairs += [pair for by_type in self.bumps_per_day.values() for pair in by_type.values()]
        for low, high in pairs:
            if low > high:
                raise ValueError(f"the lower limit {low} lies above the upper limit {high}")
        if len(set(self.tip_amounts_cents)) <= 2 * self.tip_rest:
            raise ValueError(f"{self.tip_rest} amounts must rest on either side; name more than {2 * self.tip_rest}")
        return self
