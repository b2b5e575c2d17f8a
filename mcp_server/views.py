"""What answers are made of: one base for all of them, and the pieces several tools share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from mcp_server.inputs import Paged

    Row = TypeVar("Row")

__all__ = ["Answer", "PageAnswer", "View", "page_of"]


class View(BaseModel):
    """A part of an answer: exactly the fields named. Units stand in names (`price_cents`, `gap_minutes`)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Answer(View):
    """A whole answer; `next` says in one sentence what to call now."""

    next: str


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
