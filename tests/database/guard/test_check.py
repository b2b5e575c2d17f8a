from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from database.guard.check import check, read
from database.guard.refusal import Refusal
from database.guard.worker import answer, gates
from tests.database.guard.conftest import statements

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params.query import QueryParams

HARMLESS = statements("harmless.yaml")
SENT_ON = re.compile(r"[^\0\ud800-\udfff]{0,20000}")
"""What is longer or no text is refused before it is parsed."""
GATE = [entry for entry in statements("hostile.yaml")["gate"] if SENT_ON.fullmatch(entry["sql"])]


@pytest.mark.parametrize("entry", HARMLESS, ids=lambda entry: entry["sql"][:60])
def test_the_syntax_check_raises_no_false_alarm(entry: dict[str, Any], limits: QueryParams) -> None:
    statement = read(entry["sql"])
    check(statement, entry.get("params", ()), limits)
    assert statement.tree is not None


@pytest.mark.parametrize("entry", GATE, ids=lambda entry: entry["sql"][:60])
def test_the_syntax_check_refuses_without_a_database(entry: dict[str, Any], limits: QueryParams) -> None:
    with pytest.raises(Refusal) as caught:
        check(read(entry["sql"]), (), limits)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("sql", "masked"),
    [
        ("SELECT a FROM t WHERE b = 'x' AND c > 5;", "SELECT a FROM t WHERE b = ? AND c > ? ;"),
        ('select "a", [b], `c` from t', "select ? , ? , ? from t"),
        ("EXPLAIN  query plan SELECT 1", "EXPLAIN QUERY PLAN SELECT ?"),
        ("SELECT 9e9-4111111111111111", "SELECT ?"),
        ("SELECT 1 -- secret", "SELECT ?"),
        ("SELECT " + "a" * 41, "SELECT ?"),
        ("PRAGMA key = 'secret'", "PRAGMA key = ?"),
    ],
)
def test_a_masked_statement_holds_no_literal(sql: str, masked: str) -> None:
    assert read(sql).masked == masked


def test_the_tables_a_statement_reads_stand_in_order_once() -> None:
    assert read("SELECT * FROM b JOIN a USING (x), (SELECT 1 FROM b)").tables == ("b", "a")


def test_a_request_is_answered_in_two_parts(database: Path, limits: QueryParams) -> None:
    request = {"source": f"{database.absolute().as_uri()}?mode=ro", "parameters": [], "limit": 5}
    first, second = answer({**request, "sql": "SELECT 'x' AS a"}, limits, gates("sqlite"))
    assert first == {"masked": "SELECT ? AS a"}
    assert second == {"columns": ["a"], "rows": [["x"]], "cut_by": "", "cut_cells": 0}
    first, second = answer({**request, "sql": "DROP TABLE creators"}, limits, gates("sqlite"))
    assert (first, second["refused"]) == ({"masked": "DROP TABLE creators"}, "writing")
    first, second = answer({**request, "sql": "SELECT '"}, limits, gates("sqlite"))
    assert (first, second["refused"]) == ({"masked": None}, "unreadable")
