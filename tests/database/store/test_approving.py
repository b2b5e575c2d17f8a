from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from database.engine import reading
from database.tables import caption_locks, schedule_events
from eros.errors import ConflictError, ScheduleNotFoundError
from eros.ports import Version
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, request
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine, Row, Table

LATER = NOW + timedelta(days=3)


def _rows(engine: Engine, table: Table) -> list[Row[Any]]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def test_a_draft_becomes_approved_as_it_stands_and_who_did_it_is_on_record(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    draft = store.save(a_plan(), request())
    approved = store.approve(str(draft.schedule_id), actor="bea", now=LATER)
    assert (approved.status, approved.version, approved.sends) == ("approved", 1, draft.sends)
    assert store.latest("c-lena", MONDAY) == approved
    event = _rows(engine, schedule_events)[-1]
    assert (event.action, event.actor, event.happened_at) == ("approved", "bea", LATER)
    assert (event.before, event.after) == ({"status": "draft"}, {"status": "approved"})
    assert [(row.ref, row.expires_at) for row in _rows(engine, caption_locks)] == [("s01", None)]


def test_approving_what_is_approved_exported_or_sent_changes_nothing(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    schedule_id = str(store.save(a_plan(), request(status="approved")).schedule_id)
    store.log_export(schedule_id, file_format="csv", destination="-", rows=4, actor="ana", now=NOW)
    events = _rows(engine, schedule_events)
    assert store.approve(schedule_id, actor="bea", now=LATER).status == "exported"
    assert _rows(engine, schedule_events) == events


def test_a_superseded_or_unknown_week_is_not_approved(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    old = str(store.save(a_plan(), request()).schedule_id)
    store.save(a_plan(seed=8), request())
    with pytest.raises(ConflictError, match="eros approve lena --week 2026-11-23"):
        store.approve(old, actor="bea", now=LATER)
    with pytest.raises(ScheduleNotFoundError, match="SCH_2026W48_LENA_AAAAAA"):
        store.approve("SCH_2026W48_LENA_AAAAAA", actor="bea", now=LATER)


def test_a_draft_whose_lapsed_lock_another_page_holds_by_now_is_not_approved(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    mine = store.save(a_plan(), request())
    after_lapse = NOW + timedelta(days=8)
    store.save(a_plan("mara"), request(now=after_lapse))
    events, locks = _rows(engine, schedule_events), _rows(engine, caption_locks)
    with pytest.raises(ConflictError, match="held by page 'mara'"):
        store.approve(str(mine.schedule_id), actor="bea", now=after_lapse)
    assert store.schedule(str(mine.schedule_id)).status == "draft"
    assert (_rows(engine, schedule_events), _rows(engine, caption_locks)) == (events, locks)


def test_every_version_of_a_week_is_listed_oldest_first(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    ids = [str(store.save(a_plan(seed=seed), request()).schedule_id) for seed in (1, 2, 3)]
    store.save(a_plan("mara", sends=()), request())
    statuses = ("superseded", "superseded", "draft")
    expected = [Version(key, n, status) for n, (key, status) in enumerate(zip(ids, statuses, strict=True), start=1)]  # type: ignore[arg-type]
    assert list(store.versions("c-lena", MONDAY)) == expected
    assert store.versions("c-nobody", MONDAY) == ()


def test_the_audit_trail_says_what_a_version_was_saved_for(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    store.save(a_plan(), request())
    store.save(a_plan(seed=8), request(action="edited", ref="s01", note={"restores": "x"}))
    event = _rows(engine, schedule_events)[-1]
    assert (event.action, event.ref, event.before["version"], event.after["version"]) == ("edited", "s01", 1, 2)
    assert event.after["restores"] == "x"
