from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from database.tables import caption_bank, creator_metrics_daily, creators, fleet_figures, mass_messages
from eros.model.daily import DailySums
from eros.model.history import FleetFigures, History, TypeFigures
from eros.model.wishes import Wishes
from tests.database_builders import NOW, a_store, add, an_engine, caption_row, message_row, page_row
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

DAY = date(2026, 11, 10)


def _pages(directory: Path) -> Engine:
    engine = an_engine(directory)
    add(engine, creators, page_row("lena"), page_row("mara"))
    add(engine, caption_bank, caption_row(5, "ppv_message"))
    return engine


def _history(engine: Engine) -> History:
    return a_store(engine).load_problem("c-lena", MONDAY, Wishes(), as_of=NOW, pool=5).history


def test_history_holds_the_pages_messages_as_columns_oldest_first(tmp_path: Path) -> None:
    engine = _pages(tmp_path)
    later = message_row(
        DAY,
        send_type="ppv_video",
        caption_id=5,
        content_type="gym_set",
        is_priced=True,
        price_cents=1969,
        viewed=None,
        purchased=3,
        earnings_cents=5907,
    )
    unknown = message_row(DAY - timedelta(days=1), send_type=None, price_cents=700)
    add(engine, mass_messages, later)
    add(engine, mass_messages, unknown)
    add(engine, mass_messages, message_row(DAY - timedelta(days=2)))
    add(engine, mass_messages, message_row(DAY, creator_id="c-mara"))
    history = _history(engine)
    assert (history.send_types, history.caption_types) == (("bump_normal", "ppv_video"), ("ppv_message",))
    assert history.content_types == ("gym_set",)
    columns = {name: getattr(history, name).tolist() for name in History.COLUMNS}
    assert columns == {
        "day": [DAY.toordinal() - 2, DAY.toordinal() - 1, DAY.toordinal()],
        "hour": [12, 12, 12],
        "weekday": [6, 0, 1],
        "send_type": [0, -1, 1],
        "caption_type": [-1, -1, 0],
        "content_type": [-1, -1, 0],
        "caption_id": [0, 0, 5],
        "price_cents": [0, 0, 1969],
        "sent": [100, 100, 100],
        "viewed": [60, 60, -1],
        "purchased": [0, 0, 3],
        "earnings_cents": [0, 0, 5907],
    }
    assert {getattr(history, name).dtype for name in History.COLUMNS} == {np.dtype(np.int64)}


def test_history_ends_at_as_of_reaches_two_years_back_and_skips_what_reached_nobody(tmp_path: Path) -> None:
    engine = _pages(tmp_path)
    kept = (message_row(DAY, sent_at=NOW), message_row(DAY, sent_at=NOW - timedelta(days=729)))
    dropped = (
        message_row(DAY, sent_at=NOW + timedelta(seconds=1)),
        message_row(DAY, sent_at=NOW - timedelta(days=731)),
        message_row(DAY, sent=0, viewed=0),
    )
    add(engine, mass_messages, *kept, *dropped)
    assert len(_history(engine)) == 2


def test_a_page_without_messages_has_an_empty_history(tmp_path: Path) -> None:
    history = _history(_pages(tmp_path))
    assert len(history) == 0
    assert history.send_types == ()


def test_fleet_figures_are_read_as_they_stand(tmp_path: Path) -> None:
    engine = _pages(tmp_path)
    sums = {"n": 4, "sent": 400, "viewed": 200, "purchased": 8, "earnings_cents": 16000}
    add(
        engine,
        fleet_figures,
        {"kind": "type", "key": "ppv_video", **sums, "value": None, "median_price_cents": 2000},
        {"kind": "type", "key": "bump_normal", **sums, "value": None, "median_price_cents": None},
        {"kind": "hour", "key": "21", **sums, "value": 1.4, "median_price_cents": None},
        {"kind": "weekday", "key": "6", **sums, "value": 0.8, "median_price_cents": None},
        {"kind": "slump_day", "key": "2026-11-03", **sums, "value": 0.7, "median_price_cents": None},
    )
    fleet = a_store(engine).load_problem("c-lena", MONDAY, Wishes(), as_of=NOW, pool=5).fleet
    assert fleet.types == {
        "bump_normal": TypeFigures(4, 400, 200, 8, 16000, 0),
        "ppv_video": TypeFigures(4, 400, 200, 8, 16000, 2000),
    }
    assert fleet.hours == (1.0,) * 21 + (1.4, 1.0, 1.0)
    assert fleet.hour_counts == (0,) * 21 + (4, 0, 0)
    assert (fleet.weekdays, fleet.weekday_counts) == ((1.0,) * 6 + (0.8,), (0,) * 6 + (4,))
    assert fleet.slump_days == {date(2026, 11, 3)}


def test_a_database_of_one_page_has_no_fleet_to_learn_from(tmp_path: Path) -> None:
    problem = a_store(_pages(tmp_path)).load_problem("c-lena", MONDAY, Wishes(), as_of=NOW, pool=5)
    assert problem.fleet == FleetFigures.none()


def test_daily_sums_are_those_of_one_page_between_two_dates_both_included(tmp_path: Path) -> None:
    engine = _pages(tmp_path)
    for creator_id, age, send_type in (
        ("c-lena", 3, "bundle"),
        ("c-lena", 2, "ppv_video"),
        ("c-lena", 2, ""),
        ("c-lena", 0, "bundle"),
        ("c-lena", -1, "bundle"),
        ("c-mara", 1, "bundle"),
    ):
        day = DAY - timedelta(days=age)
        add(
            engine,
            creator_metrics_daily,
            {
                "creator_id": creator_id,
                "local_date": day,
                "send_type": send_type,
                "sends": 2,
                "recipients": 900,
                "view_recipients": 800,
                "views": 70,
                "purchases": 6,
                "earnings_cents": 500,
            },
        )
    found = a_store(engine).daily_sums("c-lena", DAY - timedelta(days=2), DAY)
    two = DAY - timedelta(days=2)
    figures = (2, 900, 800, 70, 6, 500)
    assert found == (
        DailySums(two, "", *figures),
        DailySums(two, "ppv_video", *figures),
        DailySums(DAY, "bundle", *figures),
    )
