"""What a person supposes of a week to see what would come of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.catalogue import Catalogue, SendType
    from eros.model.changes import ForecastChange, WeekChanges
    from eros.model.schedule import Schedule
    from eros.model.wishes import Wishes

__all__ = ["TYPE_LIMITS", "Supposed", "WhatIf"]

TYPE_LIMITS = ("max_per_day", "max_per_week", "min_gap_hours")
"""Numbers of a send type that may be supposed to be others."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """Other wishes, another seed (None: the same) and other limits of send types, by (send type, name of the limit)."""

    wishes: Wishes
    seed: int | None = None
    limits: Mapping[tuple[str, str], int | None] = field(default_factory=dict)

    def catalogue(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue under these limits; raises ConfigurationError for a limit no type can have."""
        types = dict(catalogue.send_types)
        for (key, name), value in self.limits.items():
            types[key] = _limited(types[key], name, value)
        return replace(catalogue, send_types=types)


def _limited(send_type: SendType, name: str, value: int | None) -> SendType:
    if value is None and name != "max_per_week":
        raise ConfigurationError(f"send_types.{send_type.key}.{name} has no value. Give a whole number.")
    if value is not None and not 0 <= value <= 1000:
        raise ConfigurationError(f"send_types.{send_type.key}.{name} = {value} is out of range. Allowed: 0 to 1000.")
    change: dict[str, Any] = {name: value}
    return replace(send_type, **change)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The week planned with what was supposed and what it does differently from the one planned without.

    `unproved_cents` is what the solver's stages of both left open: a difference of objectives below it tells nothing.
    `differs` is True where the saved week is not what would be planned today: it was edited, or data came in since.
    """

    after: Schedule
    changes: WeekChanges
    forecast: ForecastChange
    objective_cents: float
    unproved_cents: float
    differs: bool
