from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import dialects, text
from sqlalchemy.exc import IntegrityError

from database.engine import SCHEMA_VERSION, open_engine, reading, schema_version, server_address, writing
from database.lifecycle import create_database
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

NOTE = text("INSERT INTO database_info (key, value) VALUES (:key, 'x')")
NOTES = text("SELECT key FROM database_info ORDER BY key")


def run(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_database_opens_by_path_by_text_and_by_url(empty_database: Path) -> None:
    for name in (empty_database, str(empty_database), f"sqlite:///{empty_database}"):
        engine = open_engine(name)
        with reading(engine) as connection:
            assert connection.scalar(text("SELECT count(*) FROM send_types")) == 21
        engine.dispose()


def test_a_name_full_of_signs_is_a_name(empty_database: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a b%20#c?mode=memory.db"
    shutil.copy(empty_database, odd)
    engine = open_engine(odd)
    with writing(engine) as connection:
        connection.execute(NOTE, {"key": "here"})
    engine.dispose()
    with closing(sqlite3.connect(odd)) as connection:
        assert connection.execute("SELECT key FROM database_info").fetchall() == [("here",)]


def test_every_connection_has_the_pragmas(empty_database: Path) -> None:
    engine = open_engine(empty_database)
    with reading(engine) as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "secure_delete")
        }
        assert found == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1}
        assert connection.scalar(text("PRAGMA synchronous")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) >= 1000
    engine.dispose()


def test_statistics_are_kept_when_a_connection_closes(empty_database: Path) -> None:
    engine = open_engine(empty_database)
    with reading(engine) as connection:
        query = "SELECT * FROM send_type_captions WHERE send_type_key = 'bundle' ORDER BY position"
        connection.execute(text(query)).all()
    engine.dispose()
    with closing(sqlite3.connect(empty_database)) as connection:
        assert connection.execute("SELECT DISTINCT tbl FROM sqlite_stat1").fetchall() == [("send_type_captions",)]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_missing_file_is_an_error_and_stays_missing(tmp_path: Path, read_only: bool) -> None:  # noqa: FBT001 - a parameter of the test
    for path in (tmp_path / "eros.db", tmp_path / "nowhere" / "eros.db"):
        words = f"`eros db init {re.escape(str(path))}`, or name another database with --db PATH or EROS_DATABASE_URL."
        with pytest.raises(DatabaseError, match=words):
            open_engine(path, read_only=read_only)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"is a directory, not a database\. Name another database with --db PATH"):
        open_engine(tmp_path)


@pytest.mark.parametrize(("content", "words"), [(b"no database" * 500, "cannot be read"), (b"", "no database of EROS")])
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "eros.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match=words):
        open_engine(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_sqlite_file_of_another_program_is_refused(tmp_path: Path) -> None:
    run(tmp_path / "other.db", "CREATE TABLE notes (text)")
    before = (tmp_path / "other.db").read_bytes()
    with pytest.raises(DatabaseError, match=r"no database of EROS.*EROS_DATABASE_URL"):
        open_engine(tmp_path / "other.db")
    assert (tmp_path / "other.db").read_bytes() == before


def test_an_older_schema_asks_for_an_upgrade_a_newer_one_for_a_newer_program(empty_database: Path) -> None:
    run(empty_database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match=r"9999.*does not know.*Install the EROS that wrote it"):
        open_engine(empty_database)
    run(empty_database, "DELETE FROM alembic_version")
    assert schema_version(empty_database) is None
    with pytest.raises(DatabaseError, match=f"works with {SCHEMA_VERSION}.*eros db upgrade"):
        open_engine(empty_database)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "://", "nosuchdatabase://host/name"])
def test_a_url_that_leads_nowhere_is_an_error(url: str) -> None:
    with pytest.raises(DatabaseError, match="EROS_DATABASE_URL"):
        open_engine(url)


def test_a_server_without_driver_is_an_error_that_hides_the_password() -> None:
    with pytest.raises(DatabaseError, match="driver that is not installed") as caught:
        open_engine("mssql+pymssql://ada:secret@host/eros")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_without_its_driver_names_the_extra(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as where the extra is not installed
    for refused in (open_engine, server_address):
        with pytest.raises(DatabaseError) as caught:
            refused(f"{scheme}://ada:secret@host/eros")
        assert "pip install 'eros-schedule-generator[postgres]'" in str(caught.value)
        assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(DatabaseError, match="failed") as caught:
        open_engine("postgresql://ada:secret@127.0.0.1:1/eros")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [
        (
            "postgresql://ada:s%40x@host:55/eros?sslmode=require",
            "postgresql://ada:***@host:55/eros?sslmode=require",
            {"host": "host", "port": 55, "dbname": "eros", "user": "ada", "password": "s@x", "sslmode": "require"},
        ),
        (
            "postgres://ada@/eros?host=%2Frun",
            "postgresql://ada@/eros?host=%2Frun",
            {"host": "/run", "dbname": "eros", "user": "ada"},
        ),
    ],
)
def test_a_server_has_an_address_libpq_understands_and_a_name_without_password(
    url: str, name: str, words: dict[str, str | int]
) -> None:
    assert server_address(url) == (name, words)


def test_a_server_database_is_opened_by_its_url_and_its_version_looked_at(empty_database: Path, tmp_path: Path) -> None:
    # SQLite under another name stands in for a server: the road is that of a URL, not of a file.
    dialects.registry.register("standin", "sqlalchemy.dialects.sqlite.pysqlite", "SQLiteDialect_pysqlite")
    engine = open_engine(f"standin:///{empty_database}")
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM channels")) == 5
    engine.dispose()
    with pytest.raises(DatabaseError, match=r"no tables of EROS.*eros db init"):
        open_engine(f"standin:///{tmp_path / 'bare.db'}")
    create_database(f"standin:///{tmp_path / 'bare.db'}")
    open_engine(f"standin:///{tmp_path / 'bare.db'}").dispose()


def test_a_write_that_fails_leaves_nothing(empty_database: Path) -> None:
    engine = open_engine(empty_database)
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(NOTE, [{"key": "one"}, {"key": "one"}])
    with reading(engine) as connection:
        assert connection.scalars(NOTES).all() == []
    engine.dispose()


def test_writers_take_turns_from_their_first_read_on(empty_database: Path) -> None:
    engine = open_engine(empty_database)

    def add_next() -> None:
        with writing(engine) as connection:
            count = len(connection.scalars(NOTES).all())
            connection.execute(NOTE, {"key": f"{count:03}"})

    threads = [threading.Thread(target=add_next) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.scalars(NOTES).all() == [f"{number:03}" for number in range(20)]
    engine.dispose()


def test_a_reader_sees_one_state_while_others_write(empty_database: Path) -> None:
    engine = open_engine(empty_database)
    with reading(engine) as reader:
        assert reader.scalars(NOTES).all() == []
        with writing(engine) as writer:
            writer.execute(NOTE, {"key": "new"})
        assert reader.scalars(NOTES).all() == []
    with reading(engine) as reader:
        assert reader.scalars(NOTES).all() == ["new"]
    engine.dispose()


def test_a_read_only_engine_reads_and_never_writes(empty_database: Path) -> None:
    engine = open_engine(empty_database, read_only=True)
    with reading(engine) as connection:
        assert connection.scalars(NOTES).all() == []
    with pytest.raises(DatabaseError, match="read-only"), writing(engine) as connection:
        connection.execute(NOTE, {"key": "x"})
    engine.dispose()


def test_a_locked_database_says_who_is_in_the_way(empty_database: Path) -> None:
    engine = open_engine(empty_database)
    with reading(engine) as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(empty_database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="Another process is writing"), writing(engine):
            pass
    engine.dispose()


def test_a_full_disk_is_named_and_nothing_is_kept(empty_database: Path) -> None:
    def fill() -> None:
        with writing(engine) as connection:
            connection.execute(NOTE, {"key": "small"})
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # no larger than it is
            connection.execute(NOTE, {"key": "large" * 20_000})

    engine = open_engine(empty_database)
    with pytest.raises(DatabaseError, match="make room on its disk"):
        fill()
    with reading(engine) as connection:
        assert connection.scalars(NOTES).all() == []
    engine.dispose()


def test_a_damaged_database_points_to_the_check(empty_database: Path) -> None:
    with closing(sqlite3.connect(empty_database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'content_types'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with empty_database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    engine = open_engine(empty_database)
    with pytest.raises(DatabaseError, match="eros db check"), reading(engine) as connection:
        connection.execute(text("SELECT * FROM content_types")).all()
    engine.dispose()
