"""What a careful person would script: the volume's sends in the best hours with the best captions, spacing and caps kept.

It looks at one send at a time and never back: types by worth within their caps, hours by the page's curve, captions by
score among those the page may use and has not used lately. No stage knows what the next one needs.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.model.clock import DAY
from eros.model.item import Item
from eros.plan.allocation_model import QUOTAS
from eros.plan.calendar import WeekSlots
from eros.plan.given import missing_texts, reckoned_week, week_of_items
from eros.plan.objective import followups_wanted_for
from eros.plan.pool import CaptionPool
from eros.plan.worth import worth_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule
    from eros.rules.base import Context

__all__ = ["greedy_week"]

AFTER_THE_QUARTER = 7
FOLLOWUP_DELAY = 28


def greedy_week(context: Context) -> Schedule:
    """The script's week, reckoned as a plan is, whatever rules it breaks."""
    week = week_of_items(context, list(_items(context)), 0)[0].sends
    return reckoned_week(context, 0, week, missing_texts(week))


def _items(context: Context) -> Iterator[Item]:
    worth, pool, slots = worth_of(context), CaptionPool(context), WeekSlots(context.problem, context.params)
    followup = context.problem.catalogue.followup
    used: set[int] = set()
    sent = Counter[str]()
    for day in range(7):
        taken: list[tuple[int, SendType]] = []
        best = sorted(slots.days[day], key=lambda slot: -context.estimates.curve.at(day, slot.hour))
        kinds = list(_types_of_day(context, day, sent))
        chases = followups_wanted_for(context, sum(kind.followup_parent for kind in kinds))
        for kind in kinds:
            minutes = (slot.week_minute + AFTER_THE_QUARTER for slot in best)
            minute = next((m for m in minutes if _is_clear(context, m, kind, taken)), None)
            if minute is None:
                continue
            sent[kind.key] += 1
            text, price = _caption(pool, kind, used, minute), worth.prices[kind.key]
            yield Item(f"g-{minute}", kind.key, minute, caption_id=text, price_cents=price)
            chase = minute + FOLLOWUP_DELAY
            if kind.followup_parent and chases and chase // DAY == day and _is_clear(context, chase, followup, taken):
                chases -= 1
                taken.append((chase, followup))
                text = _caption(pool, followup, used, chase)
                yield Item(f"g-{chase}", followup.key, chase, caption_id=text, parent_ref=f"g-{minute}")
            taken.append((minute, kind))


def _types_of_day(context: Context, day: int, sent: Counter[str]) -> Iterator[SendType]:
    """The day's volume: of each quota the types least sent so far, then the dearest, within their caps."""
    worth = worth_of(context)
    for quota in QUOTAS:
        wanted, today = context.estimates.volume.days[day].get(quota, 0), Counter[str]()
        for _ in range(wanted):
            able = [
                t
                for t in context.problem.send_types
                if t.quota == quota
                and not t.is_followup
                and today[t.key] < t.max_per_day
                and (not t.max_per_week or sent[t.key] + today[t.key] < t.max_per_week)
            ]
            if not able:
                break
            kind = min(able, key=lambda t: (sent[t.key] + today[t.key] > 0, today[t.key], -worth.wanted(t.key)))
            today[kind.key] += 1
            yield kind


def _is_clear(context: Context, minute: int, kind: SendType, taken: list[tuple[int, SendType]]) -> bool:
    """Far enough from what the day already holds: the gap, the PPV gap and the type's own."""
    rules = context.params.rules
    for other, its in taken:
        gaps = [rules.min_gap_minutes]
        gaps += [rules.ppv_gap_minutes] if kind.is_ppv and its.is_ppv else []
        gaps += [kind.min_gap_hours * 60] if kind is its else []
        if abs(other - minute) < max(gaps):
            return False
    return True


def _caption(pool: CaptionPool, kind: SendType, used: set[int], minute: int) -> int | None:
    """The best caption of the send type that is free on the date and not yet in the week."""
    free = pool.free(kind, pool.context.problem.clock.date_of(minute))
    found = next((option.caption.caption_id for option in free if option.caption.caption_id not in used), None)
    used.update(() if found is None else (found,))
    return found
