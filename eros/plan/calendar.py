"""The quarter hours of a week in which something may start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from eros.model.clock import DAY

if TYPE_CHECKING:
    from datetime import datetime

    from eros.model.problem import Problem
    from eros.params import Params

__all__ = ["SLOT", "Slot", "WeekSlots", "quarters"]

SLOT = 15


def quarters(minutes: int) -> int:
    """Slots that keep at least so many minutes apart."""
    return -(-minutes // SLOT)


@dataclass(frozen=True, slots=True)
class Slot:
    """A quarter hour: its local start `week_minute`, its place `elapsed` in real quarter hours since Monday 00:00."""

    week_minute: int
    elapsed: int

    @property
    def hour(self) -> int:
        """The local clock hour, 0-23."""
        return self.week_minute % DAY // 60


@dataclass(frozen=True)
class WeekSlots:
    """The open slots of a week by day: outside the avoid hours, closed days and closed hours, only local times that exist.

    In a week planned from a moment on, only those that start after it and the lead of `params.running`.
    """

    problem: Problem
    params: Params

    @cached_property
    def days(self) -> tuple[tuple[Slot, ...], ...]:
        """Seven tuples of slots in time order; a closed day has none."""
        return tuple(self._day(day) for day in range(7))

    @cached_property
    def opening(self) -> datetime | None:
        """The moment before which nothing new starts; None in a week that has not begun."""
        moment = self.problem.wishes.not_before
        return None if moment is None else moment + timedelta(minutes=self.params.running.lead_minutes)

    def _day(self, day: int) -> tuple[Slot, ...]:
        clock, avoid, opening = self.problem.clock, set(self.params.rules.avoid_hours), self.opening
        midnight = clock.elapsed(day * DAY)
        plain = clock.elapsed((day + 1) * DAY) - midnight == DAY  # no clock change, so every minute exists once
        hours = [h for h in range(24) if h not in avoid and self.problem.is_open(day * DAY + 60 * h)]
        starts = [
            start
            for start in (day * DAY + 60 * hour + minute for hour in hours for minute in range(0, 60, SLOT))
            if (plain or clock.exists(start)) and (opening is None or clock.instant(start) >= opening)
        ]
        elapsed = [midnight + start - day * DAY if plain else clock.elapsed(start) for start in starts]
        return tuple(Slot(start, real // SLOT) for start, real in zip(starts, elapsed, strict=True))
