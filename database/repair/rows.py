"""Rows as they are stored, whatever they hold, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import column, select, table, update

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table, TableClause

__all__ = ["Action", "Row", "RowChange", "change", "plain", "stored_rows"]

Action = Literal["mended", "archived", "removed", "computed"]
Row = dict[str, Any]
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class RowChange:
    """What happened to one row: `key` names it in `table`, `before` and `after` are the columns that changed.

    A row archived or removed stands in `before` as a whole. `defect` is the finding's name, `why` a sentence.
    """

    table: str
    key: str
    defect: str
    action: Action
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    why: str


def plain(source: Table) -> TableClause:
    """The table without its column types: what is stored goes in and out as it is, even where it is no valid value."""
    return table(source.name, *(column(entry.name) for entry in source.c if entry.computed is None))


def stored_rows(connection: Connection, source: Table, ids: Sequence[int]) -> Iterator[Row]:
    """The rows with these primary keys, in the order of the keys, as they are stored."""
    raw = plain(source)
    (identity,) = (raw.c[entry.name] for entry in source.primary_key)
    for start in range(0, len(ids), AT_ONCE):
        query = select(raw).where(identity.in_(ids[start : start + AT_ONCE])).order_by(identity)
        yield from [dict(row) for row in connection.execute(query).mappings()]


def change(connection: Connection, source: Table, where: Row, after: Row) -> None:
    """Set the columns `after` of the rows whose columns `where` have these values."""
    statement = update(plain(source)).values(after)
    connection.execute(statement.where(*(column(name) == value for name, value in where.items())))
