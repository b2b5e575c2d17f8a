"""What holds when many save at once, and when one of them stops existing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from database.engine import reading
from database.tables import caption_locks, creators, metadata, schedules
from tests.database_builders import (
    DEAD,
    a_plan,
    a_planning_database,
    a_store,
    add,
    die_while_saving,
    page_row,
    processes,
    request,
    save_when_all_are_ready,
)
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.model.schedule import Schedule

CONTENDERS = 12


def _everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with reading(engine) as connection:
        return {name: [tuple(row) for row in connection.execute(select(t))] for name, t in metadata.tables.items()}


def test_of_many_processes_that_want_one_caption_exactly_one_gets_it(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    names = [f"page{number}" for number in range(CONTENDERS)]
    add(engine, creators, *(page_row(name) for name in names))
    context = processes()
    barrier, results = context.Barrier(CONTENDERS), context.Queue()
    workers = [
        context.Process(target=save_when_all_are_ready, args=(tmp_path / "eros.db", name, barrier, results))
        for name in names
    ]
    for worker in workers:
        worker.start()
    outcomes = sorted(results.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join()
    assert outcomes == ["ConflictError"] * (CONTENDERS - 1) + ["saved"]
    with reading(engine) as connection:
        locks = connection.execute(select(caption_locks.c.creator_id, caption_locks.c.schedule_id)).all()
        saved = connection.execute(select(schedules.c.creator_id, schedules.c.schedule_id)).all()
    assert locks == saved
    assert len(saved) == 1


def _statements_of_a_save(directory: Path, schedule: Schedule) -> int:
    engine = a_planning_database(directory)
    store = a_store(engine)
    store.save(a_plan(), request())
    asked: list[None] = []

    def count(*_arguments: object) -> None:
        asked.append(None)

    event.listen(engine, "before_cursor_execute", count)
    store.save(schedule, request())
    return len(asked)


def test_a_process_killed_at_any_statement_of_a_save_leaves_the_week_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "counted").mkdir()
    new = a_plan(seed=8)
    statements = _statements_of_a_save(tmp_path / "counted", new)
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    first = store.save(a_plan(), request())
    before = _everything(engine)
    context = processes()
    for survived in range(statements + 1):
        worker = context.Process(target=die_while_saving, args=(tmp_path / "eros.db", new, survived))
        worker.start()
        worker.join()
        assert worker.exitcode == DEAD
        assert _everything(engine) == before
    assert store.latest("c-lena", MONDAY) == first
    assert store.save(new, request()).version == 2
