"""What a page holds: the columns, a row into an entry, entries into the vault."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from database.importing.report import Tally
from database.importing.table import Layout
from database.importing.values import choice, count, plain_name, yes_no
from database.tables import vault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from database.importing.known import Known
    from database.importing.table import Row

__all__ = ["LAYOUTS", "Entry", "read_entry", "write_vault"]

_FIELDS = ("page", "content_type", "has_content", "quantity", "quality", "notes")
LAYOUTS = (Layout("canonical", {plain_name(name): name for name in _FIELDS}, ("content_type",)),)
BEST_QUALITY = 5

Entry = dict[str, Any]
"""Columns of the table `vault`; None where the file says nothing."""

_v = vault.c


def read_entry(row: Row, known: Known) -> Entry | str | None:
    """The entry of a row; the reason it is skipped; None when something is wrong with it (noted in the row)."""
    page = known.page_of(row)
    if page is None and row.sound("page"):
        row.wrong("page", "is empty; name the page in the file or with --page")
    content_type = row.need("content_type", lambda raw: choice(raw, known.content_types, "content type"))
    quantity = row.read("quantity", known.count)
    quality = row.read("quality", partial(count, largest=BEST_QUALITY))
    if quality == 0:
        row.wrong("quality", f"is 0; it goes from 1 to {BEST_QUALITY}")
    holds = row.read("has_content", yes_no, default=None if quantity is None else quantity > 0)
    notes = row.read("notes", known.text)
    if page is not None and content_type is not None:
        earlier = known.seen.setdefault((page.creator_id, content_type), row.line)
        if earlier != row.line:
            row.wrong("content_type", f"stands in line {earlier} already")
    if row.problems or page is None:
        return None
    if not known.catalogue.content_types[content_type].is_inventory:
        return "a purpose, nothing a vault holds"
    entry = {"has_content": holds, "quantity": quantity, "quality": quality, "notes": notes}
    return {"creator_id": page.creator_id, "content_type": content_type, **entry}


def write_vault(connection: Connection, entries: Iterable[Entry]) -> Tally:
    """Add new entries and change known ones by what the file says."""
    tally = Tally()
    old = {(row["creator_id"], row["content_type"]): row for row in connection.execute(select(vault)).mappings()}
    for entry in entries:
        said = {name: value for name, value in entry.items() if value is not None}
        before = old.get((entry["creator_id"], entry["content_type"]))
        if before is None:
            connection.execute(insert(vault).values(said))
            tally.inserted += 1
        elif all(before[name] == value for name, value in said.items()):
            tally.unchanged += 1
        else:
            own = (_v.creator_id == entry["creator_id"]) & (_v.content_type == entry["content_type"])
            connection.execute(update(vault).where(own).values(said))
            tally.updated += 1
    return tally
