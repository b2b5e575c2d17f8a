"""What options mean: texts of the command line into values, each refusal with the way out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eros.cli.session import Session
from eros.errors import ConfigurationError
from eros.render.words import WEEKDAYS

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "ClosedDays",
    "From",
    "JsonFlag",
    "Page",
    "Reference",
    "Replace",
    "Week",
    "parse_date",
    "parse_day",
    "parse_days",
    "parse_emphasis",
    "parse_hours",
    "parse_keys",
    "parse_moment",
    "session_of",
]

Page = Annotated[str, typer.Argument(metavar="PAGE", help="A page's name or id.")]
Reference = Annotated[
    str, typer.Argument(metavar="ID|PAGE", help="A schedule id, or a page: then its newest week or that of --week.")
]
Week = Annotated[str | None, typer.Option("--week", metavar="DATE", help="A Monday, such as 2026-11-23.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Also over an approved, exported or partly sent week; what is sent stays.")
]
From = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="MOMENT", help="A local date or time, as 2026-11-25T14:30: what is before it stands."
    ),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
ClosedDays = Annotated[
    str | None, typer.Option("--closed-days", metavar="DAYS", help="Days without sends, such as thu,sun.")
]

_HOURS = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def session_of(context: typer.Context) -> Session:
    """The session of this run."""
    session = context.obj
    assert isinstance(session, Session)  # noqa: S101 - `run` put it there
    return session


def parse_date(text: str | None, option: str = "--week") -> date | None:
    """The date an option names; raises ConfigurationError."""
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    day = "the Monday of the week" if option == "--week" else "a day"
    raise ConfigurationError(f"{option} {text!r} is no date. Write {day} as 2026-11-23.")


def parse_moment(text: str, zone: ZoneInfo, option: str = "--from") -> datetime:
    """The instant of a local date (its midnight) or date and time; raises ConfigurationError.

    A time a clock change skips means as long after midnight, one it repeats means the first.
    """
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.replace(" ", "T")).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        pass
    raise ConfigurationError(
        f"{option} {text!r} is no local date or time. Write 2026-11-25, or 2026-11-25T14:30 for a time of that day."
    )


def parse_days(text: str | None, option: str = "--closed-days") -> frozenset[int]:
    """Weekdays, 0 = Monday, from names of at least three letters; raises ConfigurationError."""
    return frozenset(_day(name, option) for name in _split(text))


def parse_day(text: str | None, option: str) -> int | None:
    """The weekday an option names, 0 = Monday; raises ConfigurationError."""
    return None if text is None else _day(text.strip(), option)


def _day(name: str, option: str) -> int:
    matches = [day for day, known in enumerate(WEEKDAYS) if len(name) >= 3 and known.lower().startswith(name.lower())]
    if not matches:
        raise ConfigurationError(f"{option} {name!r} is no day. Days are mon, tue, wed, thu, fri, sat, sun.")
    return matches[0]


def parse_keys(text: str | None) -> frozenset[str]:
    """Keys separated by commas."""
    return frozenset(_split(text))


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def parse_hours(text: str | None) -> frozenset[int]:
    """Clock hours from 9, or ranges such as 1-5; raises ConfigurationError."""
    hours: set[int] = set()
    for part in _split(text):
        if not (found := _HOURS.fullmatch(part)):
            raise ConfigurationError(f"--closed-hours {part!r} is no hour. Write hours as 9, ranges as 1-5.")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise ConfigurationError(f"--closed-hours {part!r} ends before it begins. Write {last}-{first}.")
        hours.update(range(first, last + 1))
    return frozenset(hours)


def parse_emphasis(text: str | None, usual: float) -> tuple[tuple[str, float], ...]:
    """Weights by category or send type from revenue or bundle=2; `usual` is the weight of a name alone."""
    found = []
    for part in _split(text):
        key, given, weight = part.partition("=")
        try:
            found.append((key.strip(), float(weight) if given else usual))
        except ValueError:
            raise ConfigurationError(
                f"--emphasis {part!r} has no weight. Write revenue, or revenue=1.5 for a weight."
            ) from None
    return tuple(sorted(found))


OutputPath = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is standard output.")
]
