"""Opening a database: only one that exists, is one of ours and has the schema this program knows."""

from __future__ import annotations

import os
import shlex
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import URL, Engine, QueuePool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import DatabaseError as DriverError

from eros.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

__all__ = [
    "SCHEMA_VERSION",
    "VERSIONS",
    "file_engine",
    "file_uri",
    "open_engine",
    "reading",
    "schema_version",
    "server_address",
    "server_engine",
    "sqlite_path",
    "writing",
]

VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Schema versions from the first to the one this program works with; the migrations' revisions, in their order."""

SCHEMA_VERSION = VERSIONS[-1]

BUSY_SECONDS = 10
POSTGRES = "postgresql+psycopg"
_WRITING = "eros_writing"


def open_engine(database: str | Path, *, read_only: bool = False) -> Engine:
    """An engine on an existing database of the current schema; `database` is a path or a URL.

    `read_only` opens a file so that nothing can be written. Raises DatabaseError, which names the command that helps, when
    the file is missing, is no database of EROS, or has another schema version. Never creates a file.
    """
    path = sqlite_path(database)
    if path is None:
        engine = server_engine(str(database))
        try:
            with reading(engine) as connection:
                known = inspect(connection).has_table("alembic_version")
                version = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
            _check_version(version, engine.url.render_as_string(), empty=not known)
        except DatabaseError:
            engine.dispose()
            raise
        return engine
    _check_version(schema_version(path), str(path), empty=False)
    return file_engine(path, mode="ro" if read_only else "rw")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction, alone from its first statement: all of it is kept, or after an error nothing.

    Raises DatabaseError when the database is locked, read-only or broken.
    """
    alone = engine.execution_options(**{_WRITING: True})
    if engine.dialect.name != "sqlite":
        alone = alone.execution_options(isolation_level="SERIALIZABLE")
    with _translated(engine), alone.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One view of the database that does not change while it is looked at.

    Raises DatabaseError when the database cannot be read.
    """
    with _translated(engine), engine.connect() as connection:
        yield connection


def sqlite_path(database: str | Path) -> Path | None:
    """The file a path or a sqlite URL names; None for a server. Raises DatabaseError for a URL nobody can read."""
    if isinstance(database, Path) or "://" not in database:
        return Path(database).expanduser()
    try:
        url = make_url(database)
    except ArgumentError as error:
        raise DatabaseError(f"The database URL cannot be read ({error}). Name {_ANOTHER}") from error
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise DatabaseError(f"{database} names no file. Name {_ANOTHER}")
    return Path(url.database)


def schema_version(path: Path) -> str | None:
    """The schema version of a file, None when its tables were all taken down again.

    Raises DatabaseError when the file is missing, unreadable, no SQLite file or none of EROS. Writes nothing.
    """
    if path.is_dir():
        raise DatabaseError(f"{path} is a directory, not a database. Name {_ANOTHER}")
    if not path.is_file():
        create = f"eros db init {shlex.quote(str(path))}"
        raise DatabaseError(f"No database at {path}. Create it with `{create}`, or name {_ANOTHER}")
    try:
        with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as connection:
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if ours else None
    except sqlite3.Error as error:
        raise DatabaseError(f"{path} cannot be read as a database ({error}). Name {_ANOTHER}") from error
    if not ours:
        raise DatabaseError(f"{path} is no database of EROS. Name {_ANOTHER}")
    return str(row[0]) if row else None


def file_uri(path: Path, mode: Literal["ro", "rw", "rwc"]) -> str:
    """The URI that opens a file in this mode.

    On a disk nobody can write to, SQLite could not make its files for shared reading: there it is told that nothing changes.
    """
    frozen = mode == "ro" and _on_read_only_disk(path) and not path.with_name(f"{path.name}-wal").exists()
    return f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if frozen else ''}"


def _on_read_only_disk(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def file_engine(path: Path, *, mode: Literal["ro", "rw", "rwc"], foreign_keys: bool = True) -> Engine:
    """An engine on a SQLite file whatever its schema; mode `rwc` creates it. Foreign keys are off for migrations only."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            file_uri(path, mode),
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        if mode == "ro":
            connection.execute("PRAGMA query_only = ON")
        else:
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect, poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    if mode != "ro":
        event.listen(engine, "close", _optimize)
    return engine


def server_engine(url: str) -> Engine:
    """An engine on a database server; raises DatabaseError when its driver is not installed."""
    named = make_url(url)
    is_postgres = named.drivername in ("postgres", "postgresql", POSTGRES)
    patience = {"connect_timeout": BUSY_SECONDS} if is_postgres and "connect_timeout" not in named.query else {}
    try:
        return create_engine(named.set(drivername=POSTGRES) if is_postgres else named, connect_args=patience)
    except (ImportError, NoSuchModuleError) as error:
        install = "Install it: pip install 'eros-schedule-generator[postgres]'" if is_postgres else "Install it"
        raise DatabaseError(
            f"{named.render_as_string()} needs a driver that is not installed ({error}). {install}, or name {_ANOTHER}"
        ) from error


def server_address(url: str) -> tuple[str, dict[str, Any]]:
    """What a PostgreSQL server's database is called in messages, without password, and libpq's words to connect to it.

    Raises DatabaseError for any other URL, and when psycopg is not installed.
    """
    if sqlite_path(url) is not None or make_url(url).get_backend_name() not in ("postgres", "postgresql"):
        name = make_url(url).render_as_string() if "://" in url else url
        raise DatabaseError(
            f"{name} is no URL of PostgreSQL; free queries on a server need postgresql://ROLE@HOST/NAME."
        )
    named = make_url(url).set(drivername="postgresql")
    dialect = server_engine(named.render_as_string(hide_password=False)).dialect
    words = dialect.create_connect_args(named)[1]
    return named.render_as_string(), {word: value for word, value in words.items() if isinstance(value, str | int)}


_ANOTHER = "another database with --db PATH or EROS_DATABASE_URL."


def _begin(connection: Connection) -> None:
    """Python's driver would begin late and without the write lock."""
    alone = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")


def _optimize(connection: sqlite3.Connection, _record: object) -> None:
    """Statistics are a help, not a duty: who finds the file busy leaves them to the next."""
    with suppress(sqlite3.Error):
        for pragma in ("busy_timeout = 0", "analysis_limit = 400", "optimize"):
            connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """The driver's own failures as DatabaseError; a broken constraint stays what it is, the caller's to judge."""
    try:
        yield
    except DriverError as error:
        if isinstance(error, OperationalError) or type(error) is DriverError:
            name = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string()
            raise DatabaseError(f"The database {name} failed: {error.orig}. {_way_out(str(error.orig))}") from error
        raise


def _way_out(reason: str) -> str:
    if "locked" in reason:
        return "Another process is writing; try again when it is done."
    if "readonly" in reason or "unable to open" in reason:
        return "It is opened or stored read-only; make the file and its directory writable."
    if "full" in reason:
        return "Nothing was changed; make room on its disk."
    return "Look at it with `eros db check`."


def _check_version(version: str | None, name: str, *, empty: bool) -> None:
    if empty:
        raise DatabaseError(f"{name} has no tables of EROS yet. `eros db init` creates them; name it the same way.")
    if version == SCHEMA_VERSION:
        return
    if version is None or version in VERSIONS:
        found = "no schema version" if version is None else f"schema version {version}"
        raise DatabaseError(
            f"{name} has {found}, this EROS works with {SCHEMA_VERSION}. "
            "Run `eros db upgrade`; it makes a backup first."
        )
    raise DatabaseError(
        f"{name} has schema version {version}, which this EROS (up to {SCHEMA_VERSION}) does not know. "
        f"Install the EROS that wrote it, or name {_ANOTHER}"
    )
