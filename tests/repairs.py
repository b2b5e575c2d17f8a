"""Spoiling a database in tests, repairing it and asking what became of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from database.check import check_database
from database.engine import open_engine
from database.repair import RepairReport, repair_database
from database.settings import shipped_params
from database.store.marking import Step
from tests.database_builders import NOW

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["MONDAY", "PARAMS", "findings", "lasting_files", "repair", "rows", "spoilt", "told"]

MONDAY = date(2026, 11, 2)
PARAMS = shipped_params()


def spoilt(path: Path, *statements: str) -> None:
    """As a file that met its defects elsewhere: checks and foreign keys are off."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def repair(path: Path, **options: Any) -> RepairReport:
    """Ana repairs it."""
    return repair_database(path, step=Step("ana", NOW), params=PARAMS.refresh, **options)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def lasting_files(directory: Path) -> list[str]:
    """What lies there; SQLite's own -wal and -shm come and go."""
    return sorted(file.name for file in directory.iterdir() if not file.name.endswith(("-wal", "-shm")))


def findings(path: Path) -> list[str]:
    """The names of what a check finds."""
    engine = open_engine(path)
    found = [finding.name for finding in check_database(engine)]
    engine.dispose()
    return found


def told(report: RepairReport, table: str) -> dict[str, tuple[str, str]]:
    """What was done to each row of a table, and why."""
    return {row.key: (row.action, row.why) for row in report.rows if row.table == table}
