from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mcp.shared.exceptions import MCPError
from mcp.types import PromptReference, TextContent

if TYPE_CHECKING:
    from tests.mcp_client import Caller


def text_of(client: Caller, name: str, **arguments: str) -> str:
    [message] = client.portal.call(client.sdk.get_prompt, name, arguments).messages
    assert message.role == "user"
    assert isinstance(message.content, TextContent)
    return message.content.text


def completed(client: Caller, argument: str, typed: str) -> list[str]:
    reference = PromptReference(name="generate_schedule")
    return client.portal.call(client.sdk.complete, reference, {"name": argument, "value": typed}).completion.values


def test_the_prompts_are_listed_with_their_arguments(client: Caller) -> None:
    listed = client.portal.call(client.sdk.list_prompts).prompts
    assert {prompt.name: [a.name for a in prompt.arguments or ()] for prompt in listed} == {
        "generate_schedule": ["creator_id", "week_start", "send_type_key"],
        "analyze_creator": ["creator_id"],
    }


def test_a_prompt_names_the_page_the_week_and_the_wish(client: Caller) -> None:
    text = text_of(client, "generate_schedule", creator_id="alexia", week_start="2026-11-23", send_type_key="bundle")
    for part in ("the page alexia", "the week from 2026-11-23", "emphasis on bundle", "dry run"):
        assert part in text
    assert "next week for the page alexia" in text_of(client, "generate_schedule", creator_id="alexia")
    assert "the page alexia" in text_of(client, "analyze_creator", creator_id="alexia")


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("plan", {}, "No prompt 'plan'. There are: generate_schedule, analyze_creator."),
        ("analyze_creator", {}, "Prompt analyze_creator needs creator_id"),
        ("analyze_creator", {"creator_id": "a", "week": "b"}, "Prompt analyze_creator has no argument 'week'."),
        ("analyze_creator", {"creator_id": "a\nb"}, "creator_id of prompt analyze_creator must be one line"),
    ],
)
def test_a_wrong_prompt_says_what_is_right(client: Caller, name: str, arguments: dict[str, str], reason: str) -> None:
    with pytest.raises(MCPError) as caught:
        client.portal.call(client.sdk.get_prompt, name, arguments)
    assert caught.value.error.code == -32602
    assert caught.value.error.message.startswith(reason)


def test_names_are_completed_those_that_begin_so_first(client: Caller) -> None:
    assert completed(client, "creator_id", "AL") == ["alexia", "kalina", "rosalind", "thalia"]
    assert completed(client, "send_type_key", "ppv") == ["ppv_video", "ppv_message", "ppv_followup"]
    assert len(completed(client, "creator_id", "")) == 37
    assert completed(client, "week_start", "2026") == []
