"""Making, upgrading and copying a database. What is not finished is never found under the database's own name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from database.engine import (
    SCHEMA_VERSION,
    VERSIONS,
    file_engine,
    file_uri,
    schema_version,
    server_engine,
    sqlite_path,
    writing,
)
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

__all__ = [
    "UpgradeReport",
    "backup_database",
    "copy_database",
    "create_database",
    "finished_file",
    "free_name",
    "new_database",
    "remove_database",
    "upgrade_database",
]


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What an upgrade did: schema versions before (None: no tables) and after, and the backup made first, if any."""

    before: str | None
    after: str
    backup: Path | None

    @property
    def changed(self) -> bool:
        """False where the schema already was the newest."""
        return self.before != self.after


def create_database(database: str | Path) -> None:
    """A new file with schema and seeds and nothing else; on a server the tables, where they are missing.

    Raises DatabaseError when the file exists already; nothing is ever overwritten.
    """
    path = sqlite_path(database)
    if path is None:
        _migrate_server(str(database))
        return
    with new_database(path):
        pass


@contextmanager
def new_database(path: Path) -> Iterator[Engine]:
    """A new file with schema and seeds to fill; it gets its name when the block ends well, else it is gone.

    Raises DatabaseError when `path` exists or cannot be written.
    """
    with finished_file(path, "Use it, name another path, or move it away first.") as temporary:
        engine = file_engine(temporary, mode="rwc")
        try:
            with writing(engine) as connection:
                _migrate(connection)
            yield engine
        finally:
            engine.dispose()
        _settle(temporary)


def upgrade_database(database: str | Path) -> UpgradeReport:
    """Bring the schema to the newest version, in one transaction: after a failure or a kill all is as it was.

    A file that holds anything is first copied to NAME.before-VERSION beside it. A server's database is migrated without
    backup. Raises DatabaseError when the file is no database of EROS, is newer than this program, or the upgrade fails.
    """
    path = sqlite_path(database)
    if path is None:
        return _migrate_server(str(database))
    before = schema_version(path)
    if before == SCHEMA_VERSION:
        return UpgradeReport(before, before, None)
    if before is not None and before not in VERSIONS:
        raise DatabaseError(
            f"{path} has schema version {before}, newer than this EROS ({SCHEMA_VERSION}). Install the EROS that wrote it."
        )
    backup = None if _is_empty(path) else free_name(path.with_name(f"{path.name}.before-{SCHEMA_VERSION}"))
    if backup is not None:
        backup_database(path, backup)
    _upgrade_file(path, backup)
    return UpgradeReport(before, SCHEMA_VERSION, backup)


def backup_database(path: Path, target: Path) -> None:
    """Copy a database that may be in use (SQLite's online backup) and check the copy's integrity.

    Raises DatabaseError when `target` exists or cannot be written, `path` is no database of EROS, or the copy is damaged.
    """
    schema_version(path)
    with finished_file(target, "Name another file for the backup.") as temporary:
        copy_database(path, temporary)


def copy_database(path: Path, target: Path) -> None:
    """`backup_database` without a name that is taken only at the end; may raise the driver's errors."""
    with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
        new.execute("PRAGMA ignore_check_constraints = ON")  # a defect of the data is no damage of the file
        verdict = new.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if verdict != "ok":
        raise DatabaseError(f"The copy of {path} is damaged ({verdict}); it was not kept. Run `eros db check`.")


@contextmanager
def finished_file(path: Path, way_out: str) -> Iterator[Path]:
    """A temporary name beside `path` that takes its place when the block ends well; never over another file."""
    if path.exists():
        raise DatabaseError(f"{path} exists already. {way_out}")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_database(temporary)
    except OSError as error:
        raise DatabaseError(_unwritable(path, error)) from error
    try:
        yield temporary
        _give_name(temporary, path)
    except FileExistsError as error:
        raise DatabaseError(f"{path} exists already. {way_out}") from error
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(_unwritable(path, error)) from error
    finally:
        remove_database(temporary)


def _unwritable(path: Path, reason: Exception) -> str:
    return f"{path} cannot be written ({reason}). Name a path in a directory you may write to."


def _settle(path: Path) -> None:
    """All of it in the one file that gets the name, nothing in SQLite's log beside it."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise DatabaseError(f"{path} is still being read or written; close every connection to it first.")


def _give_name(temporary: Path, path: Path) -> None:
    """Linking never replaces a file that appeared meanwhile; where a file system has no links, renaming must do."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        temporary.rename(path)


def remove_database(path: Path) -> None:
    """The file and SQLite's own files beside it, where they exist."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """The path, with -2, -3 and so on at its end where a file of that name exists."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _is_empty(path: Path) -> bool:
    """True where every table but Alembic's own is empty or missing."""
    with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        tables = [name for (name,) in names if name != "alembic_version"]
        return not any(connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in tables)  # noqa: S608 - names from the schema


def _upgrade_file(path: Path, backup: Path | None) -> None:
    # Tables are rebuilt while others point at them: what no longer fits shows at the end, not on the way.
    engine = file_engine(path, mode="rw", foreign_keys=False)
    try:
        with writing(engine) as connection:
            orphans = _orphans(connection)
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")  # `eros db repair` needs the new schema
            _migrate(connection)
            _keep_owners(connection, orphans)
    except (DatabaseError, SQLAlchemyError) as error:
        kept = f"; a copy is {backup}" if backup else ""
        raise DatabaseError(f"The upgrade of {path} failed: {error} Nothing was changed{kept}.") from error
    finally:
        engine.dispose()


def _keep_owners(connection: Connection, before: int) -> None:
    if _orphans(connection) > before:
        raise DatabaseError("Rows would lose the rows they point at.")


def _orphans(connection: Connection) -> int:
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def _migrate_server(url: str) -> UpgradeReport:
    engine = server_engine(url)
    try:
        with writing(engine) as connection:
            known = inspect(connection).has_table("alembic_version")
            before = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
            _migrate(connection)
    finally:
        engine.dispose()
    return UpgradeReport(before, SCHEMA_VERSION, None)


def _migrate(connection: Connection) -> None:
    from database import migrations  # noqa: PLC0415 - Alembic is slow to import and needed here only

    migrations.upgrade(connection)
