"""Whether a database changed since it was last looked at."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from database.engine import file_uri

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ChangeWatch"]


class ChangeWatch:
    """SQLite's own change counter of a file, by a connection kept for nothing else."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            file_uri(path, "ro"), uri=True, isolation_level=None, check_same_thread=False
        )
        self._lock = Lock()

    def version(self) -> int | None:
        """A number that differs after every commit of anybody; None where the file does not tell just now."""
        with self._lock, suppress(sqlite3.Error):
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            return int(version)
        return None

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()
