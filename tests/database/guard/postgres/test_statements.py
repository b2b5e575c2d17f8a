from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from database.guard.postgres.reader import fetch
from database.guard.refusal import Refusal
from tests.database.guard.conftest import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from database.guard.query import QueryEvent, QueryResult
    from eros.params.query import QueryParams
    from tests.database.guard.postgres.conftest import Server

HOSTILE = statements("postgres/hostile.yaml")
HARMLESS = statements("postgres/harmless.yaml")
GATE = {"comment", "denied", "empty", "joins", "length", "nesting", "parameters", "several", "unreadable", "writing"}
REFUSED = {"denied", "failed", "memory"}
BLINK = {"deadline_ms": 100}


@pytest.fixture(scope="module", autouse=True)
def _nothing_has_changed(server: Server) -> Iterator[None]:
    """Rows, tables and roles must be at the end what they were at the start."""
    before = server.digest()
    yield
    assert server.digest() == before


@pytest.mark.parametrize("entry", HARMLESS, ids=lambda entry: entry["sql"][:60])
def test_a_harmless_statement_is_answered(entry: dict[str, Any], ask: Callable[..., QueryResult]) -> None:
    result = ask(entry["sql"], entry.get("params", ()))
    if "rows" in entry:
        assert [list(row) for row in result.rows] == entry["rows"]
    if "columns" in entry:
        assert list(result.columns) == entry["columns"]
    assert not result.truncated


@pytest.mark.parametrize("entry", HOSTILE["gate"] + HOSTILE["growing"], ids=lambda entry: entry["sql"][:60])
def test_the_check_refuses(entry: dict[str, Any], outcome: Callable[..., QueryEvent]) -> None:
    assert outcome(entry["sql"]).outcome in GATE


@pytest.mark.parametrize("entry", HOSTILE["server"], ids=lambda entry: entry["sql"][:60])
def test_the_server_refuses(entry: dict[str, Any], outcome: Callable[..., QueryEvent]) -> None:
    assert outcome(entry["sql"]).outcome in REFUSED


@pytest.mark.parametrize("entry", HOSTILE["stopped"], ids=lambda entry: entry["sql"][:60])
def test_it_is_stopped_and_the_next_statement_answered(
    entry: dict[str, Any], outcome: Callable[..., QueryEvent], ask: Callable[..., QueryResult]
) -> None:
    assert outcome(entry["sql"], **BLINK).outcome == "deadline"
    assert ask("SELECT count(*) FROM creators").rows == ((3,),)


@pytest.mark.parametrize("entry", HOSTILE["bounded"], ids=lambda entry: entry["sql"][:60])
def test_the_answer_stays_within_a_page(
    entry: dict[str, Any], ask: Callable[..., QueryResult], limits: QueryParams
) -> None:
    result = ask(entry["sql"])
    assert 1 <= len(result.rows) <= limits.default_rows
    assert len(json.dumps([result.columns, result.rows], ensure_ascii=False).encode()) < 1.5 * limits.page_bytes


def test_without_the_check_role_and_transaction_alone_change_nothing(server: Server, limits: QueryParams) -> None:
    bounds = limits.model_copy(update=BLINK)
    answered = set()
    for entry in HOSTILE["gate"]:
        try:
            fetch(server.source(), entry["sql"], [], limit=5, limits=bounds)
            answered.add(entry["sql"].split()[0])
        except Refusal:
            continue
    assert answered <= {"SELECT", "WITH", "TABLE", "EXPLAIN"}
