"""How long free queries take: `python -m tests.benchmarks.query` asks a fresh demo database.

Times are wall-clock milliseconds. Beside them stands the ratio to the same statement on a plain sqlite3 connection that is
opened for it, in this process, without any guard.
"""

from __future__ import annotations

import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from database.demo import create_demo
from database.guard.pool import Pool, Worker
from database.guard.query import run_query
from database.settings import shipped_params
from eros.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from eros.params.query import QueryParams

TIMES = 200
WARM = {
    "SELECT 1": "SELECT 1",
    "lookup": "SELECT page_name, page_type FROM creators WHERE page_name = 'alexia'",
    "saved weeks": "SELECT * FROM v_schedules ORDER BY created_at DESC LIMIT 20",
    "200 captions": "SELECT caption_id, caption_type, performance_score FROM caption_bank LIMIT 200",
    "month by page": (
        "SELECT creator_id, count(*), sum(earnings_cents) FROM mass_messages "
        "WHERE creator_id = 'alexia' AND sent_at >= '2026-10-01' GROUP BY 1"
    ),
}
BOMBS = {
    "counts without end": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "one step": "SELECT instr(printf('%.900000c', 'a'), printf('%.450000c', 'a') || 'b')",
    "memory": (
        "WITH RECURSIVE n(i, t) AS (SELECT 1, '' UNION SELECT i + 1, printf('%.90000c', i) FROM n) "
        "SELECT count(*) FROM n"
    ),
}


def milliseconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def plain(path: Path, sql: str) -> None:
    """The statement without a guard."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute(sql).fetchall()


def memory_kb(worker: Worker) -> int:
    """Resident memory of a process, 0 where the system does not say."""
    with suppress(OSError):
        lines = Path(f"/proc/{worker.pid}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return 0


def warm_queries(path: Path, limits: QueryParams) -> None:
    """Usual statements in a process that is there already."""
    print(f"{'warm':20}{'p50 ms':>9}{'p95 ms':>9}{'x plain':>9}")
    for name, sql in WARM.items():
        run_query(path, sql, limits=limits, record=lambda _: None)
        times = [
            milliseconds(lambda sql=sql: run_query(path, sql, limits=limits, record=lambda _: None))  # type: ignore[misc]
            for _ in range(TIMES)
        ]
        bare = median(milliseconds(lambda sql=sql: plain(path, sql)) for _ in range(TIMES))  # type: ignore[misc]
        print(f"{name:20}{median(times):9.2f}{quantiles(times, n=20)[-1]:9.2f}{median(times) / bare:9.1f}")


def stops(path: Path, limits: QueryParams) -> None:
    """How long a caller waits for a statement that has to be stopped, and for the next one."""
    print(f"{'stopped':20}{'ms':>9}{'next ms':>9}   the deadline is {limits.deadline_ms} + {limits.grace_ms} ms")
    for name, sql in BOMBS.items():

        def ask(sql: str = sql) -> None:
            with suppress(QueryError):
                run_query(path, sql, limits=limits, record=lambda _: None)

        took = milliseconds(ask)
        print(f"{name:20}{took:9.0f}{milliseconds(lambda: ask('SELECT 1')):9.0f}")


def beside_a_bomb(path: Path, limits: QueryParams) -> None:
    """Usual statements while another one has to be killed."""
    request = {"path": f"{path.as_uri()}?mode=ro", "parameters": [], "limit": 200}
    pool = Pool(limits)
    with ThreadPoolExecutor(2) as threads:
        for job in [threads.submit(pool.ask, {**request, "sql": "SELECT 1"}) for _ in range(2)]:
            job.result()
        bomb = threads.submit(pool.ask, {**request, "sql": BOMBS["one step"]})
        times = []
        while not bomb.done():
            times.append(milliseconds(lambda: pool.ask({**request, "sql": WARM["lookup"]})))
    pool.close()
    print(f"beside a bomb: {len(times)} lookups, p50 {median(times):.2f} ms, p95 {quantiles(times, n=20)[-1]:.2f} ms")


def main() -> None:
    """Print the tables."""
    limits = shipped_params().query
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        create_demo(path)
        workers: list[Worker] = []
        starts = [milliseconds(lambda: workers.append(Worker(limits))) for _ in range(5)]
        print(f"start of a process: {median(starts):.0f} ms, {memory_kb(workers[0]) // 1024} MB resident")
        for worker in workers:
            worker.kill()
        warm_queries(path, limits)
        stops(path, limits)
        beside_a_bomb(path, limits)


if __name__ == "__main__":
    main()
