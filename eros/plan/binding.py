"""Which HARD rules keep a send from a better minute or caption, and its day from one more of its type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from eros.model.clock import DAY
from eros.model.reasons import Held
from eros.plan.calendar import SLOT, WeekSlots
from eros.plan.kept_away import INSIDE
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import reckon, values_before_caption
from eros.plan.worth import worth_of
from eros.rules.caps import TYPE_PER_DAY, TYPE_PER_WEEK
from eros.rules.captions import dated_faults, standing_faults
from eros.rules.followups import FOLLOWUP_WINDOW
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.rules.spacing import MIN_GAP, PPV_GAP, TYPE_GAP
from eros.rules.texts import UNIQUE_CAPTION
from eros.rules.timeline import live
from eros.rules.week import AVOID_HOURS, PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context, Rule

__all__ = ["broken_at", "held", "other_minutes"]

MOST_LOOKED_AT = 5


def held(context: Context, week: Schedule, send: Send) -> tuple[Held, ...]:
    """The rules that bind a planned send, those of minutes first, the dearest first; () for one that stands for good."""
    if send.status != "planned":
        return ()
    return (
        *_dearest(context, week, _from_minutes(context, week, send), "minute"),
        *_dearest(context, week, _from_captions(context, week, send), "caption"),
        *_from_copies(context, week, send),
    )


def other_minutes(context: Context, send: Send) -> Iterator[int]:
    """A minute in each other open quarter hour of a send's day, as far into it as the send is into its own."""
    inside = send.week_minute % SLOT or INSIDE
    for slot in WeekSlots(context.problem, context.params).days[send.day]:
        if slot.week_minute != send.week_minute - send.week_minute % SLOT:
            yield slot.week_minute + inside


def broken_at(context: Context, week: Schedule, send: Send, minute: int) -> tuple[str, ...]:
    """Ids of the rules on time that a send would break at another minute of its week.

    All else stands, but for its follow-up, which keeps its distance and may break them, too.
    """
    shift = minute - send.week_minute
    types = context.problem.catalogue.send_types
    moving = {send.ref} | {
        other.ref
        for other in week.sends
        if other.parent_ref == send.ref and types[other.send_type].is_followup and other.status == "planned"
    }

    def moved(other: Send) -> Send:
        start = other.week_minute + shift
        return other.with_(week_minute=start, utc=context.problem.clock.instant(start))

    sends = [moved(other) if other.ref in moving else other for other in week.sends]
    return _broken(context, week, sends, moving, _ON_TIME)


_ON_TIME = (MIN_GAP, PPV_GAP, TYPE_GAP, PER_HOUR, AVOID_HOURS, FOLLOWUP_WINDOW)
_ON_COPIES = (TYPE_PER_DAY, TYPE_PER_WEEK, *_ON_TIME)


def _broken(
    context: Context, week: Schedule, sends: Iterable[Send], refs: set[str], rules: tuple[Rule, ...]
) -> tuple[str, ...]:
    """Those of the rules that are broken at these refs."""
    then = replace(week, sends=tuple(sorted(sends, key=lambda s: (s.utc, s.ref))))
    return tuple(rule.id for rule in rules if any(refs & set(fault.refs) for fault in rule.check(then, context)))


@dataclass(frozen=True, slots=True)
class _Better:
    """A send as it would be better by `gain` cents, and the one rule that forbids it."""

    rule: str
    detail: str
    gain: float
    send: Send


def _dearest(
    context: Context, week: Schedule, found: Iterable[_Better], what: Literal["minute", "caption"]
) -> list[Held]:
    """The best that each rule keeps away, the dearest first, less what it would break of the SOFT rules."""
    prices = _soft_prices(context, week.sends)
    best: dict[str, Held] = {}
    looked = Counter[str]()
    for one in sorted(found, key=lambda better: (-better.gain, better.rule, better.detail)):
        if one.rule in best or looked[one.rule] == MOST_LOOKED_AT:
            continue
        looked[one.rule] += 1
        sends = [one.send if send.ref == one.send.ref else send for send in week.sends]
        gain = round(one.gain - _soft_prices(context, sends) + prices, 2)
        if gain > 0:
            best[one.rule] = Held(one.rule, what, one.detail, gain)
    return sorted(best.values(), key=lambda held: (-(held.cents or 0.0), held.rule))


def _soft_prices(context: Context, sends: Iterable[Send]) -> float:
    ordered = sorted(sends, key=lambda send: (send.utc, send.ref))
    return sum(w.price_cents for w in soft_warnings(Judged(ordered, context, worth_of(context).unit)))


def _from_minutes(context: Context, week: Schedule, send: Send) -> Iterator[_Better]:
    """Better hours of its day that one rule alone keeps the send from."""
    if context.problem.catalogue.send_types[send.send_type].is_followup:
        return
    curve, total = context.estimates.curve, send.forecast_cents + send.preference_cents
    here = curve.at(send.day, send.minute // 60)
    for minute in other_minutes(context, send):
        hour = minute % DAY // 60
        gain = total * (curve.at(send.day, hour) / here - 1.0)
        if gain > 0 and len(rules := broken_at(context, week, send, minute)) == 1:
            other = send.with_(week_minute=minute, utc=context.problem.clock.instant(minute))
            yield _Better(rules[0], f"{hour:02d}:{minute % 60:02d}", gain, other)


def _from_captions(context: Context, week: Schedule, send: Send) -> Iterator[_Better]:
    """Better captions that one rule alone keeps the send from."""
    if send.caption_id is None:
        return
    kind, pool = context.problem.catalogue.send_types[send.send_type], CaptionPool(context)
    worth, standing = worth_of(context), live(week)
    before = values_before_caption(context, worth, standing)[send.ref]
    taken = {s.caption_id: s.ref for s in standing if s.caption_id is not None}
    for caption in context.problem.captions.values():
        if caption.caption_type not in kind.caption_types or caption.caption_id == send.caption_id:
            continue
        bare = send.with_(
            caption_id=caption.caption_id,
            caption_text=caption.text,
            caption_type=caption.caption_type,
            content_type=caption.content_type,
        )
        other = reckon(context, worth, bare, before, pool.factor_of(bare))
        gain = other.forecast_cents + other.preference_cents - send.forecast_cents - send.preference_cents
        if gain <= 0:
            continue
        holder = taken.get(caption.caption_id)
        faults = [*_faults(context, send, caption, kind), *([UNIQUE_CAPTION.id] if holder else [])]
        if len(faults) == 1:
            where = f", which stands at {holder}" if holder else ""
            yield _Better(faults[0], f"caption {caption.caption_id}{where}", gain, other)


def _faults(context: Context, send: Send, caption: Caption, kind: SendType) -> tuple[str, ...]:
    on = context.problem.clock.date_of(send.week_minute)
    return (
        *standing_faults(caption, context, needs_media=kind.requires_media),
        *dated_faults(caption, context, kind, on),
    )


def _from_copies(context: Context, week: Schedule, send: Send) -> Iterator[Held]:
    """What keeps one more of its type from the send's day: rules broken in every quarter hour, else in most of them."""
    if context.problem.catalogue.send_types[send.send_type].is_followup:
        return
    found = Counter[str]()
    minutes = list(other_minutes(context, send))
    for minute in minutes:
        copy = send.with_(
            ref=f"{send.ref}+", week_minute=minute, utc=context.problem.clock.instant(minute), parent_ref=None
        )
        broken = _broken(context, week, [*week.sends, copy], {copy.ref}, _ON_COPIES)
        if not broken:
            return
        found.update(broken)
    day = f"{context.problem.clock.local(send.week_minute):%A}"
    always = [rule for rule, count in found.items() if count == len(minutes)]
    for rule in always or [rule for rule, _ in found.most_common(1)]:
        yield Held(rule, "one more", f"one more {send.send_type} on {day}")
