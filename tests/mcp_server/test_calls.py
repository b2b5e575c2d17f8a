"""What a call does with a tool that reports, fails or breaks; and what the server imports before any call."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from mcp import Client, types
from mcp.server.lowlevel import Server

from eros.errors import ConflictError, CreatorNotFoundError, ErosError, ValidationError
from eros.model.schedule import Violation
from mcp_server.calls import Caller
from mcp_server.inputs import Arguments
from mcp_server.registry import Tool
from mcp_server.session import Backend, Session
from mcp_server.views import Answer
from tests.mcp_client import text_of

if TYPE_CHECKING:
    from collections.abc import Callable


def called(
    body: Callable[[Session], Answer], *, mode: str = "auto", heard: list[Any] | None = None
) -> types.CallToolResult:
    """The result of a tool with this body, and what its client heard of progress."""
    tool = Tool(
        name="get_x",
        title="X",
        description="X.",
        read_only=True,
        slow=False,
        arguments=Arguments,
        result=Answer,
        body=lambda session, _args: body(session),
    )
    caller = Caller(Backend({}))

    async def on_call(context: Any, _params: Any) -> types.CallToolResult:
        return await caller.call(tool, {}, context)

    async def on_list(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[types.Tool(name="get_x", input_schema={"type": "object"})])

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        if heard is not None:
            heard.append((progress, total, message))

    async def session() -> types.CallToolResult:
        async with Client(Server("x", on_list_tools=on_list, on_call_tool=on_call), mode=mode) as client:
            return await client.call_tool("get_x", {}, progress_callback=hear)

    return anyio.run(session)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_long_call_tells_how_far_it_is(mode: str) -> None:
    def body(session: Session) -> Answer:
        session.report(1, 2, "half of it")
        session.report(2, 2, "all of it")
        return Answer(next="Nothing.")

    heard: list[Any] = []
    assert not called(body, mode=mode, heard=heard).is_error
    assert heard == [(1, 2, "half of it"), (2, 2, "all of it")]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            CreatorNotFoundError("No page 'alexa'.", page="alexa", closest=["alexia", "alexis"]),
            "No creator 'alexa'. Closest: alexia, alexis. Call get_active_creators.",
        ),
        (
            ConflictError("It is approved."),
            "It is approved.\nCall save_schedule with schedule_id to see what is saved.",
        ),
        (
            ValidationError("2 rules broken.", [Violation("min-gap", ("mon-01", "mon-02"), "30 minutes", "move one")]),
            (
                "2 rules broken.\n- min-gap mon-01, mon-02: 30 minutes. Fix: move one.\n"
                "Call save_schedule again with all of that mended; dry_run checks without saving."
            ),
        ),
    ],
)
def test_a_failure_says_what_is_wrong_and_what_to_call(error: ErosError, text: str) -> None:
    def body(_session: Session) -> Answer:
        raise error

    result = called(body)
    assert result.is_error
    assert text_of(result) == text


def test_a_bug_is_a_reference_and_no_more() -> None:
    def body(_session: Session) -> Answer:
        raise RuntimeError("the key is 12345")

    first, second = called(body), called(body)
    assert first.is_error
    assert text_of(first).startswith("Internal error ")
    assert "12345" not in text_of(first)
    assert text_of(first) == text_of(second)


def test_nothing_heavy_is_imported_before_the_first_call() -> None:
    heavy = ["numpy", "sqlalchemy", "highspy", "structlog", "yaml", "eros.plan", "eros.service", "database", "rich"]
    script = (
        "import sys\n"
        "import mcp_server.__main__, mcp_server.stdio\n"
        "from mcp_server.server import tool_list\n"
        "tool_list()\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
