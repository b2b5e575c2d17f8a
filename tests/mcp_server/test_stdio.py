"""The server as clients start it: a process with two pipes, whatever comes down the line."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp import Client, StdioServerParameters
from sqlalchemy import Engine, event

from database.engine import SCHEMA_VERSION
from mcp_server.instructions import INSTRUCTIONS
from mcp_server.registry import NAMES
from mcp_server.stdio import LONGEST_LINE
from tests.mcp_client import check
from tests.mcp_wire import HELLO, OURS, READY, Wire, call, piped, request, wired

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60
"""Seconds after which a process that should have ended counts as wedged."""


def environ_of(database: Path) -> dict[str, str]:
    return {"EROS_DATABASE_URL": str(database), "EROS_DATA_DIR": str(database.parent)}


@pytest.fixture(scope="module")
def wire(demo_database: Path) -> Iterator[Wire]:
    """A server in the handshake era, shared: that it lives on after every test is part of what is tested."""
    with piped(environ_of(demo_database)) as wire:
        wire.greet()
        yield wire


def alive(wire: Wire) -> bool:
    """The server answers an ordinary call."""
    result = wire.ask(call("alive", "get_channels"))["result"]
    return bool(result["structuredContent"]["total"] == 5)


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


CLI = [sys.executable, "-c", "from eros.cli import main; main()"]


@pytest.mark.parametrize(
    "command", [[*CLI, "serve"], [*CLI, "--db", "{database}", "serve"], [*OURS, "--db", "{database}"]]
)
def test_the_server_has_several_doors(demo_database: Path, command: list[str]) -> None:
    with wired(environ_of(demo_database), [part.format(database=demo_database) for part in command]) as wire:
        wire.greet()
        assert alive(wire)


def answer_of(database: Path) -> Any:
    """What the first call of a server over this database says."""
    with wired(environ_of(database)) as wire:
        wire.greet()
        result = wire.ask(call(1, "get_channels"))["result"]
        again = wire.ask(call(2, "get_channels"))["result"]
        assert again == result
        assert wire.ask(request(3, "ping"))["result"] == {}
        return result


def said(database: Path) -> str:
    """The failure of the first call."""
    result = answer_of(database)
    assert result["isError"]
    text = result["content"][0]["text"]
    assert isinstance(text, str)
    return text


def test_a_missing_database_is_named_with_the_command_that_makes_it_and_none_appears(tmp_path: Path) -> None:
    text = said(tmp_path / "none.db")
    assert str(tmp_path / "none.db") in text
    assert "eros db init" in text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "way_out"), [(None, "eros db upgrade"), ("9999", "Install the EROS that wrote it")]
)
def test_a_database_of_another_schema_is_left_alone_and_the_way_out_named(
    empty_database: Path, version: str | None, way_out: str
) -> None:
    with closing(sqlite3.connect(empty_database)) as connection:
        connection.execute("DELETE FROM alembic_version")
        if version:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
        connection.commit()
    text = said(empty_database)
    assert way_out in text
    assert SCHEMA_VERSION in text


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes", encoding="utf-8")
    assert "cannot be read as a database" in said(path)
    assert path.read_text(encoding="utf-8") == "these are notes"


def test_readers_do_not_wait_for_a_writer(demo_copy: Path) -> None:
    with closing(sqlite3.connect(demo_copy, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert answer_of(demo_copy)["structuredContent"]["total"] == 5
        writer.execute("ROLLBACK")


LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process has begun to write to the database and goes on until the block ends."""
    command = (sys.executable, "-c", LOCKER, str(database))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own text
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        yield
        process.communicate()


def commits(watch: sqlite3.Connection) -> int:
    """A number that changes with every commit of another connection."""
    [version] = watch.execute("PRAGMA data_version").fetchone()
    assert isinstance(version, int)
    return version


@pytest.fixture
def _impatient() -> Iterator[None]:
    """Connections of this process wait for a lock for a moment only."""

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)


@pytest.mark.usefixtures("_impatient")
def test_while_another_process_writes_a_week_is_not_saved_and_the_readers_are_answered(demo_copy: Path) -> None:
    save = {"creator_id": "tamsin", "week_start": "2026-11-23", "dry_run": False}
    with piped(environ_of(demo_copy)) as wire, closing(sqlite3.connect(demo_copy)) as watch:
        wire.greet()
        before = commits(watch)
        with locked(demo_copy):
            readers = (call(1, "get_channels"), call(2, "get_active_creators"), call(3, "get_send_types"))
            wire.send(call("save", "save_schedule", **save), *readers)
            results = {answer["id"]: answer["result"] for answer in (wire.receive() for _ in range(4))}
            refused = results.pop("save")
            assert refused["isError"]
            assert "Another process is writing; try again when it is done." in refused["content"][0]["text"]
            assert str(demo_copy) in refused["content"][0]["text"]
            assert not any(result["isError"] for result in results.values())
            assert alive(wire)
        assert commits(watch) == before
        again = wire.ask(call("again", "save_schedule", **save))["result"]
        assert again["structuredContent"]["version"] == 1
        assert commits(watch) != before


def test_broken_settings_are_named_and_the_server_lives(demo_database: Path) -> None:
    with wired({**environ_of(demo_database), "EROS_RULES__MIN_GAP_MINUTES": "soon"}) as wire:
        wire.greet()
        text = wire.ask(call(1, "get_channels"))["result"]["content"][0]["text"]
        assert "min_gap_minutes" in text
        assert wire.ask(request(2, "ping"))["result"] == {}


def test_a_database_put_in_the_place_of_another_is_the_one_that_is_read(demo_copy: Path, empty_database: Path) -> None:
    with wired(environ_of(demo_copy)) as wire:
        wire.greet()
        assert wire.ask(call(1, "get_active_creators"))["result"]["structuredContent"]["total"] == 37
        empty_database.replace(demo_copy)
        assert wire.ask(call(2, "get_active_creators"))["result"]["structuredContent"]["total"] == 0
        demo_copy.unlink()
        assert "eros db init" in wire.ask(call(3, "get_active_creators"))["result"]["content"][0]["text"]


def test_without_any_database_the_first_call_makes_the_demo(tmp_path: Path) -> None:
    environ = {"EROS_DATA_DIR": str(tmp_path), "EROS_DATABASE_URL": ""}
    with wired(environ) as wire:
        wire.greet()
        assert wire.ask(call(1, "get_active_creators"))["result"]["structuredContent"]["total"] == 37
    assert (tmp_path / "demo.db").exists()


def test_a_database_on_a_read_only_disk_is_read(demo_copy: Path) -> None:
    folder = demo_copy.parent
    inside = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && exec {' '.join(OURS)}"
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", inside]
    try:
        able = subprocess.run([*command[:3], "mount", "--bind", folder, folder], capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if able.returncode:
        pytest.skip("nobody may mount here")
    with wired(environ_of(demo_copy), command) as wire:
        wire.greet()
        assert alive(wire)
        assert wire.ask(call(2, "execute_query", sql="SELECT 1"))["result"]["isError"] is False
    assert [path.name for path in folder.iterdir()] == ["demo.db"]
