"""Facts of pages: what each may be, and pages with them into the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypedDict, cast, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, or_, select, update

from database.refresh import refresh
from database.store.commitments import move_commitments
from database.store.local import local_columns
from database.store.pages import find_creator
from database.tables import creators, mass_messages
from eros.errors import ConfigurationError, ConflictError
from eros.model.catalogue import PageType
from eros.model.creator import Creator, SubType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from eros.params.refresh import RefreshParams

__all__ = [
    "NEEDED",
    "OptionalFacts",
    "PageFacts",
    "change_page",
    "check_fact",
    "check_name",
    "fact_columns",
    "insert_page",
]

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


class OptionalFacts(TypedDict, total=False):
    """What a page has a default for. Tier 1 (best) to 5, money in cents, country as two letters."""

    display_name: str
    subscription_price_cents: int
    tier: int
    use_shared_captions: bool
    country: str
    view_value_cents: float | None
    content_notes: str | None
    is_active: bool


class PageFacts(OptionalFacts, total=False):
    """Everything that can be changed; `fans` >= 0, `timezone` an IANA name."""

    page_type: str
    timezone: str
    fans: int
    sub_type: str


NEEDED = ("page_type", "sub_type", "timezone", "fans")
"""Facts a page cannot be set up without, besides its name."""

_COLUMNS = {"fans": "active_fans", "tier": "performance_tier"}


def check_name(name: str) -> str:
    """The name of a page to be; raises ConfigurationError for one that cannot be used."""
    if not _NAME.fullmatch(name) or not any(map(str.isalnum, name)) or name.lower() == "nan":
        raise ConfigurationError(
            f"Page name {name!r} cannot be used. A name has 1 to 100 letters (A-Z), digits, '_', '-' or '.', such as alexia."
        )
    return name


def check_fact(name: str, value: Any) -> Any:
    """The fact as it is kept; raises ConfigurationError for one that cannot be, naming what is allowed."""
    if name == "country":
        value = str(value).upper()
    if name in _CHECKS:
        holds, allowed = _CHECKS[name]
        if not holds(value):
            raise ConfigurationError(f"{name} cannot be {value!r}. Allowed: {allowed}.")
    if name == "timezone":
        _check_zone(value)
    return value


def fact_columns(facts: PageFacts) -> dict[str, Any]:
    """The facts as columns of the table; raises ConfigurationError for one that cannot be."""
    return {_COLUMNS.get(name, name): check_fact(name, value) for name, value in facts.items()}


def insert_page(connection: Connection, name: str, facts: PageFacts, *, now: datetime) -> Creator:
    """Set up a page from its needed facts and any others; its id is the name in lower case.

    Raises ConfigurationError for a fact that cannot be, ConflictError for a name that is taken (in any case).
    """
    row = {"creator_id": check_name(name).lower(), "page_name": name, "display_name": name, **fact_columns(facts)}
    same = or_(func.lower(creators.c.page_name) == name.lower(), creators.c.creator_id == name.lower())
    if taken := connection.scalar(select(creators.c.page_name).where(same)):
        raise ConflictError(f"A page {taken!r} exists already. Change it with 'eros page set {taken}'.")
    connection.execute(insert(creators).values(row | {"created_at": now, "updated_at": now}))
    return find_creator(connection, name.lower())


def change_page(
    connection: Connection, page: str, facts: PageFacts, *, now: datetime, params: RefreshParams | None = None
) -> Creator:
    """Change facts of the page of this id or name; without any nothing is written.

    A new time zone moves the local date, hour and weekday of the page's messages and commitments with it, and then the
    aggregates are refreshed by `params` (None: as shipped). Raises CreatorNotFoundError, and ConfigurationError for a
    fact that cannot be.
    """
    columns = fact_columns(facts)
    before = find_creator(connection, page)
    if columns:
        own = update(creators).where(creators.c.creator_id == before.creator_id)
        connection.execute(own.values(columns | {"updated_at": now}))
    after = find_creator(connection, before.creator_id)
    if after.timezone != before.timezone:
        _move_clock(connection, after, params)
    return after


def _move_clock(connection: Connection, creator: Creator, params: RefreshParams | None) -> None:
    move_commitments(connection, creator)
    m = mass_messages.c
    rows = connection.execute(select(m.message_id, m.sent_at).where(m.creator_id == creator.creator_id)).all()
    if not rows:
        return
    moved = [{"id_": message_id, **local_columns(sent_at, creator.zone)} for message_id, sent_at in rows]
    connection.execute(update(mass_messages).where(m.message_id == bindparam("id_")), moved)
    refresh(connection, [creator.creator_id], params=params)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(f"{name!r} is no IANA time zone. Use a name such as America/Los_Angeles.") from error


def _one_of(*allowed: str) -> tuple[Callable[[Any], object], str]:
    return allowed.__contains__, ", ".join(allowed)


_CHECKS: Mapping[str, tuple[Callable[[Any], object], str]] = {
    "page_type": _one_of(*cast("tuple[str, ...]", get_args(PageType))),
    "sub_type": _one_of(*cast("tuple[str, ...]", get_args(SubType))),
    "fans": (lambda fans: fans >= 0, "0 or more"),
    "tier": (lambda tier: 1 <= tier <= 5, "1 (best) to 5"),
    "subscription_price_cents": (lambda cents: cents >= 0, "0 or more, in cents"),
    "view_value_cents": (lambda cents: cents is None or cents >= 0, "0 or more, in cents"),
    "country": (re.compile(r"[A-Z]{2}").fullmatch, "two letters, such as US or GB"),
    "display_name": (str.strip, "any text that is not empty"),
}
