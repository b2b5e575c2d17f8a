"""How many sends a day the week asks for, and every factor that led there (operations.md)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.apportion import apportion
from eros.estimate.confidence import by_confidence
from eros.estimate.contacts import message_share
from eros.model.estimates import Factor, Volume

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from eros.model.catalogue import Quota
    from eros.model.estimates import Curve, Saturation, Tier
    from eros.model.problem import Problem
    from eros.params import Params
    from eros.params.volume import VolumeParams

__all__ = ["QUOTAS", "base_volume", "tier_of", "volume_for"]

QUOTAS: tuple[Quota, ...] = ("revenue", "engagement", "retention")
_TIERS = ("LOW", "MID", "HIGH", "ULTRA")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class _Daily:
    """Sends a day by quota before the days differ, with the factors so far."""

    revenue: float
    engagement: float
    retention: float
    factors: tuple[Factor, ...] = ()
    restraint: float = 1.0

    def times(self, name: str, value: float, what: str, *, retention: bool) -> _Daily:
        """Revenue and engagement times a factor, retention too where it applies."""
        changed = replace(
            self,
            revenue=self.revenue * value,
            engagement=self.engagement * value,
            retention=self.retention * (value if retention else 1.0),
        )
        return changed.noted(name, value, f"{what}: {_change(self, changed)}")

    def noted(self, name: str, value: float, effect: str) -> _Daily:
        return replace(self, factors=(*self.factors, Factor(name, round(value, 6), effect)))


def tier_of(fans: int, params: VolumeParams) -> str:
    """LOW, MID, HIGH or ULTRA by active fans."""
    return _TIERS[bisect_right(params.tier_fans, fans)]


def base_volume(problem: Problem, params: VolumeParams) -> Mapping[Quota, float]:
    """The table's sends a day by quota, before any factor."""
    row = params.base[problem.creator.page_type][tier_of(problem.creator.active_fans, params)]
    return dict(zip(QUOTAS, map(float, row), strict=True))


def volume_for(
    problem: Problem,
    params: Params,
    *,
    saturation: Saturation,
    curve: Curve,
    history_confidence: float,
    tiers: Mapping[str, Tier],
    holidays: Mapping[date, tuple[str, float]],
    largest_week: int,
) -> Volume:
    """Sends by quota for every day of the week.

    The table by fans, times history confidence, opportunity, sub-type and mode; of the signals that say "less" (the
    saturation factor, the zone's response, a falling trend) only the strongest; then the days by weekday and holiday,
    whole by largest remainder, within the bounds and what the types' own caps can hold. `tiers` by send type: AVOID
    types hold nothing. `largest_week` is the page's most message-channel sends in 7 days so far.
    """
    daily = _daily(problem, params, saturation, history_confidence)
    zone = params.volume.zones.get(saturation.zone, params.volume.zones["GREEN"])
    cooling = frozenset(problem.open_days[: zone.cooling_days])
    if cooling:
        named = ", ".join(_DAYS[day] for day in sorted(cooling))
        daily = daily.noted("cooling days", len(cooling), f"no priced sends on {named}")
    if zone.gap_minutes:
        daily = daily.noted("zone gap", zone.gap_minutes, f"{zone.gap_minutes} more minutes between priced sends")
    days, factors = _days(problem, params.volume, daily, curve=curve, cooling=cooling, tiers=tiers, holidays=holidays)
    planned = sum(sum(days[quota]) * message_share(problem, quota) for quota in QUOTAS)
    return Volume(
        tier=tier_of(problem.creator.active_fans, params.volume),
        days=tuple({quota: days[quota][day] for quota in QUOTAS} for day in range(7)),
        factors=factors,
        followup_factor=by_confidence(history_confidence, params.estimate.followup_factors, params.estimate),
        cooling_days=cooling,
        extra_gap_minutes=zone.gap_minutes,
        extrapolated=round(planned) > largest_week,
        restraint=daily.restraint,
    )


def _daily(problem: Problem, params: Params, saturation: Saturation, confidence: float) -> _Daily:
    """The average open day, all factors but those of single days applied."""
    p, creator = params.volume, problem.creator
    tier = tier_of(creator.active_fans, p)
    base = base_volume(problem, p)
    daily = _Daily(base["revenue"], base["engagement"], base["retention"])
    daily = daily.noted("tier", creator.active_fans, f"{tier} {creator.page_type} page: {_said(daily)} a day")
    by_history = by_confidence(confidence, p.confidence_factors, params.estimate)
    daily = daily.times("history confidence", by_history, f"confidence {confidence:.1f}", retention=True)
    daily = _opportunity(daily, saturation, p)
    daily = _bump_ratio(daily, creator.sub_type, tier, p)
    daily = _less_or_more(daily, saturation, p)
    mode = problem.wishes.mode
    return daily.times("mode", p.mode_factors[mode], f"mode {mode}", retention=True)


def _opportunity(daily: _Daily, saturation: Saturation, p: VolumeParams) -> _Daily:
    room = _ramp(saturation.opportunity, p.opportunity_from, p.opportunity_to)
    fresh = _ramp(saturation.score, p.opportunity_saturation, p.opportunity_full_saturation)
    factor = 1.0 + p.opportunity_gain * room * fresh
    what = f"opportunity {saturation.opportunity:.0f} at saturation {saturation.score:.0f}"
    return daily.times("opportunity", factor, what, retention=False)


def _ramp(value: float, start: float, end: float) -> float:
    """0 at `start`, 1 at `end`, linear between, whichever is larger."""
    return min(max((value - start) / (end - start), 0.0), 1.0)


def _bump_ratio(daily: _Daily, sub_type: str, tier: str, p: VolumeParams) -> _Daily:
    factor = min(p.bump_multipliers[sub_type], p.bump_limits[tier])
    most = p.bounds["engagement"][1]
    changed = replace(daily, engagement=min(daily.engagement * factor, most))
    bound = f", at most {most} a day" if changed.engagement == most else ""
    return changed.noted("bump ratio", factor, f"{sub_type}: {_change(daily, changed)}{bound}")


def _less_or_more(daily: _Daily, saturation: Saturation, p: VolumeParams) -> _Daily:
    """A rising trend adds revenue outside YELLOW and RED; of the signals for less only the strongest applies."""
    zone = p.zones.get(saturation.zone, p.zones["GREEN"])
    if saturation.trend > p.trend_step and zone.priced >= 1.0:
        changed = replace(daily, revenue=daily.revenue + p.trend_sends)
        daily = changed.noted("trend", saturation.trend, f"rising value: {_change(daily, changed)}")
    signals = _signals(daily, saturation, p)
    strongest = min(signals, key=lambda signal: signals[signal][1].revenue)
    result = daily
    for name, (value, changed) in signals.items():
        if name == strongest:
            result = replace(changed, factors=result.factors, restraint=_restraint(daily, changed))
            result = result.noted(name, value, _change(daily, changed))
        elif changed.revenue < daily.revenue:
            result = result.noted(name, value, f"not applied: {strongest} says the same and more")
        else:
            result = result.noted(name, value, "no change")
    return result


def _restraint(before: _Daily, after: _Daily) -> float:
    """What is left of the revenue volume."""
    return after.revenue / before.revenue if 0 < after.revenue < before.revenue else 1.0


def _signals(daily: _Daily, saturation: Saturation, p: VolumeParams) -> dict[str, tuple[float, _Daily]]:
    """Each signal for less: its value and the day it alone would make."""
    zone = p.zones.get(saturation.zone, p.zones["GREEN"])
    revenue = daily.revenue * zone.priced
    engagement = min(daily.engagement * zone.bumps, daily.engagement + daily.revenue - revenue)
    factor = float(np.interp(saturation.score, p.saturation_scores, p.saturation_factors))
    scaled = replace(daily, revenue=daily.revenue * factor, engagement=daily.engagement * factor)
    signals = {
        f"zone {saturation.zone}": (zone.priced, replace(daily, revenue=revenue, engagement=engagement)),
        "saturation": (factor, scaled),
    }
    if saturation.trend < -p.trend_step:
        fallen = replace(daily, revenue=max(daily.revenue - p.trend_sends, 0.0))
        signals["falling trend"] = (saturation.trend, fallen)
    return signals


def _days(
    problem: Problem,
    p: VolumeParams,
    daily: _Daily,
    *,
    curve: Curve,
    cooling: frozenset[int],
    tiers: Mapping[str, Tier],
    holidays: Mapping[date, tuple[str, float]],
) -> tuple[dict[Quota, list[int]], tuple[Factor, ...]]:
    """Whole sends by quota and day, and all factors."""
    weight, factors = _day_weights(problem, curve, holidays)
    factors = [*daily.factors, *factors]
    averages = {"revenue": daily.revenue, "engagement": daily.engagement, "retention": daily.retention}
    days: dict[Quota, list[int]] = {}
    for quota in QUOTAS:
        open_days = [day for day in problem.open_days if quota != "revenue" or day not in cooling]
        targets = [averages[quota] * weight[day] for day in open_days]
        low, high = p.bounds[quota]
        per_day, per_week = _room(problem, quota, tiers, len(open_days))
        given = apportion(targets, min(low, per_day, high), min(high, per_day), per_week)
        days[quota] = [0] * 7
        for day, n in zip(open_days, given, strict=True):
            days[quota][day] = n
        factors += _week_factors(quota, sum(targets), sum(given), (high, per_day, per_week))
    return days, tuple(factors)


def _day_weights(
    problem: Problem, curve: Curve, holidays: Mapping[date, tuple[str, float]]
) -> tuple[list[float], list[Factor]]:
    """Factor of each day (weekday times holiday), and their descriptions. A closed day's volume is dropped."""
    weight, factors = list(curve.weekdays), []
    for day in range(7):
        if day not in problem.open_days:
            factors.append(Factor(f"closed {_DAYS[day]}", 0.0, "its volume is dropped"))
            continue
        factors.append(Factor(f"weekday {_DAYS[day]}", round(weight[day], 6), f"value of a send, {curve.source}"))
        name, factor = holidays.get(problem.clock.date_of(day * 1440), ("", 1.0))
        if factor != 1.0:
            factors.append(Factor(f"holiday {_DAYS[day]}", factor, name))
            weight[day] *= factor
    return weight, factors


def _room(problem: Problem, quota: Quota, tiers: Mapping[str, Tier], days: int) -> tuple[int, int]:
    """Most sends of a quota that its types' own caps hold on a day and in the week."""
    types = [t for t in problem.send_types if t.quota == quota and tiers.get(t.key) != "AVOID"]
    weekly = (
        t.max_per_day * days if t.max_per_week is None else min(t.max_per_week, t.max_per_day * days) for t in types
    )
    return sum(t.max_per_day for t in types), sum(weekly)


def _week_factors(quota: Quota, wanted: float, given: int, room: tuple[int, int, int]) -> list[Factor]:
    """The week's total of a quota, and what stands between it and the wish."""
    if abs(given - wanted) <= 0.5 + 1e-9:
        return [Factor(f"week {quota}", float(given), f"{wanted:.2f} rounded, whole days by largest remainder")]
    bound, per_day, per_week = room
    effect = (
        f"{wanted:.2f} wanted; at most {min(bound, per_day)} a day and {per_week} a week"
        if given < wanted
        else (f"{wanted:.2f} wanted; every open day has its least")
    )
    return [Factor(f"week {quota}", float(given), effect)]


def _change(before: _Daily, after: _Daily) -> str:
    """What a factor does to the sends a day, as far as two decimals show it."""
    written = ((quota, f"{getattr(before, quota):.2f}", f"{getattr(after, quota):.2f}") for quota in QUOTAS)
    return ", ".join(f"{quota} {old} to {new}" for quota, old, new in written if old != new) or "no change"


def _said(daily: _Daily) -> str:
    return f"{daily.revenue:.2f} revenue, {daily.engagement:.2f} engagement, {daily.retention:.2f} retention"
