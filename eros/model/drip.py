"""A drip: a stretch of one day in which content of one shoot is shown bit by bit and nothing is sold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError
from eros.model.clock import DAY

if TYPE_CHECKING:
    from datetime import date

__all__ = ["DripWindow", "Shoot"]

_WRITTEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class DripWindow:
    """From minute `start` of a day (0 = Monday) to before minute `end` of the same day."""

    day: int
    start: int
    end: int

    @classmethod
    def read(cls, day: int, text: str) -> DripWindow:
        """The window written as 12:00-16:00; raises ConfigurationError."""
        found = _WRITTEN.fullmatch(text)
        numbers = [int(number) for number in found.groups()] if found else [0, 0, 0, 0]
        start, end = 60 * numbers[0] + numbers[1], 60 * numbers[2] + numbers[3]
        if not start < end <= DAY:
            raise ConfigurationError(f"{text!r} is no drip window. Write one as 12:00-16:00.")
        return cls(day, start, end)

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"

    @property
    def minutes(self) -> int:
        """How long it is open."""
        return self.end - self.start

    @property
    def opens(self) -> int:
        """The week minute it opens at."""
        return self.day * DAY + self.start

    def holds(self, week_minute: int) -> bool:
        """True while it is open."""
        return self.opens <= week_minute < self.opens + self.minutes


@dataclass(frozen=True, slots=True)
class Shoot:
    """Content of one type made on one day in one outfit; None where nobody noted it."""

    shoot_id: str
    outfit: str | None
    content_type: str | None
    shot_on: date | None
