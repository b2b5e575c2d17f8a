"""What a page did day by day, and how one stretch of days compares with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["Change", "DailySums", "Metric", "Share", "Stretch"]

Metric = Literal["revenue", "views", "purchases"]


@dataclass(frozen=True, slots=True)
class DailySums:
    """The messages of one send type ("" unknown) on one local date; `view_recipients` are those whose views are known."""

    day: date
    send_type: str
    sends: int
    recipients: int
    view_recipients: int
    views: int
    purchases: int
    earnings_cents: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days first..last, both included, without those `left_out` (with the reason)."""

    first: date
    last: date
    left_out: Mapping[date, str]

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last and day not in self.left_out


@dataclass(frozen=True, slots=True)
class Share:
    """A sum over another, with its interval from the spread between `days`; None where the days are too few.

    `sends` is the number of messages behind it.
    """

    value: float | None
    low: float | None
    high: float | None
    sends: int
    days: int


@dataclass(frozen=True, slots=True)
class Change:
    """A metric per recipient now and before, and the relative change at an equal mix of send types.

    `change`, `low`, `high` are None where the days are too few; `remark` says so, or that the sample is small.
    """

    metric: Metric
    now: Share
    before: Share
    change: float | None
    low: float | None
    high: float | None
    remark: str | None
