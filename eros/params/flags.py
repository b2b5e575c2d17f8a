"""Switches of the rules that may be rolled out page by page."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from eros.params.base import Section, tunable

__all__ = ["FlagParams"]


def _as_share(value: object) -> object:
    """True is every page, false none."""
    return float(value) if isinstance(value, bool) else value


Share = Annotated[float, BeforeValidator(_as_share)]


def _flag(meaning: str) -> float:
    value: float = tunable(f"pages that are planned by {meaning}", "share of the pages", low=0, high=1)
    return value


class FlagParams(Section):
    """One flag per wave of rules: true, false, or the share of the pages a rule holds for.

    `eros.params.rollout` says which numbers stand behind a flag and which pages a share takes.
    """

    enable_char_length_multiplier: Share = _flag("the factor of a text's length (rule `length`)")
    enable_confidence_dampening: Share = _flag("their history confidence (rule `confidence`)")
    enable_rotation_patterns: Share = _flag("PPV styles that take turns (rules `rotation`, `same-style`)")
    enable_timing_rules: Share = _flag("their best hours and days and wide gaps (rules `prime`, `same-type-gap`)")
    enable_page_type_volumes: Share = _flag("their mix and sub-type (rules `mix`, `bump-ratio`)")
    enable_volume_triggers: Share = _flag("what history says to send more or less of (rule `triggers`)")
    enable_quality_validators: Share = _flag(
        "how a text is written (rules from `length-class` to `fonts`, and `voice`)"
    )
    enable_scam_detection: Share = _flag("what a text claims (rules `bundle-value`, `honesty`)")
    enable_pricing_optimization: Share = _flag("price points and confidence (rule `price-confidence`)")
