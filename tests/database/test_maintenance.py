from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from database.digest import content_digest_of
from database.maintenance import maintain_database
from database.settings import shipped_params
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from pathlib import Path

PARAMS = shipped_params().maintenance
FREE = 2_000_000


@pytest.fixture
def holed(empty_database: Path) -> Path:
    """A database most of whose pages are unused."""
    with closing(sqlite3.connect(empty_database)) as connection:
        connection.execute(
            "INSERT INTO database_info (key, value) VALUES ('big', zeroblob(0) || hex(zeroblob(1500000)))"
        )
        connection.commit()
        connection.execute("DELETE FROM database_info WHERE key = 'big'")
        connection.commit()
    return empty_database


def test_a_file_with_much_unused_room_is_written_anew_and_says_the_same(holed: Path) -> None:
    before = content_digest_of(holed)
    done = maintain_database(holed, params=PARAMS)
    assert done.vacuumed
    assert done.log_emptied
    assert done.free_share > PARAMS.vacuum_free_share
    assert done.bytes_after < done.bytes_before - FREE
    assert done.bytes_after == holed.stat().st_size
    assert content_digest_of(holed) == before
    again = maintain_database(holed, params=PARAMS)
    assert (again.vacuumed, again.free_share) == (False, 0)


@pytest.mark.parametrize("limit", [{"vacuum_free_share": 1.0}, {"vacuum_free_bytes": 2**30}])
def test_a_file_is_not_written_anew_for_little(holed: Path, limit: dict[str, float]) -> None:
    done = maintain_database(holed, params=PARAMS.model_copy(update=limit))
    assert not done.vacuumed
    assert holed.stat().st_size > FREE


def test_the_planner_of_queries_has_statistics_and_the_log_is_empty(empty_database: Path) -> None:
    maintain_database(empty_database, params=PARAMS)
    with closing(sqlite3.connect(empty_database)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'send_types'").fetchone()[0] >= 1
    log = empty_database.with_name("eros.db-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_a_reader_keeps_the_log_in_use_and_is_not_disturbed(
    empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("database.maintenance.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(empty_database, isolation_level=None)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*) FROM send_types").fetchone()
        assert not maintain_database(empty_database, params=PARAMS).log_emptied
        assert reader.execute("SELECT count(*) FROM send_types").fetchone() == before


def test_a_locked_database_is_left_alone(empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("database.maintenance.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(empty_database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="Another process is using it"):
            maintain_database(empty_database, params=PARAMS)
