"""The server as clients start it: a process with two pipes, many calls, and every way to end."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import anyio
import pytest
from mcp import Client, StdioServerParameters

from mcp_server.instructions import INSTRUCTIONS
from mcp_server.registry import NAMES
from tests.mcp_client import check
from tests.mcp_wire import HELLO, OURS, READY, Wire, call, environ_of, wired

if TYPE_CHECKING:
    from pathlib import Path


PATIENCE = 60
"""Seconds after which a process that should have ended counts as wedged."""


@pytest.mark.parametrize(("mode", "version"), [("legacy", "2025-11-25"), ("auto", "2026-07-28")])
def test_a_client_of_either_era_starts_the_server_and_calls_it(demo_database: Path, mode: str, version: str) -> None:
    async def session() -> None:
        server = StdioServerParameters(command=OURS[0], args=list(OURS[1:]), env=environ_of(demo_database))
        async with Client(server, mode=mode) as client:
            assert client.protocol_version == version
            assert client.instructions == INSTRUCTIONS
            assert [tool.name for tool in (await client.list_tools()).tools] == list(NAMES)
            result = await client.call_tool("get_send_types", {"page_type": "free"})
            check("get_send_types", result, version)
            assert result.structured_content["total"] == 18

    anyio.run(session)


def test_the_oldest_clients_get_every_result_as_text(demo_database: Path) -> None:
    with wired(environ_of(demo_database)) as wire:
        old = {**HELLO, "params": {**HELLO["params"], "protocolVersion": "2024-11-05"}}  # type: ignore[dict-item]
        assert wire.ask(old)["result"]["protocolVersion"] == "2024-11-05"
        wire.send(READY)
        [part] = wire.ask(call(1, "get_channels"))["result"]["content"]
        assert json.loads(part["text"])["total"] == 5


def test_a_thousand_calls_at_once_are_all_answered(wire: Wire) -> None:
    wire.send(*(call(number, "get_channels") for number in range(1_000)))
    answers = [wire.receive() for _ in range(1_000)]
    assert sorted(answer["id"] for answer in answers) == list(range(1_000))
    assert all(answer["result"]["structuredContent"]["total"] == 5 for answer in answers)


def test_a_call_that_is_cancelled_stays_unanswered_and_the_others_do_not(wire: Wire) -> None:
    calls = [call(number, "get_send_types") for number in range(20)]
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 19}}
    wire.send(*calls, cancel, call("last", "get_channels"))
    seen = {wire.receive()["id"] for _ in range(20)}
    assert seen >= {*range(19), "last"} - {19}


def test_what_was_asked_before_the_end_of_input_is_answered(demo_database: Path) -> None:
    lines = [HELLO, READY, *(call(number, "get_channels") for number in range(20))]
    text = b"".join(json.dumps(line).encode() + b"\n" for line in lines).rstrip(b"\n")
    done = run(demo_database, text)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert sorted(str(answer["id"]) for answer in answers) == sorted(["hello", *map(str, range(20))])
    assert all("result" in answer for answer in answers)


def run(database: Path, text: bytes) -> subprocess.CompletedProcess[bytes]:
    """A server fed with a text and left alone."""
    return subprocess.run(  # noqa: S603 - our own server
        OURS, input=text, capture_output=True, env=environ_of(database), timeout=PATIENCE, check=False
    )


def test_the_log_on_standard_error_is_json_and_names_every_call(demo_database: Path) -> None:
    lines = [HELLO, READY, call(1, "get_channels"), call(2, "get_channels", nonsense=1)]
    done = run(demo_database, b"\n".join(json.dumps(line).encode() for line in lines))
    logged = [json.loads(line) for line in done.stderr.splitlines()]
    assert sorted((line["event"], line["name"], line["failed"]) for line in logged) == [
        ("tool", "get_channels", False),
        ("tool", "get_channels", True),
    ]


def test_a_client_that_vanishes_takes_the_server_with_it(demo_database: Path) -> None:
    with wired(environ_of(demo_database)) as wire:
        wire.greet()
        wire.send(*(call(number, "get_active_creators") for number in range(50)))
        wire.from_server.close()
        wire.hang_up()
        assert wire.process.wait(PATIENCE) == 0


def test_a_client_that_reads_no_log_is_served_on(demo_database: Path) -> None:
    with wired(environ_of(demo_database), stderr=subprocess.PIPE) as wire:
        wire.greet()
        for _ in range(3):
            wire.send(*(call(number, "get_channels", nonsense=1) for number in range(1_000)))
            assert {wire.receive()["id"] for _ in range(1_000)} == set(range(1_000))


@pytest.mark.parametrize("signals", [(signal.SIGINT, signal.SIGTERM), (signal.SIGINT,), (signal.SIGTERM,)])
def test_a_signal_ends_the_server_in_the_middle_of_its_work(
    demo_copy: Path, signals: tuple[signal.Signals, ...]
) -> None:
    with wired(environ_of(demo_copy)) as wire:
        wire.greet()
        wire.send(*(call(number, "get_active_creators") for number in range(200)))
        wire.receive()
        for which in signals:
            wire.process.send_signal(which)
        assert wire.process.wait(PATIENCE) in (0, -signal.SIGTERM)
    with closing(sqlite3.connect(demo_copy)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
