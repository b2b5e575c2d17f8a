from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from database.check import Finding, check_database
from database.defects import DEFECTS
from database.engine import file_engine, open_engine, writing
from database.refresh import refresh
from eros.text.key import caption_key

PAGE = (
    "INSERT INTO creators (creator_id, page_name, display_name, page_type, sub_type, created_at, updated_at) "
    "VALUES ('c1', 'alma', 'Alma', 'paid', 'softcore', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')"
)
KEYS = {"'K1'": caption_key("Good morning"), "'K2'": caption_key("Good night")}
CAPTIONS = (
    "INSERT INTO caption_bank (caption_id, creator_id, text, caption_key, caption_type, content_type) VALUES "
    "(1, NULL, 'Good morning', 'K1', 'bump', 'beach_set'), (2, NULL, 'Good night', 'K2', 'bump', 'beach_set'), "
    "(3, 'c1', 'Good night', 'K2', 'flirt', 'pool_set')"
)
MESSAGES = (
    "INSERT INTO mass_messages (message_id, creator_id, caption_id, caption_key, is_priced, price_cents, sent_at, "
    "local_date, local_hour, local_weekday, sent, viewed, purchased, earnings_cents) VALUES "
    "(11, 'c1', 1, 'K1', 0, NULL, '2026-01-05T12:00:00+00:00', '2026-01-05', 4, 0, 100, 40, 0, 0), "
    "(12, 'c1', 2, 'K2', 1, 900, '2026-01-06T12:00:00+00:00', '2026-01-06', 4, 1, 100, NULL, 5, 4500), "
    "(13, 'c1', NULL, 'k9', 0, NULL, '2026-01-07T12:00:00+00:00', '2026-01-07', 4, 2, 0, 0, 0, 0)"
)


@pytest.fixture(scope="module")
def _sound(_empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(_empty_template, tmp_path_factory.mktemp("sound") / "eros.db"))
    change(path, PAGE, CAPTIONS, MESSAGES)
    engine = open_engine(path)
    with writing(engine) as connection:
        refresh(connection)
    engine.dispose()
    return path


@pytest.fixture
def database(_sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(_sound, tmp_path / "eros.db"))


def change(path: Path, *statements: str) -> None:
    """As the dirty demo is made: with the checks off. 'K1' and 'K2' stand for the keys of the captions' texts."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            for name, key in KEYS.items():
                statement = statement.replace(name, f"'{key}'")  # noqa: PLW2901 - the same statement, complete
            connection.execute(statement)
        connection.commit()


def check(path: Path) -> tuple[Finding, ...]:
    engine = open_engine(path)
    findings = check_database(engine)
    engine.dispose()
    return findings


def test_a_sound_database_has_no_finding(database: Path) -> None:
    assert check(database) == ()


@pytest.mark.parametrize(
    ("defect", "name", "words"),
    [
        ("UPDATE mass_messages SET creator_id = NULL WHERE message_id = 12", "message-page", "1 messages have no page"),
        ("UPDATE mass_messages SET page_name = 'NaN' WHERE message_id = 12", "message-page-nan", "ids 12"),
        ("UPDATE creators SET page_name = 'nan'", "page-name", "creator ids c1"),
        ("UPDATE mass_messages SET viewed = 101 WHERE message_id = 11", "viewed-over-sent", "ids 11"),
        ("UPDATE mass_messages SET purchased = 101 WHERE message_id = 12", "purchased-over-sent", "ids 12"),
        ("UPDATE mass_messages SET earnings_cents = -1 WHERE message_id = 12", "negative-counts", "ids 12"),
        ("UPDATE mass_messages SET viewed = -1 WHERE message_id = 12", "negative-counts", "ids 12"),
        ("UPDATE mass_messages SET price_cents = NULL WHERE message_id = 12", "price-missing", "ids 12"),
        ("UPDATE mass_messages SET price_cents = 0 WHERE message_id = 12", "price-missing", "ids 12"),
        (
            "INSERT INTO caption_usage (creator_id, caption_id, last_used_on) VALUES ('c1', 77, '2026-01-05')",
            "orphan-usage",
            "c1 / 77",
        ),
        (
            "INSERT INTO caption_usage (creator_id, caption_id, last_used_on) VALUES ('c9', 1, '2026-01-05')",
            "orphan-usage",
            "c9 / 1",
        ),
        (
            "UPDATE caption_bank SET text = 'Good  morning', caption_key = 'K1', caption_type = 'x' WHERE caption_id = 2",
            "caption-labels",
            "caption ids 1",
        ),
        ("UPDATE mass_messages SET caption_id = 77 WHERE message_id = 11", "caption-links", "ids 11"),
        ("UPDATE mass_messages SET caption_id = 2 WHERE message_id = 11", "caption-links", "ids 11"),
        ("UPDATE mass_messages SET caption_id = NULL WHERE message_id = 11", "caption-unlinked", "ids 11"),
        (
            "UPDATE mass_messages SET send_type = 'no_such_type' WHERE message_id = 11",
            "references",
            "1 rows of mass_messages",
        ),
        ("UPDATE mass_messages SET creator_id = 'c9' WHERE message_id = 12", "message-page", "1 messages have no page"),
        ("UPDATE caption_bank SET text = 'Hello' WHERE caption_id = 2", "text-keys", "caption_bank have the key"),
        ("UPDATE mass_messages SET text = 'Hello' WHERE message_id = 13", "text-keys", "mass_messages have the key"),
        ("UPDATE caption_usage SET sent = sent + 1", "statistics", "2 rows of caption_usage differ"),
        (
            "DELETE FROM creator_metrics_daily WHERE local_date = '2026-01-05'",
            "statistics",
            "1 rows of creator_metrics",
        ),
        (
            "INSERT INTO caption_locks VALUES ('SCH_1', 'S1', 1, 'c1', '2026-01-12', NULL)",
            "orphan-locks",
            "SCH_1 / S1",
        ),
        ("INSERT INTO vault (creator_id, content_type) VALUES ('c9', 'beach_set')", "references", "1 rows of vault"),
        ("UPDATE creators SET active_fans = -5", "values", "active_fans >= 0"),
        ("UPDATE mass_messages SET local_hour = 24", "values", "3 rows of mass_messages"),
    ],
)
def test_a_defect_is_found_by_name_with_examples_and_a_way_out(
    database: Path, defect: str, name: str, words: str
) -> None:
    change(database, defect)
    findings = {finding.name: finding for finding in check(database)}
    assert words in findings[name].detail
    assert findings[name].fix
    assert findings[name].count >= 1
    assert set(findings) - {name} <= {"caption-unlinked", "caption-links", "statistics"}
    assert findings[name].examples or name == "values"


def test_a_link_that_was_not_found_by_the_text_may_have_another_one(database: Path) -> None:
    change(database, "UPDATE mass_messages SET caption_key = 'k9' WHERE message_id = 11")
    assert [finding.name for finding in check(database)] == ["caption-links"]
    change(database, "UPDATE mass_messages SET caption_source = 'similar' WHERE message_id = 11")
    assert check(database) == ()


def test_a_text_of_another_page_is_no_conflicting_copy_and_no_missing_link(database: Path) -> None:
    change(
        database,
        PAGE.replace("'c1', 'alma'", "'c2', 'berta'"),
        "UPDATE caption_bank SET creator_id = 'c2' WHERE caption_id IN (1, 3)",
        "UPDATE mass_messages SET caption_id = NULL WHERE message_id = 11",
        "DELETE FROM caption_usage WHERE caption_id = 1",
    )
    assert check(database) == ()


def test_a_long_list_of_rows_is_shortened(database: Path) -> None:
    change(
        database,
        "UPDATE mass_messages SET creator_id = NULL",
        MESSAGES.replace("(11, ", "(21, ").replace("(12, ", "(22, ").replace("(13, ", "(23, ").replace("'c1'", "NULL"),
    )
    (finding,) = (finding for finding in check(database) if finding.name == "message-page")
    assert finding.count == 6
    assert finding.detail == "6 messages have no page, message ids 11, 12, 13 and more."


def test_a_damaged_file_is_critical_and_nothing_else_is_asked(database: Path) -> None:
    change(database, "UPDATE creators SET active_fans = -5")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_mass_messages_creator_id'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x0a" + b"\x00" * (size - 1))
    (finding,) = check(database)
    assert (finding.name, finding.severity) == ("integrity", "critical")


def test_a_schema_nobody_knows_is_critical_and_nothing_else_is_asked(database: Path) -> None:
    change(database, "UPDATE alembic_version SET version_num = '9999'", "UPDATE creators SET active_fans = -5")
    engine = file_engine(database, mode="rw")
    (finding,) = check_database(engine)
    engine.dispose()
    assert (finding.name, finding.severity) == ("schema-version", "critical")
    assert "9999" in finding.detail


def test_every_finding_is_explained_in_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "repair.md").read_text("utf-8")
    named = {defect.name for defect in DEFECTS} | {"text-keys", "statistics", "references", "values", "integrity"}
    assert {name for name in named if f"`{name}`" not in guide} == set()


def test_the_worst_comes_first(database: Path) -> None:
    change(
        database,
        "UPDATE mass_messages SET creator_id = NULL WHERE message_id = 13",
        "UPDATE mass_messages SET content_type = 'no_such_type' WHERE message_id = 13",
    )
    assert [finding.severity for finding in check(database)] == ["critical", "warning"]
