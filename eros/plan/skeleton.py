"""Sends with everything but a caption: channel, target, price, style, parent, label, expiry."""

from __future__ import annotations

from datetime import timedelta
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING

from eros.model.clock import DAY
from eros.model.schedule import Send
from eros.plan.drip import with_drip
from eros.plan.rotation import with_styles
from eros.rules.commerce import is_link_parent, longest_life_hours
from eros.rules.keys import allowed_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from eros.model.catalogue import SendType
    from eros.plan.timing import Placed
    from eros.rules.base import Context

__all__ = ["LINK_PLACEHOLDER", "furnished", "label_of", "skeletons", "with_link_parent"]

LINK_PLACEHOLDER = "{link}"
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def skeletons(
    context: Context, prices: Mapping[str, int | None], minutes: Mapping[Placed, int], fixed: Sequence[Send]
) -> tuple[Send, ...]:
    """All sends of the week in time order, fixed ones included; sends already settled stay exactly as they are.

    `prices` in cents by send type are for sends that have none of their own.
    """
    clock = context.problem.clock
    refs = _refs(context, minutes, fixed)
    at_slot = {placed.slot.elapsed: ref for placed, ref in refs.items() if placed.parent is None}
    made = [
        Send(
            ref=ref,
            send_type=placed.send_type,
            week_minute=minutes[placed],
            utc=clock.instant(minutes[placed]),
            channel="",
            target="",
            parent_ref=at_slot[placed.parent.elapsed] if placed.parent else None,
        )
        for placed, ref in refs.items()
    ]
    return furnished(context, prices, (*made, *fixed))


def furnished(context: Context, prices: Mapping[str, int | None], sends: Sequence[Send]) -> tuple[Send, ...]:
    """Sends of known types in time order, each with what its type fixes where it has nothing of its own.

    `prices` in cents by send type; sends already settled stay exactly as they are.
    """
    week = sorted(sends, key=lambda send: (send.utc, send.ref))
    target = cache(partial(_target, context))
    week = [send if send.settled else _furnished(context, prices, target, send) for send in week]
    week = with_drip(context, with_styles(context, week))
    week = [with_link_parent(context, send, week) for send in week]
    by_ref = {send.ref: send for send in week}
    labels = [send.label if send.settled else label_of(context, send, by_ref) for send in week]
    return tuple(
        send if label == send.label else send.with_(label=label) for send, label in zip(week, labels, strict=True)
    )


def _refs(context: Context, minutes: Mapping[Placed, int], fixed: Sequence[Send]) -> dict[Placed, str]:
    """Day and number in time order, passing over refs that fixed sends hold."""
    taken = {send.ref for send in fixed}
    free = [_free_refs(name, taken) for name in DAY_NAMES]
    in_time = sorted(minutes, key=lambda placed: context.problem.clock.elapsed(minutes[placed]))
    return {placed: next(free[minutes[placed] // DAY]) for placed in in_time}


def _free_refs(day_name: str, taken: Container[str]) -> Iterator[str]:
    return (ref for number in count(1) if (ref := f"{day_name}-{number:02}") not in taken)


def _furnished(
    context: Context, prices: Mapping[str, int | None], target: Callable[[str, str], str], send: Send
) -> Send:
    """What the type requires: channel, target, price, media, flyer, link, expiry."""
    kind = _type(context, send)
    hours = longest_life_hours(kind, context.params.rules)
    return send.with_(
        channel=send.channel or kind.channel,
        target=send.target or target(kind.key, send.channel or kind.channel),
        price_cents=send.price_cents if send.price_cents is not None else prices.get(kind.key),
        media=kind.requires_media,
        flyer=kind.requires_flyer,
        link=LINK_PLACEHOLDER if kind.requires_link else None,
        expires_at=send.utc + timedelta(hours=hours) if hours else None,
    )


def _target(context: Context, send_type: str, channel: str) -> str:
    """The type's usual target, or the first one its channel takes."""
    kind = context.problem.catalogue.send_types[send_type]
    allowed = allowed_targets(kind, channel, context)
    return kind.default_target if kind.default_target in allowed or not allowed else allowed[0]


def with_link_parent(context: Context, send: Send, week: Sequence[Send]) -> Send:
    """A link drop that points at nothing yet points at the nearest buying opportunity before it."""
    if not _type(context, send).is_link_drop or send.parent_ref is not None or send.settled:
        return send
    reach = timedelta(hours=context.params.rules.link_parent_hours)
    parents = [
        other for other in week if is_link_parent(_type(context, other)) and timedelta() < send.utc - other.utc <= reach
    ]
    return send.with_(parent_ref=parents[-1].ref if parents else None)


def label_of(context: Context, send: Send, by_ref: Mapping[str, Send]) -> str | None:
    """The label of its type or, where it points at a parent, of its parent's."""
    kind = _type(context, send)
    if not kind.points_at_parent:
        return kind.label
    parent = by_ref.get(send.parent_ref or "")
    return _type(context, parent).label if parent else None


def _type(context: Context, send: Send) -> SendType:
    return context.problem.catalogue.send_types[send.send_type]
