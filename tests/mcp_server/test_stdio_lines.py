"""The server as clients start it: a process with two pipes, whatever comes down the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_server.stdio import LONGEST_LINE
from tests.mcp_wire import HELLO, READY, Wire, alive, call, environ_of, request, wired


def raw(number: int, arguments: bytes) -> bytes:
    """A call whose arguments are written by hand."""
    head = (
        b'{"jsonrpc": "2.0", "id": %d, "method": "tools/call", "params": {"name": "get_active_creators", "arguments": '
    )
    return head % number + arguments + b"}}"


@pytest.mark.parametrize(
    ("line", "request_id", "code"),
    [
        (b"[]", None, -32600),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]', None, -32600),
        (b"7", None, -32600),
        (b"null", None, -32600),
        (b'"text"', None, -32600),
        (b"{}", None, -32600),
        (b"not json at all", None, -32700),
        (b'{"jsonrpc": "2.0", "id": 5', None, -32700),
        (b"\xff\xfe\x00", None, -32700),
        (raw(6, b'{"cursor": "\xff"}'), 6, -32700),
        (raw(7, b'{"cursor": "\\ud800"}'), 7, -32700),
        (raw(8, b"9" * 5_000), None, -32700),
        (raw(9, b"[" * 100_000 + b"]" * 100_000), None, -32700),
        (raw(9, b'{"a":' * 100_000 + b"1" + b"}" * 100_000), None, -32700),
        (b"[" * 100_000, None, -32700),
        (raw(10, b"[]"), 10, -32602),
        (raw(11, b"7"), 11, -32602),
        (b'{"jsonrpc": "2.0", "id": 12, "method": "tools/call", "params": [1]}', 12, -32602),
        (b'{"jsonrpc": "2.0", "id": 13, "method": "tools/call", "params": 7}', 13, -32602),
        (b'{"jsonrpc": "2.0", "id": 14, "method": "tools/call"}', 14, -32602),
        (b'{"jsonrpc": "2.0", "id": 14, "method": "tools/call", "params": null}', 14, -32602),
        (b'{"jsonrpc": "2.0", "id": 15, "method": "tools/call", "params": {"name": 5}}', 15, -32602),
        (b'{"jsonrpc": "2.0", "id": 16, "method": "tools/call", "params": {"name": "nope"}}', 16, -32602),
        (b'{"jsonrpc": "2.0", "id": 17, "method": "no/such"}', 17, -32601),
        (b'{"jsonrpc": "1.0", "id": 18, "method": "ping"}', 18, -32600),
        (b'{"id": 19, "method": "ping"}', 19, -32600),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', None, -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', None, -32600),
        (b'{"jsonrpc": "2.0", "id": {"a": 1}, "method": "ping"}', None, -32600),
        (
            b'{"jsonrpc": "2.0", "id": 20, "method": "resources/read", "params": {"uri": "eros://no\\u0000thing"}}',
            20,
            -32602,
        ),
    ],
    ids=lambda value: repr(value)[:60] if isinstance(value, bytes) else "",
)
def test_a_line_that_is_no_good_request_is_answered_and_the_next_one_too(
    wire: Wire, line: bytes, request_id: int | None, code: int
) -> None:
    answer = wire.ask(line)
    assert (answer["id"], answer["error"]["code"]) == (request_id, code)
    assert 10 < len(answer["error"]["message"]) < 600
    assert alive(wire)


@pytest.mark.parametrize(
    "arguments", [b'{"tier": NaN}', b'{"tier": Infinity}', b'{"tier": 1e999}', b'{"tier": -1e400}']
)
def test_a_number_that_is_none_is_refused(wire: Wire, arguments: bytes) -> None:
    result = wire.ask(raw(1, arguments))["result"]
    assert result["isError"]
    assert "tier = " in result["content"][0]["text"]


@given(data=st.data())
def test_whatever_a_line_holds_the_next_one_is_answered(wire: Wire, data: st.DataObject) -> None:
    line = bytearray(data.draw(st.sampled_from(LINES)))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(line)))
        line[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    wire.send(bytes(line).replace(b"\n", b" "), request("after", "ping"))
    while (answer := wire.receive())["id"] != "after":
        assert answer["jsonrpc"] == "2.0"
    assert answer["result"] == {}


LINES = [
    json.dumps(message).encode()
    for message in (
        HELLO,
        READY,
        call(1, "get_send_types", page_type="free"),
        request(2, "tools/list"),
        request(3, "resources/read", uri="eros://rules"),
        request(
            4, "completion/complete", ref={"type": "ref/prompt", "name": "a"}, argument={"name": "b", "value": "c"}
        ),
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
    )
]


def test_lines_that_ask_for_nothing_get_nothing(wire: Wire) -> None:
    wire.send(
        b"",
        b"   \r",
        {"jsonrpc": "2.0", "method": "notifications/no-such"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "none"}},
        {"jsonrpc": "2.0", "id": 99, "result": {}},
        {"jsonrpc": "2.0", "id": 99, "error": {"code": 1, "message": "no"}},
    )
    assert alive(wire)


def test_a_line_of_100_mb_is_refused_without_keeping_it(demo_database: Path) -> None:
    with wired(environ_of(demo_database)) as wire:
        wire.greet()
        assert alive(wire)
        before = peak(wire)
        wire.send(raw(1, b'"' + b"x" * 100_000_000 + b'"'))
        answer = wire.receive()
        assert answer["error"]["code"] == -32600
        assert f"{LONGEST_LINE:,} bytes" in answer["error"]["message"]
        assert peak(wire) - before < 30_000
        assert alive(wire)


def peak(wire: Wire) -> int:
    """The most memory the process ever had, in kB."""
    status = Path(f"/proc/{wire.process.pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
