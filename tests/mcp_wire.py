"""A client that writes and reads lines itself, for what the SDK's own client would never send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    """A server process and both ends of its pipes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def send(self, *messages: Any) -> None:
        """Messages, one a line; bytes go as they are."""
        assert self.process.stdin is not None
        for message in messages:
            line = message if isinstance(message, bytes) else json.dumps(message).encode()
            self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self) -> Any:
        """The next message of the server; it must be one JSON object on one line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
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
        assert self.process.stdin is not None
        self.process.stdin.close()


@contextmanager
def wired(
    environ: Mapping[str, str], command: Sequence[str] = OURS, *, stderr: int = subprocess.DEVNULL
) -> Iterator[Wire]:
    """A server process, gone when the block ends."""
    with subprocess.Popen(  # noqa: S603 - our own server
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, **environ}
    ) as process:
        try:
            yield Wire(process)
        finally:
            process.kill()
