"""Rows that point at nothing, and sums that no longer fit their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import column, delete, select

from database.check import out_of_step
from database.defects import CLEARED, REMOVED
from database.refresh import daily_sums, refresh, usage_sums
from database.repair.rows import Row, RowChange, change, plain
from database.tables import caption_bank, caption_usage, creator_metrics_daily, fleet_figures, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnClause, Connection, Table

    from eros.params.refresh import RefreshParams

__all__ = ["compute_again", "settle_references"]

_rowid: ColumnClause[int] = column("rowid")
NAMES = {"caption_usage": "orphan-usage", "caption_locks": "orphan-locks"}


def settle_references(connection: Connection) -> Iterator[RowChange]:
    """Remove or clear, by REMOVED and CLEARED, what points at no row; the rest is left to a person."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    for name, rowid, parent in sorted({(row[0], row[1], row[2]) for row in broken}):
        table = metadata.tables.get(name)
        if table is None or not (name in REMOVED or (name, parent) in CLEARED):
            continue
        found = connection.execute(select(plain(table)).where(_rowid == rowid)).mappings().first()
        if found is not None:  # one row can have lost two parents
            yield _settle(connection, table, parent, rowid, dict(found))


def _settle(connection: Connection, table: Table, parent: str, rowid: int, row: Row) -> RowChange:
    key = " / ".join(str(row[column.name]) for column in table.primary_key)
    defect, why = NAMES.get(table.name, "references"), f"it points at no row of {parent}"
    if table.name in REMOVED:
        connection.execute(delete(plain(table)).where(_rowid == rowid))
        return RowChange(table.name, key, defect, "removed", row, {}, why)
    after = dict.fromkeys(CLEARED[table.name, parent])
    change(connection, table, {_rowid.name: rowid}, after)
    before = {name: row[name] for name in after}
    return RowChange(table.name, key, defect, "mended", before, after, why)


def compute_again(connection: Connection, params: RefreshParams) -> Iterator[RowChange]:
    """Bring every aggregate up to the messages; each row that differs is told, of the caption scores their number."""
    rows = [
        _computed(table, key, stored.get(key, {}), due.get(key, {}))
        for table, sums in ((creator_metrics_daily, daily_sums()), (caption_usage, usage_sums()))
        for stored, due in (out_of_step(connection, table, sums),)
        for key in sorted(stored.keys() | due.keys(), key=str)
    ]
    before = _figures(connection), _scores(connection)
    refresh(connection, params=params)
    figures, scores = _figures(connection), _scores(connection)
    for key in sorted(before[0].keys() | figures.keys()):
        old, new = before[0].get(key, {}), figures.get(key, {})
        if old != new:
            rows.append(_computed(fleet_figures, key, old, new))
    moved = sum(before[1][key] != score for key, score in scores.items())
    if moved:
        why = "caption scores follow the messages"
        rows.append(RowChange("caption_bank", f"{moved} captions", "statistics", "computed", {}, {}, why))
    yield from rows


def _computed(table: Table, key: tuple[Any, ...], before: Row, after: Row) -> RowChange:
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    label = " / ".join(str(part) for part in key)
    old, new = ({name: row[name] for name in changed if name in row} for row in (before, after))
    return RowChange(table.name, label, "statistics", "computed", old, new, "the sum of its messages")


def _figures(connection: Connection) -> dict[tuple[str, str], Row]:
    rows = connection.execute(select(fleet_figures)).mappings()
    return {(row["kind"], row["key"]): dict(row) for row in rows}


def _scores(connection: Connection) -> dict[int, tuple[Any, ...]]:
    bank = caption_bank.c
    query = select(bank.caption_id, bank.fleet_uses, bank.fleet_index, bank.performance_score)
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}
