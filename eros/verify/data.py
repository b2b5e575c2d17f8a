"""A week held against the data it was made from: rules, captions, and every send reckoned again."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import TYPE_CHECKING

from eros.digest import content_digest
from eros.plan.objective import WEEK, week_stage
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import forecast
from eros.plan.worth import at_price, worth_of
from eros.rules import violations
from eros.rules.notices import notices
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.verify.difference import CENT, Difference, differing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context

__all__ = ["other_data", "wrong_by_data"]


def other_data(week: Schedule, context: Context) -> list[Difference]:
    """Why a week cannot be recomputed from this data: another state of it, or other settings."""
    found = []
    for what, said, holds in (
        ("data_hash", week.data_hash, content_digest(context.problem)),
        ("params_hash", week.params_hash, content_digest(context.params.planning)),
    ):
        if said != holds:
            found.append(
                Difference("", what, said[:12], f"{holds[:12]}: other data or settings than the week was made from")
            )
    return found


def wrong_by_data(week: Schedule, context: Context) -> Iterator[Difference]:
    """Every HARD rule a week breaks, and every text, number and warning that is not what its data gives."""
    for fault in violations(week, context):
        yield Difference(", ".join(fault.refs), fault.rule, fault.detail, fault.fix)
    for name in ("page_name", "page_type", "sub_type", "timezone"):
        said, holds = getattr(week, name), getattr(context.problem.creator, name)
        if said != holds:
            yield Difference("", name, said, holds)
    if week.zone != context.estimates.saturation.zone:
        yield Difference("", "zone", week.zone, context.estimates.saturation.zone)
    for send in week.sends:
        yield from _text(send, context)
    yield from _earnings(week, context)
    yield from _whole(week, context)


def _text(send: Send, context: Context) -> Iterator[Difference]:
    """A caption's send says what the bank says."""
    if send.caption_id is None or send.status != "planned":
        return
    caption = context.problem.captions.get(send.caption_id)
    if caption is None:
        yield Difference(send.ref, "caption", str(send.caption_id), "no active caption of this bank")
        return
    for what, said, holds in (
        ("caption_text", send.caption_text, caption.text),
        ("caption_type", send.caption_type, caption.caption_type),
        ("content_type", send.content_type, caption.content_type),
    ):
        if said != holds:
            yield Difference(send.ref, what, str(said), str(holds))


def _earnings(week: Schedule, context: Context) -> Iterator[Difference]:
    """Each send's terms, from the factors of its page: base, price, weekday, hour, fatigue, repeat, caption, weights."""
    worth, pool, estimates = worth_of(context), CaptionPool(context), context.estimates
    types, channels = context.problem.catalogue.send_types, context.problem.catalogue.channels
    live = [send for send in week.sends if send.stands]
    copies = Counter((send.day, send.send_type) for send in live)
    tired = [0.0] * 7
    for send in live:
        tired[send.day] += 1.0 if channels[send.channel].is_message else context.params.estimate.wall_contact_weight
    discount = context.params.plan.repeat_discount
    for send in live:
        if send.status != "planned":
            continue
        kind, own, factor = types[send.send_type], worth[send.send_type], pool.factor_of(send)
        count = copies[send.day, send.send_type]
        at = at_price(context, kind.key, own.usual, send.price_cents or 0) if own.price_cents is not None else own.cents
        factors = {
            "price": at / own.usual if own.usual else 1.0,
            "weekday": estimates.curve.weekdays[send.day],
            "hour": estimates.curve.hours[send.minute // 60],
            "fatigue": (1.0 - estimates.fatigue_per_contact) ** (tired[send.day] - estimates.contacts_per_day),
            "repeat": 1.0 if kind.is_followup else sum(discount**n for n in range(count)) / count,
            "caption": factor or 0.0,
            **worth.weights(kind.key, send.content_type),
        }
        yield from _terms(send, own.usual if factor is not None else 0.0, factors)
        weights = prod(worth.weights(kind.key, send.content_type).values())
        total = own.usual * prod(factors.values())
        earned = total / weights if kind.requires_price and weights else 0.0
        yield from differing(send.ref, "forecast_cents", send.forecast_cents, earned, 0.06)


def _terms(send: Send, usual: float, factors: dict[str, float]) -> Iterator[Difference]:
    yield from differing(send.ref, "terms: base", send.terms.get("base", 0.0), usual)
    running = usual
    for name, factor in factors.items():
        yield from differing(send.ref, f"terms: {name}", send.terms.get(name, 0.0), running * (factor - 1.0))
        running *= factor
    for name in sorted(set(send.terms) - {"base", *factors}):
        yield Difference(send.ref, f"terms: {name}", str(send.terms[name]), "no such term")


def _whole(week: Schedule, context: Context) -> Iterator[Difference]:
    """Forecast interval, warnings with their prices, and the parts of the objective."""
    live = [send for send in week.sends if send.stands]
    expected = forecast(context, live)
    for name in ("cents", "low_cents", "high_cents", "level"):
        yield from differing("", f"forecast {name}", getattr(week.forecast, name), getattr(expected, name), 1.0)
    unit = worth_of(context).unit
    warnings = soft_warnings(Judged(live, context, unit))
    yield from _warned(week, [*warnings, *notices(week, context)])
    whole = week_stage(context, unit, live, warnings)
    said = next((stage.terms for stage in week.stages if stage.name == WEEK), {})
    for name in sorted({*said, *whole.terms}):
        within = CENT + 0.005 * len(live)
        yield from differing("", f"objective: {name}", said.get(name, 0.0), whole.terms.get(name, 0.0), within)
    yield from differing("", "objective", week.objective_cents, whole.objective_cents, CENT + 0.01 * len(live))


def _warned(week: Schedule, warnings: Iterable[object]) -> Iterator[Difference]:
    said, holds = Counter(map(str, week.warnings)), Counter(map(str, warnings))
    for text in sorted((said - holds).elements()):
        yield Difference("", "warnings", text, "no such break of a SOFT rule")
    for text in sorted((holds - said).elements()):
        yield Difference("", "warnings", "missing", text)
