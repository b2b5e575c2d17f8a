"""A backup in the place of a database: checked first, made beside it, then swapped in; the old file is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from database.engine import SCHEMA_VERSION, VERSIONS, schema_version
from database.lifecycle import copy_database, finished_file, free_name, remove_database
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = ["RestoreReport", "restore_database"]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """Where the backup now stands, its schema version (None: no tables), and the copy of what stood there, if anything."""

    path: Path
    schema: str | None
    kept: Path | None

    @property
    def is_older(self) -> bool:
        """True where an upgrade must follow."""
        return self.schema != SCHEMA_VERSION


def restore_database(backup: Path, path: Path, *, now: datetime, force: bool = False) -> RestoreReport:
    """Put a backup in the place of `path`; with `force` also where a database stands, which is kept as a dated copy.

    The backup is only read. Raises DatabaseError when it is no sound database of EROS or of a newer one, when a database
    stands at `path` and `force` is not given, when another process has that open, or when a file cannot be written. After
    a failure or a kill `path` is what it was, or the backup.
    """
    if not backup.is_file():
        raise DatabaseError(
            f"No backup at {backup}. `eros db backup` makes one; the older ones stand beside the database."
        )
    version = schema_version(backup)
    if version is not None and version not in VERSIONS:
        raise DatabaseError(
            f"{backup} has schema version {version}, newer than this EROS ({SCHEMA_VERSION}). Install the EROS that wrote it."
        )
    if not path.exists():
        with finished_file(path, "Add --force to replace it.") as temporary:
            copy_database(backup, temporary)
        return RestoreReport(path, version, None)
    if path.samefile(backup):
        raise DatabaseError(f"{backup} is the database itself. Name a backup of it.")
    if not force:
        raise DatabaseError(f"{path} exists already. Add --force to replace it; a copy of it is kept.")
    return RestoreReport(path, version, _replace(backup, path.resolve(), now))


def _replace(backup: Path, path: Path, now: datetime) -> Path:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    kept = free_name(path.with_name(f"{path.name}.before-restore-{now:%Y%m%d-%H%M%S}"))
    try:
        copy_database(backup, new)
        with _alone(path):
            _keep(path, kept)
            _remove_logs(path)
            new.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"{path} could not be replaced ({error}); it is as it was. {_ROOM}") from error
    finally:
        remove_database(new)
    return kept


_ROOM = "Make the directory writable and see that the disk has room for two more copies."


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else has the database open, and its log is emptied into it; a damaged one is taken as it is."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")  # needs the file for itself, and leaves no log
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise DatabaseError(
                    f"{path} is open in another process. End it (the server, a running command), then restore again."
                ) from error
        except sqlite3.DatabaseError:
            pass  # damaged: that is why it is replaced
        yield


def _keep(path: Path, kept: Path) -> None:
    """A copy of the file as it is; of a damaged one the log too, where it has one."""
    for ending in ("-wal", "-journal", ""):
        source = path.with_name(f"{path.name}{ending}")
        if source.exists():
            with finished_file(kept.with_name(f"{kept.name}{ending}"), "Move it away first.") as temporary:
                shutil.copy2(source, temporary)


def _remove_logs(path: Path) -> None:
    """A log left behind would be played into the new file."""
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
