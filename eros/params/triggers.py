"""Tunables of the volume triggers (rules `triggers`, `low-frequency-winners`)."""

from __future__ import annotations

from pydantic import Field

from eros.params.base import Section, tunable

__all__ = ["TriggerParams"]


def _factor(meaning: str) -> float:
    value: float = tunable(meaning, "factor", low=0.1, high=10)
    return value


class TriggerParams(Section):
    """When a content type or send type counts for more or less than it is expected to bring; 1 switches a factor off."""

    high_performer: float = _factor("weight of what earns far above the page's median and sells often")
    high_performer_ratio: float = _factor("earnings per message over the page's median from which that holds")
    high_performer_share: float = tunable(
        "part of the page's subjects, by purchase rate, that sell often", "share", low=0, high=1
    )
    trending: float = _factor("weight of what rises from week to week")
    trending_change: float = tunable("rise from which that holds, shrunk", "share", low=0, high=5)
    emerging: float = _factor("weight of what earns well and is rarely used")
    emerging_ratio: float = _factor("earnings per message over the page's median from which that holds")
    rare_uses: int = tunable("uses in the month below which something is rarely used", "messages", low=1, high=100)
    saturating: float = _factor("weight of what brings less from day to day")
    saturating_slope: float = tunable("loss a day from which that holds", "share", low=0, high=1)
    saturating_days: int = tunable("days the slope is taken over", "days", low=3, high=60)
    tired: float = _factor("weight of what is looked at less than the week before")
    tired_change: float = tunable("loss of views from which that holds, shrunk", "share", low=0, high=1)
    trait: tuple[float, float] = Field(
        description="weight of a content type that most top sends share: at the least share of them, and at all of them",
        json_schema_extra={"unit": "factor"},
    )
    trait_top: int = tunable("top sends of the month", "messages", low=2, high=100)
    trait_share: float = tunable("share of the top sends from which a trait counts", "share", low=0, high=1)
    trait_p: float = tunable("largest chance of that share if the trait meant nothing", "share", low=0, high=1)
    trait_messages: int = tunable("messages of the month a trait needs", "messages", low=2, high=1000)
    bounds: tuple[float, float] = Field(
        description="least and largest weight all triggers together make", json_schema_extra={"unit": "factor"}
    )
    expires_days: int = tunable("age of the evidence at the week's start that ends a trigger", "days", low=0, high=90)
    winner_uses: int = tunable("messages ever sent before a rare winner is one", "messages", low=1, high=100)
    winner_targets: tuple[tuple[float, int], ...] = Field(
        description="ratio to the page's median, and the uses a week advised from there on; highest first",
        json_schema_extra={"unit": "factor, messages"},
    )
