from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from database.digest import content_digest_of
from eros.errors import DatabaseError
from tests.database_builders import DEAD, die_while_repairing, processes, repair_in_little_room
from tests.repairs import findings, lasting_files, repair, rows, spoilt

if TYPE_CHECKING:
    from pathlib import Path


def dirtied(path: Path) -> str:
    """Something for every step of a repair; the digest of it."""
    spoilt(
        path,
        "UPDATE mass_messages SET creator_id = NULL, page_name = 'gone' WHERE message_id = 1",
        "UPDATE mass_messages SET viewed = 101, page_name = '=cmd' WHERE message_id = 2",
        "UPDATE mass_messages SET caption_id = 900 WHERE message_id = 5",
        "INSERT INTO caption_usage (creator_id, caption_id, last_used_on) VALUES ('=c', 900, '2026-01-05')",
    )
    return content_digest_of(path)


def test_the_backup_is_the_database_before_and_the_report_holds_every_row(database: Path) -> None:
    before = dirtied(database)
    report = repair(database)
    assert report.backup is not None
    assert report.report is not None
    assert content_digest_of(report.backup) == before
    with report.report.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["table"], line["defect"], line["action"]) for line in lines] == [
        (row.table, row.defect, row.action) for row in report.rows
    ]
    assert json.loads(lines[0]["before"])["page_name"] == "gone"
    assert [line["key"] for line in lines if line["defect"] == "orphan-usage"] == ["'=c / 900"]


def test_a_dry_run_tells_the_same_rows_and_changes_nothing(database: Path, tmp_path: Path) -> None:
    before = dirtied(database)
    wanted = tmp_path / "wanted.csv"
    dry = repair(database, dry_run=True, report=wanted)
    assert content_digest_of(database) == before
    assert lasting_files(tmp_path) == ["eros.db", "wanted.csv"]
    done = repair(database, report=tmp_path / "done.csv")
    assert (dry.rows, dry.left) == (done.rows, done.left)
    assert wanted.read_bytes() == (tmp_path / "done.csv").read_bytes()


@pytest.mark.parametrize("statements", [0, 40, 60, 80, 1_000_000])
def test_a_repair_killed_at_any_moment_leaves_the_file_as_it_was(database: Path, statements: int) -> None:
    before = dirtied(database)
    process = processes().Process(target=die_while_repairing, args=(database, statements))
    process.start()
    process.join()
    assert process.exitcode == DEAD
    assert content_digest_of(database) == before
    assert repair(database).left == ()
    assert findings(database) == []


def test_a_full_disk_leaves_the_file_as_it_was(database: Path) -> None:
    before = dirtied(database)
    results = processes().Queue()
    process = processes().Process(target=repair_in_little_room, args=(database, results))
    process.start()
    assert "cannot be written" in results.get()
    process.join()
    assert content_digest_of(database) == before
    assert lasting_files(database.parent) == ["eros.db"]


def test_a_report_that_cannot_be_written_stops_the_repair(database: Path, tmp_path: Path) -> None:
    before = dirtied(database)
    taken = tmp_path / "taken.csv"
    taken.write_text("mine")
    for report, words in ((taken, "exists already"), (taken / "inside.csv", "cannot be written")):
        with pytest.raises(DatabaseError, match=words):
            repair(database, report=report)
    assert taken.read_text() == "mine"
    assert content_digest_of(database) == before


def test_a_database_in_use_by_a_writer_is_left_alone(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dirtied(database)
    monkeypatch.setattr("database.engine.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="Another process is writing"):
            repair(database)
    assert content_digest_of(database) == before


def test_a_damaged_file_is_for_a_backup_not_for_a_repair(database: Path) -> None:
    dirtied(database)
    root = rows(database, "SELECT rootpage FROM sqlite_master WHERE name = 'ix_mass_messages_creator_id'")[0][0]
    size = rows(database, "PRAGMA page_size")[0][0]
    rows(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x0a" + b"\x00" * (size - 1))
    with pytest.raises(DatabaseError, match="eros db restore"):
        repair(database)
