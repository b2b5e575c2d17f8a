from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, create_mock_engine, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from database.tables import caption_bank, content_types, creators, mass_messages, metadata, volume_triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.schema import ExecutableDDLElement

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
PAGE: dict[str, Any] = {
    "creator_id": "c1",
    "page_name": "alma",
    "display_name": "Alma",
    "page_type": "paid",
    "sub_type": "softcore",
    "created_at": NOW,
    "updated_at": NOW,
}
MESSAGE: dict[str, Any] = {
    "creator_id": "c1",
    "sent_at": NOW,
    "local_date": date(2026, 11, 16),
    "local_hour": 1,
    "local_weekday": 0,
    "sent": 100,
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        conn.exec_driver_sql("PRAGMA foreign_keys=ON")
        metadata.create_all(conn)
        conn.execute(insert(creators).values(PAGE))
        yield conn
    engine.dispose()


def test_every_table_is_strict_on_sqlite(connection: Connection) -> None:
    rows = connection.execute(text("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"))
    strict = {row.name: row.strict for row in rows}
    assert {name: strict[name] for name in metadata.tables} == dict.fromkeys(metadata.tables, 1)


def test_every_table_can_be_declared_on_postgresql() -> None:
    statements: list[str] = []

    def keep(statement: ExecutableDDLElement, _parameters: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("postgresql://", keep)
    metadata.create_all(engine, checkfirst=False)
    assert sum("CREATE TABLE" in statement for statement in statements) == len(metadata.tables)
    assert not any("STRICT" in statement for statement in statements)


def test_a_moment_is_stored_as_utc_text_that_sorts(connection: Connection) -> None:
    evening = datetime(2026, 11, 16, 20, 0, tzinfo=timezone(timedelta(hours=-8)))
    connection.execute(insert(mass_messages), [MESSAGE | {"sent_at": evening}, MESSAGE])
    assert connection.execute(text("SELECT sent_at FROM mass_messages ORDER BY sent_at")).scalars().all() == [
        "2026-11-16T09:30:00+00:00",
        "2026-11-17T04:00:00+00:00",
    ]
    assert connection.scalar(select(mass_messages.c.sent_at).where(mass_messages.c.message_id == 1)) == evening


def test_a_moment_without_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        connection.execute(insert(mass_messages).values(MESSAGE | {"sent_at": datetime(2026, 1, 1)}))  # noqa: DTZ001 - the defect


def test_dates_flags_and_json_come_back_as_they_went_in(connection: Connection) -> None:
    connection.execute(insert(mass_messages).values(MESSAGE | {"is_priced": True, "price_cents": 900}))
    row = connection.execute(select(mass_messages)).one()
    assert (row.local_date, row.is_priced, row.viewed) == (date(2026, 11, 16), True, None)
    assert connection.execute(text("SELECT local_date, is_priced FROM mass_messages")).one() == ("2026-11-16", 1)


def test_json_keeps_letters_and_order(connection: Connection) -> None:
    evidence = {"z": [1, 2.5, None], "a": "Für später 🎉"}
    trigger = {"creator_id": "c1", "trigger_name": "TRENDING_UP", "subject": "bundle", "factor": 1.1}
    days = {"valid_from": date(2026, 11, 16), "valid_until": date(2026, 11, 30)}
    connection.execute(insert(volume_triggers).values(trigger | days | {"evidence": evidence}))
    assert list(connection.scalars(select(volume_triggers.c.evidence)).one().items()) == list(evidence.items())


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"creator_id": None}, "creator_given"),
        ({"creator_id": "nobody"}, "FOREIGN KEY"),
        ({"viewed": 101}, "viewed_within_sent"),
        ({"purchased": 101}, "purchased_within_sent"),
        ({"sent": -1}, "sent_not_negative"),
        ({"earnings_cents": -1}, "earnings_cents_not_negative"),
        ({"is_priced": True}, "priced_has_price"),
        ({"is_priced": True, "price_cents": 0}, "priced_has_price"),
        ({"page_name": "NaN"}, "page_name_real"),
        ({"local_weekday": 7}, "local_weekday_in_range"),
        ({"propensity": 1.5}, "propensity_in_range"),
    ],
)
def test_a_message_that_cannot_be_true_is_refused(connection: Connection, change: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule):
        connection.execute(insert(mass_messages).values(MESSAGE | change))


def test_one_source_message_is_stored_once_per_page(connection: Connection) -> None:
    connection.execute(insert(mass_messages), [MESSAGE | {"source_message_id": name} for name in (None, None, "m1")])
    with pytest.raises(IntegrityError, match="source_message_id"):
        connection.execute(insert(mass_messages).values(MESSAGE | {"source_message_id": "m1"}))


def test_a_text_in_a_number_column_is_refused(connection: Connection) -> None:
    with pytest.raises(IntegrityError, match="cannot store TEXT"):
        connection.execute(text("UPDATE creators SET active_fans = 'many'"))


def test_the_length_of_a_caption_is_kept_by_the_database(connection: Connection) -> None:
    connection.execute(
        insert(content_types).values(key="beach", position=0, name="Beach", category="x", priority_tier=1)
    )
    caption = {"text": "Guten Tag 🎉", "caption_key": "k", "caption_type": "bump", "content_type": "beach"}
    connection.execute(insert(caption_bank).values(caption))
    assert connection.scalar(select(caption_bank.c.char_length)) == 11


def test_shared_and_own_captions_are_drawn_through_an_index(connection: Connection) -> None:
    for owner in ("creator_id IS NULL", "creator_id = 'c1'"):
        query = (
            f"SELECT caption_id FROM caption_bank WHERE {owner} AND caption_type = 'bump' AND is_active = 1 "  # noqa: S608 - constants
            "ORDER BY fleet_index DESC, caption_id LIMIT 5"
        )
        plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
        assert "ix_caption_bank_pool" in plan
        assert "B-TREE" not in plan
