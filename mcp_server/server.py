"""The server: what a client may ask, each request answered by the part that knows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pydantic
from mcp import types
from mcp.server.caching import CacheableMethod, CacheHint
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

import eros
from eros.errors import ErosError
from mcp_server.calls import Caller, crash
from mcp_server.errors import failure_text, shown, unknown_text
from mcp_server.instructions import INSTRUCTIONS

if TYPE_CHECKING:
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

    from mcp_server.session import Backend

    Context = ServerRequestContext[Any, Any]

__all__ = ["NAME", "build_server", "tool_list"]

NAME = "eros-db"

_LISTS: tuple[CacheableMethod, ...] = ("tools/list", "prompts/list", "resources/list", "resources/templates/list")
_FIXED = CacheHint(ttl_ms=3_600_000, scope="public")
"""These lists stay as they are while the server runs."""


def build_server(backend: Backend) -> Server[Any]:
    """A server over this backend, for any transport. Tools, prompts and resources are imported when first asked for."""
    caller = Caller(backend)

    async def list_tools(_context: Context, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(tool_list()))

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        from mcp_server.registry import tools

        if params.name not in tools():
            raise MCPError(types.INVALID_PARAMS, unknown_text(params.name, tools()))
        return await caller.call(tools()[params.name], params.arguments or {}, context)

    async def list_resources(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        from mcp_server.resources import RESOURCES

        return types.ListResourcesResult(resources=list(RESOURCES))

    async def list_templates(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        from mcp_server.resources import TEMPLATES

        return types.ListResourceTemplatesResult(resource_templates=list(TEMPLATES))

    async def read_resource(context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        from mcp_server.resources import read

        return await caller.run(lambda session: read(session, str(params.uri)), context)

    async def list_prompts(_context: Context, _params: types.PaginatedRequestParams | None) -> types.ListPromptsResult:
        from mcp_server.prompts import PROMPTS

        return types.ListPromptsResult(prompts=list(PROMPTS))

    async def get_prompt(_context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        from mcp_server.prompts import prompt

        return prompt(params.name, params.arguments or {})

    async def complete(context: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        from mcp_server.prompts import complete

        argument = params.argument
        return await caller.run(lambda session: complete(session, argument.name, argument.value), context)

    server = Server(
        NAME,
        version=eros.__version__,
        title="EROS schedules",
        description="Plans the mass-message week of subscription-creator pages.",
        instructions=INSTRUCTIONS,
        cache_hints=dict.fromkeys(_LISTS, _FIXED),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
        on_completion=complete,
    )
    server.middleware[:] = [_no_request_goes_unanswered]
    return server


@cache
def tool_list() -> tuple[types.Tool, ...]:
    """The tools as tools/list shows them."""
    from mcp_server.registry import tools
    from mcp_server.schemas import json_schema

    return tuple(
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=json_schema(tool.arguments, "validation"),
            output_schema=json_schema(tool.result, "serialization"),
            annotations=types.ToolAnnotations(
                read_only_hint=tool.read_only,
                destructive_hint=None if tool.read_only else False,
                idempotent_hint=None if tool.read_only else True,
                open_world_hint=False,
            ),
        )
        for tool in tools().values()
    )


async def _no_request_goes_unanswered(ctx: Context, call_next: CallNext) -> HandlerResult:
    """Malformed parameters say what is wrong with them; a failure outside a tool is an error with a way out."""
    try:
        return await call_next(ctx)
    except MCPError:
        raise
    except pydantic.ValidationError as error:
        raise MCPError(types.INVALID_PARAMS, _malformed(ctx.method, error)) from error
    except ErosError as error:
        raise MCPError(types.INVALID_PARAMS, failure_text(error)) from error
    except Exception as error:
        raise MCPError(types.INTERNAL_ERROR, crash(error, method=ctx.method)) from error


def _malformed(method: str, error: pydantic.ValidationError) -> str:
    found = [
        f"{'.'.join(str(part) for part in detail['loc']) or 'params'} = {shown(detail['input'])}: {detail['msg']}"
        for detail in error.errors(include_url=False)[:5]
    ]
    return f"{method}: {'; '.join(found)}."
