"""The server on standard input and output: JSON-RPC, one message a line, whatever the lines hold.

Every line gets an answer or, where it asks for none, silence. Standard output carries the protocol and nothing else: while
the server runs, what anything prints goes to standard error. At the end of input, what was asked is answered first.
"""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any, NoReturn

import anyio
import anyio.to_thread
from mcp import types
from mcp.shared._context_streams import create_context_streams
from mcp.shared.message import ServerMessageMetadata, SessionMessage

from mcp_server.log import adopt_library_logs, finish_log, log
from mcp_server.server import build_server
from mcp_server.session import Backend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from mcp.server.lowlevel import Server

__all__ = ["LONGEST_LINE", "main", "serve"]

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes a message may have; a longer line is read past, not kept."""

MOST_OWED = 4_096
"""Requests under way at which no further line is read."""

FAREWELL_SECONDS = 300
"""How long answers that are still owed may take after the end of input."""

_CHUNK = 64 * 1024


def main(environ: Mapping[str, str], *, database: str | None = None, config: Path | None = None) -> NoReturn:
    """Serve until the client leaves or stops the process."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: os._exit(0))  # a transaction under way is rolled back by the next who opens
    adopt_library_logs()
    if os.isatty(0):
        log("info", "waiting for an MCP client on standard input; end with Ctrl-D")
    backend = Backend(environ, database=database, config=config)
    source, sink = _claim(0, os.open(os.devnull, os.O_RDONLY)), _claim(1, os.dup(2))
    anyio.run(serve, build_server(backend), source, sink)
    backend.close()
    finish_log()
    os._exit(0)  # a thread may still wait for a line that never comes, or plan a week nobody wants any more


def _claim(descriptor: int, instead: int) -> int:
    """A private copy of a standard stream, which from now on is `instead`."""
    private = os.dup(descriptor)
    os.dup2(instead, descriptor)
    os.close(instead)
    return private


class _Ledger:
    """How many answers the client is still owed."""

    def __init__(self) -> None:
        self._owed = 0
        self._changed = anyio.Event()

    def owe(self) -> None:
        self._owed += 1

    async def settle(self) -> None:
        self._owed -= 1
        self._changed.set()
        self._changed = anyio.Event()

    async def below(self, number: int) -> None:
        """Wait until fewer than this are owed."""
        while self._owed >= number:
            await self._changed.wait()


async def serve(server: Server[Any], source: int, sink: int) -> None:
    """Serve one client over two file descriptors until its input ends or its output breaks."""
    to_server, from_client = create_context_streams[SessionMessage | Exception](0)
    to_client, from_server = create_context_streams[SessionMessage](0)
    ledger = _Ledger()
    settles = ServerMessageMetadata(on_request_unanswered=ledger.settle)

    async def read() -> None:
        async with to_server:
            async for line in _lines(source):
                await ledger.below(MOST_OWED)
                try:
                    message = _parsed(line)
                except _RefusedError as refusal:
                    ledger.owe()
                    await to_client.send(SessionMessage(refusal.answer))
                    continue
                if isinstance(message, types.JSONRPCRequest):
                    ledger.owe()
                if message is not None:
                    await to_server.send(SessionMessage(message, settles))
            with anyio.move_on_after(FAREWELL_SECONDS):
                await ledger.below(1)

    async def write() -> None:
        async with from_server:
            async for item in from_server:
                try:
                    await anyio.to_thread.run_sync(_write_all, sink, _encoded(item.message), abandon_on_cancel=True)
                except OSError:
                    log("info", "the client is gone")
                    group.cancel_scope.cancel()
                    return
                if isinstance(item.message, types.JSONRPCResponse | types.JSONRPCError):
                    await ledger.settle()

    async with anyio.create_task_group() as group:
        group.start_soon(read)
        group.start_soon(write)
        await server.run(from_client, to_client, server.create_initialization_options())
        group.cancel_scope.cancel()


async def _lines(source: int) -> AsyncIterator[bytes | None]:
    """The lines of a descriptor without their ends; None for one that is too long."""
    kept, too_long = bytearray(), False
    while chunk := await anyio.to_thread.run_sync(_read, source, abandon_on_cancel=True):
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            kept += chunk[start:end]
            yield None if too_long or len(kept) > LONGEST_LINE else bytes(kept)
            kept.clear()
            start, too_long = end + 1, False
        kept += chunk[start:]
        if len(kept) > LONGEST_LINE:
            kept.clear()
            too_long = True
    if kept or too_long:
        yield None if too_long else bytes(kept)


def _read(source: int) -> bytes:
    try:
        return os.read(source, _CHUNK)
    except OSError:  # a terminal that hung up
        return b""


class _RefusedError(Exception):
    """A line that is no message; `answer` says why."""

    def __init__(self, code: int, reason: str, request_id: Any = None) -> None:
        super().__init__(reason)
        self.answer = _failure(request_id, code, reason)


def _parsed(line: bytes | None) -> types.JSONRPCMessage | None:
    """The message of a line, None for an empty one; raises _RefusedError."""
    if line is None:
        raise _RefusedError(types.INVALID_REQUEST, f"A message may have {LONGEST_LINE:,} bytes; this line has more.")
    if not line.strip():
        return None
    try:
        message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
    except ValueError as error:
        raise _why(line, str(error)) from error
    if isinstance(message, types.JSONRPCNotification) and "id" in _loosely(line):
        raise _RefusedError(types.INVALID_REQUEST, "The id of a request must be a text or a whole number.")
    return message


def _why(line: bytes, reason: str) -> _RefusedError:
    value = _loosely(line)
    if "json_invalid" in reason:
        fault = reason.splitlines()[2].strip().partition(" [type=")[0]
        return _RefusedError(
            types.PARSE_ERROR, f"{fault}. Send one JSON-RPC message a line, in UTF-8.", value.get("id")
        )
    if "method" in value and not isinstance(value.get("params", {}), dict):
        return _RefusedError(types.INVALID_PARAMS, "params must be an object.", value.get("id"))
    return _RefusedError(
        types.INVALID_REQUEST,
        'This is no JSON-RPC message. Send one object a line, such as {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}; '
        "there are no batches.",
        value.get("id"),
    )


def _loosely(line: bytes) -> dict[str, Any]:
    """What can still be read of a broken message; nothing where it is no object."""
    try:
        value = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _failure(request_id: Any, code: int, reason: str) -> types.JSONRPCError:
    known = request_id if isinstance(request_id, str) or type(request_id) is int else None
    return types.JSONRPCError(jsonrpc="2.0", id=known, error=types.ErrorData(code=code, message=reason))


def _encoded(message: types.JSONRPCMessage) -> bytes:
    try:
        text = message.model_dump_json(by_alias=True, exclude_unset=True)
    except ValueError as error:  # a text that is no Unicode
        log("error", "an answer could not be written", reason=str(error))
        failure = _failure(
            getattr(message, "id", None), types.INTERNAL_ERROR, "The answer could not be written as JSON."
        )
        text = failure.model_dump_json(by_alias=True, exclude_unset=True)
    return f"{text}\n".encode()


def _write_all(sink: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(sink, view) :]
