"""A client that writes and reads lines itself, for what the SDK's own client would never send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from anyio.from_thread import start_blocking_portal

from mcp_server.server import build_server
from mcp_server.session import Backend
from mcp_server.stdio import serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

OURS = (sys.executable, "-m", "mcp_server")

HELLO = {
    "jsonrpc": "2.0",
    "id": "hello",
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "wire", "version": "1"}},
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def request(number: int | str, method: str, **params: Any) -> dict[str, Any]:
    """A request of the handshake era."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def call(number: int | str, name: str, /, **arguments: Any) -> dict[str, Any]:
    """A tool call."""
    return request(number, "tools/call", name=name, arguments=arguments)


class Wire:
    """A client's ends of both pipes; `process` where the server is one."""

    def __init__(
        self, to_server: IO[bytes], from_server: IO[bytes], process: subprocess.Popen[bytes] | None = None
    ) -> None:
        self.to_server, self.from_server = to_server, from_server
        self._process = process

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The server's process."""
        assert self._process is not None
        return self._process

    def send(self, *messages: Any) -> None:
        """Messages, one a line; bytes go as they are."""
        for message in messages:
            line = message if isinstance(message, bytes) else json.dumps(message).encode()
            self.to_server.write(line + b"\n")
        self.to_server.flush()

    def receive(self) -> Any:
        """The next message of the server; it must be one JSON object on one line."""
        line = self.from_server.readline()
        assert line, "the server closed its output"
        return json.loads(line)

    def ask(self, message: Any) -> Any:
        """The answer to one message."""
        self.send(message)
        return self.receive()

    def greet(self) -> None:
        """The handshake."""
        assert self.ask(HELLO)["id"] == "hello"
        self.send(READY)

    def hang_up(self) -> None:
        """End of input."""
        self.to_server.close()


@contextmanager
def wired(
    environ: Mapping[str, str], command: Sequence[str] = OURS, *, stderr: int = subprocess.DEVNULL
) -> Iterator[Wire]:
    """A server process, gone when the block ends."""
    with subprocess.Popen(  # noqa: S603 - our own server
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, **environ}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Wire(process.stdin, process.stdout, process)
        finally:
            process.kill()


@contextmanager
def piped(environ: Mapping[str, str]) -> Iterator[Wire]:
    """A server behind two pipes in a thread of this process; it ends with its input."""
    (source, to_server), (from_server, sink) = os.pipe(), os.pipe()
    backend = Backend(environ)
    with (
        start_blocking_portal() as portal,
        os.fdopen(to_server, "wb") as outgoing,
        os.fdopen(from_server, "rb") as incoming,
    ):
        served = portal.start_task_soon(serve, build_server(backend), source, sink)
        try:
            yield Wire(outgoing, incoming)
        finally:
            outgoing.close()
            served.result()
            os.close(source)
            os.close(sink)
            backend.close()


def environ_of(database: Path) -> dict[str, str]:
    """The environment of a server over this database."""
    return {"EROS_DATABASE_URL": str(database), "EROS_DATA_DIR": str(database.parent)}


def alive(wire: Wire) -> bool:
    """The server answers an ordinary call."""
    result = wire.ask(call("alive", "get_channels"))["result"]
    return bool(result["structuredContent"]["total"] == 5)
