"""What every tool keeps: the protocol, its schemas, and that reading never writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp.shared.exceptions import MCPError

from database.digest import content_digest_of
from mcp_server.instructions import INSTRUCTIONS
from mcp_server.registry import NAMES, tools
from mcp_server.server import tool_list
from tests.depth import drawn
from tests.mcp_client import Caller, connected, usual_arguments
from tests.mcp_server.reference import SNAPSHOTS
from tests.mcp_server.weigh import MOST_TOKENS, tokens
from tests.project.regenerate import ROOT

if TYPE_CHECKING:
    from pathlib import Path

READING = [name for name, tool in tools().items() if tool.read_only]


def test_the_list_has_every_tool_in_its_order(client: Caller) -> None:
    listed = client.portal.call(client.sdk.list_tools)
    assert [tool.name for tool in listed.tools] == list(NAMES)


def test_there_are_exactly_these_tools_in_this_order() -> None:
    assert NAMES == (
        "get_active_creators",
        "get_creator_profile",
        "get_persona_profile",
        "get_performance_trends",
        "get_content_type_rankings",
        "get_best_timing",
        "get_top_captions",
        "get_send_type_captions",
        "get_vault_availability",
        "get_send_types",
        "get_send_type_details",
        "get_volume_config",
        "get_volume_assignment",
        "get_audience_targets",
        "get_channels",
        "save_schedule",
        "execute_query",
    )


def test_the_list_is_light_enough_to_be_read_by_a_model() -> None:
    assert tokens()[""] < MOST_TOKENS


@pytest.mark.parametrize(("mode", "version"), [("legacy", "2025-11-25"), ("auto", "2026-07-28")])
def test_both_eras_of_the_protocol_are_spoken(demo_database: Path, mode: str, version: str) -> None:
    with connected(demo_database, mode=mode) as caller:
        assert caller.sdk.protocol_version == version
        assert caller("get_channels")["total"] == 5
        assert caller.sdk.server_info is not None
        assert caller.sdk.server_info.name == "eros-db"
        assert caller.sdk.instructions == INSTRUCTIONS


def test_the_instructions_are_short_enough_to_be_read_whole() -> None:
    assert len(INSTRUCTIONS) < 2_000
    assert {name for name in NAMES if name in INSTRUCTIONS}


@pytest.mark.parametrize("tool", tool_list(), ids=lambda tool: tool.name)
def test_a_tool_says_what_it_is_when_to_use_it_and_what_each_argument_means(tool: Any) -> None:
    assert "Use this" in tool.description
    assert "Next: " in tool.description
    assert len(tool.description) < 800
    assert tool.annotations.open_world_hint is False
    assert tool.annotations.read_only_hint == (tool.name != "save_schedule")
    for argument, schema in tool.input_schema.get("properties", {}).items():
        assert schema.get("description"), argument
        bounded = {"pattern", "enum", "maximum", "maxLength", "format", "$ref", "maxItems", "const"}
        kinds = schema.get("type", "object")
        assert kinds in ("boolean", "object") or "boolean" in kinds or bounded & set(schema), (
            f"{argument} has no bounds"
        )


@pytest.mark.parametrize("tool", tool_list(), ids=lambda tool: tool.name)
def test_schemas_are_closed_and_carry_no_titles(tool: Any) -> None:
    for schema in (tool.input_schema, tool.output_schema):
        objects = [part for part in walk(schema) if part.get("type") == "object"]
        assert all("additionalProperties" in part for part in objects)
        assert not any(isinstance(part.get("title"), str) for part in walk(schema))
    assert "next" in tool.output_schema["properties"]
    assert tool.output_schema["minProperties"] == len(tool.output_schema["properties"])


def walk(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for part in schema for found in walk(part)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(found for part in schema.values() for found in walk(part))]


def test_an_unknown_tool_is_an_error_of_the_protocol(client: Caller) -> None:
    with pytest.raises(MCPError, match=r"Unknown tool 'get_chanels'. Closest: get_channels") as caught:
        client.raw("get_chanels", {})
    assert caught.value.error.code == -32602


def test_every_wrong_argument_is_named_with_its_value_and_rule(client: Caller) -> None:
    text = client.refused("get_active_creators", tier=9, page_type="gold", limit="2", teir=1)
    for part in ("tier = 9", "page_type = 'gold'", "'paid' or 'free'", "limit = '2'", "teir is no argument; it takes"):
        assert part in text
    assert text.endswith("Call get_active_creators again with that corrected.")


def test_a_missing_argument_is_named_with_its_meaning(client: Caller) -> None:
    text = client.refused("get_send_type_details")
    assert "send_type_key is required (A key from get_send_types)" in text


@pytest.mark.parametrize("key", ["ppv_video\n", " ppv_video", "ppv_video\x00", "ppv video", "", "x" * 101, "PPV_VIDEO"])
def test_a_key_is_matched_whole(client: Caller, key: str) -> None:
    assert "send_type_key" in client.refused("get_send_type_details", send_type_key=key)


def test_a_huge_or_deep_value_is_refused_in_a_short_sentence(client: Caller) -> None:
    deep: Any = 1
    for _ in range(150):
        deep = [deep]
    for value in (deep, "x" * 1_000_000, 10**4_000):
        assert len(client.refused("get_active_creators", tier=value)) < 1_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
PLAUSIBLE = st.sampled_from(
    [
        "alexia",
        "c-alexia",
        "ppv_video",
        "paid",
        "free",
        "revenue",
        "mass_message",
        "2026-11-23",
        "2026-11-24",
        "",
        "0",
        1,
        5,
        30,
    ]
)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A tool that reads, with arguments of its own names and of others, right and wrong."""
    name = draw(st.sampled_from(READING))
    names = st.sampled_from(sorted(tools()[name].arguments.model_fields)) | st.text(max_size=10)
    return name, draw(st.dictionaries(names, PLAUSIBLE | VALUES, max_size=4))


def test_whatever_is_asked_is_answered_and_nothing_is_written(demo_database: Path, client: Caller) -> None:
    before = content_digest_of(demo_database)

    @settings(max_examples=drawn(100))
    @given(call=calls())
    def answered(call: tuple[str, dict[str, Any]]) -> None:
        name, arguments = call
        assert "Internal error" not in json.dumps(client.raw(name, arguments).model_dump(mode="json"))

    answered()
    for name in READING:
        assert not client.raw(name, usual_arguments(name)).is_error, name
    assert content_digest_of(demo_database) == before


def test_there_is_one_snapshot_per_tool_and_no_other() -> None:
    assert {path.stem for path in (ROOT / SNAPSHOTS).iterdir()} == set(NAMES)


def test_an_argument_that_may_be_left_out_has_a_plain_type_and_takes_null_all_the_same(client: Caller) -> None:
    for tool in tool_list():
        for name, schema in tool.input_schema.get("properties", {}).items():
            assert isinstance(schema.get("type", ""), str), name
    assert client("get_channels", supports_targeting=None)["total"] == 5
