"""How the last days compare with those before them, from daily sums; each day is one draw of the page's luck."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from eros.estimate.interval import student_quantile
from eros.estimate.settle import settled
from eros.model.daily import Change, Share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from eros.model.catalogue import SendType
    from eros.model.daily import DailySums, Metric, Stretch
    from eros.params.estimate import EstimateParams

__all__ = ["change_between", "share_of"]


@dataclass(frozen=True, slots=True)
class _Day:
    """One day's sum and what it is held against: recipients, or what the types' usual rates let expect."""

    won: float
    base: float


def change_between(
    rows: Collection[DailySums],
    metric: Metric,
    now: Stretch,
    before: Stretch,
    *,
    types: Mapping[str, SendType],
    params: EstimateParams,
) -> Change:
    """The relative change of a metric per recipient between two stretches of days.

    Revenue and purchases are those of types that sell, per recipient; views those of recipients whose views are known.
    Each day is held against what its own messages bring at their types' rates over both stretches, so that another mix
    of types is no change. The interval is that of a ratio of two ratios, linearised on the log scale, with days as the
    draws (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, ch. 6) and degrees of freedom by F. E. Satterthwaite (1946).
    """
    used = [row for row in rows if metric == "views" or _sells(types.get(row.send_type))]
    usual = _usual(used, metric, (now, before))
    shares = [_share(used, metric, stretch, params) for stretch in (now, before)]
    days = [_days(used, metric, stretch, usual) for stretch in (now, before)]
    if remark := _too_little(metric, shares, days, params):
        return Change(metric, shares[0], shares[1], None, None, None, f"Unknown: {remark}.")
    (level, noise), (past, past_noise) = (_level(part) for part in days)
    centre, variance = log(level / past), noise + past_noise
    degrees = (
        variance**2 / (noise**2 / (len(days[0]) - 1) + past_noise**2 / (len(days[1]) - 1)) if variance > 0 else 1.0
    )
    half = student_quantile(params.interval_level, max(degrees, params.change_min_days - 1)) * sqrt(variance)
    change, low, high = (settled(exp(centre + side * half) - 1.0) for side in (0, -1, 1))
    return Change(metric, shares[0], shares[1], change, low, high, _small(shares, params))


def _too_little(
    metric: Metric, shares: Sequence[Share], days: Sequence[Sequence[_Day]], params: EstimateParams
) -> str | None:
    """Why two stretches cannot be compared."""
    least = params.change_min_days
    if min(share.days for share in shares) < least:
        return f"{shares[0].days} days with sends now, {shares[1].days} before; {least} are needed"
    if min(sum(day.won for day in part) for part in days) <= 0 or min(map(len, days)) < least:
        return f"no {metric} in one of the two stretches, or on too few days"
    return None


def share_of(
    rows: Iterable[DailySums],
    metric: Metric,
    stretch: Stretch,
    *,
    types: Mapping[str, SendType],
    params: EstimateParams,
) -> Share:
    """The metric per recipient over a stretch, its interval from the spread between days."""
    used = [row for row in rows if metric == "views" or _sells(types.get(row.send_type))]
    return _share(used, metric, stretch, params)


def _share(rows: Iterable[DailySums], metric: Metric, stretch: Stretch, params: EstimateParams) -> Share:
    inside = [row for row in rows if row.day in stretch and _base(row, metric)]
    days = _days(inside, metric, stretch, None)
    sends = sum(row.sends for row in inside)
    if len(days) < params.change_min_days:
        return Share(None, None, None, sends, len(days))
    if sum(day.won for day in days) <= 0:
        return Share(0.0, None, None, sends, len(days))
    level, noise = _level(days)
    half = student_quantile(params.interval_level, len(days) - 1) * sqrt(noise)
    low, high = (settled(level * exp(side * half)) for side in (-1, 1))
    return Share(settled(level), low, high, sends, len(days))


def _level(days: Collection[_Day]) -> tuple[float, float]:
    """Sum over base, and the variance of its logarithm."""
    won, base = sum(day.won for day in days), sum(day.base for day in days)
    level = won / base
    squares = sum((day.won - level * day.base) ** 2 for day in days)
    return level, len(days) / (len(days) - 1) * squares / won**2


def _days(rows: Iterable[DailySums], metric: Metric, stretch: Stretch, usual: Mapping[str, float] | None) -> list[_Day]:
    """The days of a stretch with a base; that is recipients, times the type's usual rate where rates are given."""
    won: dict[date, float] = defaultdict(float)
    base: dict[date, float] = defaultdict(float)
    for row in rows:
        if row.day in stretch:
            won[row.day] += _won(row, metric)
            base[row.day] += _base(row, metric) * (1.0 if usual is None else usual[row.send_type])
    return [_Day(won[day], base[day]) for day in sorted(base) if base[day] > 0]


def _usual(rows: Iterable[DailySums], metric: Metric, stretches: Collection[Stretch]) -> dict[str, float]:
    """The rate of each type over all the stretches."""
    won: dict[str, float] = defaultdict(float)
    base: dict[str, float] = defaultdict(float)
    for row in rows:
        if any(row.day in stretch for stretch in stretches):
            won[row.send_type] += _won(row, metric)
            base[row.send_type] += _base(row, metric)
    return {key: won[key] / base[key] if base[key] else 0.0 for key in base}


def _won(row: DailySums, metric: Metric) -> int:
    return {"revenue": row.earnings_cents, "views": row.views, "purchases": row.purchases}[metric]


def _base(row: DailySums, metric: Metric) -> int:
    return row.view_recipients if metric == "views" else row.recipients


def _sells(send_type: SendType | None) -> bool:
    return send_type is not None and (send_type.requires_price or send_type.is_followup)


def _small(shares: Collection[Share], params: EstimateParams) -> str | None:
    least = min(share.sends for share in shares)
    return f"Small sample: {least} messages in one half." if least < params.change_small_sends else None
