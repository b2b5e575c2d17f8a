from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from database.guard.query import QueryEvent, QueryResult
from database.guard.query import run_query as run_recorded
from database.guard.reader import fetch
from database.guard.refusal import Refusal
from eros.errors import DatabaseError, QueryError
from tests.database.guard.conftest import statements

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params.query import QueryParams

HOSTILE = statements("hostile.yaml")
HARMLESS = statements("harmless.yaml")
GATE = {
    "comment", "empty", "several", "unreadable", "writing", "joins", "nesting", "parameters", "length",
}  # fmt: skip
ENGINE = {"denied", "failed"}
STOPPED = {"deadline", "killed", "memory"}


def run_query(database: Path | str, sql: str, parameters: Any = (), **kwargs: Any) -> QueryResult:
    """A query whose trace nobody looks at."""
    return run_recorded(database, sql, parameters, record=lambda _: None, **kwargs)


def outcome(database: Path, sql: str, limits: QueryParams) -> QueryEvent:
    """The trace a statement leaves, answered or not."""
    events: list[QueryEvent] = []
    with suppress(QueryError):
        run_recorded(database, sql, limits=limits, record=events.append)
    (event,) = events
    return event


def uri(database: Path) -> str:
    return f"{database.absolute().as_uri()}?mode=ro"


@pytest.mark.parametrize("entry", HARMLESS, ids=lambda entry: entry["sql"][:60])
def test_a_harmless_statement_is_answered(entry: dict[str, Any], database: Path, limits: QueryParams) -> None:
    result = run_query(database, entry["sql"], entry.get("params", ()), limits=limits)
    if "rows" in entry:
        assert [list(row) for row in result.rows] == entry["rows"]
    if "columns" in entry:
        assert list(result.columns) == entry["columns"]
    assert not result.truncated


@pytest.mark.parametrize("entry", HOSTILE["gate"], ids=lambda entry: entry["sql"][:60])
def test_the_syntax_tree_gives_it_away(entry: dict[str, Any], database: Path, limits: QueryParams) -> None:
    assert outcome(database, entry["sql"], limits).outcome in GATE


@pytest.mark.parametrize("entry", HOSTILE["engine"], ids=lambda entry: entry["sql"][:60])
def test_sqlite_itself_refuses(entry: dict[str, Any], database: Path, limits: QueryParams) -> None:
    assert outcome(database, entry["sql"], limits).outcome in ENGINE


@pytest.mark.parametrize("entry", HOSTILE["stopped"], ids=lambda entry: entry["why"] + " " + entry["sql"][:40])
def test_it_is_stopped_and_the_next_statement_answered(
    entry: dict[str, Any], database: Path, short: QueryParams, limits: QueryParams
) -> None:
    assert outcome(database, entry["sql"], short).outcome in STOPPED
    assert run_query(database, "SELECT count(*) FROM creators", limits=limits).rows == ((3,),)


@pytest.mark.parametrize("entry", HOSTILE["bounded"], ids=lambda entry: entry["sql"][:60])
def test_the_answer_stays_within_a_page(entry: dict[str, Any], database: Path, limits: QueryParams) -> None:
    result = run_query(database, entry["sql"], limits=limits)
    assert 1 <= len(result.rows) <= limits.default_rows
    assert len(json.dumps([result.columns, result.rows], ensure_ascii=False).encode()) < 1.5 * limits.page_bytes


@pytest.mark.parametrize("group", ["gate", "engine"])
def test_without_the_syntax_check_the_connection_alone_changes_nothing(
    group: str, database: Path, limits: QueryParams
) -> None:
    ended = {}
    for entry in HOSTILE[group]:
        try:
            fetch(uri(database), entry["sql"], [], limit=5, limits=limits)
            ended[entry["sql"]] = "answered"
        except Refusal as refusal:
            ended[entry["sql"]] = refusal.kind
    assert set(ended.values()) <= {"answered", *ENGINE}
    comment = re.compile(r"/\*.*?(\*/|$)|--.*|[;\s]+")
    first = {sql: comment.sub(" ", sql).split()[:1] for sql, kind in ended.items() if kind == "answered"}
    assert {sql for sql, word in first.items() if word not in ([], ["SELECT"], ["EXPLAIN"])} == set()


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT * FROM creator", "No table 'creator'. Closest: creators, creator_personas."),
        ("SELECT 1 FROM zzz", "No table 'zzz'. Tables: alembic_version, alerts, audience_targets"),
        (
            "SELECT page_nam FROM creators",
            "No column 'page_nam'. Closest: page_name. creators has creator_id, page_name,",
        ),
        ("SELECT c.missing FROM channels c", "No column 'c.missing'. channels has channel_key, position,"),
        ("SELECT missing", "No column 'missing'. The schema stands in sqlite_master (columns name, sql)."),
        ("SELECT lenght('x')", "No function 'lenght'. Closest: length."),
        ("SELECT load_extension('x')", "The function load_extension is not allowed."),
        ("DELETE FROM creators", "DELETE is refused. One statement that reads is allowed: SELECT,"),
        ("SELECT 1; SELECT 2", "The statement holds 2 statements. Send them one by one."),
        ("SELECT 1 FROM pragma_table_info('x')", "The schema stands in sqlite_master (columns name, sql)."),
        ("SELECT ?, ?", "The statement has 2 placeholders, params holds 0 values."),
    ],
)
def test_an_error_says_the_reason_and_the_way_out(sql: str, message: str, database: Path, limits: QueryParams) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(database, sql, limits=limits)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "parameters", "message"),
    [
        ("SELECT :a", {"b": 1}, "params lacks a value for :a."),
        ("SELECT :a", {"a": 1, "b": 1}, "params names :b, which the statement does not use."),
        ("SELECT :a", [1], "The statement uses names (:a); give params as an object"),
        ("SELECT ?", {"a": 1}, "give params as a list of 1 values."),
        ("SELECT ?, :a", {"a": 1}, "mixes ? and :name"),
        ("SELECT 1", [1], "has 0 placeholders, params holds 1 values."),
        ("SELECT ?", [2**63], "does not fit in 64 bits"),
        ("SELECT ?", [float("nan")], "is no finite number"),
        ("SELECT ?", [float("inf")], "is no finite number"),
        ("SELECT ?", [[1]], "is a list or an object"),
        ("SELECT ?", [10**5000], "does not fit in 64 bits"),
        ("SELECT ?", ["x" * 1_000_001], "has 1000001 characters"),
        ("SELECT ?", ["é" * 900_000], "larger than 1000 kB"),
        ("SELECT ?", ["\ud800"], "holds half a character"),
        ("SELECT ?", [1] * 101, "holds 101 values; at most 100"),
        ("SELECT :a", {"a b": 1}, "Names in params are words"),
        ("SELECT :a", {"a" * 101: 1}, "Names in params are words"),
    ],
)
def test_parameters_that_do_not_fit_are_named(
    sql: str, parameters: Any, message: str, database: Path, limits: QueryParams
) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(database, sql, parameters, limits=limits)
    assert message in str(caught.value)


def test_a_message_stays_short_whatever_the_statement(database: Path, limits: QueryParams) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(database, "SELECT y".ljust(19_000, "x"), limits=limits)
    assert len(str(caught.value)) < 1000


def test_any_path_names_its_file(rows_template: Path, tmp_path: Path, limits: QueryParams) -> None:
    path = tmp_path / "a b?mode=rwc#c%20d&é.db"
    shutil.copy(rows_template, path)
    assert run_query(path, "SELECT count(*) FROM creators", limits=limits).rows == ((3,),)


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_a_limit_out_of_range_is_refused(limit: int, database: Path, limits: QueryParams) -> None:
    with pytest.raises(QueryError, match="1 to 10000 rows"):
        run_query(database, "SELECT 1", limit=limit, limits=limits)


NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT i FROM n"


def test_exactly_as_many_rows_as_asked_for_are_the_whole_answer(database: Path, limits: QueryParams) -> None:
    whole = run_query(database, NUMBERS.format(7), limit=7, limits=limits)
    assert (len(whole.rows), whole.truncated, whole.hint) == (7, False, "")
    more = run_query(database, NUMBERS.format(8), limit=7, limits=limits)
    assert (len(more.rows), more.truncated) == (7, True)
    assert more.hint.startswith("More than 7 rows.")


def test_ten_thousand_rows_can_be_asked_for(database: Path, limits: QueryParams) -> None:
    result = run_query(database, NUMBERS.format(20_000), limit=10_000, limits=limits)
    assert [row[0] for row in result.rows] == list(range(1, 10_001))
    assert result.truncated


def test_a_page_is_cut_at_its_size_and_says_so(database: Path, limits: QueryParams) -> None:
    result = run_query(database, "SELECT printf('%.1000c', 'a') FROM sqlite_master", limits=limits)
    assert result.truncated
    assert 20 <= len(result.rows) < 30
    assert "cut at its size" in result.hint


def test_a_long_cell_is_cut_with_its_length_and_counted(database: Path, limits: QueryParams) -> None:
    result = run_query(
        database, "SELECT printf('%.5000c', 'a'), 'short', CAST(printf('%.4000c', 'b') AS BLOB)", limits=limits
    )
    text, kept, blob = result.rows[0]
    assert isinstance(text, str)
    assert text == "a" * limits.cell_chars + "… [cut, 5000 characters]"
    assert kept == "short"
    assert isinstance(blob, dict)
    assert blob["bytes"] == 4000
    assert str(blob["blob"]).endswith("… [cut, 4000 bytes]")
    assert result.truncated_cells == 2
    assert "2 long cells" in result.hint


def test_equal_column_names_are_told_apart(database: Path, limits: QueryParams) -> None:
    result = run_query(database, "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a", limits=limits)
    assert result.columns == ("a", "a_3", "a_2", "a_4")


def test_a_missing_file_another_version_and_a_server_are_said(
    tmp_path: Path, database: Path, limits: QueryParams
) -> None:
    with pytest.raises(DatabaseError, match="eros db init"):
        run_query(tmp_path / "none.db", "SELECT 1", limits=limits)
    with pytest.raises(DatabaseError, match="is no URL of PostgreSQL"):
        run_query("mysql://host/eros", "SELECT 1", limits=limits)
    broken = tmp_path.parent / f"{tmp_path.name}-broken.db"
    broken.write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseError, match="cannot be read"):
        run_query(broken, "SELECT 1", limits=limits)
    assert run_query(f"sqlite:///{database}", "SELECT 1", limits=limits).rows == ((1,),)


SECRETS = [
    "SELECT * FROM creators WHERE page_name = 'topsecret'",
    'SELECT * FROM creators WHERE page_name = "topsecret"',
    "SELECT 4111111111111111, 1e4111111111111111, 0x4111, 9e9-4111111111111111",
    "SELECT x'746f70', 'it''s topsecret'",
    "DELETE FROM creators WHERE page_name = 'topsecret'",
    "SELECT missing FROM creators WHERE page_name = 'topsecret'",
    "SELECT 'topsecret",
    "topsecret is what this says",
    "SELECT 1 -- topsecret",
    "SELECT 1 /* topsecret 4111 */",
    "PRAGMA key = 'topsecret'",
    "ATTACH 'topsecret' AS x",
    "EXPLAIN SELECT 'topsecret'",
    "SELECT 1 AS [topsecret], 2 AS `topsecret`",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE 'topsecret' > i",
    "SELECT instr(printf('%.900000c', 'a'), printf('%.450000c', 'a') || 'topsecret')",
]


@pytest.mark.parametrize("sql", SECRETS, ids=lambda sql: sql[:40])
def test_every_call_leaves_a_trace_without_its_literals(sql: str, database: Path, short: QueryParams) -> None:
    event = outcome(database, sql, short)
    assert "topsecret" not in repr(event)
    assert "4111" not in repr(event)
    assert event.length == len(sql)
    assert len(event.digest) == 16


def test_the_trace_says_what_was_asked_shortened_and_without_parameters(database: Path, limits: QueryParams) -> None:
    events: list[QueryEvent] = []
    run_recorded(database, "SELECT ? AS x" + ", 1 AS y" * 100, ["topsecret"], limits=limits, record=events.append)
    (event,) = events
    assert event.statement is not None
    assert event.statement.startswith("SELECT ? AS x , ? AS y")
    assert len(event.statement) == limits.logged_chars
    assert (event.outcome, event.rows) == ("answered", 1)
    assert "topsecret" not in repr(event)


def test_a_database_that_cannot_be_opened_leaves_a_trace_too(tmp_path: Path, limits: QueryParams) -> None:
    events: list[QueryEvent] = []
    with pytest.raises(DatabaseError):
        run_recorded(tmp_path / "none.db", "SELECT 1", limits=limits, record=events.append)
    assert [event.outcome for event in events] == ["unavailable"]
