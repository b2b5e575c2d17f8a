from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from database.engine import reading
from database.store.rotation import rotation_before
from database.tables import rotation_state
from eros.model.rotation import Rotation
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, moved, request
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

WEEK = timedelta(weeks=1)
ONE = Rotation(("solo", "bundle", "winner", "feature"), 1, MONDAY + timedelta(days=4))
OTHER = Rotation(("feature", "winner", "bundle", "solo"), 3, MONDAY + timedelta(days=5))


def before(engine: Engine, week: int, page: str = "c-lena") -> Rotation | None:
    with reading(engine) as connection:
        return rotation_before(connection, page, MONDAY + week * WEEK)


def test_a_week_goes_on_from_the_last_saved_week_before_it_and_from_no_later_one(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    saved = store.save(a_plan(rotation=ONE), request())
    assert (saved.rotation, store.schedule(str(saved.schedule_id)).rotation) == (ONE, ONE)
    assert [before(engine, week) for week in (-1, 0, 1, 5)] == [None, None, ONE, ONE]
    assert before(engine, 1, "c-mara") is None
    problem = store.load_problem("lena", MONDAY + WEEK, saved.wishes.__class__(), as_of=NOW, pool=10)
    assert problem.rotation == ONE


def test_a_new_version_of_a_week_brings_its_own_state_and_the_old_one_keeps_its_own(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    plan = a_plan(rotation=ONE)
    first = store.save(plan, request())
    second = store.save(replace(plan, rotation=OTHER, sends=moved(plan, "s01", price_cents=999)), request())
    assert before(engine, 1) == OTHER
    assert store.schedule(str(first.schedule_id)).rotation == ONE
    third = store.save(replace(plan, rotation=store.schedule(str(first.schedule_id)).rotation), request())
    assert (second.version, third.version, before(engine, 1)) == (2, 3, ONE)


def test_saving_an_unchanged_week_writes_no_second_state(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    for _ in range(2):
        store.save(a_plan(rotation=ONE), request())
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(rotation_state)) == 1
