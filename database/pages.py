"""Setting up a page and changing its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from database.engine import writing
from database.store.facts import OptionalFacts, PageFacts, change_page, insert_page

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import Engine

    from eros.model.creator import Creator
    from eros.params.refresh import RefreshParams

__all__ = ["add_page", "set_page"]


def add_page(
    engine: Engine,
    *,
    name: str,
    page_type: str,
    timezone: str,
    fans: int,
    sub_type: str,
    now: datetime,
    **optional: Unpack[OptionalFacts],
) -> Creator:
    """Set up a page from the five needed facts; its id is the name in lower case.

    A name has 1-100 letters, digits and `_ - .`. Raises ConfigurationError for a fact that cannot be, ConflictError for a
    name that is taken (in any case).
    """
    needed: PageFacts = {"page_type": page_type, "timezone": timezone, "fans": fans, "sub_type": sub_type}
    with writing(engine) as connection:
        return insert_page(connection, name, {**needed, **optional}, now=now)


def set_page(
    engine: Engine, page: str, *, now: datetime, params: RefreshParams | None = None, **changes: Unpack[PageFacts]
) -> Creator:
    """`change_page` in a transaction of its own."""
    with writing(engine) as connection:
        return change_page(connection, page, changes, now=now, params=params)
