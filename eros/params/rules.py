"""Limits of the HARD rules."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from eros.params.base import Section, tunable

__all__ = ["RuleParams"]


class RuleParams(Section):
    """One limit per HARD rule that has a number; per-type numbers live in send_types.csv."""

    ppv_gap_minutes: int = tunable("distance of any two PPV sends", "min", low=0, high=1440)
    min_gap_minutes: int = tunable("distance of any two sends", "min", low=15, high=720)
    max_per_hour: int = tunable("sends that start in one clock hour", "sends", low=1, high=4)
    avoid_hours: tuple[int, ...] = Field(
        description="clock hours in which nothing starts", json_schema_extra={"unit": "hour"}
    )
    round_minutes: tuple[int, ...] = Field(
        description="minutes no generated time uses", json_schema_extra={"unit": "min"}
    )
    rolling_days: int = tunable("calendar dates a weekly cap looks at", "days", low=1, high=14)
    freshness_per_day: float = tunable(
        "freshness points a caption gains per day of rest", "points/day", low=0.1, high=100
    )
    freshness_min: float = tunable("freshness a caption needs", "points", low=0, high=100)
    performance_min: float = tunable("performance score a caption needs", "points", low=0, high=100)
    performance_unknown: float = tunable("score of a caption this page never used", "points", low=0, high=100)
    lock_days: int = tunable("days around a PPV send in which no other page uses its caption", "days", low=0, high=60)
    draft_lock_days: int = tunable("days after which a draft's locks lapse", "days", low=0, high=60)
    diversity_total: int = tunable("distinct send types in a full week", "types", low=0, high=21)
    diversity_revenue: int = tunable("distinct revenue types in a full week of a paid page", "types", low=0, high=7)
    diversity_engagement: int = tunable(
        "distinct engagement types in a full week of a paid page", "types", low=0, high=9
    )
    diversity_retention: int = tunable("distinct retention types in a full week of a paid page", "types", low=0, high=5)
    followup_min_minutes: int = tunable("earliest follow-up after its parent", "min", low=1, high=120)
    followup_max_minutes: int = tunable("latest follow-up after its parent", "min", low=1, high=240)
    followups_per_day: int = tunable("follow-ups on one day", "sends", low=0, high=20)
    link_parent_hours: int = tunable("how far back a link drop's buying opportunity may lie", "h", low=1, high=72)
    price_min_cents: int = tunable("lowest price of a priced send", "cents", low=1, high=100_000)
    price_max_cents: int = tunable("highest price of a priced send", "cents", low=1, high=100_000)
    price_max_vip_cents: int = tunable("highest price of a VIP tip", "cents", low=1, high=100_000)
    expiry_hours: int = tunable("longest life of a send that expires", "h", low=1, high=168)
    drip_min_hours: int = tunable("shortest drip window", "h", low=1, high=12)
    drip_max_hours: int = tunable("longest drip window", "h", low=1, high=12)
    drip_end_hour: int = tunable("clock hour by which a drip window ends", "hour", low=9, high=24)
    rotation_cap_days: int = tunable("days one order of PPV styles may be kept", "days", low=1, high=14)
    auto_export: bool = Field(
        description="export valid, complete weeks without a person", json_schema_extra={"unit": ""}
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Limits that leave nothing between them are refused with the settings that clash."""
        pairs = (
            ("price_min_cents", "price_max_cents"),
            ("price_min_cents", "price_max_vip_cents"),
            ("followup_min_minutes", "followup_max_minutes"),
            ("drip_min_hours", "drip_max_hours"),
        )
        for low, high in pairs:
            if getattr(self, low) > getattr(self, high):
                raise ValueError(
                    f"{low} {getattr(self, low)} lies above {high} {getattr(self, high)}; change one of them"
                )
        if set(range(24)) <= set(self.avoid_hours):
            raise ValueError("avoid_hours leaves no hour of the day; take some out")
        if odd := sorted(minute for minute in self.round_minutes if minute % 15 or not 0 <= minute < 60):
            raise ValueError(f"round_minutes names {odd[0]}; only 0, 15, 30 and 45 may be kept free")
        return self
