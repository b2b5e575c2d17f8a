"""How a page did lately: sums, changes, tiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, get_args

from eros.estimate.change import change_between, share_of
from eros.estimate.evidence import evidence_of
from eros.estimate.holiday import holiday_factors
from eros.estimate.ranking import content_rankings
from eros.model.daily import Metric, Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.daily import Change, Share
    from eros.model.estimates import Ranking
    from eros.ports import Store
    from eros.rules.base import Context

__all__ = ["Summary", "Trends", "rankings", "summary", "trends"]

_SLUMP = "platform-wide slump"


@dataclass(frozen=True, slots=True)
class Trends:
    """Two stretches of as many days and what changed from one to the other."""

    now: Stretch
    before: Stretch
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page sent and earned in a stretch of days; `value` is cents per recipient of types that sell."""

    stretch: Stretch
    sends: int
    purchases: int
    earnings_cents: int
    views: Share
    value: Share


def trends(store: Store, context: Context, days: int) -> Trends:
    """The last `days` against the `days` before them, without holidays of the page's country and platform-wide slumps."""
    today = _today(context)
    now = _stretch(context, today, days)
    before = _stretch(context, now.first - timedelta(days=1), days)
    problem, params = context.problem, context.params.estimate
    rows = store.daily_sums(problem.creator.creator_id, before.first, now.last)
    types = problem.catalogue.send_types
    return Trends(
        now,
        before,
        tuple(change_between(rows, metric, now, before, types=types, params=params) for metric in get_args(Metric)),
    )


def summary(store: Store, context: Context, days: int) -> Summary:
    """The last `days` of a page, its newest day included."""
    today = _today(context)
    stretch = Stretch(today - timedelta(days=days - 1), today, {})
    problem, params = context.problem, context.params.estimate
    rows = store.daily_sums(problem.creator.creator_id, stretch.first, stretch.last)
    types = problem.catalogue.send_types
    return Summary(
        stretch,
        sends=sum(row.sends for row in rows),
        purchases=sum(row.purchases for row in rows),
        earnings_cents=sum(row.earnings_cents for row in rows),
        views=share_of(rows, "views", stretch, types=types, params=params),
        value=share_of(rows, "revenue", stretch, types=types, params=params),
    )


def rankings(context: Context, window: int | None) -> Mapping[str, Ranking]:
    """Content types by what a message earned, best first; `window` days (0 = all), None the one each type needs."""
    if window is None:
        return context.estimates.rankings
    return content_rankings(evidence_of(context.problem), context.params.estimate, window=window)


def _today(context: Context) -> date:
    problem = context.problem
    return problem.as_of.astimezone(problem.creator.zone).date()


def _stretch(context: Context, last: date, days: int) -> Stretch:
    first = last - timedelta(days=days - 1)
    problem = context.problem
    feasts = holiday_factors(problem.creator.country, range(first.year, last.year + 1), context.params.volume)
    left_out = {day: _SLUMP for day in problem.fleet.slump_days if first <= day <= last}
    left_out |= {day: name for day, (name, _) in feasts.items() if first <= day <= last}
    return Stretch(first, last, dict(sorted(left_out.items())))
