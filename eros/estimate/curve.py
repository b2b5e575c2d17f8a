"""When the page's fans buy: multipliers by hour and weekday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.holdout import holdout_lift
from eros.estimate.settle import settled_all
from eros.estimate.spread import group_variance
from eros.model.estimates import Curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence
    from eros.estimate.outcome import Outcomes
    from eros.model.history import FleetFigures
    from eros.params import Params
    from eros.params.estimate import EstimateParams

    Floats = NDArray[np.float64]

__all__ = ["curve_of", "mean_one"]


@dataclass(frozen=True)
class _Timed:
    """Outcomes a curve is fitted on: local hour, weekday, day, ratio and information per message."""

    hour: NDArray[np.int64]
    weekday: NDArray[np.int64]
    day: NDArray[np.int64]
    ratio: Floats
    information: Floats

    def before(self, day: int) -> _Timed:
        keep = self.day < day
        return _Timed(self.hour[keep], self.weekday[keep], self.day[keep], self.ratio[keep], self.information[keep])


def curve_of(evidence: Evidence, outcomes: Outcomes, fleet: FleetFigures, params: Params, seed: int) -> Curve:
    """The page's curve where it holds out of sample, else the default.

    Fitted on value per recipient relative to the type's mean, never on totals, from sold messages (from views where
    the page sells too little). Hours lend evidence to their neighbours; cells shrink to the fleet's by their own
    precision. The hold-out fits on the first part of time and asks whether the third of the hours it likes most does
    better in the rest; an interval of that lift that reaches zero means "no reliable pattern".
    """
    p = params.estimate
    above = _defaults(fleet, params)
    default = _default(above, fleet)
    timed = _timed(evidence, outcomes, p)
    if timed.day.size < p.curve_min_messages:
        return default
    first, last = int(timed.day.min()), int(timed.day.max())
    cut = first + round((last - first + 1) * p.holdout_fit_share)
    early = timed.before(cut)
    liked = _liked(_fit(early, above, params)[0], early, params)
    late = timed.day >= cut
    lift = holdout_lift(
        timed.day[late], liked[timed.hour[late]], timed.ratio[late], timed.information[late], seed=seed, params=p
    )
    if lift is None or lift[0] <= 0:
        low, high = lift or (None, None)
        return Curve(default.hours, default.weekdays, False, default.source, default.n, low, high)
    hours, weekdays = _fit(timed, above, params)
    return Curve(_tuple(hours), _tuple(weekdays), True, "page", int(timed.day.size), *lift)


def mean_one(values: Floats, low: float, high: float, counted: NDArray[np.bool_]) -> Floats:
    """The positive `values` on the one scale at which, clamped to low..high, those `counted` have mean 1.

    low <= 1 <= high. The mean is piecewise linear in the scale; it is inverted between the scales where a value clamps.
    """
    inner = values[counted]
    scales = np.sort(np.concatenate([low / inner, high / inner]))
    means = np.clip(scales[:, None] * inner, low, high).mean(axis=1)
    return np.asarray(np.clip(values * np.interp(1.0, means, scales), low, high))


def _default(above: tuple[Floats, Floats], fleet: FleetFigures) -> Curve:
    hours, weekdays = above
    n = sum(fleet.hour_counts)
    return Curve(_tuple(hours), _tuple(weekdays), False, "fleet" if n else "prior", n, None, None)


def _timed(evidence: Evidence, outcomes: Outcomes, p: EstimateParams) -> _Timed:
    sold = outcomes.take(outcomes.sold)
    used = sold if len(sold) >= p.curve_min_messages else outcomes
    history, row = evidence.history, used.row
    weight = 0.5 ** (evidence.age[row] / p.type_half_life_days)
    return _Timed(history.hour[row], history.weekday[row], history.day[row], used.ratio, weight * used.precision)


def _fit(timed: _Timed, above: tuple[Floats, Floats], params: Params) -> tuple[Floats, Floats]:
    """Hours and weekdays, each with the other taken out."""
    p = params.estimate
    groups = p.spread_groups
    hours, weekdays = above
    for _ in range(2):
        hours = _cells(
            timed,
            timed.hour,
            weekdays[timed.weekday],
            above[0],
            usual=p.hour_spread,
            lent=p.hour_smoothing,
            groups=groups,
        )
        hours = mean_one(hours, p.hour_low, p.hour_high, _open(params))
        weekdays = _cells(
            timed, timed.weekday, hours[timed.hour], above[1], usual=p.weekday_spread, lent=0.0, groups=groups
        )
        weekdays = mean_one(weekdays, p.weekday_low, p.weekday_high, np.ones(7, dtype=bool))
    return hours, weekdays


def _cells(
    timed: _Timed,
    cell: NDArray[np.int64],
    other: Floats,
    above: Floats,
    *,
    usual: float,
    lent: float,
    groups: float,
) -> Floats:
    """Posterior multipliers of one cell family (shape as `above`): precision-weighted between the page and `above`."""
    size = above.size
    information = sum_by(cell, timed.information * other**2, size)
    won = sum_by(cell, timed.information * other * timed.ratio, size)
    level = float(won.sum()) / max(float((information * above).sum()), 1e-12)
    if level <= 0:
        return above
    ratio = np.divide(won, information, out=above * level, where=information > 0) / level / above
    variance = group_variance(ratio, information * (above * level) ** 2, usual=usual, strength=groups)
    information, won = _smooth(information, lent), _smooth(won / level, lent)
    return np.asarray((above / variance + won) / (1 / variance + information))


def _smooth(values: Floats, lent: float) -> Floats:
    return np.asarray(values * (1 - 2 * lent) + lent * (np.roll(values, 1) + np.roll(values, -1)))


def _liked(hours: Floats, timed: _Timed, params: Params) -> NDArray[np.bool_]:
    """The best third of the open hours the page has used (shape (24,)); ties go to the earlier hour."""
    used = np.flatnonzero((np.bincount(timed.hour, minlength=24) > 0) & _open(params))
    count = max(1, round(used.size * params.estimate.holdout_hours_share))
    best = used[np.argsort(-hours[used], kind="stable")[:count]]
    return np.isin(np.arange(24), best)


def _defaults(fleet: FleetFigures, params: Params) -> tuple[Floats, Floats]:
    p = params.estimate
    hours = _lifted(24, p.prime_hours, p.prime_hour_lift)
    weekdays = _lifted(7, p.prime_days, p.prime_day_lift)
    hours = _shrunk(hours, fleet.hours, fleet.hour_counts, p)
    weekdays = _shrunk(weekdays, fleet.weekdays, fleet.weekday_counts, p)
    return (
        mean_one(hours, p.hour_low, p.hour_high, _open(params)),
        mean_one(weekdays, p.weekday_low, p.weekday_high, np.ones(7, dtype=bool)),
    )


def _lifted(size: int, prime: tuple[int, ...], lift: float) -> Floats:
    return np.where(np.isin(np.arange(size), prime), 1.0 + lift, 1.0)


def _shrunk(default: Floats, fleet: tuple[float, ...], counts: tuple[int, ...], p: EstimateParams) -> Floats:
    n = np.array(counts, dtype=np.float64)
    share = n / (n + p.curve_fleet_messages)
    return np.asarray(np.maximum(share * np.array(fleet) + (1 - share) * default, 1e-3))


def _open(params: Params) -> NDArray[np.bool_]:
    return ~np.isin(np.arange(24), params.rules.avoid_hours)


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(settled_all(values).tolist())
