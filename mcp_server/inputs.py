"""What arguments are made of: one base for all of them, and the pieces several tools share."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

__all__ = ["Arguments", "CreatorId", "Cursor", "Key", "Limit", "Paged", "WeekStart"]


class Arguments(BaseModel):
    """The arguments of a tool: exactly the ones named, of exactly their types; every field is described."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


CreatorId = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_.\-]{1,100}$", description="Id or page name, from get_active_creators.")
]
"""A page's id or its name."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,100}$")]
"""The key of a send type, channel, target or content type."""


def _monday(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("must be a date written YYYY-MM-DD")
    day = date.fromisoformat(value)
    if day.weekday() != 0:
        raise ValueError(f"must be a Monday, and this is a {day:%A}")
    return day


WeekStart = Annotated[
    date,
    BeforeValidator(_monday),
    WithJsonSchema({"type": "string", "format": "date"}),
    Field(description="Monday of the week, YYYY-MM-DD, page's local calendar."),
]
"""The Monday a week starts on."""

Limit = Annotated[int, Field(ge=1, le=100, description="Most rows in this answer.")]
Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,9}$", description="next_cursor of the page before.")]


class Paged(Arguments):
    """Arguments of a list that comes in pages."""

    limit: Limit = 50
    cursor: Cursor | None = None

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return int(self.cursor or 0)
