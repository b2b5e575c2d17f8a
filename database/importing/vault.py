"""What a page holds: a row of the long form or of a wide sheet into entries, entries into the vault."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from database.importing.report import Tally
from database.importing.table import Layout, RowProblem
from database.importing.values import BadCellError, choice, count, yes_no
from database.tables import vault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, RowMapping

    from database.importing.known import Known
    from database.importing.table import Row
    from eros.model.creator import Creator

__all__ = ["LAYOUTS", "Holding", "read_holding", "write_vault"]

_PAGE = dict.fromkeys(("page", "pagename", "creator", "model", "account"), "page")
_LONG = {
    "hascontent": "has_content",
    "available": "has_content",
    "quantity": "quantity",
    "qty": "quantity",
    "quality": "quality",
    "notes": "notes",
}
LAYOUTS = (
    *(
        Layout("canonical", {**_PAGE, title: "content_type", **_LONG}, ("content_type",), signature=(title,))
        for title in ("contenttype", "content", "category")
    ),
    Layout("wide sheet", _PAGE, ()),
)
"""A sheet that names no column for the content type has one per content type, or it is one per page."""

BEST_QUALITY = 5
PURPOSE = "a purpose, nothing a vault holds"
EMPTY = "without any entry"
_TICKS = frozenset("✓✔✅☑")

Entry = dict[str, Any]
"""Columns of the table `vault`; None where the file says nothing."""

Holding = dict[str, Any]
"""A row of a file: its `entries`, the same as text (`holds`), and `notes` on columns, pairs of title and remark."""

_v = vault.c


def read_holding(row: Row, known: Known) -> Holding | str | None:
    """The entries of a row; the reason it is skipped; None when something is wrong with it (noted in the row)."""
    found = _entries(row, known)
    if row.problems or isinstance(found, str):
        return found if isinstance(found, str) else None
    entries = tuple(entry for entry in found if _first(row, known, entry))
    if row.problems:
        return None
    notes = tuple(_notes(row, known)) if known.seen.setdefault("columns", row.line) == row.line else ()
    holds = ", ".join(f"{entry['creator_id']} {entry['content_type']}" for entry in entries)
    return {"holds": holds, "entries": entries, "notes": notes} if entries or notes else EMPTY


def _entries(row: Row, known: Known) -> list[Entry] | str:
    if not row.table.says("content_type"):
        return _wide(row, known)
    if any(map(row.table.says, ("page", *_LONG.values()))) or not (pages := _page_columns(row, known)):
        return _long(row, known)
    return _transposed(row, known, pages)


def _long(row: Row, known: Known) -> list[Entry] | str:
    page = _page(row, known)
    content_type = row.need("content_type", lambda raw: choice(raw, known.content_types, "content type"))
    quantity = row.read("quantity", known.count)
    quality = row.read("quality", partial(count, largest=BEST_QUALITY))
    if quality == 0:
        row.wrong("quality", f"is 0; it goes from 1 to {BEST_QUALITY}")
    holds = row.read("has_content", yes_no, default=None if quantity is None else quantity > 0)
    notes = row.read("notes", known.text)
    if row.problems or page is None:
        return []
    if not known.catalogue.content_types[content_type].is_inventory:
        return PURPOSE
    entry = {"has_content": holds, "quantity": quantity, "quality": quality, "notes": notes}
    return [{"creator_id": page.creator_id, "content_type": content_type, **entry}]


def _wide(row: Row, known: Known) -> list[Entry]:
    """One page, a column per content type."""
    page = _page(row, known)
    columns = {title: known.contents.get(title) for title in row.others}
    if not any(columns.values()):
        row.wrong("row", "no column is a content type; 'eros import --template vault' shows what a vault looks like")
    if page is None:
        return []
    return list(_cells(row, known, {title: (page, key) for title, key in columns.items() if key}))


def _transposed(row: Row, known: Known, pages: dict[str, Creator]) -> list[Entry] | str:
    """One content type, a column per page."""
    content_type = row.need("content_type", known.contents.pick)
    if content_type is None:
        return []
    if not known.catalogue.content_types[content_type].is_inventory:
        return PURPOSE
    return list(_cells(row, known, {title: (page, content_type) for title, page in pages.items()}))


def _cells(row: Row, known: Known, columns: dict[str, tuple[Creator, str]]) -> Iterator[Entry]:
    """The entries of the cells that say something; purposes have none."""
    for title, (page, content_type) in columns.items():
        raw = row.others[title]
        if not raw or not known.catalogue.content_types[content_type].is_inventory:
            continue
        try:
            holds, quantity = _held(raw, known)
        except BadCellError as error:
            row.problems.append(RowProblem(row.table.name, row.line, title, str(error)))
            continue
        entry = {"has_content": holds, "quantity": quantity, "quality": None, "notes": None}
        yield {"creator_id": page.creator_id, "content_type": content_type, **entry}


def _held(raw: str, known: Known) -> tuple[bool, int | None]:
    """Whether a cell says yes, and how many (None: it does not say); 1 is a yes."""
    if raw in _TICKS:
        return True, None
    try:
        return yes_no(raw), None
    except BadCellError:
        pass
    try:
        quantity = known.count(raw)
    except BadCellError as error:
        raise BadCellError(f"{raw!r} is neither 0, 1, x, yes, no nor a number of pieces") from error
    return quantity > 0, quantity


def _page(row: Row, known: Known) -> Creator | None:
    page = known.page_of(row)
    if page is None and row.sound("page"):
        row.wrong("page", "is empty; name the page in the file or with --page")
    return page


def _page_columns(row: Row, known: Known) -> dict[str, Creator]:
    found = {title: known.page_named(title) for title in row.others if title}
    return {title: page for title, page in found.items() if page is not None}


def _first(row: Row, known: Known, entry: Entry) -> bool:
    """True unless the file said something of this page and content type before (noted)."""
    earlier = known.seen.setdefault((entry["creator_id"], entry["content_type"]), row.line)
    if earlier != row.line:
        row.wrong("content_type", f"stands in line {earlier} already")
    return earlier == row.line


def _notes(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    """Columns of a wide sheet that say nothing to us."""
    if any(map(row.table.says, _LONG.values())):
        return
    for title in filter(None, row.others):
        key = known.contents.get(title)
        if row.table.says("content_type"):
            if known.page_named(title) is None and _page_columns(row, known):
                yield title, "is no page of the database; not used"
        elif key is None:
            yield title, f"is no content type{known.contents.closest(title)}; not used"
        elif not known.catalogue.content_types[key].is_inventory:
            yield title, f"is {PURPOSE}; not used"


def write_vault(connection: Connection, holdings: Iterable[Holding], file: str) -> Tally:
    """Add new entries and change known ones by what the file says; a row of a wide sheet is new or known as a whole."""
    tally = Tally()
    old = {(row["creator_id"], row["content_type"]): row for row in connection.execute(select(vault)).mappings()}
    for holding in holdings:
        done = {_put(connection, entry, old) for entry in holding["entries"]} or {"unchanged"}
        tally.problems += [RowProblem(file, 1, title, remark) for title, remark in holding["notes"]]
        if done == {"inserted"}:
            tally.inserted += 1
        elif done == {"unchanged"}:
            tally.unchanged += 1
        else:
            tally.updated += 1
    return tally


def _put(connection: Connection, entry: Entry, old: dict[tuple[str, str], RowMapping]) -> str:
    said = {name: value for name, value in entry.items() if value is not None}
    before = old.get((entry["creator_id"], entry["content_type"]))
    if before is None:
        connection.execute(insert(vault).values(said))
        return "inserted"
    if all(before[name] == value for name, value in said.items()):
        return "unchanged"
    own = (_v.creator_id == entry["creator_id"]) & (_v.content_type == entry["content_type"])
    connection.execute(update(vault).where(own).values(said))
    return "updated"
