from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from database.check import check_database
from database.demo_defects import DEFECTS, spoil
from database.digest import content_digest_of
from database.engine import open_engine, writing
from database.refresh import refresh
from database.repair import RepairReport, repair_database
from database.settings import shipped_params
from database.store import SqlStore
from database.store.marking import Step
from database.tables import caption_bank, mass_messages
from eros.errors import DatabaseError
from eros.estimate import estimate
from eros.model.wishes import Wishes
from eros.text.key import caption_key
from tests.database_builders import (
    DEAD,
    NOW,
    a_plan,
    a_planning_database,
    a_store,
    add,
    caption_row,
    die_while_repairing,
    message_row,
    processes,
    repair_in_little_room,
    request,
)

if TYPE_CHECKING:
    from pathlib import Path


MONDAY = date(2026, 11, 2)
PARAMS = shipped_params()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Pages lena and mara; sound messages 1 to 6 of lena's, two of them sold at 10.00; caption 21 is the text of 5 and 6."""
    engine = a_planning_database(tmp_path)
    sold = {"is_priced": True, "price_cents": 1000, "send_type": "ppv_video", "type_source": "source"}
    used = {
        "caption_id": 21,
        "caption_source": "text",
        "caption_key": caption_key("Good morning"),
        "text": "Good morning",
    }
    add(
        engine,
        caption_bank,
        caption_row(21, "bump_normal", text="Good morning", caption_key=caption_key("Good morning")),
    )
    add(
        engine,
        mass_messages,
        *(message_row(MONDAY + timedelta(days=i), message_id=i, page_name="lena") for i in (1, 2)),
        message_row(MONDAY, message_id=3, **sold, purchased=2, earnings_cents=2000),
        message_row(MONDAY, message_id=4, **sold, purchased=5, earnings_cents=5000),
        *(message_row(MONDAY + timedelta(days=i), message_id=i, **used) for i in (5, 6)),
    )
    with writing(engine) as connection:
        for key in (11, 12, 13):
            right = caption_key(f"A new film is here, number {key}.")
            connection.execute(
                text("UPDATE caption_bank SET caption_key = :key WHERE caption_id = :id"), {"key": right, "id": key}
            )
        refresh(connection)
    assert check_database(engine) == ()
    engine.dispose()
    return tmp_path / "eros.db"


def spoilt(path: Path, *statements: str) -> None:
    """As a file that met its defects elsewhere: checks and foreign keys are off."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def repair(path: Path, **options: Any) -> RepairReport:
    return repair_database(path, step=Step("ana", NOW), params=PARAMS.refresh, **options)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def lasting_files(directory: Path) -> list[str]:
    """SQLite's own -wal and -shm come and go."""
    return sorted(file.name for file in directory.iterdir() if not file.name.endswith(("-wal", "-shm")))


def findings(path: Path) -> list[str]:
    engine = open_engine(path)
    found = [finding.name for finding in check_database(engine)]
    engine.dispose()
    return found


def told(report: RepairReport, table: str) -> dict[str, tuple[str, str]]:
    return {row.key: (row.action, row.why) for row in report.rows if row.table == table}


def test_a_sound_database_is_not_touched(database: Path) -> None:
    before = content_digest_of(database)
    report = repair(database)
    assert (report.rows, report.before, report.left, report.backup, report.report) == ((), (), (), None, None)
    assert content_digest_of(database) == before
    assert lasting_files(database.parent) == ["eros.db"]


def test_a_message_without_a_page_gets_that_of_its_name_or_goes_to_the_archive_whole(database: Path) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET creator_id = NULL, page_name = ' Lena' WHERE message_id = 1",
        "UPDATE mass_messages SET creator_id = 'c-gone', page_name = 'gone' WHERE message_id = 2",
        "UPDATE mass_messages SET creator_id = NULL, page_name = 'NaN' WHERE message_id = 5",
        "UPDATE mass_messages SET page_name = 'nan' WHERE message_id = 6",
    )
    stored = rows(database, "SELECT * FROM mass_messages WHERE message_id = 2")[0]
    report = repair(database)
    assert rows(database, "SELECT creator_id FROM mass_messages WHERE message_id = 1") == [("c-lena",)]
    assert rows(database, "SELECT creator_id, page_name FROM mass_messages WHERE message_id = 6") == [("c-lena", None)]
    archive = rows(
        database, 'SELECT message_id, page_name, "row", reason FROM mass_messages_archive ORDER BY message_id'
    )
    assert [(row[0], row[1]) for row in archive] == [(2, "gone"), (5, "NaN")]
    kept = json.loads(archive[0][2])
    assert (kept["sent"], kept["viewed"], kept["creator_id"]) == (100, 60, "c-gone")
    assert len(kept) == len(stored)
    assert "no single page is called 'gone'" in archive[0][3]
    assert {key: action for key, (action, _) in told(report, "mass_messages").items()} == {
        "1": "mended",
        "2": "archived",
        "5": "archived",
        "6": "mended",
    }
    assert findings(database) == []


@pytest.mark.parametrize(
    "mark", ["source_message_id = 'x'", "caption_key = 'k', sent_at = '2026-11-02T01:00:00+00:00'"]
)
def test_a_message_its_page_has_already_is_not_counted_twice(database: Path, mark: str) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET creator_id = NULL, page_name = 'lena' WHERE message_id IN (1, 2)",
        f"UPDATE mass_messages SET {mark} WHERE message_id IN (1, 2)",  # noqa: S608 - our own
    )
    report = repair(database)
    assert told(report, "mass_messages")["2"] == ("archived", "page c-lena has the same message already, as 1")
    assert findings(database) == []


def test_impossible_views_become_unknown(database: Path) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET viewed = 101 WHERE message_id = 1",
        "UPDATE mass_messages SET viewed = -1 WHERE message_id = 2",
    )
    repair(database)
    assert rows(database, "SELECT sent, viewed FROM mass_messages WHERE message_id < 3") == [(100, None), (100, None)]
    assert findings(database) == []


@pytest.mark.parametrize(
    ("columns", "after"),
    [
        ("purchased = -1", (1000, 5, 5000)),
        ("purchased = 101", (1000, 5, 5000)),
        ("purchased = -1, earnings_cents = 0", (1000, 0, 0)),
        ("price_cents = NULL", (1000, 5, 5000)),
        ("price_cents = 0", (1000, 5, 5000)),
        ("purchased = -1, earnings_cents = 5001", None),
        ("purchased = -1, earnings_cents = 101000", None),
        ("price_cents = NULL, earnings_cents = 5001", None),
        ("price_cents = NULL, earnings_cents = 6000", None),
        ("price_cents = NULL, purchased = 0, earnings_cents = 0", None),
        ("price_cents = NULL, purchased = -1", None),
        ("earnings_cents = -5", None),
        ("sent = -1", None),
    ],
)
def test_a_price_or_a_count_is_taken_only_where_the_page_s_sales_prove_it(
    database: Path, columns: str, after: tuple[int, ...] | None
) -> None:
    spoilt(database, f"UPDATE mass_messages SET {columns} WHERE message_id = 4")  # noqa: S608 - our own
    repair(database)
    left = rows(database, "SELECT price_cents, purchased, earnings_cents FROM mass_messages WHERE message_id = 4")
    assert left == ([] if after is None else [after])
    assert rows(database, "SELECT count(*) FROM mass_messages_archive") == [(int(after is None),)]
    assert findings(database) == []


def test_where_earnings_are_not_price_times_purchases_nothing_is_proven(database: Path) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET earnings_cents = 1999 WHERE message_id = 3",
        "UPDATE mass_messages SET purchased = -1 WHERE message_id = 4",
    )
    report = repair(database)
    assert told(report, "mass_messages")["4"][0] == "archived"


@pytest.fixture
def forecast(database: Path) -> tuple[str, int | None]:
    """A saved week's send with a prediction, as `schedule / ref`, and its price."""
    engine = open_engine(database)
    week = a_store(engine).save(a_plan(), request())
    engine.dispose()
    ((ref,),) = rows(database, "SELECT ref FROM predictions")
    return f"{week.schedule_id} / {ref}", next(send.price_cents for send in week.sends if send.ref == ref)


def test_the_planned_send_knows_the_price(database: Path, forecast: tuple[str, int | None]) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET price_cents = NULL, purchased = 0, earnings_cents = 0 WHERE message_id = 4",
        "UPDATE predictions SET message_id = 4",
    )
    repair(database)
    assert rows(database, "SELECT price_cents FROM mass_messages WHERE message_id = 4") == [(forecast[1],)]
    assert rows(database, "SELECT message_id FROM predictions") == [(4,)]


def test_the_planned_send_loses_the_link_of_an_archived_message(
    database: Path, forecast: tuple[str, int | None]
) -> None:
    spoilt(database, "UPDATE mass_messages SET sent = -1 WHERE message_id = 4", "UPDATE predictions SET message_id = 4")
    report = repair(database)
    assert rows(database, "SELECT message_id FROM predictions") == [(None,)]
    assert list(told(report, "predictions")) == [forecast[0]]
    assert findings(database) == []


def test_of_copies_with_other_labels_the_most_used_is_kept_and_takes_everything_over(database: Path) -> None:
    engine = open_engine(database)
    week = a_store(engine).save(a_plan(), request())
    engine.dispose()
    spoilt(
        database,
        "INSERT INTO caption_bank (caption_id, text, caption_key, caption_type, content_type) "
        "SELECT 10, text, caption_key, 'dm_farm', content_type FROM caption_bank WHERE caption_id = 21",
        "UPDATE mass_messages SET caption_id = 10 WHERE message_id = 6",
        "INSERT INTO mass_messages SELECT 7, NULL, creator_id, page_name, send_type, type_source, caption_id, "
        "caption_key, content_type, text, media_count, is_priced, price_cents, '2026-11-11T01:00:00+00:00', "
        "local_date, local_hour, local_weekday, sent, viewed, purchased, earnings_cents, propensity, source_file, "
        "caption_source FROM mass_messages WHERE message_id = 5",
        "UPDATE schedule_items SET caption_id = 10 WHERE caption_id = 11",
        "UPDATE caption_locks SET caption_id = 10 WHERE caption_id = 11",
        "INSERT INTO commitments (creator_id, starts_at, ref, local_date, local_minute, send_type, caption_id, status, "
        "source_file, source_line) VALUES ('c-lena', '2026-11-26T20:00:00+00:00', 'plan-thu-1200', '2026-11-26', 720, "
        "'bump_normal', 10, 'planned', 'plan.csv', 2)",
    )
    report = repair(database)
    bank = rows(
        database, "SELECT caption_id, is_active FROM caption_bank WHERE caption_id IN (10, 21) ORDER BY caption_id"
    )
    assert bank == [(10, 0), (21, 1)]
    used = rows(database, "SELECT message_id FROM mass_messages WHERE caption_id = 21 ORDER BY 1")
    assert used == [(5,), (6,), (7,)]
    for table in ("schedule_items", "caption_locks", "commitments"):
        assert rows(database, f"SELECT count(*) FROM {table} WHERE caption_id = 10") == [(0,)]  # noqa: S608 - our own
        assert len(told(report, table)) == 1
    events = rows(
        database, 'SELECT schedule_id, actor, "before", "after" FROM schedule_events WHERE action = \'repaired\''
    )
    assert events == [(week.schedule_id, "ana", '{"caption_id":10}', '{"caption_id":21}')]
    assert findings(database) == []


def test_links_are_made_again_by_the_text_or_cleared(database: Path) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET caption_id = 900 WHERE message_id = 5",
        "UPDATE mass_messages SET caption_id = NULL, caption_source = NULL, type_source = 'rules', "
        "send_type = 'link_drop' WHERE message_id = 6",
        "UPDATE mass_messages SET caption_id = 900 WHERE message_id = 1",
        "UPDATE mass_messages SET caption_id = 11, caption_source = 'text', caption_key = 'other' WHERE message_id = 2",
    )
    report = repair(database)
    linked = rows(
        database, "SELECT message_id, caption_id, caption_source FROM mass_messages WHERE message_id IN (1, 2, 5, 6)"
    )
    assert linked == [(1, None, None), (2, None, None), (5, 21, "text"), (6, 21, "text")]
    types = rows(database, "SELECT send_type, type_source FROM mass_messages WHERE message_id IN (5, 6)")
    assert types == [("bump_normal", "caption")] * 2
    assert {row.defect for row in report.rows if row.key == "6"} == {"caption-unlinked"}
    assert findings(database) == []


def test_keys_are_computed_from_the_texts(database: Path) -> None:
    spoilt(
        database,
        "UPDATE caption_bank SET caption_key = 'wrong' WHERE caption_id = 21",
        "UPDATE mass_messages SET caption_key = NULL WHERE message_id = 5",
    )
    repair(database)
    keys = rows(database, "SELECT caption_key FROM caption_bank WHERE caption_id = 21")
    assert keys == rows(database, "SELECT caption_key FROM mass_messages WHERE message_id = 5")
    assert keys == [(caption_key("Good morning"),)]
    assert findings(database) == []


def test_what_points_at_nothing_is_removed_or_cleared_with_its_numbers_in_the_report(database: Path) -> None:
    spoilt(
        database,
        "INSERT INTO caption_usage (creator_id, caption_id, last_used_on, sent, viewed) "
        "VALUES ('c-gone', 900, '2026-01-05', 77, 33)",
        "INSERT INTO caption_locks (schedule_id, ref, caption_id, creator_id, send_date) "
        "VALUES ('SCH_1', 'S1', 21, 'c-lena', '2026-01-12')",
        "UPDATE mass_messages SET content_type = 'gone', send_type = 'gone' WHERE message_id = 1",
        "INSERT INTO content_rankings (creator_id, analysis_date, content_type, rps_cents, low_cents, high_cents, tier) "
        "VALUES ('c-gone', '2026-01-01', 'studio_set', 1, 1, 1, 'MID')",
    )
    report = repair(database)
    (usage,) = (row for row in report.rows if row.defect == "orphan-usage")
    assert (usage.action, usage.before["sent"], usage.before["viewed"]) == ("removed", 77, 33)
    assert told(report, "caption_locks")["SCH_1 / S1"][0] == "removed"
    assert rows(database, "SELECT content_type, send_type FROM mass_messages WHERE message_id = 1") == [(None, None)]
    assert rows(database, "SELECT count(*) FROM content_rankings") == [(0,)]
    assert findings(database) == []


def test_sums_are_computed_again_and_every_row_that_moved_is_told(database: Path) -> None:
    sound = content_digest_of(database)
    spoilt(
        database,
        "UPDATE caption_usage SET sent = sent + 7",
        "DELETE FROM creator_metrics_daily WHERE local_date = '2026-11-04'",
    )
    report = repair(database)
    assert told(report, "caption_usage").keys() == {"c-lena / 21"}
    (usage,) = (row for row in report.rows if row.table == "caption_usage")
    assert (usage.before, usage.after) == ({"sent": 207}, {"sent": 200})
    assert told(report, "creator_metrics_daily").keys() == {"c-lena / 2026-11-04 / bump_normal"}
    assert content_digest_of(database) == sound


def test_a_use_that_only_a_mark_knows_outlives_the_repair(database: Path) -> None:
    engine = open_engine(database)
    store = a_store(engine)
    week = store.save(a_plan(), request())
    send = next(send for send in week.sends if send.caption_id == 11)
    store.mark(str(week.schedule_id), send.ref, "sent", actor="ana", now=NOW)
    engine.dispose()
    assert findings(database) == []
    spoilt(database, "UPDATE mass_messages SET viewed = 101 WHERE message_id = 1")
    repair(database)
    used = rows(database, "SELECT last_used_on, times FROM caption_usage WHERE caption_id = 11")
    assert used == [(week.date_of(send).isoformat(), 0)]


def test_what_only_a_person_can_know_is_left_and_does_not_stop_the_rest(database: Path) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET local_hour = 24, viewed = 101 WHERE message_id = 1",
        "UPDATE creators SET page_name = 'nan' WHERE creator_id = 'c-mara'",
        "INSERT INTO vault (creator_id, content_type) VALUES ('c-gone', 'studio_set')",
    )
    report = repair(database)
    assert sorted(finding.name for finding in report.left) == ["page-name", "references", "values"]
    assert all(finding.command == "" for finding in report.left)
    assert rows(database, "SELECT viewed FROM mass_messages WHERE message_id = 1") == [(None,)]
    again = repair(database)
    assert (again.rows, again.backup, again.left) == ((), None, report.left)


ONE_OF_EACH = {
    "creator_id": "NULL",
    "page_name": "'nan'",
    "send_type": "'gone'",
    "caption_id": "900",
    "content_type": "'gone'",
    "price_cents": "NULL",
    "sent": "-1",
    "viewed": "101",
    "purchased": "-1",
    "earnings_cents": "-1",
    "caption_key": "'wrong'",
}


def test_any_two_defects_of_a_row_are_settled_at_once(database: Path) -> None:
    engine = open_engine(database)
    pairs = [(a, b) for a in ONE_OF_EACH for b in ONE_OF_EACH if a <= b]
    sold = {"is_priced": True, "price_cents": 1000, "purchased": 2, "earnings_cents": 2000, "send_type": "ppv_video"}
    words = {
        "caption_id": 21,
        "caption_source": "text",
        "text": "Good morning",
        "caption_key": caption_key("Good morning"),
    }
    for i in range(len(pairs)):
        day = MONDAY + timedelta(days=10 + i)
        add(engine, mass_messages, message_row(day, message_id=100 + i, page_name="lena", **sold, **words))
    engine.dispose()
    spoilt(
        database,
        *(
            f"UPDATE mass_messages SET {', '.join(f'{c} = {ONE_OF_EACH[c]}' for c in {*pair})} WHERE message_id = {100 + i}"  # noqa: S608 - our own
            for i, pair in enumerate(pairs)
        ),
    )
    report = repair(database)
    assert report.left == ()
    assert findings(database) == []
    assert repair(database).rows == ()
    archived = rows(database, "SELECT count(*) FROM mass_messages_archive")[0][0]
    kept = rows(database, "SELECT count(*) FROM mass_messages WHERE message_id >= 100")[0][0]
    assert archived + kept == len(pairs)
    assert min(archived, kept) > 10


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


def test_the_repaired_demo_is_the_clean_one_but_for_what_nothing_proves(demo_copy: Path, demo_template: Path) -> None:
    spoil(demo_copy)
    before = _estimated(demo_copy, "dahlia")
    report = repair(demo_copy)
    found = {finding.name: finding.count for finding in report.before}
    assert report.left == ()
    assert found["message-page"] == sum(DEFECTS[name] for name in ("null_creator", "unknown_page", "nan_page"))
    assert (report.counts["orphan-usage", "removed"], report.counts["caption-labels", "mended"]) == (30, 20)
    with closing(sqlite3.connect(demo_copy)) as connection:
        connection.execute("ATTACH ? AS clean", (f"file:{demo_template}?mode=ro&immutable=1",))
        mine = "SELECT * FROM main.mass_messages EXCEPT SELECT * FROM clean.mass_messages"
        (unlike,) = connection.execute(f"SELECT count(*), count(viewed) FROM ({mine})")  # noqa: S608 - our own
        gone = "SELECT message_id FROM clean.mass_messages EXCEPT SELECT message_id FROM main.mass_messages"
        archived = connection.execute("SELECT message_id FROM main.mass_messages_archive").fetchall()
        assert unlike == (DEFECTS["viewed_above_sent"], 0)
        assert sorted(connection.execute(gone)) == sorted(archived)
        assert (
            DEFECTS["unknown_page"] + DEFECTS["nan_page"]
            <= len(archived)
            < DEFECTS["unknown_page"] + DEFECTS["nan_page"] + 5
        )
        spoilt_page = connection.execute(
            "SELECT 1 FROM main.mass_messages_archive WHERE page_name = 'dahlia'"
        ).fetchall()
        assert spoilt_page == []
    after = _estimated(demo_copy, "dahlia")
    assert [after[key] for key in before] == [pytest.approx(rates, rel=1e-3) for rates in before.values()]
    again = repair(demo_copy)
    assert (again.before, again.rows, again.backup) == ((), (), None)
    assert report.backup is not None
    report.backup.unlink()


def _estimated(path: Path, page: str) -> dict[str, tuple[float, float]]:
    """How many see and buy a send of each type."""
    engine = open_engine(path)
    store = SqlStore(engine, PARAMS)
    problem = store.load_problem(page, MONDAY + timedelta(weeks=3), Wishes(), as_of=NOW, pool=PARAMS.plan.caption_pool)
    engine.dispose()
    types = estimate(problem, PARAMS).types
    return {key: (value.view_rate.mean, value.purchase_rate.mean) for key, value in types.items()}
