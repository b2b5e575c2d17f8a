"""What a send is expected to bring, term by term, and what the week is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.model.schedule import Forecast
from eros.plan.uncertainty import half_width, variance
from eros.plan.worth import at_price, contacts_by_day, fatigue_factor, repeat_factor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eros.model.schedule import Send
    from eros.plan.worth import Worth
    from eros.rules.base import Context

__all__ = ["forecast", "reckon", "values_before_caption"]


def values_before_caption(context: Context, worth: Worth, week: Sequence[Send]) -> dict[str, dict[str, float]]:
    """Terms in cents by ref: base, price, weekday, hour, fatigue, repeat; their sum is the send with an average caption.

    Each term is what its factor adds on top of the ones before it.
    """
    types, curve = context.problem.catalogue.send_types, context.estimates.curve
    day_contacts = contacts_by_day(context, week)
    copies = Counter((send.day, send.send_type) for send in week)
    discount = context.params.plan.repeat_discount
    found: dict[str, dict[str, float]] = {}
    for send in week:
        own = worth[send.send_type]
        repeated = repeat_factor(discount, copies[send.day, send.send_type])
        factors = {
            "weekday": curve.weekdays[send.day],
            "hour": curve.hours[send.minute // 60],
            "fatigue": fatigue_factor(context, day_contacts[send.day]),
            "repeat": 1.0 if types[send.send_type].is_followup else repeated,
        }
        cents = (
            own.cents
            if own.price_cents is None
            else at_price(context, send.send_type, own.usual, send.price_cents or 0)
        )
        found[send.ref] = _chain({"base": own.usual, "price": cents - own.usual}, factors)
    return found


def reckon(context: Context, worth: Worth, send: Send, before: Mapping[str, float], factor: float | None) -> Send:
    """The send with its terms; `factor` is its caption's value over an average one, None where the text is missing.

    A send without a text earns nothing until it has one, one whose time passed nothing any more. Earnings of priced sends
    are forecast; the worth of others, and what weights add that say nothing of earnings (the wishes' emphasis, triggers),
    is preference.
    """
    weights = worth.weights(send.send_type, send.content_type)
    terms = {} if factor is None or send.settled else _chain(before, {"caption": factor, **weights})
    terms = {name: round(cents, 2) for name, cents in terms.items() if round(cents, 2)}
    total = round(sum(terms.values()), 2)
    priced = context.problem.catalogue.send_types[send.send_type].requires_price
    earned = round(total - sum(terms.get(name, 0.0) for name in weights), 2) if priced else 0.0
    return send.with_(terms=terms, forecast_cents=earned, preference_cents=round(total - earned, 2))


def forecast(context: Context, week: Sequence[Send]) -> Forecast:
    """Expected earnings of priced sends with a normal interval (`eros.plan.uncertainty`)."""
    total = sum(send.forecast_cents for send in week)
    half = half_width(context, variance(context, week))
    level = context.params.plan.forecast_level
    return Forecast(round(total), round(max(0.0, total - half)), round(total + half), level)


def _chain(terms: Mapping[str, float], factors: Mapping[str, float]) -> dict[str, float]:
    """Terms with one more per factor: what multiplying the running sum by it adds."""
    found = dict(terms)
    running = sum(terms.values())
    for name, factor in factors.items():
        found[name] = running * (factor - 1.0)
        running *= factor
    return found
