from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from database.engine import reading
from database.tables import (
    caption_usage,
    creators,
    predictions,
    schedule_events,
    schedule_items,
    schedules,
    volume_assignments,
)
from eros.errors import ConflictError, CreatorNotFoundError, DatabaseError, ScheduleNotFoundError
from eros.model.wishes import PinnedSend, Wishes
from tests.database_builders import a_plan, a_planning_database, a_store, add, moved, page_row, request
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine, Row, Table


def _rows(engine: Engine, table: Table) -> list[Row[Any]]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def _count(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_a_saved_week_is_read_back_equal_to_the_plan_but_for_id_version_and_status(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    plan = a_plan()
    saved = store.save(plan, request())
    assert (saved.version, saved.status) == (1, "draft")
    assert store.schedule(str(saved.schedule_id)) == saved
    assert store.latest("c-lena", MONDAY) == saved
    assert replace(saved, schedule_id=None, version=0, status="planned") == plan


def test_wishes_and_a_week_without_sends_or_bound_are_read_back_equal(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    wishes = Wishes(
        closed_days=frozenset({6, 0}),
        closed_hours=frozenset({13, 9}),
        emphasis=(("revenue", 1.5), ("dm_farm", 0.5)),
        blocked_types=frozenset({"bundle", "vip_program"}),
        pinned=(PinnedSend("p", "ppv_video", 75, "mass_message", "all_active", None, "Hello", 999),),
        mode="safe",
        drip_day=2,
    )
    plan = a_plan(
        wishes=wishes,
        mode="safe",
        sends=(),
        bound_cents=None,
        gap_percent=None,
        volume={"tier": "LOW", "cooling_days": frozenset({2, 1}), "factors": ({"name": "trend", "value": 1.1},)},
    )
    saved = store.save(plan, request())
    assert store.schedule(str(saved.schedule_id)) == saved
    assert (saved.wishes, saved.sends, saved.bound_cents) == (wishes, (), None)
    assert saved.volume == {"tier": "LOW", "cooling_days": [1, 2], "factors": [{"name": "trend", "value": 1.1}]}


def test_the_id_names_iso_week_page_and_a_code_of_the_content(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, creators, page_row("zoë_b. 2"))
    store = a_store(engine)
    first = store.save(a_plan(), request())
    second = store.save(a_plan(seed=8), request())
    other = store.save(a_plan("zoë_b. 2", sends=()), request())
    assert str(first.schedule_id).startswith("SCH_2026W48_LENA_")
    assert str(other.schedule_id).startswith("SCH_2026W48_ZOE_B-2_")
    codes = [str(s.schedule_id).rsplit("_", 1)[1] for s in (first, second, other)]
    assert len(set(codes)) == 3
    assert all(len(code) == 6 and set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for code in codes)


def test_the_iso_year_of_a_week_is_that_of_its_thursday(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    saved = store.save(a_plan(week_start=date(2025, 12, 29), sends=()), request())
    assert str(saved.schedule_id).startswith("SCH_2026W01_")


def test_the_same_week_gets_the_same_id_in_another_database(tmp_path: Path) -> None:
    ids = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        ids.add(a_store(a_planning_database(tmp_path / name)).save(a_plan(), request()).schedule_id)
    assert len(ids) == 1


def test_saving_what_is_saved_already_changes_nothing(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    saved = store.save(a_plan(), request())
    before = {table.name: _rows(engine, table) for table in (schedules, schedule_items, schedule_events)}
    assert store.save(a_plan(), request(actor="bea")) == saved
    assert store.save(a_plan(), request(expected_version=0)) == saved
    assert {table.name: _rows(engine, table) for table in (schedules, schedule_items, schedule_events)} == before


def test_another_plan_of_the_week_is_a_new_version_and_supersedes_the_old_one(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    first = store.save(a_plan(), request())
    second = store.save(a_plan(seed=8), request(actor="bea"))
    assert (second.version, second.status) == (2, "draft")
    assert store.latest("c-lena", MONDAY) == second
    assert store.schedule(str(first.schedule_id)) == replace(first, status="superseded")
    events = [(e.schedule_id, e.action, e.actor, e.before, e.after) for e in _rows(engine, schedule_events)]
    brief = {"schedule_id": first.schedule_id, "version": 1, "status": "draft", "sends": 4, "forecast_cents": 4211}
    new = brief | {"schedule_id": second.schedule_id, "version": 2}
    assert events == [
        (first.schedule_id, "saved", "ana", None, brief),
        (
            first.schedule_id,
            "superseded",
            "bea",
            {"status": "draft"},
            {"status": "superseded", "by": second.schedule_id},
        ),
        (second.schedule_id, "saved", "bea", brief, new),
    ]


def test_approving_a_draft_is_a_new_version_of_the_same_sends(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    draft = store.save(a_plan(), request())
    approved = store.save(draft, request(status="approved"))
    assert (approved.version, approved.status, approved.sends) == (2, "approved", draft.sends)


def test_forecasts_and_volume_are_kept_with_the_week_and_planning_is_no_use_of_a_caption(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    saved = a_store(engine).save(a_plan(), request())
    forecasts = [(p.schedule_id, p.ref, p.forecast_cents, p.actual_cents) for p in _rows(engine, predictions)]
    assert forecasts == [(saved.schedule_id, "s01", 4210.5, None)]
    (volume,) = _rows(engine, volume_assignments)
    assert (volume.tier, volume.revenue, volume.engagement, volume.retention) == ("MID", 28, 21, 14)
    assert volume.inputs == dict(saved.volume)
    assert _count(engine, caption_usage) == 0


def test_a_stale_version_is_refused(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    with pytest.raises(ConflictError, match="stands at version 0, not 1"):
        store.save(a_plan(), request(expected_version=1))
    store.save(a_plan(), request(expected_version=0))
    store.save(a_plan(seed=8), request(expected_version=1))
    with pytest.raises(ConflictError, match="stands at version 2, not 1: somebody saved it meanwhile"):
        store.save(a_plan(seed=9), request(expected_version=1))
    assert store.save(a_plan(seed=9), request(expected_version=2)).version == 3


def test_an_approved_week_is_replaced_only_knowingly(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    approved = store.save(a_plan(), request(status="approved"))
    with pytest.raises(ConflictError, match=f"{approved.schedule_id} .* is approved"):
        store.save(a_plan(seed=8), request())
    assert store.latest("c-lena", MONDAY) == approved
    assert store.save(a_plan(seed=8), request(replace=True)).version == 2


def test_a_partly_sent_week_is_replaced_only_knowingly_and_keeps_what_is_out(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    sent = a_plan(sends=moved(a_plan(), "s01", status="sent"))
    store.save(sent, request())
    new = replace(sent, seed=8)
    with pytest.raises(ConflictError, match="1 of its sends are out"):
        store.save(new, request())
    saved = store.save(new, request(replace=True))
    assert (saved.version, saved.sends[0].status) == (2, "sent")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "planned"},
        {"utc": datetime(2026, 11, 23, 18, tzinfo=UTC)},
        {"caption_id": None},
        {"ref": "another"},
    ],
)
def test_a_new_version_that_changes_a_send_that_is_out_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    sent = a_plan(sends=moved(a_plan(), "s01", status="sent"))
    saved = store.save(sent, request())
    with pytest.raises(ConflictError, match=r"Send s01 \(ppv_video, 2026-11-23, caption 11\) went out"):
        store.save(replace(sent, seed=8, sends=moved(sent, "s01", **change)), request(replace=True))
    assert store.latest("c-lena", MONDAY) == saved


def test_a_week_of_no_page_or_with_an_unknown_caption_is_refused_whole(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    with pytest.raises(CreatorNotFoundError):
        store.save(a_plan("nobody"), request())
    with pytest.raises(DatabaseError, match="names something the database does not hold"):
        store.save(a_plan(sends=moved(a_plan(), "s03", caption_id=4711)), request())
    assert (_count(engine, schedules), _count(engine, schedule_items)) == (0, 0)


def test_a_week_nobody_saved_is_an_error_by_id_and_none_by_date(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    with pytest.raises(ScheduleNotFoundError, match="No saved week 'SCH_2026W48_LENA_AAAAAA'"):
        store.schedule("SCH_2026W48_LENA_AAAAAA")
    assert store.latest("c-lena", MONDAY) is None
