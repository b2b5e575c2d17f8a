"""The wall clock of one week in one time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["DAY", "WEEK", "YEARS", "WeekClock", "first_monday_after"]

DAY = 1440
WEEK = 7 * DAY
YEARS = range(1970, 2201)


@dataclass(frozen=True, slots=True)
class WeekClock:
    """Turns minutes since Monday 00:00 local into instants and elapsed minutes, across clock changes.

    A local time that does not exist is reported by `exists`; one that exists twice means the first.
    Raises ConfigurationError when `week_start` is no Monday or of no year a week can be planned in.
    """

    week_start: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.week_start.year not in YEARS:
            raise ConfigurationError(
                f"No week from {self.week_start} can be planned; weeks are of the years {YEARS[0]} to {YEARS[-1]}."
            )
        if self.week_start.weekday() != 0:
            monday = self.week_start - timedelta(days=self.week_start.weekday())
            raise ConfigurationError(
                f"A week starts on a Monday; {self.week_start} is a {self.week_start:%A}. The Monday before it is {monday}."
            )

    def date_of(self, week_minute: int) -> date:
        """The local date of a moment (week_minute may lie outside 0-10079)."""
        return self.week_start + timedelta(days=week_minute // DAY)

    def local(self, week_minute: int) -> datetime:
        """The naive wall-clock time of a moment."""
        return datetime.combine(self.week_start, datetime.min.time()) + timedelta(minutes=week_minute)

    def instant(self, week_minute: int) -> datetime:
        """The UTC instant; the first one where the wall clock shows the time twice."""
        return _instant(self.week_start, self.zone, week_minute)

    def exists(self, week_minute: int) -> bool:
        """False inside the hour a clock change leaves out."""
        back = self.instant(week_minute).astimezone(self.zone).replace(tzinfo=None)
        return back == self.local(week_minute)

    def elapsed(self, week_minute: int) -> int:
        """Real minutes between Monday 00:00 and the moment; equals week_minute in weeks without a clock change."""
        return self.elapsed_at(self.instant(week_minute))

    def elapsed_at(self, instant: datetime) -> int:
        """Real minutes between Monday 00:00 and an aware instant; negative before the week."""
        return int((instant - self.instant(0)).total_seconds() // 60)

    def week_minute_at(self, instant: datetime) -> int:
        """The wall-clock minute (since Monday 00:00) an aware instant shows."""
        local = instant.astimezone(self.zone).replace(tzinfo=None)
        return int((local - self.local(0)).total_seconds() // 60)


@lru_cache(maxsize=50_000)
def _instant(week_start: date, zone: ZoneInfo, week_minute: int) -> datetime:
    """Every rule asks for the instants of the same few sends, many times."""
    local = datetime.combine(week_start, datetime.min.time()) + timedelta(minutes=week_minute)
    return local.replace(tzinfo=zone).astimezone(UTC)


def first_monday_after(moment: datetime, zone: ZoneInfo) -> date:
    """The default week: the first Monday strictly after the page's local date of `moment`."""
    today = moment.astimezone(zone).date()
    return today + timedelta(days=7 - today.weekday())
