from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.guard.query import run_query
from database.guard.reader import fetch
from database.guard.refusal import Refusal
from eros.errors import QueryError

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params.query import QueryParams

TEXT = """
SELECT FROM WHERE INSERT INTO UPDATE SET DELETE DROP TABLE CREATE VIEW TRIGGER INDEX ALTER ATTACH DETACH PRAGMA VACUUM
REINDEX ANALYZE BEGIN COMMIT WITH RECURSIVE AS UNION ALL VALUES JOIN ON USING ORDER BY GROUP HAVING LIMIT OFFSET RETURNING
EXPLAIN QUERY PLAN CASE WHEN THEN ELSE END OVER PARTITION EXISTS NOT IN LIKE GLOB IS NULL CAST COLLATE REPLACE TEMP IF
creators channels caption_bank v_schedules sqlite_master pragma_table_info json_each dbstat main other x page_name
channel_key writable_schema query_only load_extension randomblob zeroblob printf fts3_tokenizer count group_concat instr
( ) ( ) , ; * = + - . 'a' 'x''y' "update" [b] `c` ? :n 1 0 9e999 -1 x'00' -- /* */ ' " $x @y ?1 || -> ->> <> << ~
"""
WORDS = TEXT.split()
STARTS = (
    "",
    "SELECT",
    "SELECT * FROM creators WHERE",
    "INSERT INTO channels",
    "DELETE FROM",
    "CREATE TEMP TABLE x AS",
    "WITH x AS (SELECT 1)",
    "PRAGMA",
    "EXPLAIN",
)

sqls = st.tuples(
    st.sampled_from(STARTS), st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).map(" ".join)
).map(" ".join)
anew = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
"""The database stays for all examples: none may change it, its fixture looks at the end."""


@anew
@given(sql=sqls)
def test_no_text_writes_or_fails_in_an_unknown_way(sql: str, database: Path, limits: QueryParams) -> None:
    with suppress(QueryError):
        result = run_query(database, sql, limits=limits, record=lambda _: None)
        assert len(result.rows) <= limits.default_rows


@anew
@given(sql=sqls)
def test_no_text_writes_through_the_connection_alone(sql: str, database: Path, limits: QueryParams) -> None:
    with suppress(Refusal):
        fetch(f"{database.absolute().as_uri()}?mode=ro", sql, [], limit=5, limits=limits)
