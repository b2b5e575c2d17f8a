"""The second gate and the reading itself: a connection that can do nothing but read, for one statement.

Everything here stops or refuses inside the process it runs in; what SQLite cannot interrupt (one long LIKE, one sort) is
stopped by killing the process, see database.guard.pool.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from database.guard.cells import Page
from database.guard.functions import FUNCTIONS, TABLE_FUNCTIONS
from database.guard.hints import SCHEMA, explain
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from database.guard.request import Parameters
    from eros.params.query import QueryParams

__all__ = ["fetch"]

BUSY_SECONDS = 1
STEPS = 5_000
"""Instructions of SQLite's machine between two looks at the clock: a fraction of a millisecond."""

ACTIONS = {
    sqlite3.SQLITE_ATTACH: "ATTACH",
    sqlite3.SQLITE_DETACH: "DETACH",
    sqlite3.SQLITE_PRAGMA: "PRAGMA",
    sqlite3.SQLITE_TRANSACTION: "a transaction",
    sqlite3.SQLITE_SAVEPOINT: "a savepoint",
}


def fetch(
    path: str, sql: str, parameters: Parameters, *, limit: int, limits: QueryParams, tables: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Columns, rows and what was cut, as `Page.as_dict` gives them; `tables` are the names the statement reads, for hints.

    The connection is opened for this statement and closed after it. Raises Refusal when the statement is refused, fails,
    runs beyond its deadline or needs too much memory, or the file cannot be read.
    """
    denials: list[str] = []
    try:
        with closing(_open(path)) as connection:
            _bound(connection, limits)
            connection.set_authorizer(_authorizer(_modules(connection), denials))
            connection.set_progress_handler(_clock(limits.deadline_ms), STEPS)
            try:
                return _rows(connection.execute(sql, parameters), limit, limits)
            except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
                connection.set_progress_handler(None, 0)
                connection.set_authorizer(None)
                raise explain(error, connection, tables, denials, limits) from error
    except sqlite3.Error as error:
        raise Refusal(
            "unavailable", f"The database cannot be read ({error}). Look at it with 'eros db check'."
        ) from error
    except MemoryError as error:
        megabytes = limits.memory_bytes // 2**20
        raise Refusal(
            "memory",
            f"The statement needs more than {megabytes} MB. Narrow it with WHERE, or sort and group fewer rows.",
        ) from error


def _open(path: str) -> sqlite3.Connection:
    """`path` is a file: URI that says mode=ro."""
    connection = sqlite3.connect(path, uri=True, isolation_level=None, timeout=BUSY_SECONDS, cached_statements=0)
    connection.text_factory = _text
    for pragma in (
        "query_only = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "temp_store = MEMORY",
        "mmap_size = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _bound(connection: sqlite3.Connection, limits: QueryParams) -> None:
    for category, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, limits.value_bytes),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 4 * limits.sql_chars),
        (sqlite3.SQLITE_LIMIT_COLUMN, limits.columns),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, limits.expression_depth),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, limits.compound_selects),
        (sqlite3.SQLITE_LIMIT_VDBE_OP, limits.operations),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, limits.pattern_bytes),
        (sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, limits.max_parameters),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
        (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        connection.setlimit(category, value)


def _modules(connection: sqlite3.Connection) -> frozenset[str]:
    """Virtual tables this SQLite brings along that look at more than rows; the table functions are made ready for use.

    SQLite declares a virtual table when it is first named, which the authorizer would see as a change of the schema.
    """
    names = {str(name).lower() for (name,) in connection.execute("SELECT name FROM pragma_module_list")}
    for name in sorted(names & TABLE_FUNCTIONS):
        connection.execute(f"SELECT 1 FROM {name}('[]')").close()  # noqa: S608 - one of two names of ours
    return frozenset(names - TABLE_FUNCTIONS)


def _authorizer(
    modules: frozenset[str], denials: list[str]
) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """Allows reading rows and calling listed functions; whatever else a statement does is refused before it runs."""

    def judge(action: int, first: str | None, second: str | None, _database: str | None, _view: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            table = str(first).lower()
            if table not in modules and not table.startswith("pragma_"):
                return sqlite3.SQLITE_OK
            denials.append(f"The table {first} cannot be read. {SCHEMA}")
        elif action == sqlite3.SQLITE_FUNCTION:
            if str(second).lower() in FUNCTIONS:
                return sqlite3.SQLITE_OK
            denials.append(f"The function {second} is not allowed. Compute with SQLite's ordinary functions.")
        else:
            what = ACTIONS.get(action, "a change, or a table of SQLite's own")
            denials.append(f"The statement asks for {what}; it may only read the database's rows. {SCHEMA}")
        return sqlite3.SQLITE_DENY

    return judge


def _clock(deadline_ms: int) -> Callable[[], int]:
    end = time.monotonic() + deadline_ms / 1000

    def late() -> int:
        return int(time.monotonic() > end)

    return late


def _rows(cursor: sqlite3.Cursor, limit: int, limits: QueryParams) -> dict[str, Any]:
    """Row by row, so that an answer that grows too large is left where it is."""
    page = Page([name for name, *_ in cursor.description or ()], limit, limits)
    for row in cursor:
        if not page.add(row):
            break
    return page.as_dict()
