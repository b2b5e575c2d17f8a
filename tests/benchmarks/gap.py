"""How far weeks are from the best: `python -m tests.benchmarks.gap` proves the next week of every page of a fresh demo.

For each page: the gap of the week as planned, what planning again along the bound adds, the gap then, and processor time.
"""

from __future__ import annotations

from statistics import mean, median
from time import process_time

from database.settings import shipped_params
from eros.plan.known import known
from eros.plan.proved import proved_week
from eros.plan.week import plan_in
from eros.rules import violations
from tests.benchmarks.demo import demo_store, next_weeks


def main() -> None:
    """Print a line per page, then the distribution."""
    params = shipped_params()
    first, last, gained, took, broken = [], [], [], [], 0
    print(f"{'page':<12}{'gap as planned %':>18}{'gained %':>10}{'gap %':>8}{'seconds':>9}")
    with demo_store(params) as store:
        for problem in next_weeks(store, params):
            context = known(problem, params)
            planned = plan_in(context, 0)
            started = process_time()
            proved = proved_week(context, 0)
            took.append(process_time() - started)
            bound = proved.bound_cents or 0.0
            first.append(100 * (bound - planned.objective_cents) / max(abs(bound), 1.0))
            last.append(proved.gap_percent or 0.0)
            gained.append(
                100 * (proved.objective_cents - planned.objective_cents) / max(abs(planned.objective_cents), 1.0)
            )
            broken += len(violations(proved, context))
            print(
                f"{problem.creator.page_name:<12}{first[-1]:>18.2f}{gained[-1]:>10.2f}{last[-1]:>8.2f}{took[-1]:>9.2f}"
            )
    for name, values in (("gap as planned %", first), ("gained %", gained), ("gap %", last), ("seconds", took)):
        ordered = sorted(values)
        print(f"{name:<18}median {median(values):6.2f}  mean {mean(values):6.2f}  ", end="")
        print(f"p95 {ordered[round(0.95 * (len(ordered) - 1))]:6.2f}  max {ordered[-1]:6.2f}")
    print(f"{broken} HARD rules broken")


if __name__ == "__main__":
    main()
