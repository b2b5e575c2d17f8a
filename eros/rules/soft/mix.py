"""SOFT rules on what a week is made of: revenue beside engagement, bumps, distinct types."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.rules.mix import reachable_types
from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Warning_
    from eros.params import Params
    from eros.rules.base import Context
    from eros.rules.soft.base import Judged

__all__ = ["BUMP", "BUMP_RATIO", "MIX", "VARIETY", "Band", "bump_band", "mix_band", "variety_target"]

BUMP = "bump"


@dataclass(frozen=True, slots=True)
class Band:
    """Limits on the revenue sends of a week per engagement send."""

    low: float
    high: float

    def beyond(self, revenue: int, engagement: int) -> float:
        """Revenue sends too many (above 0) or too few (below 0)."""
        return max(0.0, revenue - self.high * engagement) + min(0.0, revenue - self.low * engagement)


def mix_band(context: Context) -> Band | None:
    """The band of rule `mix`, as wide as the volume itself asks for; None where the rule is off and on NEW pages.

    A share s of revenue among revenue and engagement before the sub-type multiplier m is s / (1 - s) / m revenue sends
    per engagement send.
    """
    mix, estimates = context.params.mix, context.estimates
    if not mix.mix_price or estimates.saturation.size == "NEW":
        return None
    asked = {quota: sum(day.get(quota, 0) for day in estimates.volume.days) for quota in ("revenue", "engagement")}
    if not asked["revenue"] or not asked["engagement"]:
        return None
    target, tolerance = mix.revenue_share[estimates.volume.tier], mix.revenue_tolerance
    low, high = (min(max(share, 0.01), 0.99) for share in (target - tolerance, target + tolerance))
    multiplier, per_send = _bump_multiplier(context), asked["revenue"] / asked["engagement"]
    return Band(min(low / (1 - low) / multiplier, per_send), max(high / (1 - high) / multiplier, per_send))


def _bump_multiplier(context: Context) -> float:
    volume = context.params.volume
    multiplier = volume.bump_multipliers[context.problem.creator.sub_type]
    return max(min(multiplier, volume.bump_limits[context.estimates.volume.tier]), 0.01)


def _off_balance(judged: Judged) -> Iterator[Warning_]:
    band = mix_band(judged.context)
    if band is None:
        return
    counts = Counter(judged.kind(send).quota for send in judged.live)
    beyond = band.beyond(counts["revenue"], counts["engagement"])
    if abs(beyond) > ROUNDING:
        side = "many" if beyond > 0 else "few"
        said = f"{abs(beyond):.1f} revenue sends too {side} beside {counts['engagement']} of engagement"
        yield MIX.broken((), abs(beyond) * judged.context.params.mix.mix_price * judged.unit, said)


ROUNDING = 1e-9


def bump_band(context: Context, day: int) -> tuple[int, int] | None:
    """Fewest and most bumps of a day, no fewer than the volume leaves room for; None where nothing is asked."""
    mix, volume = context.params.mix, context.estimates.volume
    band = mix.bumps_per_day.get(volume.tier, {}).get(context.problem.creator.sub_type)
    if band is None or not mix.bump_price or day not in context.problem.open_days:
        return None
    return min(band[0], volume.days[day].get("engagement", 0)), band[1]


def _off_bumps(judged: Judged) -> Iterator[Warning_]:
    price = judged.context.params.mix.bump_price * judged.unit
    for day in range(7):
        band = bump_band(judged.context, day)
        if band is None:
            continue
        bumps = [send for send in judged.live if send.day == day and judged.kind(send).style_group == BUMP]
        if len(bumps) < band[0]:
            number = band[0] - len(bumps)
            yield BUMP_RATIO.broken((), number * price, f"{number} bumps too few on {DAY_NAMES[day]}")
        elif len(bumps) > band[1]:
            number = len(bumps) - band[1]
            yield BUMP_RATIO.broken(bumps, number * price, f"{number} bumps too many on {DAY_NAMES[day]}")


DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def variety_target(context: Context) -> int:
    """Distinct types a week aims at, as far as they can be had; follow-ups, which hang on others, count for none."""
    plan, followup = context.params.plan, context.problem.catalogue.followup
    reachable = sum(key != followup.key for key in reachable_types(context))
    return min(plan.variety_target, reachable) if plan.variety_reward else 0


def _uniform(judged: Judged) -> Iterator[Warning_]:
    followup = judged.context.problem.catalogue.followup.key
    used = {send.send_type for send in judged.live} - {followup}
    lacking = variety_target(judged.context) - len(used)
    if lacking > 0:
        price = judged.context.params.plan.variety_reward * judged.unit * lacking
        missing = [key for key in reachable_types(judged.context) if key not in used and key != followup]
        yield VARIETY.broken((), price, f"{lacking} distinct types lacking, for instance {', '.join(missing[:3])}")


def _mix_limit(params: Params) -> str:
    mix = params.mix
    tiers = ", ".join(f"{tier} {share:.0%}" for tier, share in mix.revenue_share.items())
    return (
        f"revenue / (revenue + engagement) of the week, engagement before the sub-type multiplier: {tiers}, "
        f"+-{100 * mix.revenue_tolerance:g} points, and never narrower than what the volume asks for; NEW pages exempt; "
        f"{mix.mix_price:g} send values for each revenue send too many or too few"
    )


def _bump_limit(params: Params) -> str:
    mix = params.mix
    bands = "; ".join(
        f"{tier} {sub_type} {low}-{high} bumps on an open day"
        for tier, by_type in mix.bumps_per_day.items()
        for sub_type, (low, high) in by_type.items()
    )
    return (
        f"the volume multiplies engagement by sub-type (`volume.bump_multipliers`, `volume.bump_limits`); {bands}, "
        f"no more than the day's volume; {mix.bump_price:g} send values each"
    )


MIX = SoftRule("mix", "3.1", "Revenue and engagement stand in proportion", _mix_limit, _off_balance)
BUMP_RATIO = SoftRule("bump-ratio", "3.2", "A page gets the bumps of its sub-type", _bump_limit, _off_bumps)
VARIETY = SoftRule(
    "variety",
    "3.3",
    "A week shows many distinct send types",
    lambda p: (
        f"{p.plan.variety_target} distinct types, follow-ups aside, as far as page, caps and wishes allow; "
        f"{p.plan.variety_reward:g} send values for each one lacking"
    ),
    _uniform,
)
