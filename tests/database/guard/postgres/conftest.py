"""The rows of the tests of SQLite on a PostgreSQL server, and the roles that may or may not ask there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from database.engine import SCHEMA_VERSION, server_address
from database.guard.postgres.check import check, read
from database.guard.postgres.reader import fetch
from database.guard.query import QueryEvent, QueryResult, run_query
from database.lifecycle import create_database
from database.tables import metadata
from eros.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from database.guard.request import Parameters
    from eros.params import Params
    from eros.params.query import QueryParams
    from tests.postgres import Cluster

DATABASE = "guarded"


@dataclass(frozen=True)
class Server:
    """A database with rows on a server: `owner` may do everything with it, `reader` may read."""

    cluster: Cluster
    owner: str
    reader: str

    def source(self, url: str | None = None) -> dict[str, Any]:
        """How the reader (or whom the URL names) connects, as a process is told."""
        name, connect = server_address(url or self.reader)
        return {"name": name, "connect": connect, "schema": SCHEMA_VERSION}

    def digest(self) -> list[tuple[Any, ...]]:
        """A number for the rows of every table, every relation there is, and every role."""
        rows = [
            f"(SELECT md5(string_agg(kept::text, '|' ORDER BY kept::text)) FROM {name} AS kept)"  # noqa: S608 - our own tables
            for name in sorted(metadata.tables)
        ]
        there = "(SELECT array_agg(relname || relkind::text ORDER BY oid) FROM pg_class)"
        roles = "(SELECT array_agg((r.*)::text ORDER BY oid) FROM pg_authid AS r)"
        return self.cluster.execute(f"SELECT {', '.join([*rows, there, roles])}", database=DATABASE)


@pytest.fixture(scope="session")
def limits(params: Params) -> QueryParams:
    """The limits as shipped but for patience: how busy the machine is decides no test."""
    return params.query.model_copy(update={"deadline_ms": 20_000, "grace_ms": 20_000})


@pytest.fixture(scope="session")
def server(cluster: Cluster, rows_template: Path) -> Server:
    """A database with three pages and a saved week, one table nobody else may read, and a role that may read."""
    cluster.execute(f"CREATE DATABASE {DATABASE} OWNER eros")
    cluster.grant(DATABASE)
    owner, reader = cluster.url("eros", DATABASE), cluster.url("eros_reader", DATABASE)
    create_database(owner)
    admin = server_address(cluster.url("admin", DATABASE))[1]
    with closing(sqlite3.connect(rows_template)) as file, psycopg.connect(**admin) as target:
        target.execute("SET session_replication_role = replica")  # its send type is invented, as nobody asks on SQLite
        for table in ("creators", "schedules", "schedule_items"):
            rows = file.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of three names of ours
            columns = ", ".join(name for name, *_ in rows.description)
            marks = ", ".join("%s" for _ in rows.description)
            target.cursor().executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows.fetchall())  # noqa: S608
    cluster.execute("CREATE TABLE secrets (word text)", database=DATABASE)
    return Server(cluster, owner, reader)


@pytest.fixture
def ask(server: Server, limits: QueryParams) -> Callable[..., QueryResult]:
    """A question of the reader's, whose trace nobody looks at."""
    return partial(run_query, server.owner, limits=limits, reader_url=server.reader, record=lambda _: None)


@pytest.fixture
def fetched(server: Server, limits: QueryParams) -> Callable[..., dict[str, Any]]:
    """What a statement of the reader's brings, checked and fetched in this process."""

    def answer(sql: str, parameters: Parameters = (), url: str | None = None) -> dict[str, Any]:
        statement = read(sql)
        check(statement, parameters, limits)
        return fetch(server.source(url), sql, parameters, limit=200, limits=limits, tables=statement.tables)

    return answer


@pytest.fixture
def outcome(server: Server, limits: QueryParams) -> Callable[..., QueryEvent]:
    """The trace a question leaves, answered or not."""

    def asked(sql: str, **changed: int) -> QueryEvent:
        events: list[QueryEvent] = []
        changes = limits.model_copy(update=changed) if changed else limits
        try:
            run_query(server.owner, sql, limits=changes, reader_url=server.reader, record=events.append)
        except QueryError:
            assert events[0].outcome != "answered"
        (event,) = events
        return event

    return asked
