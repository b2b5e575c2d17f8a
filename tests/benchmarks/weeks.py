"""Consecutive weeks of every page: `python -m tests.benchmarks.weeks` plans, saves and judges four in a fresh demo.

It prints distributions over pages and weeks: broken HARD rules, distinct types, campaigns a week and in 30 days, changes
of the style order in 14 days, the length of priced captions beside what the bank holds, and what the broken SOFT rules of
a week cost by rule.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from database.settings import shipped_params
from eros.model.wishes import Wishes
from eros.ports import SaveRequest
from eros.rules.rotation import Turns
from eros.rules.soft.lengths import best_lengths, has_best_length
from eros.service.fleet import generate_all
from eros.service.study import page_week, study
from eros.service.weeks import validate_schedule
from tests.benchmarks.demo import demo_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Executor

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.ports import Store

__all__ = ["WeekFigures", "campaigns_in", "fewest_order_changes", "figures_of", "saved_weeks"]

WEEKS = 4
FORTNIGHT = 14
NOW = datetime.min.replace(tzinfo=UTC)  # a demo counts from its newest message


@dataclass(frozen=True)
class WeekFigures:
    """What is counted of a saved week."""

    violations: tuple[Violation, ...]
    types: int
    campaigns: int
    priced: int
    long_enough: int
    prices: Counter[str]


def saved_weeks(
    store: Store, params: Params, executor: Executor, weeks: int, wishes: Wishes | None = None
) -> list[tuple[Schedule, ...]]:
    """So many weeks in a row of every page, each planned beside the ones saved before it; raises where a page fails."""
    found: list[tuple[Schedule, ...]] = []
    monday: date | None = None
    for _ in range(weeks):
        save = SaveRequest("benchmark", store.as_of(NOW))
        report = generate_all(
            store, params, now=NOW, clock=perf_counter, executor=executor, week=monday, wishes=wishes, save=save
        )
        failed = [
            f"{page.page_name} {report.week_start}: {page.reason}" for page in report.pages if page.schedule is None
        ]
        if failed or any(page.schedule and page.schedule.schedule_id is None for page in report.pages):
            raise RuntimeError("; ".join(failed) or "a week was not saved")
        found.append(tuple(page.schedule for page in report.pages if page.schedule is not None))
        monday = report.week_start + timedelta(days=7)
    return found


def figures_of(store: Store, week: Schedule, params: Params) -> WeekFigures:
    """The figures of a week as it was saved."""
    types = store.catalogue().send_types
    priced = [send for send in week.sends if send.stands and types[send.send_type].requires_price and send.caption_text]
    prices: Counter[str] = Counter()
    for warning in week.warnings:
        prices[warning.rule] += round(warning.price_cents)
    return WeekFigures(
        violations=validate_schedule(store, week, params),
        types=len({send.send_type for send in week.sends if send.stands}),
        campaigns=sum(send.campaign is not None for send in week.sends if send.stands),
        priced=len(priced),
        long_enough=sum(has_best_length(send.caption_text or "", params) for send in priced),
        prices=prices,
    )


def campaigns_in(weeks: Iterable[Schedule], last: date, days: int) -> int:
    """Campaigns on the `days` days that end with `last`."""
    first = last - timedelta(days=days - 1)
    return sum(
        send.campaign is not None and send.stands and first <= week.date_of(send) <= last
        for week in weeks
        for send in week.sends
    )


def fewest_order_changes(store: Store, weeks: Iterable[Schedule], params: Params) -> int:
    """How often the order of PPV styles changes on any 14 days of a page's saved weeks, at the least."""
    orders: list[date] = []
    for week in weeks:
        turns = Turns(study(store, page_week(store, week.creator_id, now=NOW, week=week.week_start), params))
        orders += [turns.at(day).started_on for day in range(7)]
    spans = [orders[first : first + FORTNIGHT] for first in range(len(orders) - FORTNIGHT + 1)]
    return min(len(set(span)) - 1 for span in spans)


def spread(values: Sequence[float]) -> str:
    """Least, quartiles and most."""
    low, middle, high = quantiles(values, n=4) if len(values) > 1 else [values[0]] * 3
    return f"min {min(values):g}  q1 {low:g}  median {middle:g}  q3 {high:g}  max {max(values):g}"


def main() -> None:
    """Print the distributions."""
    params = shipped_params()
    with demo_store(params) as store:
        started = perf_counter()
        with ProcessPoolExecutor(2) as executor:
            weeks = saved_weeks(store, params, executor, WEEKS)
        took = perf_counter() - started
        figures = [[figures_of(store, week, params) for week in saved] for saved in weeks]
        changes = [fewest_order_changes(store, page, params) for page in zip(*weeks, strict=True)]
        banks = {page.creator_id: _bank(store, page, params) for page in weeks[-1]}
    every = [one for saved in figures for one in saved]
    print(f"{len(weeks[0])} pages, {WEEKS} weeks in a row, planned and saved in {took:.0f} s")
    broken = [fault for one in every for fault in one.violations]
    print(
        "\n".join([f"broken HARD rules      {len(broken)}", *(f"  [{fault.rule}] {fault.detail}" for fault in broken)])
    )
    print(f"distinct types a week  {spread([one.types for one in every])}")
    print(f"campaigns a week       {dict(sorted(Counter(one.campaigns for one in every).items()))} (campaigns: weeks)")
    _print_month(weeks, params)
    print(f"order changes          {spread(changes)} (on the {FORTNIGHT} days of a page with the fewest)")
    _print_prices(every)
    _print_lengths(weeks, figures, banks, best_lengths(params))


def _print_month(weeks: Sequence[tuple[Schedule, ...]], params: Params) -> None:
    days = params.mix.campaign_window_days
    pages = zip(*weeks, strict=True)
    counts = [campaigns_in(page, page[-1].week_start + timedelta(days=6), days) for page in pages]
    print(f"campaigns in {days} days   {spread(counts)} (up to the last Sunday)")


def _print_prices(figures: Sequence[WeekFigures]) -> None:
    totals: Counter[str] = Counter()
    weeks: Counter[str] = Counter()
    for one in figures:
        totals.update(one.prices)
        weeks.update(one.prices.keys())
    print("broken SOFT rules, mean dollars a week and share of weeks:")
    for rule, cents in totals.most_common():
        print(f"  {rule:24}{cents / 100 / len(figures):10.2f}{weeks[rule] / len(figures):8.0%}")


def _print_lengths(
    weeks: Sequence[tuple[Schedule, ...]],
    figures: Sequence[Sequence[WeekFigures]],
    banks: dict[str, int],
    best: range,
) -> None:
    name = f"{best.start}-{best.stop - 1}"
    rows = [
        (sum(one.long_enough for one in own) / max(1, sum(one.priced for one in own)), week.page_name, week.creator_id)
        for week, own in zip(weeks[-1], zip(*figures, strict=True), strict=True)
    ]
    print(f"priced captions of {name} characters: median share {median(share for share, _, _ in rows):.0%}")
    for share, page, creator_id in sorted(rows):
        print(f"  {page:16}{share:6.0%}   {banks[creator_id]} such captions in its pool not used before")


def _bank(store: Store, week: Schedule, params: Params) -> int:
    """Captions of the best length and of priced types that the page's pool still offers for the week after."""
    problem: Problem = store.load_problem(
        week.creator_id,
        week.week_start + timedelta(days=7),
        Wishes(),
        as_of=store.as_of(NOW),
        pool=params.plan.caption_pool,
    )
    types = {name for t in problem.send_types if t.requires_price for name in t.caption_types}
    return sum(
        has_best_length(c.text, params) and c.caption_type in types and c.caption_id not in problem.last_used
        for c in problem.captions.values()
    )


if __name__ == "__main__":
    main()
