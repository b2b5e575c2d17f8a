"""One send of a week changed by a person, with what has to follow it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.errors import CaptionNotFoundError, ConflictError
from eros.plan.drip import rejoined
from eros.plan.given import against_wishes
from eros.plan.revised import revised_week
from eros.plan.rotation import with_styles, without_clashes
from eros.plan.skeleton import label_of, with_link_parent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eros.model.edit import Edit
    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context

__all__ = ["edited_week", "fitted", "moved_to"]


def edited_week(context: Context, week: Schedule, edit: Edit) -> tuple[Schedule, tuple[Violation, ...]]:
    """The unsaved week after an edit, and every HARD rule and wish it breaks.

    A follow-up not yet out moves with its parent, keeping its distance or the nearest one that breaks nothing, and drops
    with it. A link drop whose parent moved out of reach or dropped points at the nearest buying opportunity before it. A
    time a person chose may be a round one. Raises ConflictError for a send that is not there, went out or reaches
    nobody, CaptionNotFoundError.
    """
    send = _editable(week, edit.ref)
    if edit.drop:
        gone = {send.ref, *(child.ref for child in _followups(context, week.sends, send))}
        rest = [other for other in week.sends if other.ref not in gone]
        return revised_week(context, week, fitted(context, rest, send))
    new = _changed(context, send, edit)
    sends = [new if other.ref == send.ref else other for other in week.sends]
    if new.week_minute == send.week_minute:
        return revised_week(context, week, sends)
    after, broken = _moved(context, week, sends, send)
    return after, (*against_wishes(context.problem, new), *broken)


def _editable(week: Schedule, ref: str) -> Send:
    send = week.by_ref(ref)
    if send is None:
        raise ConflictError(f"{week.schedule_id} has no send {ref!r}. `eros show {week.schedule_id}` names its sends.")
    if send.status == "sent":
        raise ConflictError(f"Send {ref} went out; what fans received is not edited. Edit one that is still planned.")
    if not send.stands:
        raise ConflictError(
            f"Send {ref} is {send.status} and reaches nobody. `eros generate {week.page_name}` plans its room anew."
        )
    return send


def _followups(context: Context, sends: Iterable[Send], parent: Send) -> list[Send]:
    """Follow-ups of a send that are not out yet."""
    types = context.problem.catalogue.send_types
    return [
        send
        for send in sends
        if send.parent_ref == parent.ref and types[send.send_type].is_followup and send.stands and send.status != "sent"
    ]


def _changed(context: Context, send: Send, edit: Edit) -> Send:
    if edit.caption_id is not None:
        caption = context.problem.captions.get(edit.caption_id)
        if caption is None:
            raise CaptionNotFoundError(
                f"No active caption {edit.caption_id} in the bank of {context.problem.creator.page_name}. Name another, "
                "or give a text (--text)."
            )
        send = send.with_(
            caption_id=caption.caption_id,
            caption_text=caption.text,
            caption_type=caption.caption_type,
            content_type=caption.content_type,
            propensity=None,
        )
    if edit.text is not None:
        send = send.with_(
            caption_id=None, caption_text=edit.text, caption_type=None, content_type=None, propensity=None
        )
    if edit.price_cents is not None:
        send = send.with_(price_cents=edit.price_cents)
    if edit.week_minute is not None and edit.week_minute != send.week_minute:
        send = moved_to(context, send, edit.week_minute).with_(pinned=True)
    return send


def moved_to(context: Context, send: Send, week_minute: int) -> Send:
    """The send at another minute, living as long as before."""
    instant = context.problem.clock.instant(week_minute)
    expires_at = None if send.expires_at is None else instant + (send.expires_at - send.utc)
    status = "planned" if send.status == "stale" else send.status
    return send.with_(week_minute=week_minute, utc=instant, expires_at=expires_at, status=status)


def _moved(
    context: Context, week: Schedule, sends: Sequence[Send], old: Send
) -> tuple[Schedule, tuple[Violation, ...]]:
    """The week with `sends`, in which `old` has a new time, and its follow-up after it."""
    followups = _followups(context, sends, old)
    if not followups:
        return revised_week(context, week, fitted(context, sends, old))
    child, clock, rules = followups[0], context.problem.clock, context.params.rules
    distance = clock.elapsed(child.week_minute) - clock.elapsed(old.week_minute)
    window = range(rules.followup_min_minutes, rules.followup_max_minutes + 1)
    found: list[tuple[Schedule, tuple[Violation, ...]]] = []
    for minutes in sorted({distance, *window}, key=lambda delay: (abs(delay - distance), delay)):
        if found and not _is_clear(context, child, sends, minutes):
            continue
        placed = [_after(context, child, sends, minutes) if send.ref == child.ref else send for send in sends]
        after, broken = revised_week(context, week, fitted(context, placed, old))
        if not any(child.ref in fault.refs for fault in broken):
            return after, broken
        found.append((after, broken))
    return found[0]


def _is_clear(context: Context, child: Send, sends: Sequence[Send], minutes: int) -> bool:
    """False where a follow-up so long after its parent would come too near to another send of the week."""
    parent = next(send for send in sends if send.ref == child.parent_ref)
    start, gap = parent.utc + timedelta(minutes=minutes), timedelta(minutes=context.params.rules.min_gap_minutes)
    return all(
        abs(start - other.utc) >= gap for other in sends if other.stands and other.ref not in {child.ref, parent.ref}
    )


def _after(context: Context, child: Send, sends: Sequence[Send], minutes: int) -> Send:
    parent = next(send for send in sends if send.ref == child.parent_ref)
    return moved_to(context, child, context.problem.clock.week_minute_at(parent.utc + timedelta(minutes=minutes)))


def fitted(context: Context, sends: Sequence[Send], touched: Send) -> tuple[Send, ...]:
    """Styles, link parents and labels made to fit again where a send moved or is gone."""
    types = context.problem.catalogue.send_types
    gone = [send for send in sends if not send.stands]
    week = sorted((send for send in sends if send.stands), key=lambda send: (send.utc, send.ref))
    if types[touched.send_type].is_ppv:
        week = with_styles(context, without_clashes(context, week))
    week = rejoined(context, week)
    week = [_pointing(context, send, week, touched) for send in week]
    by_ref = {send.ref: send for send in week}
    labelled = [
        send.with_(label=label_of(context, send, by_ref))
        if types[send.send_type].is_link_drop and not send.settled
        else send
        for send in week
    ]
    return (*labelled, *gone)


def _pointing(context: Context, send: Send, week: Sequence[Send], touched: Send) -> Send:
    """A link drop that hung on what was touched, or was itself, points at what is nearest before it where it must."""
    kind = context.problem.catalogue.send_types[send.send_type]
    if not kind.is_link_drop or touched.ref not in {send.ref, send.parent_ref}:
        return send
    reach = timedelta(hours=context.params.rules.link_parent_hours)
    parent = next((other for other in week if other.ref == send.parent_ref), None)
    if parent is not None and timedelta() < send.utc - parent.utc <= reach:
        return send
    found = with_link_parent(context, send.with_(parent_ref=None), week)
    return found if found.parent_ref is not None else send
