"""How long a week takes: `python -m tests.benchmarks.week` plans every page of a fresh demo database, one core.

Besides milliseconds of processor time it prints ratios to a fixed piece of arithmetic timed in the same run, so that runs
on machines of different speed can be compared.
"""

from __future__ import annotations

import gc
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import TYPE_CHECKING

from database.demo import create_demo
from database.engine import open_engine
from database.settings import shipped_params
from database.store import SqlStore
from eros.estimate import estimate
from eros.model.clock import first_monday_after
from eros.model.wishes import Wishes
from eros.plan.week import plan_week
from eros.rules import violations
from eros.rules.base import Context

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    started = process_time()
    work()
    return process_time() - started


def yardstick(times: int = 5) -> float:
    """The fixed arithmetic everything is held against."""
    return median(seconds(lambda: sum(i * i % 7 for i in range(400_000))) for _ in range(times))


def main() -> None:
    """Print the table."""
    params = shipped_params()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        building = seconds(lambda: create_demo(path))
        engine = open_engine(str(path))
        store = SqlStore(engine, params)
        pages = [summary.creator for summary in store.creators()]
        unit = yardstick()
        steps: dict[str, list[float]] = {"load": [], "estimate": [], "plan": [], "check": []}
        broken = 0
        now = store.as_of(datetime.min.replace(tzinfo=UTC))
        gc.collect()
        gc.freeze()  # what the building left is no page's to look through
        for page in pages:
            week = first_monday_after(now, page.zone)
            started = process_time()
            problem = store.load_problem(page.creator_id, week, Wishes(), as_of=now, pool=params.plan.caption_pool)
            steps["load"].append(process_time() - started)
            started = process_time()
            estimates = estimate(problem, params)
            steps["estimate"].append(process_time() - started)
            started = process_time()
            schedule = plan_week(problem, params, 1)
            steps["plan"].append(process_time() - started)
            started = process_time()
            broken += len(violations(schedule, Context(problem, params, estimates)))
            steps["check"].append(process_time() - started)
        engine.dispose()
    print(f"demo database {building:.1f} s, {len(pages)} pages, {broken} violations, yardstick {1000 * unit:.0f} ms")
    print(f"{'step':10}{'p50 ms':>10}{'p95 ms':>10}{'max ms':>10}{'p50 / yardstick':>18}")
    for name, times in steps.items():
        p95 = quantiles(times, n=20)[-1]
        print(
            f"{name:10}{1000 * median(times):10.0f}{1000 * p95:10.0f}{1000 * max(times):10.0f}{median(times) / unit:18.2f}"
        )


if __name__ == "__main__":
    main()
