"""A week somebody wrote down: what its types fix filled in, judged by every HARD rule, reckoned as a plan is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from eros.model.campaign import GAME
from eros.model.clock import DAY
from eros.model.schedule import Send, Shortfall, Violation
from eros.plan.assembly import assembled
from eros.plan.fixed import pin_faults, pinned_send
from eros.plan.kept_away import with_binding_rules
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import reckon, values_before_caption
from eros.plan.skeleton import furnished
from eros.plan.worth import worth_of
from eros.rules import violations
from eros.rules.keys import EVERYONE, KNOWN_KEYS, PAGE_TYPE, needs_caption
from eros.rules.notices import notices
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.rules.soft.campaigns import campaign_of
from eros.rules.week import WEEK_BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.item import Item
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule
    from eros.rules.base import Context

__all__ = ["against_wishes", "missing_texts", "reckoned_week", "week_of_items"]


def week_of_items(context: Context, items: Sequence[Item], seed: int) -> tuple[Schedule, tuple[Violation, ...]]:
    """The week of these items and every HARD rule and wish they break; only a lawful week is reckoned.

    Sends already out stand in it as they are, whether listed or not, and so do pinned sends that are not listed. A send
    without caption and text is reported as shortfall `needs_caption`.
    """
    problem = context.problem
    out = {send.ref: send for send in problem.committed}
    own = [item for item in items if item.ref not in out]
    listed = {item.ref for item in own} | out.keys()
    pins = [pin for pin in problem.wishes.pinned if pin.ref not in listed]
    pin_breaks = {pin.ref: pin_faults(problem, pin) for pin in pins}
    sends = [
        *problem.committed,
        *(_send(problem, item) for item in own),
        *(pinned_send(problem, pin) for pin in pins if not pin_breaks[pin.ref]),
    ]
    week = _filled(context, sends, {item.ref: item for item in own})
    faults = [
        *(fault for item in items if item.ref in out for fault in _differing(problem, item, out[item.ref])),
        *(fault for item in own for fault in against_wishes(problem, item)),
        *(fault for send in week for fault in _misnamed(context, send)),
        *(fault for found in pin_breaks.values() for fault in found),
    ]
    missing = missing_texts(week)
    draft = assembled(context, seed, week, shortfalls=missing)
    broken = (*faults, *violations(draft, context))
    return (draft, broken) if broken else (reckoned_week(context, seed, week, missing), ())


def _send(problem: Problem, item: Item) -> Send:
    caption = problem.captions.get(item.caption_id or 0)
    return Send(
        ref=item.ref,
        send_type=item.send_type,
        week_minute=item.week_minute,
        utc=problem.clock.instant(item.week_minute),
        channel=item.channel or "",
        target=item.target or "",
        caption_id=item.caption_id,
        caption_text=caption.text if caption else item.text,
        caption_type=caption.caption_type if caption else None,
        content_type=caption.content_type if caption else None,
        price_cents=item.price_cents,
        parent_ref=item.parent_ref,
        drip_window=item.drip_window,
        outfit_id=item.outfit_id,
        pinned=item.pinned,
    )


def _filled(context: Context, sends: Sequence[Send], items: dict[str, Item]) -> tuple[Send, ...]:
    """The sends in time order with what their types fix, then with what the items say otherwise."""
    types = context.problem.catalogue.send_types
    unknown = [send.with_(target=send.target or EVERYONE) for send in sends if send.send_type not in types]
    known = furnished(context, {}, [send for send in sends if send.send_type in types])
    said = [_as_said(context, send, items[send.ref]) if send.ref in items else send for send in (*known, *unknown)]
    return tuple(sorted(said, key=lambda send: (send.utc, send.ref)))


def _as_said(context: Context, send: Send, item: Item) -> Send:
    given = {
        name: getattr(item, name) for name in ("media", "flyer", "link", "label", "notes", "campaign", "game_kind")
    }
    said = send.with_(**{name: value for name, value in given.items() if value is not None})
    return said if said.campaign is not None else said.with_(campaign=campaign_of(said, context))


def _misnamed(context: Context, send: Send) -> Iterator[Violation]:
    """A send is named a campaign only where it can be that one, and games are of known kinds."""
    if send.settled:
        return
    meant = campaign_of(send, context)
    if send.campaign not in (None, meant):
        detail = (
            f"a {send.send_type} on {send.channel} is {'no' if meant is None else meant} campaign, not {send.campaign}"
        )
        yield Violation(KNOWN_KEYS.id, (send.ref,), detail, "leave campaign out, or change type, channel or game kind")
    known = context.params.mix.game_weights
    if send.game_kind is not None and (send.send_type != GAME or send.game_kind not in known):
        detail = f"{send.game_kind!r} is no game kind of a {send.send_type}"
        yield Violation(KNOWN_KEYS.id, (send.ref,), detail, f"only a {GAME} has one: {', '.join(known)}")


def _differing(problem: Problem, item: Item, out: Send) -> Iterator[Violation]:
    """An item may repeat a send that went out, never change it."""
    said = (item.send_type, item.week_minute, item.caption_id or item.text)
    if said != (out.send_type, out.week_minute, out.caption_id or out.caption_text):
        yield Violation(
            KNOWN_KEYS.id,
            (item.ref,),
            f"the ref belongs to a {out.send_type} that went out on {problem.clock.local(out.week_minute):%a %H:%M}",
            "leave that one out, it stays by itself; give a new send another ref",
        )


def against_wishes(problem: Problem, item: Item | Send) -> Iterator[Violation]:
    """What a send breaks of what the wishes close or block."""
    wishes, when = problem.wishes, f"{problem.clock.local(item.week_minute):%a %H:%M}"
    if item.week_minute // DAY in wishes.closed_days:
        yield Violation(WEEK_BOUNDS.id, (item.ref,), f"{when} lies on a closed day", "move it, or open the day")
    if item.week_minute % DAY // 60 in wishes.closed_hours:
        yield Violation(WEEK_BOUNDS.id, (item.ref,), f"{when} lies in a closed hour", "move it, or open the hour")
    if item.send_type in wishes.blocked_types:
        yield Violation(PAGE_TYPE.id, (item.ref,), f"{item.send_type} is blocked", "remove it, or unblock the type")


def missing_texts(week: Sequence[Send]) -> tuple[Shortfall, ...]:
    """Sends without caption and text, counted by type and day."""
    lacking = Counter((send.send_type, send.day) for send in week if needs_caption(send))
    detail = "neither a caption nor a text was given"
    return tuple(
        Shortfall(send_type, "needs_caption", count, detail, day) for (send_type, day), count in lacking.items()
    )


def reckoned_week(context: Context, seed: int, week: Sequence[Send], missing: tuple[Shortfall, ...]) -> Schedule:
    """The lawful week with terms, forecast and the prices of what it breaks of the SOFT rules."""
    worth, pool = worth_of(context), CaptionPool(context)
    before = values_before_caption(context, worth, week)
    sends = tuple(
        send if send.status == "sent" else reckon(context, worth, send, before[send.ref], pool.factor_of(send))
        for send in week
    )
    sends = with_binding_rules(context, sends)
    warnings = soft_warnings(Judged(sends, context, worth.unit))
    schedule = assembled(context, seed, sends, shortfalls=missing, warnings=warnings)
    return replace(schedule, warnings=(*warnings, *notices(schedule, context)))
