from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from database.engine import reading
from database.tables import caption_locks, caption_usage, export_log, schedule_events
from eros.errors import ConflictError, ScheduleNotFoundError
from eros.model.export import ExportRecord
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, add, moved, request
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine, Row, Table

    from database.store import SqlStore
    from eros.model.schedule import Schedule, SendStatus

LATER = NOW + timedelta(days=3)


def _rows(engine: Engine, table: Table) -> list[Row[Any]]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def _saved(directory: Path, **options: Any) -> tuple[Engine, SqlStore, str]:
    engine = a_planning_database(directory)
    store = a_store(engine)
    return engine, store, str(store.save(a_plan(), request(**options)).schedule_id)


def _mark(store: SqlStore, schedule_id: str, *steps: tuple[str, SendStatus]) -> Schedule:
    for ref, status in steps:
        store.mark(schedule_id, ref, status, actor="bea", now=LATER)
    return store.schedule(schedule_id)


def test_marking_a_send_changes_that_send_alone_and_is_on_record(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    saved = store.schedule(schedule_id)
    marked = store.mark(schedule_id, "s03", "sent", actor="bea", now=LATER)
    assert marked == replace(saved, sends=moved(saved, "s03", status="sent"))
    assert store.schedule(schedule_id) == marked
    event = _rows(engine, schedule_events)[-1]
    assert (event.schedule_id, event.ref, event.action, event.actor) == (schedule_id, "s03", "sent", "bea")
    assert (event.happened_at, event.before, event.after) == (LATER, {"status": "planned"}, {"status": "sent"})


def test_marking_what_a_send_already_is_changes_nothing(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    marked = _mark(store, schedule_id, ("s03", "sent"))
    events = _rows(engine, schedule_events)
    assert store.mark(schedule_id, "s03", "sent", actor="cleo", now=LATER) == marked
    assert _rows(engine, schedule_events) == events


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("sent", "planned"),
        ("sent", "cancelled"),
        ("cancelled", "planned"),
        ("cancelled", "sent"),
        ("failed", "planned"),
    ],
)
def test_impossible_steps_are_refused(tmp_path: Path, first: SendStatus, then: SendStatus) -> None:
    _, store, schedule_id = _saved(tmp_path)
    marked = _mark(store, schedule_id, ("s03", first))
    with pytest.raises(ConflictError, match=f"Send s03 is {first} and cannot become {then}"):
        store.mark(schedule_id, "s03", then, actor="bea", now=LATER)
    assert store.schedule(schedule_id) == marked


@pytest.mark.parametrize("then", ["sent", "failed"])
def test_of_a_stale_send_it_may_still_be_learnt_what_became(tmp_path: Path, then: SendStatus) -> None:
    _, store, schedule_id = _saved(tmp_path)
    marked = _mark(store, schedule_id, ("s03", "stale"), ("s03", then))
    assert [send.status for send in marked.sends] == ["planned", "planned", then, "planned"]


def test_a_stale_send_can_be_planned_again_or_cancelled(tmp_path: Path) -> None:
    _, store, schedule_id = _saved(tmp_path)
    steps: tuple[tuple[str, SendStatus], ...] = (("s03", "stale"), ("s03", "planned"), ("s04", "stale"))
    marked = _mark(store, schedule_id, *steps, ("s04", "cancelled"))
    assert [send.status for send in marked.sends] == ["planned", "planned", "planned", "cancelled"]


def test_a_week_is_sent_when_every_send_that_was_not_cancelled_is_out(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path, status="approved")
    steps: tuple[tuple[str, SendStatus], ...] = (("s01", "sent"), ("s02", "sent"), ("s03", "cancelled"))
    assert _mark(store, schedule_id, *steps).status == "approved"
    assert _mark(store, schedule_id, ("s04", "sent")).status == "sent"
    last = _rows(engine, schedule_events)[-1]
    assert (last.ref, last.action, last.before, last.after) == (
        None,
        "sent",
        {"status": "approved"},
        {"status": "sent"},
    )


def test_a_week_of_cancelled_sends_only_is_not_sent(tmp_path: Path) -> None:
    _, store, schedule_id = _saved(tmp_path)
    assert _mark(store, schedule_id, *((ref, "cancelled") for ref in ("s01", "s03", "s04"))).status == "draft"


def test_cancelling_a_send_frees_its_caption_and_takes_its_followup_with_it(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    marked = _mark(store, schedule_id, ("s01", "cancelled"))
    assert [send.status for send in marked.sends] == ["cancelled", "cancelled", "planned", "planned"]
    assert [(e.ref, e.action) for e in _rows(engine, schedule_events)[1:]] == [
        ("s01", "cancelled"),
        ("s02", "cancelled"),
    ]
    assert _rows(engine, caption_locks) == []
    assert store.save(a_plan("mara"), request()).version == 1


def test_a_followup_that_is_out_stays_out_when_its_parent_is_cancelled(tmp_path: Path) -> None:
    _, store, schedule_id = _saved(tmp_path)
    marked = _mark(store, schedule_id, ("s02", "sent"), ("s01", "cancelled"))
    assert [send.status for send in marked.sends[:2]] == ["cancelled", "sent"]


def test_a_send_that_went_out_is_a_use_of_its_caption_and_keeps_its_lock(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    later = {"creator_id": "c-lena", "caption_id": 12, "last_used_on": MONDAY + timedelta(days=30)}
    earlier = {"creator_id": "c-lena", "caption_id": 13, "last_used_on": date(2026, 9, 1), "times": 3}
    add(engine, caption_usage, later)
    add(engine, caption_usage, earlier)
    _mark(store, schedule_id, *((ref, "sent") for ref in ("s01", "s02", "s03", "s04")))
    used = [(u.caption_id, u.last_used_on, u.times) for u in _rows(engine, caption_usage)]
    assert used == [(11, MONDAY, 0), (12, MONDAY + timedelta(days=30), 0), (13, MONDAY + timedelta(days=2), 3)]
    assert [lock.expires_at for lock in _rows(engine, caption_locks)] == [None]


def test_a_failed_send_gives_its_caption_back_takes_its_followup_along_and_is_on_record(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    marked = _mark(store, schedule_id, ("s01", "failed"))
    assert [send.status for send in marked.sends] == ["failed", "cancelled", "planned", "planned"]
    events = _rows(engine, schedule_events)[1:]
    assert [(e.ref, e.action, e.after) for e in events] == [
        ("s01", "failed", {"status": "failed"}),
        ("s02", "cancelled", {"status": "cancelled"}),
    ]
    assert (_rows(engine, caption_locks), _rows(engine, caption_usage)) == ([], [])
    assert store.save(a_plan("mara"), request()).version == 1


def test_a_failed_send_that_went_out_after_all_holds_its_caption_again(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    _mark(store, schedule_id, ("s01", "failed"), ("s01", "sent"))
    assert [(lock.ref, lock.caption_id, lock.expires_at) for lock in _rows(engine, caption_locks)] == [
        ("s01", 11, None)
    ]
    with pytest.raises(ConflictError, match="held by page 'lena'"):
        store.save(a_plan("mara"), request())


def test_a_week_is_sent_when_what_did_not_fail_is_out(tmp_path: Path) -> None:
    _, store, schedule_id = _saved(tmp_path, status="approved")
    steps: tuple[tuple[str, SendStatus], ...] = (("s01", "failed"), ("s03", "sent"), ("s04", "sent"))
    assert _mark(store, schedule_id, *steps).status == "sent"


def test_an_unknown_week_or_send_and_a_superseded_week_are_refused(tmp_path: Path) -> None:
    _, store, schedule_id = _saved(tmp_path)
    with pytest.raises(ScheduleNotFoundError):
        store.mark("SCH_2026W48_LENA_AAAAAA", "s01", "sent", actor="bea", now=LATER)
    with pytest.raises(ConflictError, match=rf"has no send 's99'\. `eros show {schedule_id}` names"):
        store.mark(schedule_id, "s99", "sent", actor="bea", now=LATER)
    store.save(a_plan(seed=8), request())
    with pytest.raises(ConflictError, match="is superseded"):
        store.mark(schedule_id, "s01", "sent", actor="bea", now=LATER)


def test_every_export_is_logged_and_an_approved_week_becomes_exported(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path, status="approved")
    for rows in (4, 3):
        store.log_export(schedule_id, file_format="csv", destination="-", rows=rows, actor="bea", now=LATER)
    assert store.schedule(schedule_id).status == "exported"
    logged = [(e.schedule_id, e.file_format, e.rows, e.actor, e.exported_at) for e in _rows(engine, export_log)]
    assert logged == [(schedule_id, "csv", 4, "bea", LATER), (schedule_id, "csv", 3, "bea", LATER)]
    assert [e.action for e in _rows(engine, schedule_events)] == ["saved", "export", "exported", "export"]


def test_exporting_a_draft_leaves_it_a_draft_and_no_week_is_an_error(tmp_path: Path) -> None:
    engine, store, schedule_id = _saved(tmp_path)
    store.log_export(schedule_id, file_format="json", destination="-", rows=4, actor="bea", now=LATER)
    assert store.schedule(schedule_id).status == "draft"
    with pytest.raises(ScheduleNotFoundError):
        store.log_export("SCH_2026W48_LENA_AAAAAA", file_format="json", destination="-", rows=4, actor="bea", now=LATER)
    assert len(_rows(engine, export_log)) == 1


def test_the_last_export_of_a_version_is_known_by_format_and_destination(tmp_path: Path) -> None:
    _, store, schedule_id = _saved(tmp_path)
    assert store.last_export(schedule_id, file_format="csv", destination="/a.csv") is None
    for minutes, file_format, destination in ((0, "csv", "/a.csv"), (1, "csv", "/b.csv"), (2, "ics", "/a.csv")):
        moment = LATER + timedelta(minutes=minutes)
        store.log_export(
            schedule_id, file_format=file_format, destination=destination, rows=4, actor=f"u{minutes}", now=moment
        )
    assert store.last_export(schedule_id, file_format="csv", destination="/a.csv") == ExportRecord(
        schedule_id, "csv", "/a.csv", "u0", LATER
    )
    store.log_export(schedule_id, file_format="csv", destination="/a.csv", rows=4, actor="u3", now=moment)
    last = store.last_export(schedule_id, file_format="csv", destination="/a.csv")
    assert last is not None
    assert (last.actor, last.exported_at) == ("u3", moment)
    newer = store.save(a_plan(seed=8), request())
    assert store.last_export(str(newer.schedule_id), file_format="csv", destination="/a.csv") is None
