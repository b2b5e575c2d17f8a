"""How numbers, times and foreign texts are written for a person."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from eros.model.estimates import Curve

__all__ = [
    "WEEKDAYS",
    "clock_time",
    "counted",
    "curve_verdict",
    "long_date",
    "money",
    "one_line",
    "percent",
    "short_date",
]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def money(cents: float, *, whole: bool = False) -> str:
    """Cents as $1,234.50, or as $1,235 when `whole`."""
    sign = "-" if round(cents) < 0 else ""
    return f"{sign}${abs(cents) / 100:,.{0 if whole else 2}f}"


def percent(share: float, digits: int = 0) -> str:
    """A share (0-1) as 12 %."""
    return f"{100 * share:.{digits}f} %"


def clock_time(minute: int) -> str:
    """A minute of the day as 09:07."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def short_date(day: date) -> str:
    """A date as Mon 23 Nov."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def long_date(day: date) -> str:
    """A date as Monday 23 November."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def counted(count: int, noun: str) -> str:
    """`1 send`, `2 sends`, `1,200 sends`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def one_line(text: str) -> str:
    """A text of unknown origin on one line: runs of white space become one space, control characters vanish.

    What stays cannot move the cursor, colour or clear a terminal, or turn the direction of writing.
    """
    return " ".join("".join(c if not _hidden(c) else " " if c.isspace() else "" for c in text).split())


_JOINERS = "\u200c\u200d"  # emoji and several scripts are written with them


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in _JOINERS


def curve_verdict(curve: Curve) -> str:
    """Whether a page's hours hold out of sample, with the hold-out lift where there is one, and what stands there else."""
    lift = ""
    if curve.lift_low is not None and curve.lift_high is not None:
        lift = f" (hold-out lift {percent(curve.lift_low)} to {percent(curve.lift_high)})"
    if curve.reliable:
        return f"this page's own pattern{lift}, n {curve.n:,}"
    used = {"page": "a shrunk curve", "fleet": "the curve of all pages", "prior": "the shipped curve"}[curve.source]
    return f"no reliable pattern of this page's own{lift}; {used} is used, n {curve.n:,}"
