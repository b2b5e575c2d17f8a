from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.guard.postgres.check import check, read
from database.guard.postgres.words import FUNCTIONS, GRAMMAR
from database.guard.refusal import Refusal
from tests.database.guard.conftest import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from database.guard.query import QueryEvent
    from eros.params.query import QueryParams
    from tests.database.guard.postgres.conftest import Server

QUOTED = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
LISTED = [
    *(entry["sql"] for entry in statements("postgres/harmless.yaml")),
    *(entry["sql"] for group in ("gate", "server") for entry in statements("postgres/hostile.yaml")[group]),
]
WRITTEN = [re.findall(rf"{QUOTED}|\w+|::|\|\||->>?|[^\s\w]", sql) for sql in LISTED if len(sql) < 300]
TEXT = """
pg_sleep ( 10 ) nextval ( 'x' ) set_config FROM pg_class TABLE pg_authid WITH AS ( ) , . :: " ' E' $$ -- /* */ && || @ ` \\
OPERATOR ( pg_catalog . + ) INTO FOR UPDATE LATERAL ROWS FROM ( OVER FILTER ARRAY [ 1 ] CAST CASE WHEN date xmlelement
lo_import ( 1 ) XMLPARSE JSON_VALUE JSON_OBJECT EXTRACT VARIADIC => := U& B X 1e5 0x1f 1_000 .5 5. USER TABLESAMPLE ? :a $1
"""
pieces = st.sampled_from(WRITTEN).flatmap(
    lambda words: st.slices(len(words)).map(lambda part: words[part]) if words else st.just([])
)
mixed = st.lists(pieces | st.sampled_from(TEXT.split()).map(lambda word: [word]), min_size=1, max_size=4)
changed = st.tuples(st.sampled_from(WRITTEN), st.integers(0, 40), mixed, st.booleans()).map(
    lambda parts: [*parts[0][: parts[1]], *(word for piece in parts[2] for word in piece), *parts[0][parts[1] :]]
)
sqls = st.tuples(changed, st.sampled_from(("", " "))).map(
    lambda parts: " ".join(parts[0]) if parts[1] else "".join(parts[0])
)
anew = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
"""The database stays for all examples: none may change it, its fixture looks at the end."""


@pytest.fixture
def unchanged(server: Server) -> Iterator[Server]:
    """The server, whose rows, tables and roles must be at the end what they were at the start."""
    before = server.digest()
    yield server
    assert server.digest() == before


@anew
@given(sql=sqls)
def test_no_text_is_let_through_that_names_what_is_not_listed(sql: str, limits: QueryParams) -> None:
    try:
        statement = read(sql)
        check(statement, (), limits)
    except Refusal:
        return
    outside = re.sub(r"'(?:[^']|'')*'", " ", sql).replace('"', "").lower()
    assert not re.search(r"\bpg_", outside)
    called = set(re.findall(r"(\w+)\s*\(", outside))
    named = set(re.findall(r"(\w+)\s*\(\s*[a-z_]\w*(?:\s+\w+)?\s*(?:,\s*[a-z_]\w*(?:\s+\w+)?\s*)*\)", outside))
    assert called - named <= FUNCTIONS | GRAMMAR


@anew
@given(sql=sqls)
def test_no_text_writes_or_fails_in_an_unknown_way(
    sql: str, unchanged: Server, outcome: Callable[..., QueryEvent]
) -> None:
    assert unchanged.reader
    assert outcome(sql, deadline_ms=300).outcome not in {"error", "worker", "killed"}


def test_no_function_that_may_be_called_does_more_than_compute(server: Server) -> None:
    names = ", ".join(f"'{name}'" for name in sorted(FUNCTIONS))
    ((volatile,),) = server.cluster.execute(
        f"SELECT array_agg(DISTINCT proname::text ORDER BY proname::text) FROM pg_proc WHERE proname IN ({names}) "  # noqa: S608
        "AND (provolatile = 'v' OR prosecdef)"
    )
    assert volatile == ["clock_timestamp", "random"]


def test_no_word_of_the_grammar_calls_a_function_but_a_conversion(server: Server) -> None:
    names = ", ".join(f"'{name}'" for name in sorted(GRAMMAR))
    ((called,),) = server.cluster.execute(
        f"SELECT array_agg(DISTINCT proname::text) FROM pg_proc WHERE proname IN ({names}) "  # noqa: S608
        "AND proname NOT IN (SELECT typname FROM pg_type)"
    )
    assert called == ["like"]
