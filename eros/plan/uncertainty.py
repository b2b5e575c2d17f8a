"""How far earnings may fall from their forecast, for one week or for the difference of two.

The parts of a week's variance, in cents squared:

    rate        the purchase rate of a send type is off for all its sends together
    caption     a caption's multiplier is off for it alone
    week        what the model does not know about the week scales all of it (`forecast_spread`)
    chance      purchases come one by one (Poisson): forecast x price

Two weeks of one page share what is off: the rate of a type is as wrong in both, so only the difference of what they
expect of it counts, and so for captions and the week. A send both weeks make with the same text, price and audience, if
at another minute, sells to the same people: of chance only what one expects beyond the other is left. All other sends
sell independently of each other.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from eros.model.changes import ForecastChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eros.model.changes import SendChange, WeekChanges
    from eros.model.schedule import Send
    from eros.rules.base import Context

__all__ = ["forecast_change", "half_width", "variance"]


def forecast_change(context: Context, changes: WeekChanges) -> ForecastChange:
    """What the later of two weeks is expected to earn more; what is uncertain in both alike cancels."""
    pairs = [*changes.alike, *(pair for pair in changes.changed if _sells_to_the_same(pair))]
    alike = tuple((pair.before, pair.after) for pair in pairs)
    after = [*changes.added, *(pair.after for pair in (*changes.changed, *changes.alike))]
    before = [*changes.dropped, *(pair.before for pair in (*changes.changed, *changes.alike))]
    cents = sum(send.forecast_cents for send in after) - sum(send.forecast_cents for send in before)
    half = half_width(context, variance(context, after, before, alike))
    return ForecastChange(cents, cents - half, cents + half, context.params.plan.forecast_level)


def _sells_to_the_same(pair: SendChange) -> bool:
    return not (pair.reworded or pair.repriced or pair.redirected)


def half_width(context: Context, squared_cents: float) -> float:
    """Half the interval of a variance at the level of forecasts, in cents."""
    return NormalDist().inv_cdf(0.5 + context.params.plan.forecast_level / 2) * sqrt(squared_cents)


def variance(
    context: Context,
    after: Sequence[Send],
    before: Sequence[Send] = (),
    alike: Iterable[tuple[Send, Send]] = (),
) -> float:
    """Variance, in cents squared, of what the sends of `after` earn more than those of `before` (default: than nothing).

    `alike` are pairs of both that sell to the same people.
    """
    signed = [*((send, 1.0) for send in after), *((send, -1.0) for send in before)]
    by_type, by_caption = Counter[str](), Counter[int]()
    for send, sign in signed:
        by_type[send.send_type] += sign * send.forecast_cents  # type: ignore[assignment]
        by_caption[send.caption_id or 0] += sign * send.forecast_cents  # type: ignore[assignment]
    found = sum((cents * _rate_spread(context, key)) ** 2 for key, cents in by_type.items() if cents)
    found += sum((cents * _caption_spread(context, key)) ** 2 for key, cents in by_caption.items() if cents)
    found += (sum(by_type.values()) * context.params.plan.forecast_spread) ** 2
    return found + _chance(after, before, alike)


def _chance(after: Sequence[Send], before: Sequence[Send], alike: Iterable[tuple[Send, Send]]) -> float:
    pairs = tuple(alike)
    paired = {id(send) for pair in pairs for send in pair}
    alone = sum(s.forecast_cents * (s.price_cents or 0) for s in (*after, *before) if id(s) not in paired)
    return alone + sum(abs(new.forecast_cents - old.forecast_cents) * (new.price_cents or 0) for old, new in pairs)


def _rate_spread(context: Context, send_type: str) -> float:
    """Standard deviation of a type's purchase rate over its mean."""
    rate = context.estimates.types[send_type].purchase_rate
    if rate.mean <= 0:
        return 0.0
    z = NormalDist().inv_cdf(0.5 + context.params.estimate.interval_level / 2)
    return (rate.high - rate.low) / (2 * z * rate.mean)


def _caption_spread(context: Context, caption_id: int) -> float:
    """Standard deviation of a caption's multiplier over the multiplier; 0 for a text that is not of the bank."""
    estimate = context.estimates.captions.get(caption_id)
    return estimate.spread / max(estimate.multiplier, 0.1) if estimate else 0.0
