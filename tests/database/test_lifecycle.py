from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from database.engine import SCHEMA_VERSION, file_engine, open_engine, reading, schema_version, writing
from database.lifecycle import backup_database, create_database, new_database, upgrade_database
from database.migrations import downgrade
from database.tables import channels, creators, send_types
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def add_note(path: Path, key: str) -> None:
    engine = open_engine(path)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO database_info (key, value) VALUES (:key, 'x')"), {"key": key})
    engine.dispose()


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM database_info ORDER BY key")]


def lasting_files(directory: Path) -> list[str]:
    """SQLite's own -wal and -shm come and go."""
    return sorted(file.name for file in directory.iterdir() if not file.name.endswith(("-wal", "-shm")))


def take_down(path: Path) -> None:
    engine = file_engine(path, mode="rw")
    with writing(engine) as connection:
        downgrade(connection, "base")
    engine.dispose()


def run(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_new_database_has_schema_and_seeds_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "eros.db"
    create_database(path)
    engine = open_engine(path)
    with reading(engine) as connection:
        counts = [connection.scalar(select(func.count()).select_from(t)) for t in (send_types, channels, creators)]
    engine.dispose()
    assert counts == [21, 5, 0]
    assert [file.name for file in path.parent.iterdir()] == ["eros.db"]


def test_a_database_is_never_overwritten(empty_database: Path) -> None:
    add_note(empty_database, "mine")
    with pytest.raises(DatabaseError, match="exists already"):
        create_database(empty_database)
    assert notes(empty_database) == ["mine"]


def test_a_database_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "eros.db"
    with pytest.raises(DatabaseError, match="exists already"), new_database(path):
        path.write_text("another process was faster")
    assert path.read_text() == "another process was faster"
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_whose_filling_fails_never_appears(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_database(tmp_path / "eros.db"):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_database_still_in_use_does_not_get_its_name(tmp_path: Path) -> None:
    readers: list[Connection] = []

    def leave_a_reader_behind() -> None:
        with new_database(tmp_path / "eros.db") as engine:
            readers.append(engine.connect())
            readers[0].execute(text("SELECT count(*) FROM channels"))
            with writing(engine) as connection:
                connection.execute(text("INSERT INTO database_info (key, value) VALUES ('lost', 'x')"))

    with pytest.raises(DatabaseError, match="close every connection"):
        leave_a_reader_behind()
    readers[0].detach()
    readers[0].close()
    assert lasting_files(tmp_path) == []


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(DatabaseError, match="cannot be written"):
        create_database(tmp_path / "file" / "eros.db")


def test_a_file_system_without_links_gets_the_database_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    create_database(tmp_path / "eros.db")
    assert schema_version(tmp_path / "eros.db") == SCHEMA_VERSION
    assert lasting_files(tmp_path) == ["eros.db"]


def test_a_kill_while_a_database_is_made_leaves_none(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from database.lifecycle import new_database\n"
        "with new_database(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "eros.db"
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)  # noqa: S603 - our own code
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    create_database(path)
    assert schema_version(path) == SCHEMA_VERSION


def test_the_newest_schema_needs_no_upgrade(empty_database: Path) -> None:
    report = upgrade_database(empty_database)
    assert (report.changed, report.before, report.after, report.backup) == (False, SCHEMA_VERSION, SCHEMA_VERSION, None)
    assert lasting_files(empty_database.parent) == ["eros.db"]


def test_an_empty_file_is_upgraded_without_backup(empty_database: Path) -> None:
    take_down(empty_database)
    report = upgrade_database(empty_database)
    assert (report.changed, report.before, report.after, report.backup) == (True, None, SCHEMA_VERSION, None)
    open_engine(empty_database).dispose()


def test_a_file_that_holds_something_is_copied_before_it_is_upgraded(empty_database: Path) -> None:
    take_down(empty_database)
    run(empty_database, "CREATE TABLE keepsake AS SELECT 'dear' AS word")
    first = upgrade_database(empty_database)
    assert first.backup == empty_database.with_name(f"eros.db.before-{SCHEMA_VERSION}")
    assert schema_version(first.backup) is None
    with closing(sqlite3.connect(first.backup)) as connection:
        assert connection.execute("SELECT word FROM keepsake").fetchall() == [("dear",)]
    take_down(empty_database)
    assert upgrade_database(empty_database).backup == empty_database.with_name(f"eros.db.before-{SCHEMA_VERSION}-2")


def test_a_file_with_defects_is_copied_and_upgraded_too(empty_database: Path) -> None:
    engine = file_engine(empty_database, mode="rw")
    with writing(engine) as connection:
        downgrade(connection, "0001")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            text(
                "INSERT INTO mass_messages (page_name, sent_at, local_date, local_hour, local_weekday, sent, viewed) "
                "VALUES ('nan', '2026-01-05T12:00:00+00:00', '2026-01-05', 4, 0, 10, 11)"
            )
        )
    engine.dispose()
    report = upgrade_database(empty_database)
    assert (report.before, report.after) == ("0001", SCHEMA_VERSION)
    for path in (empty_database, report.backup):
        assert path is not None
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT viewed FROM mass_messages").fetchall() == [(11,)]


def test_an_upgrade_that_fails_changes_nothing_and_names_the_copy(empty_database: Path) -> None:
    take_down(empty_database)
    run(empty_database, "CREATE TABLE vault AS SELECT 'in the way' AS word")
    with pytest.raises(DatabaseError, match=r"vault already exists.*Nothing was changed; a copy is .*before"):
        upgrade_database(empty_database)
    with closing(sqlite3.connect(empty_database)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables == {"alembic_version", "vault"}
        assert connection.execute("SELECT word FROM vault").fetchall() == [("in the way",)]


def test_rows_that_had_no_owner_before_do_not_stop_an_upgrade(empty_database: Path) -> None:
    take_down(empty_database)
    run(empty_database, "CREATE TABLE pointer (page TEXT REFERENCES old_pages (page))")
    run(empty_database, "CREATE TABLE old_pages (page TEXT PRIMARY KEY)")
    run(empty_database, "INSERT INTO pointer VALUES ('gone')")
    upgrade_database(empty_database)
    open_engine(empty_database).dispose()


def test_a_newer_or_foreign_database_is_not_upgraded(empty_database: Path, tmp_path: Path) -> None:
    run(empty_database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match="newer than this EROS"):
        upgrade_database(empty_database)
    with pytest.raises(DatabaseError, match="eros db init"):
        upgrade_database(tmp_path / "nowhere.db")


def test_a_server_is_reached_through_its_driver_only() -> None:
    for change in (create_database, upgrade_database):
        with pytest.raises(DatabaseError, match="driver"):
            change("mssql+pymssql://host/eros")


def test_a_backup_holds_what_was_committed_while_the_database_is_in_use(empty_database: Path, tmp_path: Path) -> None:
    add_note(empty_database, "kept")
    target = tmp_path / "copies" / "eros.bak"
    engine = open_engine(empty_database)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO database_info (key, value) VALUES ('open', 'x')"))
        backup_database(empty_database, target)
    engine.dispose()
    assert notes(target) == ["kept"]
    assert [file.name for file in target.parent.iterdir()] == ["eros.bak"]
    open_engine(target).dispose()


def test_a_backup_never_replaces_a_file(empty_database: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(DatabaseError, match="exists already"):
        backup_database(empty_database, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_backup_of_a_damaged_database_is_not_kept(empty_database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(empty_database)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'content_types'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with empty_database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with pytest.raises(DatabaseError, match="damaged"):
        backup_database(empty_database, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
