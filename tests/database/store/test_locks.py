from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from database.engine import reading
from database.tables import caption_locks, database_info, mass_messages
from eros.errors import ConflictError
from tests.database_builders import (
    NOW,
    a_plan,
    a_planning_database,
    a_store,
    add,
    message_row,
    moved,
    request,
)
from tests.weeks import CLOCK, MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.model.schedule import Schedule


def _locks(engine: Engine) -> list[tuple[Any, ...]]:
    table = caption_locks.c
    query = select(table.creator_id, table.ref, table.caption_id, table.send_date, table.expires_at)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(query.order_by(table.creator_id, table.ref))]


def _maras_plan(minute: int, **changes: Any) -> Schedule:
    """Mara sends caption 11 at that minute of the week."""
    plan = a_plan("mara")
    return a_plan("mara", sends=moved(plan, "s01", week_minute=minute, utc=CLOCK.instant(minute), **changes))


def test_only_ppv_sends_with_a_caption_lock_it_and_a_drafts_lock_lapses(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    a_store(engine).save(a_plan(), request())
    assert _locks(engine) == [("c-lena", "s01", 11, MONDAY, NOW + timedelta(days=7))]


def test_cancelled_and_textless_sends_lock_nothing(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(sends=moved(a_plan(), "s01", status="cancelled")), request())
    assert _locks(engine) == []
    store.save(a_plan(sends=moved(a_plan(), "s01", caption_id=None)), request())
    assert _locks(engine) == []


def test_the_locks_of_an_approved_week_and_of_sends_that_are_out_do_not_lapse(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(sends=moved(a_plan(), "s01", status="sent")), request())
    assert _locks(engine) == [("c-lena", "s01", 11, MONDAY, None)]
    (tmp_path / "other").mkdir()
    other = a_planning_database(tmp_path / "other")
    a_store(other).save(a_plan(), request(status="approved"))
    assert _locks(other) == [("c-lena", "s01", 11, MONDAY, None)]


def test_another_page_within_the_locks_days_is_refused_by_name_and_date_and_leaves_nothing(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(), request())
    with pytest.raises(ConflictError) as caught:
        store.save(_maras_plan(6 * 1440 + 600), request())
    assert str(caught.value) == (
        "Caption 11 of send s01 (2026-11-29) is held by page 'lena', which sends it on 2026-11-23; "
        "7 days must lie between. Plan the week again or take another caption."
    )
    assert store.latest("c-mara", MONDAY) is None
    assert [lock[0] for lock in _locks(engine)] == ["c-lena"]


@pytest.mark.parametrize(("days", "saved"), [(-8, 1), (-7, 0), (7, 0), (8, 1)])
def test_a_lock_reaches_seven_days_before_and_after_its_send(tmp_path: Path, days: int, saved: int) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(), request())
    day = MONDAY + timedelta(days=days)
    week_start = day - timedelta(days=day.weekday())
    sends = moved(a_plan(), "s01", week_minute=day.weekday() * 1440 + 547, utc=CLOCK.instant(days * 1440 + 547))[:1]
    plan = a_plan("mara", week_start=week_start, sends=sends)
    if saved:
        assert store.save(plan, request()).version == 1
    else:
        with pytest.raises(ConflictError, match="Caption 11"):
            store.save(plan, request())


def test_a_page_conflicts_neither_with_its_own_lock_nor_by_a_type_that_shares(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    store.save(a_plan(), request())
    assert store.save(a_plan(seed=8), request()).version == 2
    assert store.save(_maras_plan(600, caption_id=None), request()).version == 1


def test_a_new_version_gives_up_the_captions_of_the_old_one(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(), request())
    store.save(a_plan(sends=a_plan().sends[1:]), request())
    assert _locks(engine) == []
    assert store.save(a_plan("mara"), request()).version == 1


def test_a_lapsed_draft_gives_way_and_then_cannot_be_approved(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    draft = store.save(a_plan(), request())
    later = NOW + timedelta(days=7)
    assert store.save(a_plan("mara"), request(now=later)).version == 1
    with pytest.raises(ConflictError, match="held by page 'mara'"):
        store.save(draft, request(now=later, status="approved"))


def test_in_a_demo_database_locks_count_from_its_newest_message_like_the_plans(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, mass_messages, message_row(MONDAY - timedelta(days=2)))
    add(engine, database_info, {"key": "is_demo", "value": "1"})
    store = a_store(engine)
    store.save(a_plan(), request())
    assert _locks(engine) == [("c-lena", "s01", 11, MONDAY, store.as_of(NOW) + timedelta(days=7))]
    with pytest.raises(ConflictError, match="held by page 'lena'"):
        store.save(a_plan("mara"), request(now=NOW + timedelta(days=400)))


def test_what_is_out_is_a_fact_no_lock_can_refuse(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    store.save(a_plan(), request())
    out = a_plan("mara")
    assert store.save(a_plan("mara", sends=moved(out, "s01", status="sent")), request()).version == 1
