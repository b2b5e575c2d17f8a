"""One tool call: arguments checked, work done in a thread, the result or the failure as a client reads it."""

from __future__ import annotations

import asyncio
import json
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic
from mcp import types

from eros.errors import ErosError
from mcp_server.errors import argument_text, failure_text
from mcp_server.log import log
from mcp_server.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server.context import ServerRequestContext

    from mcp_server.registry import Tool
    from mcp_server.session import Backend

    Context = ServerRequestContext[Any, Any]

__all__ = ["Caller", "crash"]

T = TypeVar("T")

WORKERS = 4
"""Quick calls, and as many slow ones, that are worked on at once; the others wait their turn."""


class Caller:
    """Runs blocking work for requests, a few at once, each in a thread with a session of its own."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._threads = {slow: ThreadPoolExecutor(WORKERS, "slow" if slow else "call") for slow in (False, True)}

    async def call(self, tool: Tool, arguments: dict[str, Any], context: Context) -> types.CallToolResult:
        """The answer of a tool; a failure is one, too."""
        return await self.run(lambda session: _answer(tool, session, arguments), context, slow=tool.slow)

    async def run(self, work: Callable[[Session], T], context: Context, *, slow: bool = False) -> T:
        """`work` in a thread, where `slow` in one that keeps no quick call waiting.

        A request that is cancelled while it waits is never begun.
        """
        session = Session(self._backend, _reporter(context))
        return await asyncio.wrap_future(self._threads[slow].submit(work, session))


def crash(error: Exception, **facts: Any) -> str:
    """Log a bug with all its details; the sentence a client gets, with the reference under which the log holds them."""
    from eros.digest import short_code

    reference = short_code(*traceback.format_exception(error))
    log("error", "crash", reference=reference, exc_info=error, **facts)
    return f"Internal error {reference}: the server's log on standard error holds the details under this reference."


def _answer(tool: Tool, session: Session, arguments: dict[str, Any]) -> types.CallToolResult:
    started = perf_counter()
    try:
        # Through JSON, because only there strict models read dates and enums from texts.
        args = tool.arguments.model_validate_json(json.dumps(arguments))
    except pydantic.ValidationError as error:
        result = _failed(argument_text(tool.name, error, tool.arguments))
    else:
        result = _done(tool, session, args)
    size = sum(len(part.text) for part in result.content if isinstance(part, types.TextContent))
    took = round(1000 * (perf_counter() - started), 1)
    log("info", "tool", name=tool.name, ms=took, characters=size, failed=result.is_error)
    return result


def _done(tool: Tool, session: Session, args: Any) -> types.CallToolResult:
    try:
        view = tool.body(session, args)
    except ErosError as error:
        return _failed(failure_text(error))
    except Exception as error:  # noqa: BLE001 - a bug is an answer with a reference, never a trace and never a dead server
        return _failed(crash(error, name=tool.name))
    return types.CallToolResult(
        content=[types.TextContent(text=view.model_dump_json())],  # for clients that read no structured content
        structured_content=view.model_dump(mode="json"),
    )


def _failed(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=text)], is_error=True)


def _reporter(context: Context) -> Callable[[float, float | None, str], None]:
    """Progress from a worker's thread to the client that asked for it; nothing where none did."""
    loop = asyncio.get_running_loop()

    def report(done: float, total: float | None, sentence: str) -> None:
        with suppress(RuntimeError):  # the loop is gone: so is the client
            asyncio.run_coroutine_threadsafe(context.session.report_progress(done, total, sentence), loop)

    return report
