from __future__ import annotations

from typing import TYPE_CHECKING

from database.digest import content_digest_of
from database.engine import open_engine
from eros.text.key import caption_key
from tests.database_builders import NOW, a_plan, a_store, request
from tests.repairs import findings, repair, rows, spoilt, told

if TYPE_CHECKING:
    from pathlib import Path


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
