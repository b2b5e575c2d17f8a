from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from database.guard.postgres.bind import bind
from database.guard.postgres.check import check, read
from database.guard.refusal import Refusal
from tests.database.guard.conftest import statements

if TYPE_CHECKING:
    from eros.params.query import QueryParams

HARMLESS = statements("postgres/harmless.yaml")
HOSTILE = statements("postgres/hostile.yaml")
SENT_ON = re.compile(r"[^\0\ud800-\udfff]{0,20000}")
"""What is longer or no text is refused before it is parsed."""
GATE = [entry for group in ("gate", "growing") for entry in HOSTILE[group] if SENT_ON.fullmatch(entry["sql"])]
BEHIND = [entry for group in ("server", "stopped", "bounded") for entry in HOSTILE[group]]


@pytest.mark.parametrize("entry", [*HARMLESS, *BEHIND], ids=lambda entry: entry["sql"][:60])
def test_the_check_raises_no_false_alarm(entry: dict[str, Any], limits: QueryParams) -> None:
    statement = read(entry["sql"])
    check(statement, entry.get("params", ()), limits)
    assert statement.tree is not None


@pytest.mark.parametrize("entry", GATE, ids=lambda entry: entry["sql"][:60])
def test_the_check_refuses_without_a_server(entry: dict[str, Any], limits: QueryParams) -> None:
    with pytest.raises(Refusal) as caught:
        bind(entry["sql"], read_and_checked(entry["sql"], limits), ())
    assert str(caught.value).endswith(".")


def read_and_checked(sql: str, limits: QueryParams) -> Any:
    statement = read(sql)
    check(statement, (), limits)
    return statement


@pytest.mark.parametrize(
    ("sql", "parameters", "bound", "values"),
    [
        ("SELECT ?, ? + 1, 'a?b'", [7, 8], "SELECT $1, $2 + 1, 'a?b'", [7, 8]),
        ("SELECT :a, :b::text, :a", {"a": 1, "b": 2}, "SELECT $1, $2::text, $1", [1, 2]),
        ("EXPLAIN SELECT :limit", {"limit": 1}, "EXPLAIN SELECT $1", [1]),
        (" explain\n SELECT ?", [1], " explain\n SELECT $1", [1]),
        ("SELECT ':a', \":b\", :a", {"a": 1}, "SELECT ':a', \":b\", $1", [1]),
        ("SELECT (x)[1:2]", [], "SELECT (x)[1:2]", []),
    ],
)
def test_placeholders_become_numbers(sql: str, parameters: Any, bound: str, values: list[int]) -> None:
    assert bind(sql, read(sql), parameters) == (bound, values)


@pytest.mark.parametrize("sql", ["SELECT x ? 'a' FROM t", "SELECT x[1:n] FROM t", "SELECT x ? ? FROM t"])
def test_an_operator_that_looks_like_a_placeholder_is_refused(sql: str) -> None:
    with pytest.raises(Refusal, match="jsonb_exists"):
        bind(sql, read(sql), [1])


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT pg_sleep(1)", "pg_sleep belongs to the server"),
        ("SELECT nextval('x')", "The function nextval is not allowed."),
        ("SELECT public.lower('x')", "The function public.lower is not allowed."),
        ("SELECT * FROM information_schema.sequences", "Of information_schema these can be read: check_constraints,"),
        ("SELECT E'x'", "Write texts as '...'"),
        ("SELECT 1 FOR UPDATE", "locks rows"),
        ("DELETE FROM creators", "DELETE is refused. One statement that reads is allowed: SELECT, WITH"),
        ("WITH x AS (DELETE FROM vault RETURNING *) SELECT * FROM x", "The statement holds DELETE."),
    ],
)
def test_a_refusal_says_the_reason_and_the_way_out(sql: str, says: str, limits: QueryParams) -> None:
    with pytest.raises(Refusal) as caught:
        read_and_checked(sql, limits)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "masked"),
    [
        ("SELECT a FROM t WHERE b = 'x' AND c > 5", "SELECT a FROM t WHERE b = ? AND c > ?"),
        ('select "a" from t', "select ? from t"),
        ("EXPLAIN  select 'x'", "EXPLAIN select ?"),
        ("SET password = 'x'", "SET password = ?"),
    ],
)
def test_a_masked_statement_holds_no_literal(sql: str, masked: str) -> None:
    assert read(sql).masked == masked
