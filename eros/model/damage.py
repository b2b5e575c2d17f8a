"""What happened to a week that is to be mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Damage"]


@dataclass(frozen=True, slots=True)
class Damage:
    """Sends that failed (refs), captions that are withdrawn, weekdays that close (0 = Monday), and the moment it is.

    `moment` (aware) is what nothing may be placed before; None where the week has not begun. Raises ConfigurationError
    for a day that does not exist and a moment without a zone.
    """

    failed: frozenset[str] = field(default_factory=frozenset)
    captions: frozenset[int] = field(default_factory=frozenset)
    closed_days: frozenset[int] = field(default_factory=frozenset)
    moment: datetime | None = None

    def __post_init__(self) -> None:
        if wrong := sorted(day for day in self.closed_days if not 0 <= day <= 6):
            raise ConfigurationError(f"Closed day {wrong[0]} does not exist; days are 0 (Monday) to 6 (Sunday).")
        if self.moment is not None and self.moment.tzinfo is None:
            raise ConfigurationError(f"The moment {self.moment} has no time zone; give it one.")
