"""A week after something happened to it, and what of it is broken now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.errors import ConflictError
from eros.estimate import estimate
from eros.model.schedule import Violation
from eros.plan.begun import with_stale
from eros.plan.given import against_wishes
from eros.rules.base import Context

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from eros.model.damage import Damage
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send
    from eros.model.wishes import PinnedSend

__all__ = ["STALE", "damaged", "is_ahead", "open_faults"]

STALE = "stale"


def is_ahead(send: Send, moment: datetime | None) -> bool:
    """True for a send that may be placed elsewhere or say something else: it is to come, or stale.

    One whose time has just passed may be going out: it stands unless a HARD rule wants it given up.
    """
    if not send.stands or send.status == "sent":
        return False
    return send.status == STALE or moment is None or send.utc >= moment


def damaged(context: Context, week: Schedule, damage: Damage) -> tuple[Context, Schedule]:
    """The context without what is gone, and the week with its failed and stale sends, otherwise as it was.

    What hangs on a failed send is cancelled with it; a drip window on a day that closes is wished no more. Raises
    ConflictError for a send that is not there, went out or was cancelled, and ConfigurationError for a week that is over.
    """
    for ref in sorted(damage.failed):
        _refuse_unfailing(week, ref)
    moment, problem = damage.moment, context.problem
    begun = moment is not None and moment > problem.clock.instant(0)
    sends = tuple(_failed(send, damage.failed) for send in week.sends)
    sends = with_stale(sends, moment, context.params.running) if moment is not None else sends
    wishes = replace(
        problem.wishes,
        closed_days=problem.wishes.closed_days | damage.closed_days,
        drip_day=None if problem.wishes.drip_day in damage.closed_days else problem.wishes.drip_day,
        not_before=_later(problem.wishes.not_before, moment) if begun else problem.wishes.not_before,
        pinned=(),
    )
    problem = replace(
        problem,
        wishes=wishes,
        captions={key: text for key, text in problem.captions.items() if key not in damage.captions},
        committed=tuple(send for send in sends if send.stands and not is_ahead(send, moment)),
    )
    problem = replace(problem, wishes=replace(wishes, pinned=_open_pins(context.problem, problem)))
    context = Context(problem, context.params, estimate(problem, context.params))
    return context, replace(week, sends=sends, wishes=problem.wishes)


def open_faults(
    context: Context, week: Schedule, broken: Sequence[Violation], moment: datetime | None
) -> tuple[Violation, ...]:
    """What is wrong with a week: stale sends, sends to come on closed days and hours, then the HARD rules `broken`."""
    able = [send for send in week.sends if is_ahead(send, moment)]
    return (
        *(fault for send in able for fault in _stale(context, send)),
        *(fault for send in able if send.status != STALE for fault in against_wishes(context.problem, send)),
        *broken,
    )


def _stale(context: Context, send: Send) -> Iterator[Violation]:
    if send.status == STALE:
        when = f"{context.problem.clock.local(send.week_minute):%a %H:%M}"
        yield Violation(
            STALE,
            (send.ref,),
            f"its time, {when}, is past and nobody said it went out",
            "place it later or give it up, or mark what became of it",
        )


def _refuse_unfailing(week: Schedule, ref: str) -> None:
    send = week.by_ref(ref)
    if send is None:
        raise ConflictError(f"{week.schedule_id} has no send {ref!r}. `eros show {week.schedule_id}` names its sends.")
    if send.status in ("sent", "cancelled"):
        raise ConflictError(f"Send {ref} is {send.status} and cannot have failed. Name one that is still planned.")


def _failed(send: Send, refs: frozenset[str]) -> Send:
    if send.ref in refs:
        return send.with_(status="failed")
    if send.parent_ref in refs and send.stands and send.status != "sent":
        return send.with_(status="cancelled")
    return send


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _open_pins(before: Problem, after: Problem) -> tuple[PinnedSend, ...]:
    """The pins that what happened leaves possible."""
    moment = after.wishes.not_before
    return tuple(
        pin
        for pin in before.wishes.pinned
        if after.is_open(pin.week_minute)
        and (moment is None or after.clock.instant(pin.week_minute) >= moment)
        and (pin.caption_id is None or pin.caption_id in after.captions)
    )
