"""What a person asks of a week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from eros.errors import ConfigurationError
from eros.model.clock import WEEK

__all__ = ["Mode", "PinnedSend", "Wishes"]

LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10

Mode = Literal["optimize", "safe", "conservative"]


@dataclass(frozen=True, slots=True)
class PinnedSend:
    """A send a person fixed: its time may be a round minute, everything else must keep the HARD rules.

    Fields left None are chosen by the planner. `week_minute` counts from Monday 00:00 local.
    """

    ref: str
    send_type: str
    week_minute: int
    channel: str | None = None
    target: str | None = None
    caption_id: int | None = None
    text: str | None = None
    price_cents: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.week_minute < WEEK:
            raise ConfigurationError(f"Pinned send {self.ref!r} lies outside the week (minute {self.week_minute}).")
        if self.caption_id is not None and self.text is not None:
            raise ConfigurationError(f"Pinned send {self.ref!r} names a caption and a text of its own; give one.")


@dataclass(frozen=True, slots=True)
class Wishes:
    """Wishes for one week; the defaults wish nothing. Days 0 = Monday.

    `closed_hours` are local clock hours 0-23 without sends on any day. `emphasis` weighs send types and categories against
    the others: the plan counts their sends as worth that many times their forecast (0.1-10); a type's own weight stands
    before its category's. Nothing new starts before the moment `not_before` (aware): the week has begun by then.
    `drip_day` is to have a drip window, in which nothing is sold (rule `drip`).
    """

    closed_days: frozenset[int] = field(default_factory=frozenset)
    closed_hours: frozenset[int] = field(default_factory=frozenset)
    emphasis: tuple[tuple[str, float], ...] = ()
    blocked_types: frozenset[str] = field(default_factory=frozenset)
    pinned: tuple[PinnedSend, ...] = ()
    mode: Mode = "optimize"
    not_before: datetime | None = None
    drip_day: int | None = None

    def __post_init__(self) -> None:
        if self.not_before is not None and self.not_before.tzinfo is None:
            raise ConfigurationError(f"The moment {self.not_before} to plan from has no time zone; give it one.")
        wrong = sorted(day for day in self.closed_days if not 0 <= day <= 6)
        if wrong:
            raise ConfigurationError(f"Closed day {wrong[0]} does not exist; days are 0 (Monday) to 6 (Sunday).")
        self._check_drip_day()
        hours = sorted(hour for hour in self.closed_hours if not 0 <= hour <= 23)
        if hours:
            raise ConfigurationError(f"Closed hour {hours[0]} does not exist; hours are 0 to 23.")
        for key, weight in self.emphasis:
            if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
                raise ConfigurationError(
                    f"The emphasis {weight:g} on {key!r} is out of range; weights are {LEAST_WEIGHT} to {MOST_WEIGHT}."
                )
        object.__setattr__(self, "emphasis", tuple(sorted(self.emphasis)))
        if self.not_before is not None:
            object.__setattr__(self, "not_before", self.not_before.astimezone(UTC))
        keys = [key for key, _ in self.emphasis]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ConfigurationError(f"The emphasis names {repeated[0]!r} twice; give it one weight.")
        refs = [pin.ref for pin in self.pinned]
        twice = sorted({ref for ref in refs if refs.count(ref) > 1})
        if twice:
            raise ConfigurationError(f"Two pinned sends share the ref {twice[0]!r}; give each its own.")

    def _check_drip_day(self) -> None:
        if self.drip_day is not None and self.drip_day not in range(7):
            raise ConfigurationError(f"Drip day {self.drip_day} does not exist; days are 0 (Monday) to 6 (Sunday).")
        if self.drip_day in self.closed_days:
            raise ConfigurationError(f"The drip day {self.drip_day} is closed (0 = Monday). Open it, or wish another.")
