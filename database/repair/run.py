"""One repair: a transaction that ends with every row told, or changes nothing."""

from __future__ import annotations

import csv
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from database.check import Finding, findings_in
from database.defects import REPAIR
from database.engine import open_engine, writing
from database.lifecycle import backup_database, finished_file, free_name
from database.repair.captions import settle_keys, settle_labels, settle_links
from database.repair.leftovers import compute_again, settle_references
from database.repair.messages import settle_messages
from eros.errors import DatabaseError
from eros.render.sheet import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from database.repair.rows import Action, RowChange
    from database.store.marking import Step
    from eros.params.refresh import RefreshParams

__all__ = ["RepairReport", "repair_database"]

COLUMNS = ("table", "key", "defect", "action", "before", "after", "why")


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did, or in a dry run would do: every row touched, what was found before, what is left.

    `backup` and `report` are the files made, None where nothing was changed (a dry run writes a report only when asked).
    """

    rows: tuple[RowChange, ...]
    before: tuple[Finding, ...]
    left: tuple[Finding, ...]
    backup: Path | None
    report: Path | None
    dry_run: bool

    @property
    def counts(self) -> Mapping[tuple[str, Action], int]:
        """Rows by defect and action, in the order they were settled."""
        return Counter((row.defect, row.action) for row in self.rows)


def repair_database(
    path: Path, *, step: Step, params: RefreshParams, report: Path | None = None, dry_run: bool = False
) -> RepairReport:
    """Mend or archive what `check_database` finds, in one transaction; after a failure or a kill all is as it was.

    A backup and a report of every row are written beside the database before the change is kept (the report to `report`,
    where given). A sound database is not touched, so a second repair does nothing. Raises DatabaseError when the file is
    damaged, in use by a writer, read-only or of another schema, or when a file cannot be written.
    """
    engine = open_engine(path)
    try:
        with writing(engine) as connection:
            before = findings_in(connection)
            _refuse_damaged(path, before)
            rows = tuple(_settle_all(connection, step, params)) if _repairable(before) else ()
            left = _verified(path, connection) if rows else before
            if dry_run or not rows:
                connection.rollback()
                made = report if rows else None
                with _written(made, rows):
                    return RepairReport(rows, before, left, None, made, dry_run)
            stamp = f"{step.now:%Y%m%d-%H%M%S}"
            backup = free_name(path.with_name(f"{path.name}.before-repair-{stamp}"))
            made = report or free_name(path.with_name(f"{path.name}.repair-{stamp}.csv"))
            backup_database(path, backup)
            with _written(made, rows):
                connection.commit()
            return RepairReport(rows, before, left, backup, made, dry_run)
    finally:
        engine.dispose()


def _settle_all(connection: Connection, step: Step, params: RefreshParams) -> Iterator[RowChange]:
    """In an order in which no step undoes or spoils what an earlier one did."""
    yield from settle_keys(connection)
    yield from settle_labels(connection, actor=step.actor, now=step.now)
    yield from settle_messages(connection, step.now)
    yield from settle_links(connection)
    yield from settle_references(connection)
    yield from compute_again(connection, params)


def _repairable(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.name for finding in findings if finding.command == REPAIR]


def _refuse_damaged(path: Path, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        if finding.name == "integrity":
            raise DatabaseError(f"{path} is damaged ({finding.examples[0]}); rows cannot mend that. {_RESTORE}")


_RESTORE = "Put a backup in its place with `eros db restore`."


def _verified(path: Path, connection: Connection) -> tuple[Finding, ...]:
    """What is still wrong; raises DatabaseError where the repair did not do what it says."""
    left = findings_in(connection)
    _refuse_damaged(path, left)
    if names := _repairable(left):
        raise DatabaseError(f"The repair of {path} left {', '.join(names)}. Nothing was changed; please report it.")
    return left


@contextmanager
def _written(path: Path | None, rows: tuple[RowChange, ...]) -> Iterator[None]:
    """The report, there while the block keeps the change, and gone again when that fails."""
    if path is None:
        yield
        return
    with (
        finished_file(path, "Name another file for the report.") as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        sheet.writerows(_cells(row) for row in rows)
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _cells(row: RowChange) -> tuple[str, ...]:
    before, after = (json.dumps(dict(side), ensure_ascii=False) for side in (row.before, row.after))
    return row.table, harmless(row.key), row.defect, row.action, before, after, row.why
