"""What history says about a page, each number with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from eros.model.triggers import Triggers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.campaign import GameEstimate
    from eros.model.caption_estimates import CaptionEstimates
    from eros.model.catalogue import Quota
    from eros.model.schedule import Zone

__all__ = [
    "Curve",
    "Estimates",
    "Factor",
    "Ranking",
    "Rate",
    "Saturation",
    "Source",
    "Tier",
    "TypeEstimate",
    "Volume",
]

Source = Literal["page", "fleet", "prior"]
Tier = Literal["TOP", "MID", "LOW", "AVOID", "UNKNOWN"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A posterior mean with its 90 % interval, the observations behind it and who spoke loudest."""

    mean: float
    low: float
    high: float
    n: int
    source: Source


@dataclass(frozen=True, slots=True)
class TypeEstimate:
    """What one send of a type does on this page on an average day and hour with an average caption.

    `view_rate` and `purchase_rate` are per recipient (0-1), the latter at `reference_price_cents` (0 for types without
    price) and, where a price is carried, with a text of the best length: a send's length factor multiplies it.
    `tier` AVOID keeps the type out unless the diversity minimum needs it.
    """

    send_type: str
    view_rate: Rate
    purchase_rate: Rate
    reference_price_cents: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class Curve:
    """Multipliers with mean 1 by local hour (24) and weekday (7).

    `reliable` is False where the hold-out lift interval crosses zero: then the fleet's or a flat curve stands here.
    `lift_low`, `lift_high` are that interval (share, None when it was not computed).
    """

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    reliable: bool
    source: Source
    n: int
    lift_low: float | None
    lift_high: float | None

    def at(self, day: int, hour: int) -> float:
        """The multiplier at a day (0 = Monday) and hour (0-23)."""
        return self.hours[hour] * self.weekdays[day]


@dataclass(frozen=True, slots=True)
class Saturation:
    """How tired the audience is. `raw` 0-1, `score` and `opportunity` 0-100; UNKNOWN zone where data is too thin."""

    raw: float
    score: float
    opportunity: float
    trend: float
    confidence: float
    zone: Zone
    risk: str
    size: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """A content type's tier by earnings per message, with n, interval and the window (days, 0 = all) used."""

    content_type: str
    n: int
    rps_cents: float
    low_cents: float
    high_cents: float
    window_days: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class Factor:
    """One step of the volume calculation: its name, its value and what it did."""

    name: str
    value: float
    effect: str


@dataclass(frozen=True, slots=True)
class Volume:
    """Sends a day by quota (7 days, 0 = Monday) and every factor that led there.

    `restraint` is what the strongest page-wide sign of tiredness left of the revenue volume (0-1, 1 = nothing taken).
    """

    tier: str
    days: tuple[Mapping[Quota, int], ...]
    factors: tuple[Factor, ...]
    followup_factor: float
    cooling_days: frozenset[int]
    extra_gap_minutes: int
    extrapolated: bool
    restraint: float = 1.0


@dataclass(frozen=True)
class Estimates:
    """Everything the planner knows. Rates and multipliers are unitless, money is cents.

    `level` is the value of a tired page's latest sends over what its longer history says (1 on any other page).
    `contacts_per_day` is the page's usual number of message contacts on a day with sends; value falls by
    `fatigue_per_contact` (share, log-linear) with each contact beyond it. `elasticity` is log demand over log price.
    """

    types: Mapping[str, TypeEstimate]
    captions: CaptionEstimates
    curve: Curve
    saturation: Saturation
    rankings: Mapping[str, Ranking]
    volume: Volume
    history_confidence: float
    level: Rate
    reuse_days: int
    elasticity: Rate
    view_value_cents: float
    contacts_per_day: float
    fatigue_per_contact: float
    games: Mapping[str, GameEstimate] = field(default_factory=dict)
    triggers: Triggers = field(default_factory=Triggers)
