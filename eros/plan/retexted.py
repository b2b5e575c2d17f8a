"""The texts of a week chosen again, to the optimum: the same sends at the same times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from eros.plan.caption_choice import choose_captions
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import values_before_caption
from eros.plan.worth import worth_of
from eros.rules.timeline import live

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from eros.model.schedule import Schedule, Send
    from eros.plan.caption_choice import CaptionChoice
    from eros.plan.pool import Option
    from eros.plan.style_orders import StyleOrders
    from eros.rules.base import Context

__all__ = ["Retexted", "is_chosen", "retexted"]

PROOF_NODES = 2000


@dataclass(frozen=True)
class Retexted:
    """All sends of a week with the texts chosen again, not yet reckoned, and the choice."""

    sends: tuple[Send, ...]
    choice: CaptionChoice


def is_chosen(context: Context, send: Send) -> bool:
    """True for a text the planner took from the bank and may exchange: not one already out, pinned or written by hand."""
    pinned = {pin.caption_id for pin in context.problem.wishes.pinned}
    standing = {other.ref for other in context.problem.committed}
    mine = send.status == "planned" and send.ref not in standing
    return mine and send.caption_id is not None and send.caption_id not in pinned


def retexted(
    context: Context,
    week: Schedule,
    *,
    keeping: str = "",
    barred: Mapping[str, Collection[int]] = MappingProxyType({}),
    orders: StyleOrders | None = None,
) -> Retexted:
    """The best captions for all texts that were chosen.

    The send `keeping` keeps its own; `barred` are captions that a send, by ref, may not take. Sends that `orders` name have
    no style, and get that of the order best with the texts.
    """
    exact = _to_the_optimum(context)
    free = {send.ref for send in live(week) if is_chosen(context, send) and send.ref != keeping}
    bare = [_bare(send) if send.ref in free else send for send in week.sends]
    worth, standing = worth_of(context), [send for send in bare if send.stands]
    before = values_before_caption(context, worth, standing)
    values = {send.ref: sum(before[send.ref].values()) * worth.weight(send.send_type) for send in standing}
    choice = choose_captions(exact, CaptionPool(context), worth.unit, standing, values, barred=barred, orders=orders)
    return Retexted(tuple(_said(bare, choice)), choice)


def _to_the_optimum(context: Context) -> Context:
    plan = context.params.plan.model_copy(update={"relative_gap": 0.0, "node_limit": PROOF_NODES})
    return replace(context, params=context.params.model_copy(update={"plan": plan}))


def _bare(send: Send) -> Send:
    return send.with_(caption_id=None, caption_text=None, caption_type=None, content_type=None)


def _said(bare: Iterable[Send], choice: CaptionChoice) -> Iterable[Send]:
    for send in bare:
        styled = send.with_(ppv_style=choice.styles[send.ref]) if send.ref in choice.styles else send
        yield _saying(styled, choice.chosen.get(send.ref))


def _saying(send: Send, option: Option | None) -> Send:
    if option is None:
        return send
    caption = option.caption
    return send.with_(
        caption_id=caption.caption_id,
        caption_text=caption.text,
        caption_type=caption.caption_type,
        content_type=caption.content_type,
    )
