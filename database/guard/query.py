"""Free queries: one statement, read-only, bounded in time, memory and size; every one leaves a trace."""

from __future__ import annotations

import atexit
import hashlib
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from database.engine import SCHEMA_VERSION, file_uri, open_engine, server_address, sqlite_path
from database.guard.pool import Pool
from database.guard.refusal import Refusal
from database.guard.request import build_request
from eros.errors import DatabaseError, QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from database.guard.request import Parameters
    from eros.params.query import QueryParams

__all__ = ["QueryEvent", "QueryResult", "run_query"]

Cell = str | int | float | dict[str, str | int] | list[Any] | None
ANSWERED = "answered"
NO_DATABASE = {"unavailable", "role"}
"""Refusals that are not the statement's fault."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows as database.guard.cells.Page describes them; `hint` says what was left out and how to get it ('' if nothing)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool
    truncated_cells: int
    elapsed_ms: float
    hint: str


@dataclass(frozen=True, slots=True)
class QueryEvent:
    """What a security log keeps of a query: how it ended, never a literal or a parameter.

    `outcome` is 'answered' or one word for what stood in the way. `statement` has ? for every text, number and quoted name,
    and is shortened; None where the statement could not be read: then `length` and `digest` (SHA-256, 16 hex) must do.
    """

    outcome: str
    statement: str | None
    length: int
    digest: str
    rows: int
    elapsed_ms: float


def run_query(
    database: str | Path,
    sql: str,
    parameters: Parameters = (),
    *,
    limit: int | None = None,
    limits: QueryParams,
    reader_url: str | None = None,
    record: Callable[[QueryEvent], None],
) -> QueryResult:
    """The answer to one reading statement; `limit` is rows, 1 to `limits.max_rows`, else `limits.default_rows`.

    On a server the question is asked as the role in `reader_url`, else in the database's own URL, and the role must not be
    able to write. `record` is told of every call, whatever became of it. Raises QueryError when the statement is refused,
    fails, or is stopped for its time or memory; DatabaseError when the database is missing, of another schema version or
    unreadable, or its role may write.
    """
    started = time.monotonic()
    rows = limits.default_rows if limit is None else limit
    masked: str | None = None
    answer: dict[str, Any] = {"refused": "error"}
    try:
        kind, source = _source(database, reader_url)
        request = build_request(source, sql, parameters, rows, limits)
        masked, answer = pool_of(limits, kind).ask(request)
    except Refusal as refusal:
        answer = refusal.as_dict()
    except DatabaseError:
        answer = {"refused": "unavailable"}
        raise
    finally:
        elapsed_ms = round(1000 * (time.monotonic() - started), 1)
        record(_event(sql, masked, answer, elapsed_ms, limits))
    if "refused" in answer:
        raise (DatabaseError if answer["refused"] in NO_DATABASE else QueryError)(answer["message"])
    return _result(answer, rows, elapsed_ms, limits)


@cache
def pool_of(limits: QueryParams, kind: str) -> Pool:
    """The pool of this process for these limits and this kind of database.

    Its processes serve every later query, and end with this one.
    """
    pool = Pool(limits, kind)
    atexit.register(pool.close)
    return pool


def _source(database: str | Path, reader_url: str | None) -> tuple[str, str | dict[str, Any]]:
    """The kind of database, and where it is: a file's URI, read-only, or how to connect to a server.

    Raises DatabaseError for a file as open_engine does; for a server that is no PostgreSQL, and without its driver.
    """
    path = sqlite_path(database)
    if path is not None:
        open_engine(path, read_only=True).dispose()
        return "sqlite", file_uri(path, "ro")
    name, connect = server_address(reader_url or str(database))
    return "postgresql", {"name": name, "connect": connect, "schema": SCHEMA_VERSION}


def _result(answer: dict[str, Any], limit: int, elapsed_ms: float, limits: QueryParams) -> QueryResult:
    hints = {
        "rows": f"More than {limit} rows. Give a higher limit (up to {limits.max_rows}), or use WHERE, LIMIT, OFFSET.",
        "size": "The answer is cut at its size. Select fewer or shorter columns, or use LIMIT, OFFSET.",
        "": "",
    }
    cut = answer["cut_cells"]
    cells = f"{cut} long cells are cut; use substr(column, start, length) to read on." if cut else ""
    return QueryResult(
        columns=tuple(answer["columns"]),
        rows=tuple(map(tuple, answer["rows"])),
        truncated=bool(answer["cut_by"]),
        truncated_cells=cut,
        elapsed_ms=elapsed_ms,
        hint=" ".join(filter(None, (hints[answer["cut_by"]], cells))),
    )


def _event(
    sql: str, masked: str | None, answer: Mapping[str, Any], elapsed_ms: float, limits: QueryParams
) -> QueryEvent:
    return QueryEvent(
        outcome=answer.get("refused", ANSWERED),
        statement=None if masked is None else masked[: limits.logged_chars],
        length=len(sql),
        digest=hashlib.sha256(sql.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        rows=len(answer.get("rows", ())),
        elapsed_ms=elapsed_ms,
    )
