"""Pages: the columns, a row into the facts of a page, pages set up or changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from database.importing.report import Tally
from database.importing.table import Layout
from database.importing.values import BadCellError, decimal, yes_no
from database.store.facts import NEEDED, change_page, check_fact, check_name, fact_columns, insert_page
from database.store.pages import find_creator
from database.tables import creators
from eros.errors import ConfigurationError, CreatorNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from database.importing.known import Known
    from database.importing.table import Row
    from eros.model.creator import Creator
    from eros.params import Params

__all__ = ["LAYOUTS", "NewPage", "read_page", "write_pages"]

_TITLES = {
    "page": ("page", "pagename", "name", "username", "creator", "model"),
    "page_type": ("pagetype", "type"),
    "sub_type": ("subtype", "category"),
    "timezone": ("timezone", "zone", "tz"),
    "fans": ("fans", "activefans", "subscribers", "subs"),
    "display_name": ("displayname",),
    "subscription_price": ("subscriptionprice", "subprice", "price"),
    "tier": ("tier", "performancetier"),
    "country": ("country",),
    "shared_captions": ("sharedcaptions", "usesharedcaptions"),
    "view_value": ("viewvalue",),
    "content_notes": ("contentnotes", "notes"),
    "active": ("active", "isactive"),
}
LAYOUTS = (Layout("canonical", {title: name for name, titles in _TITLES.items() for title in titles}, ("page",)),)

_FACT_FIELDS = {
    "subscription_price_cents": "subscription_price",
    "use_shared_captions": "shared_captions",
    "view_value_cents": "view_value",
    "is_active": "active",
}
"""Columns of a file whose name differs from the fact's."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page of a file: its id where it exists, its name, and the facts the file gives."""

    line: int
    creator_id: str | None
    name: str
    facts: Mapping[str, Any]


def read_page(row: Row, known: Known) -> NewPage | None:
    """The page of a row; None when something is wrong with it (noted in the row). A page that is new needs all five facts."""
    name = row.need("page", known.text) or ""
    existing = _existing(known, name) if name else None
    readers: Mapping[str, Callable[[str], Any]] = {
        "page_type": str.lower,
        "sub_type": lambda raw: "_".join(raw.lower().replace("-", " ").replace("_", " ").split()),
        "timezone": str,
        "fans": known.count,
        "display_name": known.text,
        "subscription_price_cents": known.money,
        "tier": known.count,
        "country": str,
        "use_shared_captions": yes_no,
        "view_value_cents": lambda raw: round(100 * decimal(raw.removeprefix("$"), 0, known.limits.max_number), 4),
        "content_notes": known.text,
        "is_active": yes_no,
    }
    facts = {
        fact: row.read(_FACT_FIELDS.get(fact, fact), partial(_checked, fact, reader))
        for fact, reader in readers.items()
    }
    if name:
        earlier = known.seen.setdefault(name.lower(), row.line)
        if earlier != row.line:
            row.wrong("page", f"is that of line {earlier} already")
    if existing is None and name:
        _check_new(row, name)
    if row.problems:
        return None
    given = {fact: value for fact, value in facts.items() if value is not None}
    return NewPage(row.line, existing.creator_id if existing else None, name, given)


def _existing(known: Known, name: str) -> Creator | None:
    """The page of this very name or id, in any case: what is only called alike is another page."""
    try:
        return find_creator(known.connection, name)
    except CreatorNotFoundError:
        return None


def _checked(fact: str, reader: Callable[[str], Any], raw: str) -> Any:
    try:
        return check_fact(fact, reader(raw))
    except ConfigurationError as error:
        raise BadCellError(str(error).rstrip(".")) from error


def _check_new(row: Row, name: str) -> None:
    try:
        check_name(name)
    except ConfigurationError as error:
        row.wrong("page", str(error).rstrip("."))
    for fact in NEEDED:
        if not row.cell(fact):
            row.wrong(fact, f"is empty; a new page needs {', '.join(('page', *NEEDED))}")


def write_pages(known: Known, pages: Iterable[NewPage], params: Params) -> Tally:
    """Set up new pages and change facts of others; what the file leaves out stays."""
    tally = Tally()
    for page in pages:
        facts: Any = dict(page.facts)
        if page.creator_id is None:
            insert_page(known.connection, page.name, facts, now=known.step.now)
            tally.inserted += 1
        elif _holds(known, page.creator_id, facts):
            tally.unchanged += 1
        else:
            change_page(known.connection, page.creator_id, facts, now=known.step.now, params=params.refresh)
            tally.updated += 1
    return tally


def _holds(known: Known, creator_id: str, facts: Any) -> bool:
    row = known.connection.execute(select(creators).where(creators.c.creator_id == creator_id)).mappings().one()
    return all(row[column] == value for column, value in fact_columns(facts).items())
