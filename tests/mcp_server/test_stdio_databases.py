"""The server as clients start it: its doors, and whatever lies where the database should."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from database.engine import SCHEMA_VERSION
from tests.mcp_wire import OURS, alive, call, environ_of, piped, request, wired

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
    with piped(environ_of(database)) as wire:
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
