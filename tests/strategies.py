"""Hypothesis strategies: page-weeks of every kind, all of them possible in life."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from eros.model.caption import Lock, Restrictions
from eros.model.clock import DAY
from eros.model.drip import Shoot
from eros.model.history import FleetFigures, History
from eros.model.problem import Problem
from eros.model.wishes import PinnedSend, Wishes
from eros.rules.captions import dated_faults, standing_faults
from tests.builders import (
    a_bank,
    a_context,
    a_creator,
    a_send,
    at,
    caption_fields,
    caption_types,
    changed,
    the_catalogue,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eros.model.caption import Caption
    from eros.model.catalogue import PageType
    from eros.model.schedule import Schedule, Send
    from eros.model.wishes import Mode

    Change = Callable[[st.DrawFn, Problem, Schedule, Send], dict[str, Any]]

__all__ = ["mutations", "problems"]

PLAIN_WEEK = date(2026, 11, 23)
PLACES = (
    ("America/Los_Angeles", PLAIN_WEEK),
    ("America/Los_Angeles", date(2026, 3, 2)),
    ("America/Los_Angeles", date(2026, 10, 26)),
    ("Europe/Berlin", date(2026, 3, 23)),
    ("Europe/Berlin", date(2026, 10, 19)),
    ("America/Santiago", date(2026, 8, 31)),
    ("Asia/Beirut", date(2026, 3, 23)),
    ("Australia/Lord_Howe", date(2026, 3, 30)),
    ("Australia/Lord_Howe", date(2026, 9, 28)),
    ("Asia/Kathmandu", PLAIN_WEEK),
)
"""Zones and weeks: no clock change, an hour lost or repeated on Sunday, at midnight, and by half an hour."""

CATALOGUE = the_catalogue()
INVENTORY = tuple(key for key, content in CATALOGUE.content_types.items() if content.is_inventory)
PURPOSES = tuple(key for key, content in CATALOGUE.content_types.items() if not content.is_inventory)
PIN_TYPES = ("ppv_video", "bump_normal", "dm_farm", "bundle", "bump_text_only")
SENT_BEFORE = ("ppv_video", "vip_program", "game_post", "bundle", "bump_normal", "ppv_message", "flash_bundle")
NEVER_SOLD = ("vip_program", "flash_bundle")
PIN_CLOCKS = (("10:00", "14:27", "19:00"), ("00:08", "10:00", "19:00"), ("10:00", "19:00", "23:48"))
MODES: tuple[Mode, ...] = ("optimize", "optimize", "safe", "conservative")


class GeneratedProblem(Problem):
    """A problem that introduces itself in a line."""

    def __repr__(self) -> str:
        creator = self.creator
        return (
            f"GeneratedProblem({creator.page_type} {creator.sub_type} {creator.timezone} {self.week_start}, "
            f"fans={creator.active_fans}, shared={creator.use_shared_captions}, captions={len(self.captions)}, "
            f"vault={len(self.vault)}, used={len(self.last_used)}, locks={len(self.locks)}, {self.restrictions}, "
            f"messages={len(self.history)}, previous={[send.send_type for send in self.previous]}, "
            f"committed={len(self.committed)}, last_style={self.last_style}, {self.wishes})"
        )

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # noqa: FBT001 - Hypothesis calls it so
        printer.text(repr(self))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a bank: captions per caption type, and the share of caption types it covers."""

    per_type: int
    share: float


SIZES = (Size(0, 0.0), Size(1, 1.0), Size(3, 0.5), Size(12, 1.0))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A page-week: any page, bank, vault, past, wishes and clock change, kept small enough to be planned in a moment."""
    zone, week_start = draw(st.sampled_from(PLACES))
    page_type: PageType = draw(st.sampled_from(("paid", "paid", "free")))
    creator = a_creator(
        page_type=page_type,
        sub_type=draw(st.sampled_from(("porno_commercial", "porno_amateur", "softcore", "lifestyle"))),
        timezone=zone,
        active_fans=draw(st.sampled_from((0, 40, 800, 2_400, 9_000, 60_000))),
        use_shared_captions=draw(st.sampled_from((True, True, True, False))),
    )
    vault = frozenset(draw(st.sampled_from(((), INVENTORY[:2], INVENTORY[5:17], INVENTORY))))
    captions = _bank(draw, vault)
    bare = GeneratedProblem(
        as_of=datetime.combine(week_start - timedelta(days=3), datetime.min.time(), UTC),
        week_start=week_start,
        creator=creator,
        catalogue=CATALOGUE,
        captions=captions,
        vault=vault,
    )
    previous = _previous(draw, bare)
    committed = _committed(draw, bare)
    last_ppv = [send for send in previous if send.ppv_style is not None]
    problem = replace(
        bare,
        as_of=committed[-1].utc + timedelta(minutes=1) if committed else bare.as_of,
        last_used=_last_used(draw, captions, week_start),
        locks=_locks(draw, captions, week_start),
        restrictions=draw(_restrictions()),
        history=_history(draw, week_start),
        fleet=FleetFigures.none(),
        previous=previous,
        committed=committed,
        shoots=draw(st.sampled_from(((), _shoots(vault)))),
        last_style=last_ppv[-1].ppv_style if last_ppv else draw(st.sampled_from((None, "winner", "solo"))),
    )
    return replace(problem, wishes=_wishes(draw, problem))


def _bank(draw: st.DrawFn, vault: frozenset[str]) -> Mapping[int, Caption]:
    """Shared and own texts, some of them impossible here: foreign, paid-only, of content the vault lacks."""
    size = draw(st.sampled_from(SIZES))
    every = caption_types(CATALOGUE)
    types = every[: round(len(every) * size.share)]
    contents = (*sorted(vault), *PURPOSES[:3], "voice_note")
    bank = a_bank(size.per_type, contents=contents, types=types)
    odd = draw(st.integers(0, 6))
    return {
        caption_id: replace(
            caption,
            creator_id=("c-alexia", "c-bea")[caption_id % 2] if caption_id % 7 < odd else None,
            is_paid_only=caption_id % 11 == odd,
            price_tier=("basic", "premium", None)[caption_id % 3],
            fleet_uses=caption_id % 9,
            fleet_index=0.6 + caption_id % 8 / 10,
        )
        for caption_id, caption in bank.items()
    }


def _shoots(vault: frozenset[str]) -> tuple[Shoot, ...]:
    """Some of the page's content was shot in one of two outfits, some in nobody knows which."""
    outfits = ("blue dress", "red coat", None)
    return tuple(Shoot(f"shoot-{n}", outfits[n % 3], key, PLAIN_WEEK) for n, key in enumerate(sorted(vault)[:7]))


def _last_used(draw: st.DrawFn, captions: Mapping[int, Caption], week_start: date) -> dict[int, date]:
    """Every n-th caption was used, up to five weeks ago."""
    step = draw(st.sampled_from((0, 1, 2, 5)))
    if step == 0:
        return {}
    return {key: week_start - timedelta(days=1 + key * 7 % 35) for key in captions if key % step == 0}


def _locks(draw: st.DrawFn, captions: Mapping[int, Caption], week_start: date) -> tuple[Lock, ...]:
    """Other pages' locks around the week, one of the page's own."""
    step = draw(st.sampled_from((0, 3)))
    if step == 0:
        return ()
    foreign = [Lock(key, "c-bea", week_start + timedelta(days=key % 20 - 9)) for key in captions if key % step == 0]
    return (*foreign, *(Lock(key, "c-alexia", week_start) for key in list(captions)[:1]))


def _restrictions() -> st.SearchStrategy[Restrictions]:
    return st.sampled_from(
        (
            Restrictions(),
            Restrictions(),
            Restrictions(hard_patterns=(r"number \d*7\b",), blocked_tiers=frozenset({"premium"})),
            Restrictions(allowed_categories=frozenset({"scenery"}), blocked_categories=frozenset({"flash_sale"})),
        )
    )


def _history(draw: st.DrawFn, week_start: date) -> History:
    """No messages, a handful, or months of three a day: some types and contents never sell, the last week may slump."""
    count, slump = draw(st.sampled_from(((0, 1.0), (0, 1.0), (8, 1.0), (360, 1.0), (360, 0.1))))
    if count == 0:
        return History.empty()
    index = np.arange(count)
    day = week_start.toordinal() - 4 - (count - 1 - index) // 3
    kinds, contents = tuple(CATALOGUE.send_types), tuple(CATALOGUE.content_types)
    send_type = np.array([kinds.index(key) for key in SENT_BEFORE])[index % len(SENT_BEFORE)]
    priced = np.array([CATALOGUE.send_types[key].requires_price for key in SENT_BEFORE])[index % len(SENT_BEFORE)]
    sells = priced & ~np.isin(send_type, [kinds.index(key) for key in NEVER_SOLD]) & (index % 8 != 0)
    late = day >= day[-1] - 6
    level = np.where(late, slump, 1.0)
    price = np.where(priced, 1969, 0)
    sold = np.where(sells, (10 + index % 5) * level, 0).astype(np.int64)
    return History(
        send_types=kinds,
        caption_types=caption_types(CATALOGUE),
        content_types=contents,
        day=day,
        hour=8 + index * 5 % 16,
        weekday=(day - 1) % 7,
        send_type=send_type,
        caption_type=index % 4,
        content_type=index % 8,
        caption_id=1 + index % 30,
        price_cents=price,
        sent=np.full(count, 2_000),
        viewed=((600 + index % 40) * level).astype(np.int64),
        purchased=sold,
        earnings_cents=sold * price,
    )


def _previous(draw: st.DrawFn, problem: Problem) -> tuple[Send, ...]:
    """The end of the week before: nothing, one VIP, or a busy Sunday evening."""
    page_type = problem.creator.page_type
    kind = draw(st.sampled_from(("none", "vip", "evening")))
    if kind == "none":
        return ()
    if kind == "vip":
        day = draw(st.integers(-7, -1))
        return (_out(problem, "mon-01", "vip_program", at(day, "14:07")),)
    evening = [
        ("vip_program", "17:07", None),
        ("ppv_video", "19:22", "winner"),
        ("bump_flyer", "22:07", None),
        ("ppv_message", "23:52", draw(st.sampled_from(("bundle", "solo")))),
    ]
    lawful = [row for row in evening if page_type in CATALOGUE.send_types[row[0]].page_types]
    return tuple(
        _out(problem, f"sun-{number:02}", key, at(-1, clock), ppv_style=style)
        for number, (key, clock, style) in enumerate(lawful, start=1)
    )


def _committed(draw: st.DrawFn, problem: Problem) -> tuple[Send, ...]:
    """What already went out on Monday: nothing, or a PPV with its follow-up and a bump."""
    if not draw(st.booleans()):
        return ()
    ppv = _out(problem, "mon-01", "ppv_video", at(0, "09:07"), ppv_style="solo")
    followup = _out(problem, "mon-02", "ppv_followup", at(0, "09:33"), parent_ref="mon-01", label="PPV")
    return (ppv, followup, _out(problem, "mon-03", "bump_normal", at(0, "12:22")))


def _out(problem: Problem, ref: str, send_type: str, week_minute: int, **changes: Any) -> Send:
    """A send that went out, with a text of its own."""
    text = {"caption_id": None, "caption_text": "Good to see you here.", "caption_type": None, "content_type": None}
    return a_send(problem, ref, send_type, week_minute, status="sent", **(text | changes))


def _wishes(draw: st.DrawFn, problem: Problem) -> Wishes:
    """Closed days, blocked types, a mode, and pins that are lawful by themselves and with one another."""
    busy = {send.day for send in problem.committed}
    closed = frozenset(draw(st.sets(st.integers(0, 6), max_size=3))) - busy if draw(st.booleans()) else frozenset()
    usable = [kind.key for kind in CATALOGUE.types_for(problem.creator.page_type)]
    blocked = frozenset(draw(st.sets(st.sampled_from(usable), max_size=draw(st.sampled_from((0, 3, 12))))))
    clocks = draw(st.sampled_from(PIN_CLOCKS))
    pin_hours = {int(clock[:2]) for clock in clocks}
    hours = frozenset(draw(st.sets(st.integers(8, 23), max_size=3))) - pin_hours if draw(st.booleans()) else frozenset()
    favoured = st.dictionaries(st.sampled_from(["revenue", "engagement", *usable]), st.sampled_from([0.2, 1.5, 6.0]))
    emphasis = tuple(draw(favoured).items()) if draw(st.booleans()) else ()
    moments = [at(day, clock) for day in range(1, 7) if day not in closed for clock in clocks]
    chosen = [minute for minute in moments if problem.clock.exists(minute) and draw(st.integers(0, 5)) == 0]
    pinned: list[PinnedSend] = []
    for minute in chosen:
        pin = _pin(draw, problem, minute, {pin.caption_id for pin in pinned})
        same_day = [other.send_type for other in pinned if other.week_minute // DAY == minute // DAY]
        if pin.send_type not in {*blocked, *same_day}:
            pinned.append(pin)
    return Wishes(
        closed_days=closed,
        closed_hours=hours,
        emphasis=emphasis,
        blocked_types=blocked,
        pinned=tuple(pinned),
        mode=draw(st.sampled_from(MODES)),
        drip_day=draw(st.sampled_from((None, None, *sorted(set(range(7)) - closed)))),
    )


def _pin(draw: st.DrawFn, problem: Problem, minute: int, taken: set[int | None]) -> PinnedSend:
    """A send at a fixed time, perhaps with a price, a text of its own or a caption that may stand there."""
    kind = CATALOGUE.send_types[draw(st.sampled_from(PIN_TYPES))]
    price = 2499 if kind.requires_price and draw(st.booleans()) else None
    text = draw(st.sampled_from((None, "Tell me about your day?")))
    caption_id = None
    if text is None and not len(problem.history) and draw(st.booleans()):
        context, on = a_context(problem), problem.clock.date_of(minute)
        fitting = (
            caption.caption_id
            for caption in problem.captions.values()
            if caption.caption_type in kind.caption_types
            and caption.caption_id not in taken
            and not standing_faults(caption, context, needs_media=kind.requires_media)
            and not dated_faults(caption, context, kind, on)
        )
        caption_id = next(fitting, None)
    return PinnedSend(f"pin-{minute}", kind.key, minute, caption_id=caption_id, text=text, price_cents=price)


@st.composite
def mutations(draw: st.DrawFn, problem: Problem, schedule: Schedule) -> Schedule:
    """The schedule with one field of one planned send changed: time, caption, type, price, parent and so on."""
    planned = [send for send in schedule.sends if send.status == "planned"]
    send = draw(st.sampled_from(planned))
    what = draw(st.sampled_from(tuple(CHANGES)))
    return changed(schedule, send.ref, **CHANGES[what](draw, problem, schedule, send))


def _other_time(draw: st.DrawFn, problem: Problem, schedule: Schedule, send: Send) -> dict[str, Any]:
    """Near another send, on another day, or anywhere, the instant and the expiry moving along."""
    others = [other.week_minute for other in schedule.sends]
    near = st.builds(int.__add__, st.sampled_from(others), st.integers(-130, 130))
    minute = draw(st.one_of(near, st.integers(-40, 7 * DAY + 40), st.just(send.week_minute + DAY)))
    instant = problem.clock.instant(minute)
    expires_at = None if send.expires_at is None else instant + (send.expires_at - send.utc)
    return {"week_minute": minute, "utc": instant, "expires_at": expires_at}


def _other_caption(draw: st.DrawFn, problem: Problem, schedule: Schedule, _: Send) -> dict[str, Any]:
    """Any caption of the bank, rather one that already stands in the week."""
    used = [s.caption_id for s in schedule.sends if s.caption_id is not None]
    bank = list(problem.captions)
    if not bank:
        return {"caption_id": None, "caption_text": "Good morning.", "caption_type": None, "content_type": None}
    banked = [key for key in used if key in problem.captions]
    chosen = draw(st.one_of(*(st.sampled_from(keys) for keys in (banked, bank, bank[-60:]) if keys)))
    return caption_fields(problem.captions[chosen])


def _other_instant(draw: st.DrawFn, _: Problem, __: Schedule, send: Send) -> dict[str, Any]:
    return {"utc": send.utc + timedelta(minutes=draw(st.sampled_from((-60, -1, 1, 60))))}


def _other_expiry(draw: st.DrawFn, _: Problem, __: Schedule, send: Send) -> dict[str, Any]:
    hours = draw(st.sampled_from((None, -1, 0, 1, 12, 24, 25)))
    return {"expires_at": None if hours is None else send.utc + timedelta(hours=hours)}


def _other_parent(draw: st.DrawFn, _: Problem, schedule: Schedule, __: Send) -> dict[str, Any]:
    return {"parent_ref": draw(st.sampled_from([None, "nobody", *(send.ref for send in schedule.sends)]))}


def _one_of(field: str, *values: object) -> Change:
    """A change of one field to any of some values."""
    return lambda draw, _problem, _schedule, _send: {field: draw(st.sampled_from(values))}


CHANGES: dict[str, Change] = {
    "time": _other_time,
    "instant": _other_instant,
    "caption": _other_caption,
    "type": _one_of("send_type", *CATALOGUE.send_types),
    "price": _one_of("price_cents", None, 0, 499, 500, 1499, 10_000, 10_001, 50_000, 50_001),
    "parent": _other_parent,
    "label": _one_of("label", None, "PPV", "VIP", "GAMES", "BUNDLES", "RENEW ON", "PARENT"),
    "channel": _one_of("channel", *CATALOGUE.channels, ""),
    "target": _one_of("target", *CATALOGUE.targets),
    "expiry": _other_expiry,
    "style": _one_of("ppv_style", "winner", "bundle", "solo", None),
    "link": _one_of("link", None, "", "{link}"),
    "media": _one_of("media", True, False),
    "flyer": _one_of("flyer", True, False),
    "drip": _one_of("drip_window", None, "09:00-13:00", "13:30-17:30", "10:00-19:00", "14:00-17:00", "noon"),
    "outfit": _one_of("outfit_id", None, "blue dress", "red coat"),
}
