"""What a week could do better beyond its rules: prices, hours, posts to pin. Advice has no price."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from eros.model.schedule import Warning_
from eros.rules.soft.lengths import best_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context

__all__ = ["advice"]

_POINT_GROUPS = ("ppv", "bundle")


def advice(schedule: Schedule, context: Context) -> tuple[Warning_, ...]:
    """Rules `price-length`, `prime` and `pins`, each at most once; what went out or reaches nobody is no part."""
    sends = [send for send in schedule.sends if send.stands and not send.settled]
    return (*_prices(sends, context), *_hours(context), *_pins(sends, context))


def _prices(sends: Sequence[Send], context: Context) -> Iterator[Warning_]:
    """A text too short for the price it carries; what stands above the best length's price, content justifies."""
    plan = context.params.plan
    if not plan.price_length_cents:
        return
    best = best_lengths(context.params)
    most = plan.price_length_cents[bisect_right(plan.price_length_chars, best.start)]
    cheap: dict[int, list[Send]] = {}
    for send in sends:
        if send.caption_text and send.price_cents and _kind(send, context).style_group in _POINT_GROUPS:
            fits = plan.price_length_cents[bisect_right(plan.price_length_chars, len(send.caption_text.strip()))]
            if fits < send.price_cents <= most:
                cheap.setdefault(fits, []).append(send)
    for fits, dear in sorted(cheap.items()):
        said = f"short texts at up to ${max(send.price_cents or 0 for send in dear) / 100:.2f}"
        refs = tuple(send.ref for send in dear)
        yield Warning_("price-length", refs, 0.0, f"{said}: ${fits / 100:.2f} is the price for their length")


def _hours(context: Context) -> Iterator[Warning_]:
    curve = context.estimates.curve
    if not curve.reliable:
        yield Warning_("prime", (), 0.0, "no reliable pattern of hours and days on this page: usual ones are used")


def _pins(sends: Sequence[Send], context: Context) -> Iterator[Warning_]:
    """The wall posts that are expected to bring most."""
    plan, channels = context.params.plan, context.problem.catalogue.channels
    posts = [send for send in sends if send.media and not channels[send.channel].is_message]
    best = sorted(posts, key=lambda send: (-send.forecast_cents - send.preference_cents, send.utc, send.ref))
    pinned = sorted(best[: plan.pins_most], key=lambda send: (send.utc, send.ref))
    if pinned:
        refs = tuple(send.ref for send in pinned)
        yield Warning_("pins", refs, 0.0, f"posts worth pinning, each for {plan.pin_hours} hours from its own minute")


def _kind(send: Send, context: Context) -> SendType:
    return context.problem.catalogue.send_types[send.send_type]
