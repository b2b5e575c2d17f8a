from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from database.guard.pool import Worker
from database.guard.query import QueryEvent, QueryResult, run_query
from database.guard.refusal import Refusal
from eros.errors import DatabaseError, QueryError
from tests.database.guard.postgres.conftest import DATABASE
from tests.mcp_client import connected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eros.params.query import QueryParams
    from tests.database.guard.postgres.conftest import Server
    from tests.mcp_client import Caller


@pytest.fixture
def client(server: Server) -> Iterator[Caller]:
    """A client of the MCP server on this database."""
    with connected(server.owner, EROS_QUERY_URL=server.reader) as caller:
        yield caller


@pytest.mark.parametrize(
    ("sql", "cell"),
    [
        ("9007199254740991", 9007199254740991),
        ("9007199254740992", {"integer": "9007199254740992"}),
        ("1e30::numeric", {"integer": "1" + "0" * 30}),
        ("9007199254740993.5", {"number": "9007199254740993.5"}),
        ("0.1 + 0.2", 0.3),
        ("1 / 3.0", 1 / 3),
        ("100::numeric", 100),
        ("'NaN'::numeric", {"real": "NaN"}),
        ("'Infinity'::numeric", {"real": "Infinity"}),
        ("'NaN'::double precision", {"real": "NaN"}),
        ("'-Infinity'::real", {"real": "-Infinity"}),
        ("0.1::double precision", 0.1),
        ("'\\x00ff'::bytea", {"blob": "00ff", "bytes": 2}),
        ("true", True),
        ("NULL", None),
        ("timestamptz '2026-11-23 09:05:00-08'", "2026-11-23T17:05:00+00:00"),
        ("timestamp '2026-11-23 09:05:00.25'", "2026-11-23T09:05:00.25"),
        ("timetz '09:05:00+02'", "09:05:00+02:00"),
        ("time '09:05'", "09:05:00"),
        ("timestamp 'infinity'", "infinity"),
        ("timestamp '0044-03-15 12:00 BC'", "0044-03-15 12:00:00 BC"),
        ("date '20260-01-01'", "20260-01-01"),
        ("interval '1 day 2 hours'", "P1DT2H"),
        ("'3F333DF6-90A4-4FDA-8DD3-9485D27CEE36'::uuid", "3f333df6-90a4-4fda-8dd3-9485d27cee36"),
        ("'{\"a\":  1.50}'::json", '{"a":  1.50}'),
        ("'{\"a\":  1.50}'::jsonb", '{"a": 1.50}'),
        ("ARRAY[1, NULL, 9007199254740992]", [1, None, {"integer": "9007199254740992"}]),
        ("ARRAY['a,b', '\"']", ["a,b", '"']),
        ("ARRAY[timestamptz '2026-11-23 09:05:00+00']", ["2026-11-23T09:05:00+00:00"]),
        ("'{}'::text[]", []),
        ("ROW(1, 'a')", "(1,a)"),
        ("'[1,5)'::int4range", "[1,5)"),
        ("'ab'::character(4)", "ab  "),
    ],
)
def test_a_value_is_what_json_has_for_it(sql: str, cell: Any, fetched: Callable[..., dict[str, Any]]) -> None:
    ((found,),) = fetched(f"SELECT {sql}")["rows"]
    assert found == cell
    assert type(found) is type(cell)


def test_long_cells_are_cut_with_their_length_and_counted(ask: Callable[..., QueryResult]) -> None:
    result = ask(
        "SELECT repeat('é', 5000), repeat('b', 3000)::bytea, array_agg(i), 1 FROM generate_series(1, 5000) AS i"
    )
    text, blob, numbers, kept = result.rows[0]
    assert isinstance(blob, dict)
    assert str(text).endswith("é… [cut, 5000 characters]")
    assert (blob["bytes"], str(blob["blob"])[-18:]) == (3000, "… [cut, 3000 bytes]"[-18:])
    assert str(numbers).startswith("[1, 2, 3,")
    assert str(numbers).endswith("… [cut, 5000 elements]")
    assert (kept, result.truncated_cells) == (1, 3)


def test_rows_beyond_the_limit_are_left_where_they_are(ask: Callable[..., QueryResult]) -> None:
    whole = ask("SELECT i FROM generate_series(1, 7) AS i", limit=7)
    assert (len(whole.rows), whole.truncated) == (7, False)
    more = ask("SELECT i FROM generate_series(1, 1000000) AS i", limit=250)
    assert [row[0] for row in more.rows] == list(range(1, 251))
    assert more.hint.startswith("More than 250 rows.")


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT * FROM creator", "No table 'creator'. Closest: creators, creator_personas."),
        ("SELECT * FROM sqlite_master", "The schema stands in information_schema.columns (table_name, column_name,"),
        (
            "SELECT page_nam FROM creators",
            "No column 'page_nam'. Closest: page_name. creators has creator_id, page_name,",
        ),
        ("SELECT c.missing FROM channels c", "No column 'c.missing'. channels has channel_key, position,"),
        ("SELECT round(0.5::real, 1)", "does not exist (No function matches the given name and argument types."),
        ("SELECT * FROM secrets", "permission denied for table secrets"),
        ("SELECT 1 / 0", "PostgreSQL: division by zero."),
    ],
)
def test_an_error_says_the_reason_and_the_way_out(
    sql: str, says: str, fetched: Callable[..., dict[str, Any]], ask: Callable[..., QueryResult]
) -> None:
    with pytest.raises(Refusal) as caught:
        fetched(sql)
    assert says in str(caught.value)
    with pytest.raises(QueryError) as told:
        ask(sql)
    assert str(told.value) == str(caught.value)


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ([], "The statement has 1 placeholders, params holds 0 values."),
        (["a\0b"], "NUL"),
        (["x"], "invalid input syntax for type integer"),
    ],
)
def test_parameters_that_do_not_fit_are_said(
    parameters: list[Any], says: str, fetched: Callable[..., dict[str, Any]]
) -> None:
    with pytest.raises(Refusal, match=says):
        fetched("SELECT ?::int", parameters)


def test_parameters_are_what_they_are_on_sqlite(fetched: Callable[..., dict[str, Any]]) -> None:
    given = [True, False, 2**40, -1, 0.5, None, "x"]
    assert fetched("SELECT ?, ?, ?, ?, ?, ?, ?", given)["rows"] == [[1, 0, 2**40, -1, 0.5, None, "x"]]


POWERS = {
    "a superuser": "CREATE ROLE asks LOGIN SUPERUSER",
    "one table": "CREATE ROLE asks LOGIN; GRANT INSERT ON creators TO asks",
    "one column": "CREATE ROLE asks LOGIN; GRANT UPDATE (country) ON creators TO asks",
    "everybody": "CREATE ROLE asks LOGIN; GRANT DELETE ON vault TO PUBLIC",
    "the owner's": "CREATE ROLE asks LOGIN; GRANT eros TO asks",
    "files": "CREATE ROLE asks LOGIN; GRANT pg_read_server_files TO asks",
    "roles": "CREATE ROLE asks LOGIN CREATEROLE",
    "nothing": "CREATE ROLE asks LOGIN; GRANT USAGE ON SCHEMA public TO asks",
}
SAYS = {
    "a superuser": "asks is a superuser.",
    "one table": "asks owns or may write to creators.",
    "one column": "asks owns or may write to creators.",
    "everybody": "asks owns or may write to vault.",
    "the owner's": "asks owns or may write to alembic_version, alerts, audience_targets and ",
    "files": "asks may do more on the server than read.",
    "roles": "asks may do more on the server than read.",
    "nothing": "asks may not read alembic_version.",
}


@pytest.mark.parametrize("power", POWERS)
def test_a_role_that_may_do_anything_but_read_is_refused(
    power: str, server: Server, fetched: Callable[..., dict[str, Any]]
) -> None:
    cluster = server.cluster
    cluster.execute(*POWERS[power].split("; "), database=DATABASE)
    try:
        with pytest.raises(Refusal) as caught:
            fetched("SELECT 1", url=cluster.url("asks", DATABASE))
    finally:
        cluster.execute("REVOKE DELETE ON vault FROM PUBLIC", "DROP OWNED BY asks", "DROP ROLE asks", database=DATABASE)
    assert SAYS[power] in str(caught.value)
    assert "EROS_QUERY_URL" in str(caught.value)
    assert caught.value.kind == "role"


def test_without_a_reader_the_database_is_asked_as_its_own_role(server: Server, limits: QueryParams) -> None:
    events: list[QueryEvent] = []
    with pytest.raises(DatabaseError, match="eros owns or may write to alembic_version"):
        run_query(server.owner, "SELECT 1", limits=limits, record=events.append)
    assert [event.outcome for event in events] == ["role"]
    answer = run_query(server.reader, "SELECT count(*) FROM creators", limits=limits, record=lambda _: None)
    assert answer.rows == ((3,),)


def test_a_database_that_is_not_there_or_not_ours_is_said(server: Server, limits: QueryParams) -> None:
    cluster = server.cluster
    cluster.execute("CREATE DATABASE other")
    try:
        for url, says in (
            (cluster.url("eros_reader", "other"), "has no tables of EROS this role can see, this EROS works with"),
            (cluster.url("eros_reader", "missing"), 'database "missing" does not exist'),
            ("postgresql://eros_reader:secret@localhost:1/eros", "cannot be reached"),
            ("mysql://host/eros", "is no URL of PostgreSQL"),
            ("eros.db", "is no URL of PostgreSQL"),
        ):
            with pytest.raises(DatabaseError) as caught:
                run_query(server.owner, "SELECT 1", limits=limits, reader_url=url, record=lambda _: None)
            assert says in str(caught.value)
            assert "secret" not in str(caught.value)
    finally:
        cluster.execute("DROP DATABASE other")


def test_an_older_schema_is_said(server: Server, limits: QueryParams) -> None:
    set_version = "UPDATE alembic_version SET version_num = "
    ((version,),) = server.cluster.execute("SELECT version_num FROM alembic_version", database=DATABASE)
    server.cluster.execute(f"{set_version}'0001'", database=DATABASE)
    try:
        with pytest.raises(DatabaseError, match=f"schema version 0001, this EROS works with schema version {version}"):
            run_query(server.reader, "SELECT 1", limits=limits, record=lambda _: None)
    finally:
        server.cluster.execute(f"{set_version}'{version}'", database=DATABASE)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM creators WHERE page_name = 'topsecret' AND active_fans = 4111",
        "SELECT missing, 4111 FROM creators WHERE page_name = 'topsecret'",
        'SELECT 1 AS "topsecret"',
        "SELECT $$topsecret$$",
        "SELECT E'\\'topsecret'",
        "SELECT 1 -- topsecret",
        "ALTER ROLE eros_reader PASSWORD 'topsecret'",
        "SELECT 'topsecret",
        "SELECT 'topsecret'::int",
    ],
)
def test_every_call_leaves_a_trace_without_its_literals(sql: str, outcome: Callable[..., QueryEvent]) -> None:
    event = outcome(sql)
    assert "topsecret" not in repr(event)
    assert "4111" not in repr(event)
    assert event.length == len(sql)


def test_a_process_knows_what_libpq_reads_and_nothing_else(
    limits: QueryParams, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EROS_SECRET", "x")
    monkeypatch.setenv("PGAPPNAME", "seen")
    worker = Worker(limits, "postgresql")
    sql = "SELECT ?::int"
    try:
        _, answer = worker.ask({"source": server.source(), "sql": sql, "parameters": [5], "limit": 1})
        kept = _environment(worker.pid)
    finally:
        worker.kill()
    assert answer["rows"] == [[5]]
    assert kept is None or (b"PGAPPNAME=seen" in kept and b"EROS_SECRET" not in kept)


def _environment(pid: int) -> bytes | None:
    from pathlib import Path  # noqa: PLC0415

    path = Path(f"/proc/{pid}/environ")
    return path.read_bytes() if path.exists() else None


def test_the_tool_answers_over_a_server(client: Caller) -> None:
    answer = client("execute_query", sql="SELECT page_name, is_active = 1 AS active FROM creators ORDER BY 1 LIMIT 1")
    assert (answer["columns"], answer["rows"]) == (["page_name", "active"], [["ada", True]])
    assert client("execute_query", sql="SELECT ARRAY[?, 2]", params=[1])["rows"] == [[[1, 2]]]
    assert "is not allowed" in client.refused("execute_query", sql="SELECT nextval('x')")


def test_a_locked_table_is_said_and_no_other_tool_kept_waiting(client: Caller, server: Server) -> None:
    host = str(server.cluster.directory)
    with psycopg.connect(host=host, user="eros", dbname=DATABASE) as held:
        held.execute("LOCK TABLE vault IN ACCESS EXCLUSIVE MODE")
        asked = client.portal.start_task_soon(
            client.sdk.call_tool, "execute_query", {"sql": "SELECT count(*) FROM vault"}
        )
        assert client("get_channels")["total"] == 5
        assert not asked.done()
        result = asked.result()
    assert "A table is locked" in str(result)
    assert client("execute_query", sql="SELECT count(*) FROM vault")["rows"] == [[0]]
