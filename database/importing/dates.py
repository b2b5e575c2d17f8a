"""Dates, times and moments as people and programs write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from database.importing.clock import exists, neighbours
from database.importing.values import BadCellError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

__all__ = ["DateOrder", "at_wall_clock", "date_order", "day", "instant", "time_of_day"]

DateOrder = Literal["dmy", "mdy"]
"""How 03/04/2025 is meant: the 3rd of April or the 4th of March."""

LAST_YEAR = 9998
"""One year short of the calendar's end, so that every moment has a next day."""

_SERIAL_START = date(1899, 12, 30)
_SERIAL = re.compile(r"(?P<days>\d{5})(?P<part>\.\d+)?", re.ASCII)
_FRACTION = re.compile(r"0?\.\d+|0", re.ASCII)
_TWO_WAYS = re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<year>\d{4}|\d{2})(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})", re.ASCII)
_WORDS = re.compile(r"[a-z]+|\d+", re.ASCII | re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDINALS = ("st", "nd", "rd", "th", "of")
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?\s*(?:(?P<half>[ap])\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
_MOMENT = re.compile(
    r"(?P<day>.*?\d)(?:T|,?\s+(?:at\s+)?)(?P<time>\d{1,2}(?::\d{2}){0,2}(?:\.\d+)?\s*(?:[ap]\.?m\.?)?)"
    r"\s*(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_SIGNED = re.compile(r"\s+by\s.*", re.DOTALL)
_TIMED = re.compile(r"\d[T ]\d", re.ASCII)


def date_order(cells: Iterable[str]) -> DateOrder | None:
    """How the dates of a column are meant, by those that can be meant in one way only; None where none or both are shown."""
    found: set[DateOrder] = set()
    for cell in cells:
        if match := _TWO_WAYS.match(cell):
            if int(match["a"]) > 12:
                found.add("dmy")
            elif int(match["b"]) > 12:
                found.add("mdy")
        if len(found) == 2:
            return None
    return found.pop() if found else None


def day(raw: str, order: Callable[[], DateOrder | None], first_year: int) -> date:
    """A date: `2025-03-29`, `29.03.2025`, `29/03/2025`, `03/29/2025`, `Jan 03, 2025`, `3 January 2025`, or Excel's 45745.

    `order` is asked where day and month may change places; raises BadCellError where nobody knows.
    """
    found = _day(raw, order)
    if found is None:
        raise BadCellError(f"{shown(raw)} is not a date such as 2025-01-03")
    return _believed(raw, found, first_year)


def time_of_day(raw: str) -> time:
    """A time to the second: `19:30`, `7:30 pm`, `9 PM`, or Excel's part of a day, 0.8125."""
    if _FRACTION.fullmatch(raw):
        return (datetime.min + timedelta(seconds=round(float(raw) * 86_400))).time()  # noqa: DTZ901 - a time alone has no zone
    match = _TIME.fullmatch(raw)
    found = _time(match) if match and (match["minute"] or match["half"]) else None
    if found is None:
        raise BadCellError(f"{shown(raw)} is not a time such as 19:30 or 7:30 pm")
    return found


def instant(
    raw: str, zone: ZoneInfo | None, first_year: int, order: Callable[[], DateOrder | None] = lambda: None
) -> datetime:
    """A date and time as UTC to the second; without offset it is wall-clock time of `zone`.

    A wall-clock time that exists twice is the first. `zone` None reads what has an offset and checks the form of the rest.
    """
    moment = _moment(raw, order)
    if moment is None:
        raise BadCellError(f"{shown(raw)} is not a date and time such as 2025-01-03 19:30 or 2025-01-03T19:30:00+00:00")
    _believed(raw, moment.date(), first_year)
    if moment.tzinfo is None:
        return at_wall_clock(moment, zone)
    return moment.astimezone(UTC).replace(microsecond=0)


def at_wall_clock(wall: datetime, zone: ZoneInfo | None) -> datetime:
    """A naive moment of a zone (None: UTC) as UTC to the second; raises BadCellError for one the clock leaves out."""
    if zone is not None and not exists(wall, zone):
        before, after = neighbours(wall, zone)
        raise BadCellError(
            f"'{wall:%Y-%m-%d %H:%M}' does not exist in {zone}: the clock was put forward over it; "
            f"{before:%H:%M} and {after:%H:%M} exist"
        )
    return wall.replace(tzinfo=zone or UTC).astimezone(UTC).replace(microsecond=0)


def _moment(raw: str, order: Callable[[], DateOrder | None]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        moment = None
    if moment is not None:
        return moment if _TIMED.search(raw) else None
    raw = _SIGNED.sub("", raw)
    if (serial := _SERIAL.fullmatch(raw)) and serial["part"]:
        seconds = round(float(serial["part"]) * 86_400)
        return datetime.combine(_SERIAL_START, time()) + timedelta(days=int(serial["days"]), seconds=seconds)
    match = _MOMENT.fullmatch(raw)
    if not match or not (of_day := _TIME.fullmatch(match["time"].strip())) or not (of_day["minute"] or of_day["half"]):
        return None
    found, clock = _day(match["day"], order), _time(of_day)
    if found is None or clock is None:
        return None
    return _offset(datetime.combine(found, clock), match["offset"])


def _offset(wall: datetime, offset: str | None) -> datetime:
    if not offset:
        return wall
    return datetime.fromisoformat(f"{wall.isoformat()}{'Z' if offset[0] not in '+-' else offset}")


def _day(raw: str, order: Callable[[], DateOrder | None]) -> date | None:
    if match := _YEAR_FIRST.fullmatch(raw) or _DAY_FIRST.fullmatch(raw):
        return _date(match["year"], match["month"], match["day"])
    if match := _SERIAL.fullmatch(raw):
        return None if match["part"] and float(match["part"]) else _SERIAL_START + timedelta(days=int(match["days"]))
    if match := _TWO_WAYS.fullmatch(raw):
        return _either(raw, match, order)
    if raw.endswith(" 00:00:00"):
        return _day(raw.removesuffix(" 00:00:00"), order)
    return _spelled(raw)


def _either(raw: str, match: re.Match[str], order: Callable[[], DateOrder | None]) -> date | None:
    first, second = int(match["a"]), int(match["b"])
    meant = order()
    if meant is None and first != second:
        if first <= 12 and second <= 12:
            raise BadCellError(f"{shown(raw)} may begin with the day or the month; say which with --dates dmy or mdy")
        meant = "dmy" if first > 12 else "mdy"
    return _date(match["year"], *((match["a"], match["b"]) if meant == "mdy" else (match["b"], match["a"])))


def _spelled(raw: str) -> date | None:
    """A date with the month in English words, in any order that names one month, one day and a year of four digits."""
    months: list[str] = []
    days: list[str] = []
    years: list[str] = []
    for word in _WORDS.findall(raw):
        if word.isdigit():
            (years if len(word) == 4 else days).append(word)
        elif (short := word[:3].lower()) in _MONTHS:
            months.append(str(_MONTHS.index(short) + 1))
        elif short not in _WEEKDAYS and word.lower() not in _ORDINALS:
            return None
    if [len(months), len(days), len(years)] != [1, 1, 1]:
        return None
    return _date(years[0], months[0], days[0])


def _date(year: str, month: str, of_month: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(of_month))
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time | None:
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    try:
        return time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError:
        return None


def _believed(raw: str, found: date, first_year: int) -> date:
    if not first_year <= found.year <= LAST_YEAR:
        raise BadCellError(f"{shown(raw)} lies outside the years {first_year} to {LAST_YEAR}")
    return found
