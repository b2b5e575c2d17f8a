"""Rules on what a send carries: price, link, media, flyer, expiry, label."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.rules.base import Rule
from eros.rules.timeline import typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Send, Violation
    from eros.params import Params
    from eros.params.rules import RuleParams
    from eros.rules.base import Context

__all__ = ["EXPIRY", "LABELS", "REQUIREMENTS", "is_link_parent", "longest_life_hours", "price_limits"]


def price_limits(send_type: SendType, rules: RuleParams) -> tuple[int, int]:
    """The lowest and the highest price of a send of a type, in cents."""
    highest = rules.price_max_vip_cents if send_type.style_group == "vip" else rules.price_max_cents
    return rules.price_min_cents, highest


def longest_life_hours(send_type: SendType, rules: RuleParams) -> int | None:
    """Hours a send of a type may live at most; None for a type that does not expire."""
    return None if send_type.expires_hours is None else min(send_type.expires_hours, rules.expiry_hours)


def is_link_parent(send_type: SendType) -> bool:
    """True for a buying opportunity a link drop may point at: itself no follow-up and no link drop."""
    return send_type.buying_opportunity and not send_type.points_at_parent


def _incomplete(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send, send_type in typed(schedule, context):
        for noun, present, required in (
            ("price", send.price_cents is not None, send_type.requires_price),
            ("link", bool((send.link or "").strip()), send_type.requires_link),
            ("media", send.media, send_type.requires_media),
            ("flyer", send.flyer, send_type.requires_flyer),
        ):
            if present != required:
                fault = f"needs a {noun} and has none" if required else f"takes no {noun} and has one"
                yield REQUIREMENTS.broken(
                    [send], f"{send_type.key} {fault}", f"{'add' if required else 'remove'} the {noun}"
                )
        if send_type.expires_hours is not None and send.expires_at is None:
            yield REQUIREMENTS.broken([send], f"{send_type.key} needs an expiry and has none", "set expires_at")
        low, high = price_limits(send_type, context.params.rules)
        if send_type.requires_price and send.price_cents is not None and not low <= send.price_cents <= high:
            yield REQUIREMENTS.broken(
                [send],
                f"costs {send.price_cents / 100:.2f}; {low / 100:.2f} to {high / 100:.2f} are allowed",
                "set a price in that range",
            )


def _wrong_expiry(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send, send_type in typed(schedule, context):
        if send.expires_at is None:
            continue
        if send.expires_at.tzinfo is None or send.expires_at <= send.utc:
            yield EXPIRY.broken(
                [send],
                f"expires at {send.expires_at.isoformat()}, which is no instant after its start",
                "set a later UTC instant",
            )
            continue
        life = longest_life_hours(send_type, context.params.rules)
        if life is not None and send.expires_at > send.utc + timedelta(hours=life):
            yield EXPIRY.broken(
                [send],
                f"expires at {send.expires_at.isoformat()}, more than {life} hours after its start",
                f"let it expire by {(send.utc + timedelta(hours=life)).isoformat()}",
            )


def _wrong_label(schedule: Schedule, context: Context) -> Iterator[Violation]:
    week = {send.ref: (send, send_type) for send, send_type in typed(schedule, context)}
    for send, send_type in week.values():
        if send_type.is_link_drop and (fault := _link_fault(send, week, context)) is not None:
            yield LABELS.broken([send], fault, "point it at a buying opportunity before it, or drop it")
            continue
        wanted = send_type.label
        if send_type.points_at_parent:
            parent = week.get(send.parent_ref or "")
            if parent is None or parent[1].points_at_parent:
                continue  # rule followup-parent's matter
            wanted = parent[1].label
        if send.label != wanted:
            yield LABELS.broken([send], f"is labelled {send.label!r} instead of {wanted!r}", f"label it {wanted!r}")


def _link_fault(send: Send, week: Mapping[str, tuple[Send, SendType]], context: Context) -> str | None:
    """Why a link drop does not point at a buying opportunity of the hours before it."""
    parent = week.get(send.parent_ref or "")
    if parent is None:
        return f"its parent {send.parent_ref!r} is not in the schedule"
    if not is_link_parent(parent[1]):
        return f"a {parent[1].key} is no buying opportunity of its own"
    clock, hours = context.problem.clock, context.params.rules.link_parent_hours
    lead = clock.elapsed(send.week_minute) - clock.elapsed(parent[0].week_minute)
    if not 0 < lead <= 60 * hours:
        return f"its parent starts {lead} minutes before it; up to {hours} hours before are allowed"
    return None


def _requirements_limit(params: Params) -> str:
    rules = params.rules
    return (
        "columns requires_* and expires_hours of the send types; "
        f"prices {rules.price_min_cents / 100:.2f} to {rules.price_max_cents / 100:.2f}, "
        f"VIP tips up to {rules.price_max_vip_cents / 100:.2f}; a link may be the placeholder {{link}}"
    )


REQUIREMENTS = Rule(
    "requirements",
    None,
    "Price, link, media, flyer and expiry stand exactly where the type asks for them",
    _requirements_limit,
    _incomplete,
)
EXPIRY = Rule(
    "expiry",
    "1.5",
    "What expires does so after its start and soon",
    lambda params: f"column expires_hours of the send types, at most {params.rules.expiry_hours} hours after the start",
    _wrong_expiry,
)
LABELS = Rule(
    "labels",
    "10.10",
    "The label is the type's, for follow-ups and link drops the parent's",
    lambda params: (
        "column label of the send types; a link drop points at a buying opportunity of the "
        f"{params.rules.link_parent_hours} hours before it in the same schedule"
    ),
    _wrong_label,
)
