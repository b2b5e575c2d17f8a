"""What answers are made of: one base for all of them, and the pieces several tools share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from eros.model.daily import Share
    from eros.rules.base import Context
    from mcp_server.inputs import Paged

    Row = TypeVar("Row")
    Shown = TypeVar("Shown", bound="View")

__all__ = [
    "Answer",
    "CreatorAnswer",
    "PageAnswer",
    "ShareView",
    "View",
    "about",
    "filled_page",
    "page_of",
    "rounded",
    "share_view",
]

MOST_CHARACTERS = 22_000
"""Of the rows of one answer, so that it stays under 25,000 whatever stands around them."""


class View(BaseModel):
    """A part of an answer: exactly the fields named. Units stand in names (`price_cents`, `gap_minutes`)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Answer(View):
    """A whole answer; `next` says in one sentence what to call now."""

    next: str


class CreatorAnswer(Answer):
    """What an answer about a page begins with; `units` says what a model must know of its figures."""

    creator_id: str
    timezone: str
    as_of: str
    units: str


class ShareView(View):
    """A figure per recipient with its interval; null where the days are too few."""

    value: float | None
    low: float | None
    high: float | None
    sends: int
    days: int


class PageAnswer(Answer):
    """One page of a list: rows in all, and the cursor of the next page (null at the end)."""

    total: int
    next_cursor: str | None


def page_of(rows: Sequence[Row], args: Paged) -> tuple[Sequence[Row], str | None]:
    """The rows `args` asks for and the cursor of those after them; raises ConfigurationError for a cursor past the end."""
    if args.cursor is not None and args.offset >= len(rows):
        raise ConfigurationError(
            f"cursor {args.cursor!r} lies past the {len(rows)} rows. Leave cursor out to start again."
        )
    end = args.offset + args.limit
    return rows[args.offset : end], str(end) if end < len(rows) else None


def filled_page(count: int, args: Paged, shown: Callable[[int], Shown]) -> tuple[list[Shown], str | None]:
    """The same for rows that are long: each is made by `shown(place)`, as many as an answer holds, at least one."""
    places, cursor = page_of(range(count), args)
    rows: list[Shown] = []
    room = MOST_CHARACTERS
    for place in places:
        row = shown(place)
        room -= len(row.model_dump_json())
        if rows and room < 0:
            return rows, str(place)
        rows.append(row)
    return rows, cursor


def about(context: Context, units: str) -> dict[str, Any]:
    """The fields of CreatorAnswer but `next`; `units` are those of the tool's own figures."""
    problem, level = context.problem, context.params.estimate.interval_level
    return {
        "creator_id": problem.creator.creator_id,
        "timezone": problem.creator.timezone,
        "as_of": problem.as_of.isoformat(),
        "units": f"{units} low and high hold {level:.0%}; null is unknown. as_of is UTC, dates are local.",
    }


def rounded(value: float | None, digits: int = 4) -> float | None:
    """A number as short as its meaning needs."""
    return None if value is None else round(value, digits)


def share_view(share: Share) -> ShareView:
    """A share as a client sees it."""
    return ShareView(
        value=rounded(share.value, 5),
        low=rounded(share.low, 5),
        high=rounded(share.high, 5),
        sends=share.sends,
        days=share.days,
    )
