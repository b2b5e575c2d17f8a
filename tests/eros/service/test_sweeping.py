from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.service.sweeping import sweep_stale
from tests.database_builders import a_plan, a_planning_database, a_store, request

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params import Params


def test_the_sweep_marks_what_is_past_the_tolerance_once_and_nothing_else(tmp_path: Path, params: Params) -> None:
    store = a_store(a_planning_database(tmp_path))
    week = store.save(a_plan(), request())
    first, second = week.sends[:2]
    store.mark(str(week.schedule_id), first.ref, "sent", actor="ana", now=first.utc)
    tolerance = timedelta(minutes=params.running.stale_minutes)
    assert sweep_stale(store, params, actor="sweep", now=second.utc + tolerance) == ()
    now = second.utc + tolerance + timedelta(minutes=1)
    [(swept, refs)] = sweep_stale(store, params, actor="sweep", now=now)
    assert refs == (second.ref,)
    assert [send.status for send in swept.sends] == ["sent", "stale", "planned", "planned"]
    assert sweep_stale(store, params, actor="sweep", now=now) == ()
    assert store.latest(week.creator_id, week.week_start) == swept


def test_the_sweep_looks_back_one_week(tmp_path: Path, params: Params) -> None:
    store = a_store(a_planning_database(tmp_path))
    week = store.save(a_plan(), request())
    later = week.sends[-1].utc + timedelta(days=7)
    [(_, refs)] = sweep_stale(store, params, actor="sweep", now=later)
    assert refs == tuple(send.ref for send in week.sends)
