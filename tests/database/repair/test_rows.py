from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from database.engine import open_engine
from tests.database_builders import a_plan, a_store, request
from tests.repairs import findings, repair, rows, spoilt, told

if TYPE_CHECKING:
    from pathlib import Path


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
