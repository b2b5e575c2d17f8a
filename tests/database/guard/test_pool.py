from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from database.guard.pool import Pool, Worker
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.params.query import QueryParams

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
ONE_STEP = "SELECT instr(printf('%.900000c', 'a'), printf('%.450000c', 'a') || 'b')"


def request(database: Path, sql: str) -> dict[str, Any]:
    uri = f"{database.absolute().as_uri()}?mode=ro"
    return {"source": uri, "sql": sql, "parameters": [], "limit": 200}


@pytest.fixture
def pool(limits: QueryParams) -> Iterator[Pool]:
    """One process at a time, killed after a second."""
    pool = Pool(limits.model_copy(update={"deadline_ms": 1000, "grace_ms": 0, "workers": 1}))
    yield pool
    pool.close()


def pid_of(pool: Pool) -> int:
    """The process that answers next."""
    worker = pool._slots.get()
    pool._slots.put(worker)
    assert worker is not None
    return worker.pid


def test_a_process_serves_one_statement_after_another(pool: Pool, database: Path) -> None:
    pool.ask(request(database, "SELECT 1"))
    first = pid_of(pool)
    _, answer = pool.ask(request(database, "SELECT 2"))
    assert answer["rows"] == [[2]]
    assert pid_of(pool) == first


def test_a_statement_that_looks_at_the_clock_ends_at_its_deadline_and_its_process_lives(
    database: Path, limits: QueryParams
) -> None:
    patient = Pool(limits.model_copy(update={"deadline_ms": 50, "grace_ms": 20_000}))
    try:
        patient.ask(request(database, "SELECT 1"))
        first = pid_of(patient)
        masked, answer = patient.ask(request(database, ENDLESS))
        assert answer["refused"] == "deadline"
        assert masked is not None
        assert pid_of(patient) == first
    finally:
        patient.close()


def test_a_statement_that_never_looks_up_is_killed_with_its_process(pool: Pool, database: Path) -> None:
    pool.ask(request(database, "SELECT 1"))
    first = pid_of(pool)
    masked, answer = pool.ask(request(database, ONE_STEP))
    assert answer["refused"] == "killed"
    assert masked == "SELECT instr ( printf ( ? , ? ) , printf ( ? , ? ) || ? )"
    _, answer = pool.ask(request(database, "SELECT 3"))
    assert answer["rows"] == [[3]]
    assert pid_of(pool) != first


def test_a_killed_statement_does_not_disturb_the_others(database: Path, limits: QueryParams) -> None:
    pool = Pool(limits.model_copy(update={"deadline_ms": 1000, "grace_ms": 0, "workers": 3}))
    try:
        with ThreadPoolExecutor(8) as threads:
            bombs = [threads.submit(pool.ask, request(database, ONE_STEP)) for _ in range(2)]
            quick = [threads.submit(pool.ask, request(database, f"SELECT {n}")) for n in range(12)]
            assert [job.result()[1]["refused"] for job in bombs] == ["killed", "killed"]
            assert [job.result()[1]["rows"] for job in quick] == [[[n]] for n in range(12)]
    finally:
        pool.close()


def test_a_process_that_ends_in_the_middle_is_told_from_one_that_was_killed(
    limits: QueryParams, database: Path
) -> None:
    worker = Worker(limits)
    threading.Timer(0.2, worker._process.kill).start()
    _, answer = worker.ask(request(database, ONE_STEP))
    assert answer["refused"] == "worker"
    assert "ended by itself" in answer["message"]


def test_a_process_that_vanished_is_replaced(pool: Pool, database: Path) -> None:
    pool.ask(request(database, "SELECT 1"))
    worker = pool._slots.get()
    assert worker is not None
    worker._process.kill()
    worker._process.wait()
    pool._slots.put(worker)
    _, answer = pool.ask(request(database, "SELECT 4"))
    assert answer["rows"] == [[4]]


def test_more_statements_than_places_are_refused_at_once(database: Path, limits: QueryParams) -> None:
    pool = Pool(limits.model_copy(update={"workers": 1, "waiting": 0}))
    try:
        pool._places.acquire()
        with pytest.raises(Refusal, match="Try again in a moment"):
            pool.ask(request(database, "SELECT 1"))
        pool._places.release()
        assert pool.ask(request(database, "SELECT 1"))[1]["rows"] == [[1]]
    finally:
        pool.close()


def test_a_closed_pool_leaves_no_process_and_can_be_used_again(pool: Pool, database: Path) -> None:
    pool.ask(request(database, "SELECT 1"))
    worker = pool._slots.get()
    assert worker is not None
    pool._slots.put(worker)
    pool.close()
    assert not worker.alive
    assert pool.ask(request(database, "SELECT 5"))[1]["rows"] == [[5]]


def test_a_process_that_cannot_start_is_an_answer(limits: QueryParams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(Refusal, match="did not start"):
        Worker(limits)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the end of a grandchild is seen through its pidfd")
@pytest.mark.parametrize("sql", ["SELECT 1", ONE_STEP], ids=["idle", "in the middle of a statement"])
def test_no_process_outlives_its_parent(sql: str, database: Path, limits: QueryParams) -> None:
    patient = limits.model_copy(update={"deadline_ms": 600_000})
    program = """if True:
        import json, sys
        from database.guard.pool import Worker
        from eros.params.query import QueryParams
        worker = Worker(QueryParams.model_validate_json(sys.argv[1]))
        worker._tell(json.loads(sys.argv[2]))
        worker._hear()
        print(worker.pid, flush=True)
        sys.stdin.read()
    """
    arguments = [sys.executable, "-c", program, patient.model_dump_json(), json.dumps(request(database, sql))]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603
        assert parent.stdout is not None
        watched = os.pidfd_open(int(parent.stdout.readline()))
        try:
            assert select.select([watched], [], [], 0) == ([], [], [])
            parent.kill()
            parent.wait()
            assert select.select([watched], [], [], 60) == ([watched], [], [])
        finally:
            os.close(watched)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a console, not a process")
def test_an_interrupt_of_the_terminal_leaves_a_process_at_work(pool: Pool, database: Path) -> None:
    pool.ask(request(database, "SELECT 1"))
    first = pid_of(pool)
    os.kill(first, signal.SIGINT)
    _, answer = pool.ask(request(database, "SELECT 6"))
    assert answer["rows"] == [[6]]
    assert pid_of(pool) == first


def test_a_process_knows_nothing_of_our_environment(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EROS_SECRET", "x")
    worker = Worker(pool.limits)
    environ = Path(f"/proc/{worker.pid}/environ")
    found = environ.read_bytes() if environ.exists() else b""
    worker.kill()
    assert b"EROS_SECRET" not in found


REMEMBERED = (
    "WITH RECURSIVE n(i, t) AS (SELECT 1, '' UNION SELECT i + 1, printf('%.90000c', i) FROM n LIMIT {}) "
    "SELECT count(*) FROM n"
)


@pytest.mark.parametrize(
    ("rows", "bounds"),
    [
        pytest.param(1_000, {"memory_bytes": 2**24, "process_bytes": 2**40}, id="the engine's own"),
        pytest.param(
            4_000,
            {"memory_bytes": 2**36, "process_bytes": 2**28},
            id="the whole process's",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space"),
        ),
    ],
)
def test_a_statement_beyond_its_memory_is_refused_and_its_process_replaced(
    rows: int, bounds: dict[str, int], database: Path, limits: QueryParams
) -> None:
    pool = Pool(limits.model_copy(update={"deadline_ms": 60_000, "workers": 1, **bounds}))
    try:
        _, answer = pool.ask(request(database, REMEMBERED.format(rows)))
        assert answer["refused"] == "memory"
        assert pool.ask(request(database, "SELECT 7"))[1]["rows"] == [[7]]
        assert pool.ask(request(database, REMEMBERED.format(10)))[1]["rows"] == [[10]]
    finally:
        pool.close()
