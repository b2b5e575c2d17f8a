"""A client of the real server, in memory; whatever it gets back is held against both schemas."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonschema
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.types import CallToolResult, TextContent
from mcp.types.methods import validate_server_result

from mcp_server.registry import tools
from mcp_server.server import build_server, tool_list
from mcp_server.session import Backend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHECKERS = {
    tool.name: jsonschema.Draft202012Validator(tool.output_schema or False, format_checker=jsonschema.FormatChecker())
    for tool in tool_list()
}


_USUAL = {"creator_id": "alexia", "week_start": "2026-11-23", "send_type_key": "ppv_video", "sql": "SELECT 1"}


def usual_arguments(name: str) -> dict[str, Any]:
    """Arguments with which a tool answers on the demo database."""
    return {key: value for key, value in _USUAL.items() if key in tools()[name].arguments.model_fields}


@dataclass(frozen=True)
class Caller:
    """`client("get_x", creator_id="alexia")` calls a tool and gives its structured content."""

    sdk: Client
    portal: BlockingPortal

    def __call__(self, name: str, /, **arguments: Any) -> Any:
        result = self.raw(name, arguments)
        assert not result.is_error, text_of(result)
        return result.structured_content

    def refused(self, name: str, /, **arguments: Any) -> str:
        """What a call that must fail says."""
        result = self.raw(name, arguments)
        assert result.is_error, result.structured_content
        return text_of(result)

    def raw(self, name: str, arguments: Any) -> CallToolResult:
        """The whole result, checked."""
        result = self.portal.call(self.sdk.call_tool, name, arguments)
        assert isinstance(result, CallToolResult)
        check(name, result, self.sdk.protocol_version)
        return result


def check(name: str, result: CallToolResult, version: str) -> None:
    """A result is what the protocol and the tool's own output schema say, and its text says the same."""
    wire = result.model_dump(by_alias=True, mode="json", exclude_none=True)
    validate_server_result("tools/call", version, wire)
    if result.is_error:
        assert result.structured_content is None
        assert text_of(result).strip()
        return
    CHECKERS[name].validate(result.structured_content)
    assert json.loads(text_of(result)) == result.structured_content


def text_of(result: CallToolResult) -> str:
    """The one text of a result."""
    [part] = result.content
    assert isinstance(part, TextContent)
    return part.text


@contextmanager
def connected(path: Path | str, *, mode: str = "auto", **environ: str) -> Iterator[Caller]:
    """A client connected to a server on this database."""
    backend = Backend({"EROS_DATABASE_URL": str(path), "USER": "tester", **environ})
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(build_server(backend), mode=mode)) as sdk,
    ):
        yield Caller(sdk, portal)
    backend.close()
