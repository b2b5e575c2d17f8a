"""How tired the audience is: the last days against the same weekdays before them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.settle import settled
from eros.estimate.size import is_new, size_of
from eros.estimate.trend import fused_trend, value_trend
from eros.model.estimates import Saturation

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence
    from eros.estimate.outcome import Outcomes
    from eros.estimate.response import Responses
    from eros.model.problem import Problem
    from eros.model.schedule import Zone
    from eros.params.volume import VolumeParams

    Floats = NDArray[np.float64]

__all__ = ["saturation_of"]

_LEAST_SPREAD = 1e-9
_DIGITS = 9
_RISKS = ("LOW", "MODERATE", "HIGH", "CRITICAL")
_ZONES: tuple[Zone, ...] = ("GREEN", "YELLOW", "RED")


@dataclass(frozen=True)
class _Verdict:
    raw: float
    confidence: float
    reason: str


def saturation_of(
    problem: Problem,
    evidence: Evidence,
    responses: Responses,
    outcomes: Outcomes,
    *,
    holidays: Collection[date],
    params: VolumeParams,
) -> Saturation:
    """Saturation, opportunity, zone, risk and size of the page (operations.md).

    A new page, too little data, or a week of holidays or platform slumps gives no verdict: zone UNKNOWN with the
    neutral scores. A score of 0 is a page as lively as on the same weekdays of the weeks before.
    """
    size = size_of(evidence, problem.creator.active_fans, params)
    if is_new(evidence, params):
        reason = (
            f"New page: {len(evidence)} messages; a verdict needs {params.new_messages} and {params.new_days} days."
        )
        return _unknown(params, size, reason, params.unknown_opportunity, 0.0)
    trend = settled(fused_trend(evidence, outcomes, params))
    half = value_trend(evidence, outcomes, params.opportunity_days, params)
    opportunity = settled(50.0 + 50.0 * min(max(half / params.opportunity_full, -1.0), 1.0))
    views = _daily_views(evidence, responses, params.baseline_days)
    values = _daily_values(evidence, responses, params.baseline_days)
    verdict = _verdict(problem, evidence, views, values, holidays=holidays, params=params)
    if isinstance(verdict, str):
        return _unknown(params, size, verdict, opportunity, trend)
    raw, confidence = settled(verdict.raw), settled(verdict.confidence)
    zone = _ZONES[bisect_right(params.zone_bounds, raw)]
    if zone == "RED" and confidence < params.red_confidence:
        zone = "YELLOW"
    risk = _RISKS[bisect_right(params.risk_bounds, raw)]
    return Saturation(raw, settled(100.0 * raw), opportunity, trend, confidence, zone, risk, size, verdict.reason)


def _daily_views(evidence: Evidence, responses: Responses, days: int) -> Floats:
    """Views over what the types' view rates let expect, by age in days (shape (days,)); nan where nothing was counted."""
    trials = responses.views
    expected = trials.exposure * responses.view.mean[trials.kind]
    return _daily(evidence.age[trials.row], trials.successes, expected, days)


def _daily_values(evidence: Evidence, responses: Responses, days: int) -> Floats:
    """Earnings of priced messages over what their types let expect, by age in days (shape (days,)); nan without one."""
    history, sales = evidence.history, responses.sales
    row = sales.row
    expected = sales.exposure * responses.sale.mean[sales.kind] * history.price_cents[row]
    return _daily(evidence.age[row], np.where(expected > 0, history.earnings_cents[row], 0.0), expected, days)


def _daily(age: NDArray[np.int64], won: Floats, expected: Floats, days: int) -> Floats:
    near = age < days
    below = sum_by(age[near], expected[near], days)
    return np.asarray(np.divide(sum_by(age[near], won[near], days), below, out=np.full(days, np.nan), where=below > 0))


def _verdict(
    problem: Problem,
    evidence: Evidence,
    views: Floats,
    values: Floats,
    *,
    holidays: Collection[date],
    params: VolumeParams,
) -> _Verdict | str:
    """The score of the recent days, or why there is none."""
    days = [date.fromordinal(evidence.today - age) for age in range(params.baseline_days)]
    slumps = np.array([day in problem.fleet.slump_days for day in days])
    ordinary = np.array([day not in holidays for day in days])
    recent = np.arange(params.baseline_days) < params.recent_days
    feasts, slumped = int((recent & ~ordinary).sum()), int((recent & slumps).sum())
    if feasts >= params.max_holidays:
        return f"{feasts} holidays in the last {params.recent_days} days: no verdict."
    if slumped >= params.max_slumps:
        return f"{slumped} days of a platform-wide slump in the last {params.recent_days}: no verdict."
    weekday = np.array([day.weekday() for day in days])
    judged = [_deviations(days_, weekday, ordinary & ~slumps, recent, params) for days_ in (views, values)]
    (view, view_sd), (value, value_sd) = judged
    valid = int((~np.isnan(view) | ~np.isnan(value)).sum())
    before = int((~(np.isnan(views) & np.isnan(values)) & ordinary & ~recent).sum())
    if valid < params.recent_min_days or before < params.baseline_min_days:
        return f"Too little data: {valid} of the last {params.recent_days} days, {before} days before them."
    run = _longest_run(value < round(params.bad_day - 1.0, _DIGITS), ~np.isnan(value))
    mean_view, mean_value = _mean(view), _mean(value)
    raw = (
        _below(mean_view, params.view_steps) + _below(mean_value, params.value_steps) + _from(run, params.streak_steps)
    )
    effect = max(abs(mean_view) / view_sd, abs(mean_value) / value_sd)
    confidence = (
        min(1.0, valid / params.recent_days) * params.confidence_valid
        + (1.0 - slumped / params.recent_days) * params.confidence_own
        + _from(effect, params.confidence_effects)
    )
    reason = (
        f"View rate {round(100 * mean_view):+d} %, value {round(100 * mean_value):+d} % against the same weekdays; "
        f"longest run of bad days {run}; {valid} valid days."
    )
    return _Verdict(raw, min(1.0, confidence), reason)


def _deviations(
    values: Floats,
    weekday: NDArray[np.int64],
    ordinary: NDArray[np.bool_],
    recent: NDArray[np.bool_],
    params: VolumeParams,
) -> tuple[Floats, float]:
    """Relative deviation of each recent day from its weekday's median (nan where unknown), and the usual deviation."""
    known = ordinary & ~np.isnan(values)
    base = known & ~recent
    overall = float(np.median(values[base])) if base.any() else 0.0
    medians = np.full(7, overall)
    for day in range(7):
        own = values[base & (weekday == day)]
        if own.size >= params.weekday_min_days:
            medians[day] = np.median(own)
    usual = medians[weekday]
    usable = known & (usual > 0)
    deviation = np.round(np.divide(values - usual, usual, out=np.full(values.size, np.nan), where=usable), _DIGITS)
    spread = deviation[usable & ~recent]
    return deviation[recent], max(float(spread.std()) if spread.size else 0.0, _LEAST_SPREAD)


def _longest_run(bad: NDArray[np.bool_], known: NDArray[np.bool_]) -> int:
    """Most bad days in a row; a day without data neither counts nor interrupts."""
    longest = run = 0
    for is_bad in bad[known]:
        run = run + 1 if is_bad else 0
        longest = max(longest, run)
    return longest


def _mean(deviation: Floats) -> float:
    known = deviation[~np.isnan(deviation)]
    return round(float(known.mean()), _DIGITS) if known.size else 0.0


def _below(deviation: float, steps: tuple[tuple[float, float], ...]) -> float:
    """Points of the first bound the deviation lies below."""
    return next((points for bound, points in steps if deviation < bound), 0.0)


def _from(value: float, steps: tuple[tuple[float, float], ...]) -> float:
    """Points of the first bound the value reaches."""
    return next((points for bound, points in steps if value >= bound), 0.0)


def _unknown(params: VolumeParams, size: str, reason: str, opportunity: float, trend: float) -> Saturation:
    return Saturation(0.0, params.unknown_saturation, opportunity, trend, 0.0, "UNKNOWN", "LOW", size, reason)
