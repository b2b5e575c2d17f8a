"""Many page-weeks: `python -m tests.benchmarks.problems [COUNT]` plans the demo's next weeks and 200 drawn ones, one core.

The drawn ones are of all tiers, page types and bank sizes. Pages, banks and histories are those of a fresh demo, whose
truth is known; fans, bank sizes, dates and wishes are drawn. It prints processor time by stage, nodes, the gap each stage
proved, shortfalls and broken HARD rules, and beside the plan what a careful script makes of the same week
(`tests.benchmarks.greedy`). The yardstick is a fixed piece of arithmetic, timed all along: by it machines and hours compare.
"""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np

import eros.plan.draft
import eros.plan.week
from database.settings import shipped_params
from eros.digest import seed_from
from eros.estimate.volume import tier_of
from eros.model.clock import first_monday_after
from eros.model.wishes import Wishes
from eros.plan.known import known
from eros.rules import violations
from tests.benchmarks.demo import demo_store, next_weeks
from tests.benchmarks.greedy import greedy_week
from tests.benchmarks.week import yardstick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import Store

__all__ = ["SMALLEST", "generated_problems"]

SEED = 11
COUNT = 200
SMALLEST, LARGEST = 25, 5000
PER_TYPE = 420
MOST_FANS = 60_000
WEEKS_BACK = 26
STAGES: tuple[tuple[str, ModuleType, str], ...] = (
    ("estimate", eros.plan.week, "known"),
    ("pool", eros.plan.week, "input_of"),
    ("allocation", eros.plan.draft, "allocate"),
    ("timing", eros.plan.draft, "place"),
    ("minutes", eros.plan.draft, "settle_minutes"),
    ("captions", eros.plan.week, "choose_captions"),
    ("assembly", eros.plan.week, "assembled"),
)


def generated_problems(store: Store, params: Params, count: int, seed: int) -> Iterator[Problem]:
    """`count` page-weeks of a demo's pages in turn; tiers LOW to ULTRA in turn, all else drawn from `seed`."""
    pages = [summary.creator for summary in store.creators()]
    newest = store.as_of(datetime.min.replace(tzinfo=UTC))
    for number in range(count):
        rng = np.random.default_rng(seed_from(seed, "generated", number))
        page = pages[number % len(pages)]
        as_of = newest - timedelta(weeks=int(rng.integers(WEEKS_BACK)))
        week = first_monday_after(as_of, page.zone)
        problem = store.load_problem(page.creator_id, week, _wishes(rng, params), as_of=as_of, pool=PER_TYPE)
        bounds = (50, *params.volume.tier_fans, MOST_FANS)
        tier = number % len(params.volume.base["paid"])
        size = round(float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST)))))
        ids = sorted(problem.captions)
        kept = sorted(rng.choice(ids, size=min(size, len(ids)), replace=False).tolist())
        yield replace(
            problem,
            creator=replace(page, active_fans=int(rng.integers(bounds[tier], bounds[tier + 1]))),
            captions={caption_id: problem.captions[caption_id] for caption_id in kept},
        )


def _wishes(rng: np.random.Generator, params: Params) -> Wishes:
    """Half of the weeks wish nothing; the others close days and hours, favour something, or are cautious."""
    if rng.random() < 0.5:
        return Wishes()

    def some(population: Sequence[Any], most: int) -> list[Any]:
        return [population[i] for i in rng.choice(len(population), size=int(rng.integers(most + 1)), replace=False)]

    favoured = some(("revenue", "engagement", "ppv_video", "bundle", "dm_farm", "vip_program"), 2)
    return Wishes(
        closed_days=frozenset(some(range(7), 2)),
        closed_hours=frozenset(some(range(8, 24), 6)),
        emphasis=tuple((key, float(rng.choice((0.5, params.plan.emphasis_weight, 4.0)))) for key in favoured),
        blocked_types=frozenset(some(("like_farm", "live_promo", "game_post", "ppv_video", "bump_normal"), 2)),
        mode=("optimize", "safe", "conservative")[int(rng.choice(3, p=(0.6, 0.2, 0.2)))],
    )


def _timed(spent: dict[str, float]) -> None:
    """From now on the stages of the planner add the processor time they take to `spent`."""
    for label, module, name in STAGES:
        setattr(module, name, _measured(getattr(module, name), label, spent))


def _measured(work: Callable[..., Any], label: str, spent: dict[str, float]) -> Callable[..., Any]:
    def measured(*args: Any, **kwargs: Any) -> Any:
        started = process_time()
        try:
            found = work(*args, **kwargs)
            if label == "pool":
                _ = found.pool.classes  # else the first stage that reads the lazy pool would pay for it
            return found
        finally:
            spent[label] += process_time() - started

    return measured


def _gap(schedule: Schedule, stage: str) -> float:
    """The gap a stage proved, in percent."""
    return 100 * (next(s.gap for s in schedule.stages if s.name == stage) or 0.0)


def _earned(schedule: Schedule) -> float:
    """Forecast and preference of a week in cents, before the prices of what it breaks and lacks."""
    return sum(send.forecast_cents + send.preference_cents for send in schedule.sends)


def _line(name: str, values: Sequence[float], digits: int = 0) -> None:
    p95 = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    print(f"{name:18}{median(values):12.{digits}f}{p95:12.{digits}f}{max(values):12.{digits}f}")


def main() -> None:
    """Print the tables."""
    count, params = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT, shipped_params()
    with demo_store(params) as store:
        demo = list(next_weeks(store, params))
        problems = [*demo, *generated_problems(store, params, count, SEED)]
    spent: dict[str, float] = defaultdict(float)
    _timed(spent)
    eros.plan.week.plan_week(problems[-1], params, SEED)
    spent.clear()
    gc.collect()
    gc.freeze()
    times, units, weeks, greedy, tiers = [], [], [], [], defaultdict[str, list[float]](list)
    broken = greedy_broken = 0
    for problem in problems:
        started = process_time()
        week = eros.plan.week.plan_week(problem, params, SEED)
        times.append(1000 * (process_time() - started))
        units.append(1000 * yardstick(1))
        context = known(problem, params)
        other = greedy_week(context)
        broken += len(violations(week, context))
        greedy_broken += len(violations(other, context))
        weeks.append(week)
        greedy.append(
            (_earned(other) / max(_earned(week), 1.0), other.objective_cents / max(week.objective_cents, 1.0))
        )
        tiers[tier_of(problem.creator.active_fans, params.volume)].append(times[-1])
    total, known_stages = sum(times) / 1000, sum(spent.values())
    print(f"{len(weeks)} weeks, {sum(len(week.sends) for week in weeks)} sends, {broken} violations, ", end="")
    print(f"{sum(s.count for week in weeks for s in week.shortfalls)} shortfalls, yardstick {median(units):.0f} ms")
    print(f"{'milliseconds':18}{'p50':>12}{'p95':>12}{'max':>12}")
    _line("plan", times)
    _line("  demo weeks", times[: len(demo)])
    _line("  drawn weeks", times[len(demo) :])
    for tier, values in tiers.items():
        _line(f"  {tier}", values)
    print(
        "share of stages   "
        + ", ".join(f"{k} {v / total:.0%}" for k, v in spent.items())
        + f", rest {1 - known_stages / total:.0%}"
    )
    for stage in ("allocation", "timing", "captions"):
        _line(f"{stage} gap %", [_gap(week, stage) for week in weeks], 3)
        _line(f"{stage} nodes", [next(s.nodes for s in week.stages if s.name == stage) for week in weeks])
    earned, reached = (median(ratios) for ratios in zip(*greedy, strict=True))
    print(
        f"greedy script     earns {earned:.1%} of the plan and reaches {reached:.1%} of its objective in the median, ",
        end="",
    )
    print(f"with {greedy_broken / len(weeks):.1f} broken HARD rules a week")


if __name__ == "__main__":
    main()
