"""The care of a database file: fresh statistics, an empty log beside it, no more room than it needs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from database.engine import BUSY_SECONDS, open_engine
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params.maintenance import MaintenanceParams

__all__ = ["MaintenanceReport", "maintain_database"]


@dataclass(frozen=True, slots=True)
class MaintenanceReport:
    """What was done. Bytes are those of the file and its log; `free_share` (0-1) is the unused part found.

    `log_emptied` is False where a reader kept the log in use; nothing is lost by that.
    """

    bytes_before: int
    bytes_after: int
    free_share: float
    vacuumed: bool
    log_emptied: bool


def maintain_database(path: Path, *, params: MaintenanceParams) -> MaintenanceReport:
    """Analyse, empty the write-ahead log into the file, and write the file anew where enough of it is unused.

    The contents stay as they are. Raises DatabaseError when the file is missing, of another schema, locked, read-only,
    damaged, or the disk is full; then it is as before.
    """
    open_engine(path).dispose()
    before = _size(path)
    try:
        with closing(_connect(path)) as connection:
            connection.execute(f"PRAGMA analysis_limit = {params.analysis_limit}")
            connection.execute("ANALYZE")
            connection.execute("PRAGMA optimize")
            _checkpoint(connection)
            free, share = _unused(connection)
            worthwhile = share >= params.vacuum_free_share and free >= params.vacuum_free_bytes
            if worthwhile and free:
                connection.execute("VACUUM")
            emptied = _checkpoint(connection)
            vacuumed = worthwhile and free > 0
            return MaintenanceReport(before, _size(path), share, vacuumed, emptied)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path} could not be maintained: {error}. {_way_out(str(error))}") from error


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_SECONDS)


def _checkpoint(connection: sqlite3.Connection) -> bool:
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _unused(connection: sqlite3.Connection) -> tuple[int, float]:
    """Bytes of unused pages and their share of the file."""
    free, pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count", "page_size")
    )
    return free * size, free / pages


def _size(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _way_out(reason: str) -> str:
    if "locked" in reason:
        return "Another process is using it; try again when it is done."
    if "full" in reason:
        return "Make room: writing it anew takes twice its size for a while."
    return "Make the file and its directory writable, or look at it with `eros db check`."
