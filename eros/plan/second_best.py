"""What a send would be if it could not be what it is, and what that costs: planned again with the choice forbidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.model.reasons import OtherCaption, OtherMinute
from eros.plan.caption_choice import choose_captions
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import values_before_caption
from eros.plan.retimed import is_timed, retimed
from eros.plan.revised import revised_week
from eros.plan.worth import worth_of
from eros.rules.timeline import live

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from eros.model.schedule import Schedule, Send
    from eros.plan.pool import Option
    from eros.rules.base import Context

__all__ = ["is_chosen", "other_caption", "other_minute", "with_best_captions"]

PROOF_NODES = 2000


def other_caption(context: Context, week: Schedule, send: Send) -> OtherCaption | None:
    """The second-best caption of a send; None where its text was not chosen from the bank.

    The caption stage is solved again, to the optimum, for every send whose text was chosen: once with this caption where
    it stands, once with it forbidden to this send (another may take it). The loss is the difference of the two weeks'
    objectives; without another caption the send waits for a text.
    """
    if not is_chosen(context, send):
        return None
    kept = with_best_captions(context, week, keeping=send.ref)
    other = with_best_captions(context, week, barred={send.ref: frozenset({send.caption_id or 0})})
    texts = {s.ref: s.caption_id for s in live(kept)}
    changed = [s for s in live(other) if s.caption_id != texts[s.ref]]
    found = next(s for s in changed if s.ref == send.ref)
    return OtherCaption(found, round(kept.objective_cents - other.objective_cents, 2), len(changed) - 1)


def is_chosen(context: Context, send: Send) -> bool:
    """True for a text the planner took from the bank and may exchange: not one already out, pinned or written by hand."""
    pinned = {pin.caption_id for pin in context.problem.wishes.pinned}
    return send.status == "planned" and send.caption_id is not None and send.caption_id not in pinned


def with_best_captions(
    context: Context, week: Schedule, *, keeping: str = "", barred: Mapping[str, Collection[int]] | None = None
) -> Schedule:
    """The week with the best captions for all texts that were chosen, solved to the optimum.

    The send `keeping` keeps its own; `barred` are captions that a send, by ref, may not take.
    """
    exact = _to_the_optimum(context)
    free = {send.ref for send in live(week) if is_chosen(context, send) and send.ref != keeping}
    bare = [_bare(send) if send.ref in free else send for send in week.sends]
    worth, standing = worth_of(context), [send for send in bare if send.stands]
    before = values_before_caption(context, worth, standing)
    values = {send.ref: sum(before[send.ref].values()) * worth.weight(send.send_type) for send in standing}
    chosen = choose_captions(exact, CaptionPool(context), worth.unit, standing, values, barred=barred or {}).chosen
    return revised_week(context, week, [_saying(send, chosen.get(send.ref)) for send in bare])[0]


def _to_the_optimum(context: Context) -> Context:
    plan = context.params.plan.model_copy(update={"relative_gap": 0.0, "node_limit": PROOF_NODES})
    return replace(context, params=context.params.model_copy(update={"plan": plan}))


def _bare(send: Send) -> Send:
    return send.with_(caption_id=None, caption_text=None, caption_type=None, content_type=None)


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


def other_minute(context: Context, week: Schedule, send: Send) -> OtherMinute | None:
    """The best other time of a send on its day; None for a follow-up, one that stands for good, or where there is none.

    A choice of time is a clock hour: the minutes of one hour are worth the same. The day is timed again, to the optimum, once
    with the send in its hour and once with that hour forbidden to it (others may move, and take it). The loss is the
    difference of the two weeks' objectives; the week as it stands counts as one with the send in its hour.
    """
    if not is_timed(context, send):
        return None
    hour = send.minute // 60
    other = retimed(context, week, send.day, {send.ref: {hour}})
    moved = None if other is None else other.by_ref(send.ref)
    if other is None or moved is None:
        return None
    again = retimed(context, week, send.day, {send.ref: set(range(24)) - {hour}})
    whole = revised_week(context, week, week.sends)[0]
    kept = whole if again is None or again.objective_cents < whole.objective_cents else again
    times = {one.ref: one.utc for one in kept.sends}
    others = sum(one.utc != times[one.ref] for one in other.sends if one.ref != send.ref)
    return OtherMinute(moved, round(kept.objective_cents - other.objective_cents, 2), others)
