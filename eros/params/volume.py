"""Tunables of saturation and volume."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from eros.params.base import Section, tunable

__all__ = ["VolumeParams", "ZoneResponse"]

Factor = Annotated[float, Field(ge=0, le=5)]
Sends = Annotated[int, Field(ge=0, le=20)]
Score = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=1, le=365)]
Step = tuple[Annotated[float, Field(ge=-1, le=10)], Share]


def _table(meaning: str, unit: str) -> Any:
    return Field(description=meaning, json_schema_extra={"unit": unit})


class ZoneResponse(Section):
    """What a saturation zone does to the week."""

    priced: float = tunable("factor on priced sends", "factor", low=0, high=1)
    bumps: float = tunable("factor on engagement sends", "factor", low=1, high=3)
    gap_minutes: int = tunable("gap added between priced sends", "min", low=0, high=240)
    cooling_days: int = tunable("first open days without priced sends", "days", low=0, high=7)


class VolumeParams(Section):
    """Tiers, tables and factors of the daily volume, and the steps of the saturation score."""

    new_days: int = tunable("age of the first message below which a page is NEW", "days", low=1, high=365)
    new_messages: int = tunable("messages below which a page is NEW", "messages", low=1, high=1000)
    size_audience: tuple[int, ...] = _table("largest audience from which MEDIUM, LARGE and XL begin", "recipients")
    unknown_saturation: float = tunable("saturation score where there is no verdict", "points", low=0, high=100)
    unknown_opportunity: float = tunable("opportunity score of a new page", "points", low=0, high=100)

    recent_days: int = tunable("days judged", "days", low=3, high=28)
    baseline_days: int = tunable("days looked at, the judged ones included", "days", low=28, high=365)
    recent_min_days: int = tunable("judged days with data a verdict needs", "days", low=1, high=28)
    baseline_min_days: int = tunable("days with data before them a verdict needs", "days", low=7, high=365)
    weekday_min_days: int = tunable("days behind a weekday's own median", "days", low=1, high=50)
    view_steps: tuple[Step, ...] = _table("view-rate deviation below which points are added, worst first", "share")
    value_steps: tuple[Step, ...] = _table("value deviation below which points are added, worst first", "share")
    streak_steps: tuple[Step, ...] = _table("consecutive bad days from which points are added, most first", "days")
    bad_day: float = tunable("part of the weekday's median a bad day stays below", "share", low=0, high=1)
    max_holidays: int = tunable("holidays among the judged days that forbid a verdict", "days", low=1, high=28)
    max_slumps: int = tunable("platform slumps among them that forbid a verdict", "days", low=1, high=28)
    confidence_valid: float = tunable("confidence from valid days", "share", low=0, high=1)
    confidence_own: float = tunable("confidence from days without a platform slump", "share", low=0, high=1)
    confidence_effects: tuple[Step, ...] = _table("effect size from which confidence is added, largest first", "sd")
    zone_bounds: tuple[Share, ...] = _table("raw score from which YELLOW and RED begin", "share")
    red_confidence: float = tunable("confidence RED needs", "share", low=0, high=1)
    risk_bounds: tuple[Share, ...] = _table("raw score from which MODERATE, HIGH and CRITICAL begin", "share")
    zones: dict[str, ZoneResponse]

    opportunity_days: int = tunable(
        "length of each half of the value trend behind the opportunity", "days", low=7, high=90
    )
    opportunity_full: float = tunable("trend that makes the opportunity 0 or 100", "share", low=0.01, high=2)
    trend_windows: tuple[Days, ...] = _table("lengths of the trends fused, shortest first", "days")
    trend_weights: tuple[Share, ...] = _table("weight per window", "share")
    trend_split: float = tunable("distance of first and last trend that changes the weights", "share", low=0, high=2)
    trend_split_weights: tuple[Share, ...] = _table("weight per window then", "share")
    trend_spread: float = tunable("usual size of a true trend; noise beyond it is shrunk", "share", low=0.01, high=2)
    trend_step: float = tunable("trend beyond which revenue moves", "share", low=0, high=2)
    trend_sends: float = tunable("sends a day it moves by", "sends", low=0, high=4)

    tier_fans: tuple[int, ...] = _table("fans from which MID, HIGH and ULTRA begin", "fans")
    base: dict[str, dict[str, tuple[Sends, Sends, Sends]]] = _table(
        "revenue, engagement and retention sends a day by page type and tier", "sends/day"
    )
    saturation_scores: tuple[Score, ...] = _table("saturation scores the factor is given at, linear between", "points")
    saturation_factors: tuple[Share, ...] = _table("factor at each of them", "factor")
    opportunity_gain: float = tunable("largest gain from opportunity", "share", low=0, high=1)
    opportunity_from: float = tunable("opportunity from which volume gains", "points", low=0, high=100)
    opportunity_to: float = tunable("opportunity of the full gain", "points", low=0, high=100)
    opportunity_saturation: float = tunable("saturation from which nothing is gained", "points", low=0, high=100)
    opportunity_full_saturation: float = tunable("saturation up to which all is gained", "points", low=0, high=100)
    confidence_factors: tuple[Share, ...] = _table("volume factor per bound of the history confidence", "factor")
    bump_multipliers: dict[str, Factor] = _table("engagement multiplier by page sub-type", "factor")
    bump_limits: dict[str, Factor] = _table("largest engagement multiplier by tier", "factor")
    bounds: dict[str, tuple[Sends, Sends]] = _table("fewest and most sends of a quota on an open day", "sends/day")
    mode_factors: dict[str, Share] = _table("factor by mode", "factor")
    holiday_factors: dict[str, Factor] = Field(
        description="factor by holiday, English name", json_schema_extra={"unit": "factor", "open": True}
    )
    holiday_default: float = tunable("factor of a public holiday not listed", "factor", low=0, high=2)
