from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, create_engine, func, insert, select

from database.refresh import refresh
from database.settings import shipped_params
from database.tables import (
    caption_bank,
    caption_usage,
    creator_metrics_daily,
    creators,
    fleet_figures,
    mass_messages,
    metadata,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
PRIOR = shipped_params().refresh.index_prior_messages


def a_page(creator_id: str) -> dict[str, Any]:
    return {
        "creator_id": creator_id,
        "page_name": creator_id,
        "display_name": creator_id,
        "page_type": "paid",
        "sub_type": "softcore",
        "created_at": NOW,
        "updated_at": NOW,
    }


def a_message(creator_id: str, day: date = MONDAY, hour: int = 10, **values: Any) -> dict[str, Any]:
    fixed = {
        "creator_id": creator_id,
        "sent_at": datetime(day.year, day.month, day.day, hour, tzinfo=UTC),
        "local_date": day,
        "local_hour": hour,
        "local_weekday": day.weekday(),
        "send_type": "bump_normal",
        "caption_id": None,
        "is_priced": False,
        "price_cents": None,
        "sent": 100,
        "viewed": 50,
        "purchased": 0,
        "earnings_cents": 0,
    }
    return fixed | values


def put(connection: Connection, *messages: dict[str, Any]) -> None:
    connection.execute(insert(mass_messages), list(messages))


def content(connection: Connection, table: Table, *left_out: str) -> set[tuple[Any, ...]]:
    kept = [column for column in table.c if column.name not in left_out]
    return {tuple(row) for row in connection.execute(select(*kept))}


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        metadata.create_all(conn)
        conn.execute(insert(creators), [a_page(f"c{n}") for n in range(1, 8)])
        conn.execute(
            insert(caption_bank),
            [
                {
                    "caption_id": n,
                    "text": f"text {n}",
                    "caption_key": str(n),
                    "caption_type": "bump_normal",
                    "content_type": "beach_set",
                }
                for n in range(1, 5)
            ],
        )
        yield conn
    engine.dispose()


@pytest.fixture
def two_pages(connection: Connection) -> Connection:
    """Page c1 earned 60 cents a recipient of its ppv_video sends, page c2 has .2 views a recipient of its bumps."""
    tuesday = MONDAY + timedelta(days=1)
    priced: dict[str, Any] = {"send_type": "ppv_video", "is_priced": True}
    put(
        connection,
        a_message("c1", caption_id=1, price_cents=1000, purchased=10, earnings_cents=10_000, **priced),
        a_message("c1", tuesday, 20, caption_id=2, price_cents=500, purchased=4, earnings_cents=2000, **priced),
        a_message("c2", caption_id=3, sent=200, viewed=20),
        a_message("c2", tuesday, 20, caption_id=1, viewed=40),
    )
    refresh(connection)
    return connection


def test_daily_sums_stand_per_page_date_and_type(two_pages: Connection) -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert content(two_pages, creator_metrics_daily) == {
        ("c1", MONDAY, "ppv_video", 1, 100, 100, 50, 10, 10_000),
        ("c1", tuesday, "ppv_video", 1, 100, 100, 50, 4, 2000),
        ("c2", MONDAY, "bump_normal", 1, 200, 200, 20, 0, 0),
        ("c2", tuesday, "bump_normal", 1, 100, 100, 40, 0, 0),
    }


def test_usage_stands_per_page_and_caption_with_the_last_local_date(two_pages: Connection) -> None:
    put(two_pages, a_message("c1", MONDAY + timedelta(days=9), caption_id=1, viewed=None))
    refresh(two_pages)
    assert content(two_pages, caption_usage, "trials", "successes", "decayed_on") == {
        ("c1", 1, MONDAY + timedelta(days=9), 2, 200, 50, 10, 10_000),
        ("c1", 2, MONDAY + timedelta(days=1), 1, 100, 50, 4, 2000),
        ("c2", 3, MONDAY, 1, 200, 20, 0, 0),
        ("c2", 1, MONDAY + timedelta(days=1), 1, 100, 40, 0, 0),
    }


def test_a_caption_is_scored_by_earned_over_expected_shrunk_to_one(two_pages: Connection) -> None:
    bank = caption_bank.c
    rows = two_pages.execute(
        select(bank.fleet_uses, bank.fleet_index, bank.performance_score).order_by(bank.caption_id)
    )
    expected = [
        (2, (10_000 / 6000 + 40 / 20 + PRIOR) / (2 + PRIOR), 500 / 6),
        (1, (2000 / 6000 + PRIOR) / (1 + PRIOR), 100 / 6),
        (1, (20 / 40 + PRIOR) / (1 + PRIOR), 50),
        (0, 1, 50),
    ]
    assert [tuple(row) for row in rows] == [pytest.approx(row, abs=1e-4) for row in expected]


def test_equally_good_captions_share_one_score(connection: Connection) -> None:
    put(connection, *(a_message("c1", caption_id=n) for n in (1, 2, 3)))
    refresh(connection)
    assert set(connection.scalars(select(caption_bank.c.performance_score))) == {50.0}


def test_a_caption_whose_messages_are_gone_has_no_score_left(two_pages: Connection) -> None:
    two_pages.execute(mass_messages.delete().where(mass_messages.c.caption_id == 1))
    refresh(two_pages)
    bank = caption_bank.c
    scores = select(bank.fleet_uses, bank.fleet_index, bank.performance_score).where(bank.caption_id == 1)
    assert two_pages.execute(scores).one() == (0, 1.0, 50.0)


def test_fleet_sums_stand_per_type_with_the_median_price(two_pages: Connection) -> None:
    types = {row[1:] for row in content(two_pages, fleet_figures) if row[0] == "type"}
    assert types == {("ppv_video", 2, 200, 100, 14, 12_000, None, 750), ("bump_normal", 2, 300, 60, 0, 0, None, 0)}


def test_hours_and_weekdays_are_relative_to_the_pages_own_mean_of_the_type(two_pages: Connection) -> None:
    f = fleet_figures.c
    rows = two_pages.execute(select(f.kind, f.key, f.n, f.value).where(f.kind.in_(("hour", "weekday"))))
    early, late = (10 / 6 + 0.5) / 2, (2 / 6 + 2) / 2
    assert {(kind, key): (n, value) for kind, key, n, value in rows} == {
        ("hour", "10"): (2, pytest.approx(early, abs=1e-6)),
        ("hour", "20"): (2, pytest.approx(late, abs=1e-6)),
        ("weekday", "0"): (2, pytest.approx(early, abs=1e-6)),
        ("weekday", "1"): (2, pytest.approx(late, abs=1e-6)),
    }


def test_unknown_views_are_taken_at_the_known_rate_of_the_type(two_pages: Connection) -> None:
    put(two_pages, a_message("c2", sent=700, viewed=None), a_message("c2", send_type="dm_farm", viewed=None))
    refresh(two_pages)
    f = fleet_figures.c
    viewed = {row.key: row.viewed for row in two_pages.execute(select(f.key, f.viewed).where(f.kind == "type"))}
    assert viewed["bump_normal"] == 200  # 60 of 300, and 1,000 recipients
    assert viewed["dm_farm"] == 0


def test_one_page_alone_has_no_fleet_figures(two_pages: Connection) -> None:
    two_pages.execute(mass_messages.delete().where(mass_messages.c.creator_id == "c2"))
    refresh(two_pages)
    assert content(two_pages, fleet_figures) == set()


def test_an_empty_database_refreshes_to_nothing(connection: Connection) -> None:
    refresh(connection)
    assert content(connection, creator_metrics_daily) == content(connection, fleet_figures) == set()


def test_refreshing_twice_changes_nothing(two_pages: Connection) -> None:
    tables = (creator_metrics_daily, caption_usage, fleet_figures, caption_bank)
    before = [content(two_pages, table) for table in tables]
    refresh(two_pages)
    assert [content(two_pages, table) for table in tables] == before


def test_a_refresh_of_one_page_leaves_the_other_pages_sums(two_pages: Connection) -> None:
    put(two_pages, a_message("c1", caption_id=4), a_message("c2", caption_id=4))
    refresh(two_pages, ["c1"])
    pages = select(caption_usage.c.creator_id).where(caption_usage.c.caption_id == 4)
    assert two_pages.scalars(pages).all() == ["c1"]
    days = creator_metrics_daily.c
    assert two_pages.scalar(select(func.sum(days.sends)).where(days.creator_id == "c2")) == 2


def test_a_message_with_impossible_counts_takes_no_part(two_pages: Connection) -> None:
    tables = (creator_metrics_daily, caption_usage, fleet_figures, caption_bank)
    before = [content(two_pages, table) for table in tables]
    two_pages.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    put(
        two_pages,
        a_message("c1", viewed=101, caption_id=1),
        a_message("c1", purchased=-1, caption_id=1),
        a_message("c1", earnings_cents=-5, caption_id=1),
        a_message("c1", sent=0, viewed=0, caption_id=1),
        a_message("c1", caption_id=1) | {"creator_id": None},
    )
    refresh(two_pages)
    assert [content(two_pages, table) for table in tables] == before


def test_a_day_on_which_most_of_five_pages_slump_is_a_slump_day(connection: Connection) -> None:
    for day in range(10):
        slumping = {8: 3, 9: 2}.get(day, 0)
        views = [30 if page <= slumping else 50 for page in range(1, 6)]
        on = MONDAY + timedelta(days=day)
        put(connection, *(a_message(f"c{page}", on, viewed=seen) for page, seen in enumerate(views, 1)))
    refresh(connection)
    f = fleet_figures.c
    slumps = connection.execute(select(f.key, f.n, f.value).where(f.kind == "slump_day")).all()
    assert slumps == [((MONDAY + timedelta(days=8)).isoformat(), 5, 0.6)]


def test_four_pages_are_too_few_for_a_slump_day(connection: Connection) -> None:
    for day in range(9):
        on = MONDAY + timedelta(days=day)
        put(connection, *(a_message(f"c{page}", on, viewed=10 if day == 8 else 50) for page in range(1, 5)))
    refresh(connection)
    assert connection.scalar(select(func.count()).where(fleet_figures.c.kind == "slump_day")) == 0


def test_a_slump_is_held_against_the_window_before_it_only(connection: Connection) -> None:
    """The high views lie one day outside the window, so the low day stands beside an equal one."""
    window = shipped_params().refresh.slump_window_days
    for day, seen in ((0, 90), (1, 30), (window + 1, 30)):
        on = MONDAY + timedelta(days=day)
        put(connection, *(a_message(f"c{page}", on, viewed=seen) for page in range(1, 6)))
    refresh(connection)
    slumps = connection.scalars(select(fleet_figures.c.key).where(fleet_figures.c.kind == "slump_day")).all()
    assert slumps == [(MONDAY + timedelta(days=1)).isoformat()]


def test_without_any_known_views_there_is_no_slump_day(connection: Connection) -> None:
    put(connection, a_message("c1", viewed=None), a_message("c2", viewed=None))
    refresh(connection)
    kinds = set(connection.scalars(select(fleet_figures.c.kind)))
    assert kinds == {"type"}
