from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mcp.types import CallToolResult

from mcp_server.tools.query import QueryArguments

if TYPE_CHECKING:
    from eros.params import Params
    from tests.mcp_client import Caller


def test_a_statement_is_answered_with_columns_rows_and_units(client: Caller) -> None:
    answer = client("execute_query", sql="SELECT send_type_key, category FROM send_types ORDER BY 1 LIMIT 2")
    assert answer["columns"] == ["send_type_key", "category"]
    assert answer["rows"] == [["bump_descriptive", "engagement"], ["bump_flyer", "engagement"]]
    assert (answer["row_count"], answer["truncated"], answer["truncated_cells"]) == (2, False, 0)
    assert "UTC" in answer["units"]
    assert answer["next"] == "This is the whole answer."


def test_placeholders_take_a_list_or_an_object(client: Caller) -> None:
    assert client("execute_query", sql="SELECT ?, ?, ?", params=[True, None, "x"])["rows"] == [[1, None, "x"]]
    assert client("execute_query", sql="SELECT :a + :a", params={"a": 2.5})["rows"] == [[5.0]]


def test_what_json_cannot_hold_is_spelled_out(client: Caller) -> None:
    answer = client("execute_query", sql="SELECT 9e999, -9e999, x'00ff', 9223372036854775807, 9e999 - 9e999")
    assert answer["rows"] == [
        [
            {"real": "Infinity"},
            {"real": "-Infinity"},
            {"blob": "00ff", "bytes": 2},
            {"integer": "9223372036854775807"},
            None,
        ]
    ]


def test_more_rows_than_asked_for_say_so_and_how_to_go_on(client: Caller) -> None:
    answer = client("execute_query", sql="SELECT message_id FROM mass_messages", limit=3)
    assert (answer["row_count"], answer["truncated"]) == (3, True)
    assert answer["next"].startswith("More than 3 rows.")


def test_an_answer_stays_under_its_size(client: Caller) -> None:
    answer = client("execute_query", sql="SELECT * FROM mass_messages")
    assert answer["truncated"]
    assert 0 < answer["row_count"] < 200
    assert len(str(answer["rows"])) < 30_000


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DROP TABLE creators", "DROP is refused. One statement that reads is allowed"),
        ("SELECT * FROM creator", "No table 'creator'. Closest: creators"),
        ("SELECT nam FROM channels", "channels has channel_key"),
        ("SELECT 1 -- x", "Leave comments out."),
        ("SELECT load_extension('x')", "is not allowed"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(sql: str, says: str, client: Caller) -> None:
    assert says in client.refused("execute_query", sql=sql)


def test_statements_that_must_be_killed_keep_no_other_tool_waiting(client: Caller) -> None:
    sql = "SELECT instr(printf('%.900000c', 'a'), printf('%.450000c', 'a') || 'b')"
    bombs = [client.portal.start_task_soon(client.sdk.call_tool, "execute_query", {"sql": sql}) for _ in range(4)]
    assert client("get_channels")["total"] == 5
    assert not any(bomb.done() for bomb in bombs)
    results = [bomb.result() for bomb in bombs]
    assert all(isinstance(result, CallToolResult) and result.is_error for result in results)


def test_the_limits_a_client_is_told_are_those_of_the_settings(params: Params) -> None:
    schema = QueryArguments.model_json_schema()["properties"]
    assert schema["limit"]["anyOf"][0]["maximum"] == params.query.max_rows
    assert f"{params.query.default_rows} unless given" in schema["limit"]["description"]
    assert schema["sql"]["maxLength"] == params.query.sql_chars
    assert (
        f"at most {params.query.max_joins} joins, subqueries {params.query.max_depth} deep"
        in schema["sql"]["description"]
    )
    assert schema["params"]["anyOf"][0]["maxItems"] == params.query.max_parameters
