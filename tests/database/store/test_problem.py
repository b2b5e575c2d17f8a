from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from database.engine import writing
from database.tables import caption_bank, caption_usage, creators, mass_messages, schedule_items
from eros.errors import ConfigurationError, CreatorNotFoundError
from eros.model.caption import Lock
from eros.model.clock import WeekClock
from eros.model.wishes import Wishes
from tests.database_builders import (
    NOW,
    a_plan,
    a_planning_database,
    a_store,
    add,
    caption_row,
    message_row,
    moved,
    page_row,
    request,
)
from tests.weeks import MONDAY, a_send

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

WEEK = timedelta(days=7)


def _problem(engine: Engine, week_start: date = MONDAY, page: str = "c-lena", **options: Any) -> Problem:
    values: dict[str, Any] = {"as_of": NOW, "pool": 10}
    return a_store(engine).load_problem(page, week_start, Wishes(), **(values | options))


def _week_of(week_start: date, **changes: Any) -> Schedule:
    """`a_plan` moved to another week."""
    clock = WeekClock(week_start, ZoneInfo("America/Los_Angeles"))
    sends = tuple(send.with_(utc=clock.instant(send.week_minute)) for send in a_plan().sends)
    values: dict[str, Any] = {"week_start": week_start, "sends": sends}
    return a_plan(**(values | changes))


def test_a_problem_carries_page_week_clock_and_wishes(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    wishes = Wishes(closed_days=frozenset({3}))
    problem = a_store(engine).load_problem("Lena", MONDAY, wishes, as_of=NOW, pool=10)
    assert (problem.creator.creator_id, problem.week_start, problem.as_of) == ("c-lena", MONDAY, NOW)
    assert problem.wishes == wishes
    assert list(problem.captions) == [11, 12, 13]
    assert (problem.previous, problem.committed, problem.locks, problem.last_style) == ((), (), (), None)
    assert problem.last_used == {}


def test_an_unknown_page_or_a_week_that_starts_on_no_monday_is_refused(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    with pytest.raises(CreatorNotFoundError, match="No page 'nobody'"):
        _problem(engine, page="nobody")
    with pytest.raises(ConfigurationError, match="A week starts on a Monday"):
        _problem(engine, MONDAY + timedelta(days=1))


@pytest.mark.parametrize("week", [date(1, 1, 1), date(1969, 12, 29), date(2201, 1, 5), date(9999, 12, 27)])
def test_a_week_of_a_year_nobody_plans_is_refused(week: date) -> None:
    with pytest.raises(
        ConfigurationError, match=f"No week from {week} can be planned; weeks are of the years 1970 to 2200"
    ):
        WeekClock(week, ZoneInfo("America/Los_Angeles"))


def test_the_newest_use_before_the_week_counts_be_it_usage_message_or_saved_send(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, caption_bank, caption_row(14), caption_row(15), caption_row(99, is_active=False))
    old, mid, new = date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 12)
    add(
        engine,
        caption_usage,
        {"creator_id": "c-lena", "caption_id": 11, "last_used_on": old},
        {"creator_id": "c-lena", "caption_id": 13, "last_used_on": new},
        {"creator_id": "c-lena", "caption_id": 14, "last_used_on": mid},
        {"creator_id": "c-lena", "caption_id": 99, "last_used_on": mid},
        {"creator_id": "c-mara", "caption_id": 15, "last_used_on": mid},
    )
    add(engine, mass_messages, message_row(new, caption_id=14), message_row(old, caption_id=14))
    a_store(engine).save(_week_of(date(2026, 11, 9)), request())
    assert _problem(engine).last_used == {
        11: date(2026, 11, 9),
        12: date(2026, 11, 9),
        13: date(2026, 11, 12),
        14: date(2026, 11, 12),
    }


def test_uses_in_the_week_itself_do_not_hide_the_one_before_it(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    before, within = MONDAY - timedelta(days=20), MONDAY + timedelta(days=1)
    add(engine, caption_usage, {"creator_id": "c-lena", "caption_id": 13, "last_used_on": within})
    add(engine, mass_messages, message_row(before, caption_id=13), message_row(within, caption_id=13))
    as_of = datetime(2026, 11, 28, tzinfo=UTC)
    assert _problem(engine, as_of=as_of).last_used == {13: before}


def test_cancelled_sends_and_superseded_weeks_are_no_uses(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    earlier = _week_of(MONDAY - WEEK)
    store.save(earlier, request())
    sends = moved(earlier, "s02", status="cancelled")
    store.save(_week_of(MONDAY - WEEK, sends=sends[1:], seed=8), request())
    assert _problem(engine).last_used == {13: MONDAY - timedelta(days=5)}


def test_other_pages_locks_around_the_week_are_loaded_and_the_pages_own_are_not(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(), request())
    expected = (Lock(11, "c-lena", MONDAY),)
    assert _problem(engine, page="c-lena").locks == ()
    for week_start, locks in ((MONDAY - WEEK, expected), (MONDAY, expected), (MONDAY + WEEK, expected)):
        assert _problem(engine, week_start, page="c-mara").locks == locks
    for week_start in (MONDAY - 2 * WEEK, MONDAY + 2 * WEEK):
        assert _problem(engine, week_start, page="c-mara").locks == ()


def test_the_lock_of_a_draft_lapses_and_that_of_an_approved_week_does_not(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(), request())
    assert len(_problem(engine, page="c-mara", as_of=NOW + timedelta(days=6, hours=23)).locks) == 1
    assert _problem(engine, page="c-mara", as_of=NOW + timedelta(days=7)).locks == ()
    store.save(a_plan(), request(status="approved"))
    assert len(_problem(engine, page="c-mara", as_of=NOW + timedelta(days=7)).locks) == 1


def test_the_saved_week_before_stands_in_negative_minutes_without_its_cancelled_sends(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    earlier = _week_of(MONDAY - WEEK)
    a_store(engine).save(_week_of(MONDAY - WEEK, sends=moved(earlier, "s03", status="cancelled")), request())
    problem = _problem(engine)
    assert [(s.ref, s.week_minute) for s in problem.previous] == [
        (s.ref, s.week_minute - 7 * 1440) for s in earlier.sends if s.ref != "s03"
    ]
    assert [s.utc for s in problem.previous] == [s.utc for s in earlier.sends if s.ref != "s03"]
    assert problem.last_style == "solo"


def test_the_last_style_is_that_of_the_last_ppv_send_of_the_week_before(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    clock = WeekClock(MONDAY - WEEK, ZoneInfo("America/Los_Angeles"))
    minutes = {"a": ("solo", 600), "b": ("bundle", 4000), "c": (None, 5000)}
    sends = tuple(
        a_send(ref, "ppv_video", minute, ppv_style=style, utc=clock.instant(minute))
        for ref, (style, minute) in minutes.items()
    )
    a_store(engine).save(a_plan(week_start=MONDAY - WEEK, sends=sends), request())
    assert _problem(engine).last_style == "bundle"


def test_across_a_clock_change_earlier_sends_keep_the_wall_clock_they_showed(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    changes = date(2026, 10, 26)
    earlier = _week_of(changes)
    a_store(engine).save(earlier, request())
    minutes = [s.week_minute for s in _problem(engine, changes + WEEK).previous]
    assert minutes == [s.week_minute - 7 * 1440 for s in earlier.sends]


def test_sends_of_the_week_that_are_out_are_committed(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    saved = store.save(a_plan(), request())
    with writing(engine) as connection:
        connection.execute(update(schedule_items).where(schedule_items.c.ref == "s03").values(status="sent"))
    assert _problem(engine).committed == (saved.sends[2].with_(status="sent"),)


def test_a_page_without_shared_captions_or_history_still_has_a_problem(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, creators, page_row("nora", use_shared_captions=False))
    problem = _problem(engine, page="nora")
    assert (problem.captions, len(problem.history), problem.vault) == ({}, 0, frozenset())
