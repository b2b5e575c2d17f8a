"""Sends that stand before planning starts: those already sent and those a person pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.errors import ValidationError
from eros.model.schedule import Send, Violation
from eros.rules import violations
from eros.rules.keys import targets_of

if TYPE_CHECKING:
    from eros.model.catalogue import SendType
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule
    from eros.model.wishes import PinnedSend
    from eros.rules.base import Context

__all__ = ["fixed_sends", "pin_faults", "pinned_send", "refuse_clashing_pins"]

_OF_A_PLAN = "those of an imported plan are shown by `eros plan list` and taken back by `eros plan clear`."


def fixed_sends(problem: Problem) -> tuple[Send, ...]:
    """Sent and pinned sends of the week in time order; pins still lack what the planner chooses.

    Raises ValidationError when a pin cannot stand at all: closed day, blocked type, unknown caption or target, a time the
    clock change leaves out, a follow-up.
    """
    faults = [fault for pin in problem.wishes.pinned for fault in pin_faults(problem, pin)]
    if faults:
        lines = "; ".join(f"{fault.refs[0]}: {fault.detail}" for fault in faults)
        raise ValidationError(f"Pinned sends that cannot stand: {lines}. Change or drop them; {_OF_A_PLAN}", faults)
    pins = [pinned_send(problem, pin) for pin in problem.wishes.pinned]
    sent = [send for send in problem.committed if send.stands]
    return tuple(sorted((*sent, *pins), key=lambda send: (send.utc, send.ref)))


def refuse_clashing_pins(schedule: Schedule, context: Context) -> None:
    """Raise ValidationError naming every HARD rule a pinned send breaks, alone or with what it stands beside.

    The planner's own sends give way to pins, so a rule broken at a pin is a contradiction in what was asked for.
    """
    pins = {pin.ref for pin in context.problem.wishes.pinned}
    broken = [fault for fault in (violations(schedule, context) if pins else ()) if pins & set(fault.refs)]
    if broken:
        lines = "; ".join(f"[{fault.rule}] {', '.join(fault.refs)}: {fault.detail}" for fault in broken)
        raise ValidationError(f"Pinned sends contradict HARD rules: {lines}. Move or drop a pin; {_OF_A_PLAN}", broken)


def pinned_send(problem: Problem, pin: PinnedSend) -> Send:
    """The send of a pin that can stand; it still lacks what the planner chooses."""
    send_type = problem.catalogue.send_types[pin.send_type]
    caption = problem.captions[pin.caption_id] if pin.caption_id is not None else None
    return Send(
        ref=pin.ref,
        send_type=pin.send_type,
        week_minute=pin.week_minute,
        utc=problem.clock.instant(pin.week_minute),
        channel=pin.channel or _channel(problem, send_type, pin.target),
        target=pin.target or "",
        caption_id=pin.caption_id,
        caption_text=caption.text if caption else pin.text,
        caption_type=caption.caption_type if caption else None,
        content_type=caption.content_type if caption else None,
        price_cents=pin.price_cents,
        pinned=True,
    )


def _channel(problem: Problem, send_type: SendType, target: str | None) -> str:
    """The type's channel, or the alternative where only that one takes the target."""
    channels = (send_type.channel, send_type.channel_alt or send_type.channel)
    return next((name for name in channels if target in targets_of(send_type, name, problem)), send_type.channel)


def pin_faults(problem: Problem, pin: PinnedSend) -> list[Violation]:
    """Why a pin cannot stand in this week whatever else does; [] when it can."""
    day, send_type = pin.week_minute // 1440, problem.catalogue.send_types[pin.send_type]
    when = f"{problem.clock.local(pin.week_minute):%a %H:%M}"
    taken = {send.ref for send in problem.committed}
    checks = (
        (send_type not in problem.send_types, "page-type", f"{pin.send_type} is blocked or not for this page"),
        (send_type.is_followup, "followup-parent", "a follow-up hangs on its parent and cannot be pinned"),
        (day not in problem.open_days, "week", f"{when} lies on a closed day"),
        (pin.week_minute % 1440 // 60 in problem.wishes.closed_hours, "week", f"{when} lies in a closed hour"),
        (not problem.clock.exists(pin.week_minute), "week", f"{when} does not exist (clock change)"),
        (pin.ref in taken, "known-keys", "the ref belongs to a send that stands already"),
        (
            pin.caption_id is not None and pin.caption_id not in problem.captions,
            "known-keys",
            f"caption {pin.caption_id} is not in the bank of this page",
        ),
        (
            pin.target is not None and pin.target not in problem.catalogue.targets,
            "known-keys",
            f"no target {pin.target!r}",
        ),
        (
            pin.channel is not None and pin.channel not in problem.catalogue.channels,
            "known-keys",
            f"no channel {pin.channel!r}",
        ),
    )
    fix = "change or remove the pin"
    return [Violation(rule, (pin.ref,), detail, fix) for broken, rule, detail in checks if broken]
