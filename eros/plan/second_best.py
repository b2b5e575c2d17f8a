"""What a send would be if it could not be what it is, and what that costs: planned again with the choice forbidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.reasons import OtherCaption, OtherMinute
from eros.plan.retexted import is_chosen, retexted
from eros.plan.retimed import is_timed, retimed
from eros.plan.revised import revised_week
from eros.rules.timeline import live

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context

__all__ = ["other_caption", "other_minute", "with_best_captions"]


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


def with_best_captions(
    context: Context, week: Schedule, *, keeping: str = "", barred: Mapping[str, Collection[int]] | None = None
) -> Schedule:
    """The week with the best captions for all texts that were chosen, solved to the optimum.

    The send `keeping` keeps its own; `barred` are captions that a send, by ref, may not take.
    """
    return revised_week(context, week, retexted(context, week, keeping=keeping, barred=barred or {}).sends)[0]


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
