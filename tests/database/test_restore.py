from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from database.check import check_database
from database.engine import SCHEMA_VERSION, file_engine, open_engine, writing
from database.lifecycle import backup_database, upgrade_database
from database.migrations import downgrade
from database.restore import restore_database
from eros.errors import DatabaseError
from tests.database_builders import NOW

if TYPE_CHECKING:
    from pathlib import Path


def note(path: Path, key: str) -> None:
    run(path, f"INSERT INTO database_info (key, value) VALUES ('{key}', 'x')")  # noqa: S608 - our own


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM database_info ORDER BY key")]


def run(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def lasting_files(directory: Path) -> list[str]:
    """SQLite's own -wal and -shm come and go."""
    return sorted(file.name for file in directory.iterdir() if not file.name.endswith(("-wal", "-shm")))


@pytest.fixture
def backup(empty_database: Path, tmp_path: Path) -> Path:
    """A copy that knows `old`, of a database that knows `new` too."""
    note(empty_database, "old")
    copy = tmp_path / "copy.db"
    backup_database(empty_database, copy)
    note(empty_database, "new")
    return copy


def test_a_backup_takes_the_place_of_the_database_which_is_kept(backup: Path, empty_database: Path) -> None:
    done = restore_database(backup, empty_database, now=NOW, force=True)
    assert notes(empty_database) == ["old"]
    assert done.kept == empty_database.with_name("eros.db.before-restore-20261120-080000")
    assert notes(done.kept) == ["new", "old"]
    assert (done.schema, done.is_older) == (SCHEMA_VERSION, False)
    assert lasting_files(empty_database.parent) == ["copy.db", "eros.db", done.kept.name]
    engine = open_engine(empty_database)
    assert check_database(engine) == ()
    engine.dispose()


def test_what_stood_in_the_log_of_the_old_database_is_kept_and_not_played_into_the_new_one(
    backup: Path, empty_database: Path
) -> None:
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA journal_mode = WAL'); c.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "c.execute(\"INSERT INTO database_info (key, value) VALUES ('logged', 'x')\"); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(empty_database)], check=False)  # noqa: S603 - our own code
    assert done.returncode == 9
    assert empty_database.with_name("eros.db-wal").stat().st_size > 0
    kept = restore_database(backup, empty_database, now=NOW, force=True).kept
    assert notes(empty_database) == ["old"]
    assert kept is not None
    assert notes(kept) == ["logged", "new", "old"]


def test_a_database_is_replaced_only_when_told_to(backup: Path, empty_database: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="--force"):
        restore_database(backup, empty_database, now=NOW)
    assert notes(empty_database) == ["new", "old"]
    elsewhere = tmp_path / "there" / "eros.db"
    assert restore_database(backup, elsewhere, now=NOW).kept is None
    assert notes(elsewhere) == ["old"]
    with pytest.raises(DatabaseError, match="the database itself"):
        restore_database(elsewhere, elsewhere, now=NOW, force=True)


def test_a_link_to_a_database_stays_one(backup: Path, empty_database: Path, tmp_path: Path) -> None:
    link = tmp_path / "links" / "current.db"
    link.parent.mkdir()
    link.symlink_to(empty_database)
    restore_database(backup, link, now=NOW, force=True)
    assert link.is_symlink()
    assert notes(empty_database) == ["old"]


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_somebody_has_open_is_not_replaced(backup: Path, empty_database: Path, mode: str) -> None:
    files = lasting_files(empty_database.parent)
    with closing(sqlite3.connect(empty_database, isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute("BEGIN")
        other.execute("SELECT * FROM database_info").fetchall()
        with pytest.raises(DatabaseError, match="open in another process"):
            restore_database(backup, empty_database, now=NOW, force=True)
        other.execute("ROLLBACK")
    assert notes(empty_database) == ["new", "old"]
    assert lasting_files(empty_database.parent) == files


def test_a_damaged_database_is_replaced_and_kept_as_it_was(backup: Path, empty_database: Path) -> None:
    empty_database.write_bytes(b"no database any more" * 1000)
    kept = restore_database(backup, empty_database, now=NOW, force=True).kept
    assert notes(empty_database) == ["old"]
    assert kept is not None
    assert kept.read_bytes() == b"no database any more" * 1000


def test_only_a_sound_backup_of_a_known_schema_is_taken(backup: Path, empty_database: Path, tmp_path: Path) -> None:
    foreign, text_file = tmp_path / "foreign.db", tmp_path / "notes.txt"
    run(foreign, "CREATE TABLE keepsake (word)")
    text_file.write_text("not a database, only a text that is long enough to have a header")
    for wrong, words in (
        (tmp_path / "nowhere.db", "No backup at"),
        (foreign, "no database of EROS"),
        (text_file, "cannot be read as a database"),
    ):
        with pytest.raises(DatabaseError, match=words):
            restore_database(wrong, empty_database, now=NOW, force=True)
    run(backup, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match="newer than this EROS"):
        restore_database(backup, empty_database, now=NOW, force=True)
    assert notes(empty_database) == ["new", "old"]


def test_a_damaged_backup_changes_nothing(backup: Path, empty_database: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'content_types'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with backup.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    files = lasting_files(empty_database.parent)
    with pytest.raises(DatabaseError, match="damaged"):
        restore_database(backup, empty_database, now=NOW, force=True)
    assert notes(empty_database) == ["new", "old"]
    assert lasting_files(empty_database.parent) == files


def test_an_older_schema_is_restored_and_says_that_an_upgrade_must_follow(backup: Path, empty_database: Path) -> None:
    engine = file_engine(backup, mode="rw")
    with writing(engine) as connection:
        downgrade(connection, "0001")
    engine.dispose()
    done = restore_database(backup, empty_database, now=NOW, force=True)
    assert (done.schema, done.is_older) == ("0001", True)
    assert upgrade_database(empty_database).before == "0001"
    assert notes(empty_database) == ["old"]


@pytest.mark.parametrize("step", ["replace", "link"])
def test_a_failure_on_the_way_leaves_the_database(
    backup: Path, empty_database: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room left")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        patch.setattr("pathlib.Path.rename", full)
        with pytest.raises(DatabaseError, match="no room left"):
            restore_database(backup, empty_database, now=NOW, force=True)
    assert notes(empty_database) == ["new", "old"]
    assert [name for name in lasting_files(empty_database.parent) if name.startswith(".")] == []
