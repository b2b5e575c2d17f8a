"""The second gate and the reading itself: a connection of its own for one statement, in a transaction that only reads.

The server stops a statement at its deadline and by itself gives up on a client that is gone; what does not stop in time is
left behind with the process it was asked from, see database.guard.pool.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import RawCursor, RawServerCursor

from database.guard.cells import Page
from database.guard.hints import late
from database.guard.postgres.bind import bind
from database.guard.postgres.check import POSTGRES, read
from database.guard.postgres.hints import explain, out_of_memory
from database.guard.postgres.role import check_role
from database.guard.postgres.values import dumped, load_plainly
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from database.guard.request import Parameters
    from eros.params.query import QueryParams

__all__ = ["fetch"]

BATCH = 100
"""Rows fetched at once."""
SHARES = 16
"""One step of a plan may use this part of a statement's memory: a plan has several."""
LEAST_SECONDS = 2
"""libpq waits no shorter for a connection."""


def fetch(
    source: Mapping[str, Any],
    sql: str,
    parameters: Parameters,
    *,
    limit: int,
    limits: QueryParams,
    tables: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Columns, rows and what was cut, as `Page.as_dict` gives them; `tables` are the names the statement reads, for hints.

    `source` says how to connect (`connect`, libpq's words), what the database is called and its schema version. Raises
    Refusal when the server cannot be reached, its role may write, or the statement is refused, fails or runs too long.
    """
    end = time.monotonic() + limits.deadline_ms / 1000
    with closing(_open(source, limits)) as connection:
        try:
            _begin(connection, limits, end)
            check_role(connection, source)
            text, values = bind(sql, read(sql), parameters)
            with _cursor(connection, is_plan=POSTGRES.explain.match(sql) is not None) as cursor:
                cursor.execute(text.encode(), dumped(values))
                page = Page([column.name for column in cursor.description or ()], limit, limits)
                while _add_some(page, cursor):
                    if time.monotonic() > end:
                        raise late(limits)
                return page.as_dict()
        except MemoryError as error:
            raise out_of_memory("the answer does not fit") from error
        except psycopg.Error as error:
            with suppress(psycopg.Error):
                connection.rollback()
                _begin(connection, limits, time.monotonic() + 1)
            raise explain(error, connection, tables, limits) from error
        finally:
            with suppress(psycopg.Error):
                connection.rollback()


def _open(source: Mapping[str, Any], limits: QueryParams) -> psycopg.Connection:
    wanted = {"connect_timeout": max(LEAST_SECONDS, limits.deadline_ms // 1000), **source["connect"]}
    try:
        connection = psycopg.connect(
            **wanted, client_encoding="utf8", application_name="eros query", prepare_threshold=None
        )
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Refusal("unavailable", f"{source['name']} cannot be reached for free queries ({reason}).") from error
    connection.read_only = True
    load_plainly(connection)
    return connection


def _begin(connection: psycopg.Connection, limits: QueryParams, end: float) -> None:
    """Start the transaction and bound it: nothing said here outlives it."""
    left_ms = max(1, round(1000 * (end - time.monotonic())))
    settings = {
        "statement_timeout": left_ms,
        "lock_timeout": max(1, left_ms // 2),
        "idle_in_transaction_session_timeout": limits.deadline_ms + limits.grace_ms,
        "work_mem": f"{max(64, limits.memory_bytes // SHARES // 1024)}kB",
        "max_parallel_workers_per_gather": 0,
        "jit": "off",
        "standard_conforming_strings": "on",
        "datestyle": "ISO",
        "intervalstyle": "iso_8601",
        "timezone": "UTC",
        "bytea_output": "hex",
        "extra_float_digits": 1,
    }
    connection.execute("; ".join(f"SET LOCAL {name} = '{value}'" for name, value in settings.items()))


def _cursor(connection: psycopg.Connection, *, is_plan: bool) -> RawCursor[Any] | RawServerCursor[Any]:
    """A cursor of the server takes nothing but a query: what writes does not get that far. EXPLAIN needs another one."""
    return RawCursor(connection) if is_plan else RawServerCursor(connection, "eros_query")


def _add_some(page: Page, cursor: RawCursor[Any] | RawServerCursor[Any]) -> bool:
    """Batch by batch, so that an answer that grows too large is left where it is; False at its end or the page's."""
    rows = cursor.fetchmany(BATCH)
    return bool(rows) and all(page.add(row) for row in rows)
