"""What else one place of a week could be: other times and captions for a send, new sends where something is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.digest import uniform
from eros.model.campaign import CAMPAIGNS
from eros.model.clock import DAY
from eros.model.schedule import Send
from eros.plan.allocation_model import AllocationInput
from eros.plan.calendar import SLOT, WeekSlots
from eros.plan.campaigns import with_campaigns, with_tip_amounts
from eros.plan.pool import CaptionPool
from eros.plan.skeleton import DAY_NAMES, furnished
from eros.plan.worth import worth_of
from eros.rules.soft.campaigns import campaign_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from eros.model.campaign import Campaign
    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule
    from eros.plan.calendar import Slot
    from eros.plan.pool import Options
    from eros.rules.base import Context

__all__ = ["Alternatives"]


@dataclass(frozen=True)
class Alternatives:
    """The offers for a week made from `base`, best first by what they seem worth; whether they stand the rules say."""

    context: Context
    base: Schedule

    def minutes(self, week: Schedule, send: Send, most: int, *, anywhere: bool = False) -> list[int]:
        """Week minutes a send could move to that keep its gaps, at most two a day.

        Only on days whose volume asks for another of its kind, but for `anywhere` and for kinds without a volume.
        """
        kind = self._kind(send)
        others = self._staying(week.sends, send)
        short = self._short(others)
        slots = [
            (-self._curve(day, slot), slot)
            for day, open_slots in enumerate(self._given.slots.days)
            if self._has_room(kind, day, others) and (anywhere or kind.quota == "none" or short[day, kind.quota] > 0)
            for slot in open_slots
        ]
        best = [slot for _, slot in sorted(slots, key=lambda entry: (entry[0], entry[1].week_minute))]
        found: list[int] = []
        days = Counter[int]()
        for slot, free in zip(best, self._free(kind, best, others, planned=True), strict=True):
            if len(found) == most:
                break
            if days[slot.week_minute // DAY] == 2 or not free.any():
                continue
            minute = slot.week_minute + self._offset(kind, slot, free)
            if minute != send.week_minute:
                found.append(minute)
                days[minute // DAY] += 1
        return found

    def minutes_before(self, others: Iterable[Send], send: Send, limit: Send, reach_minutes: int) -> list[int]:
        """Where a send of its kind may start in the last so many minutes before `limit`: one a quarter hour, latest first.

        Week minutes that keep the distances HARD rules ask for to the `others` and the type's cap of the day; no other rule
        is asked.
        """
        kind, clock = self._kind(send), self.context.problem.clock
        end = clock.elapsed_at(limit.utc)
        around = self._staying(others, send)
        full = {day for day in range(7) if self._copies(kind, day, around) >= kind.max_per_day}
        slots = [
            slot
            for day, open_slots in enumerate(self._given.slots.days)
            for slot in open_slots
            if day not in full and end - reach_minutes < (slot.elapsed + 1) * SLOT <= end
        ]
        slots.reverse()
        free = self._free(kind, slots, around, planned=False)
        return [
            slot.week_minute + self._offset(kind, slot, row) for slot, row in zip(slots, free, strict=True) if row.any()
        ]

    def captions(self, week: Schedule, send: Send, most: int) -> list[int]:
        """Ids of the captions free for a send that no other one of the week holds, the most valuable first."""
        used = {s.caption_id for s in week.sends if s.stands}
        options = self._options(self._kind(send), send.week_minute)
        ids = (int(options.bank.ids[row]) for row in options.rows)
        return [key for key, _ in zip((key for key in ids if key not in used), range(most), strict=False)]

    def additions(self, week: Schedule, most: int, *, missing: bool) -> list[Send]:
        """New sends with a time and a caption: of types the volume lacks or, with `missing`, of types the week lacks."""
        have = {s.send_type for s in week.sends if s.stands}
        found: list[tuple[float, Send]] = []
        for kind in self._given.types:
            if missing and kind.key in have:
                continue
            bare = Send("", kind.key, 0, self.context.problem.clock.instant(0), "", "")
            for minute in self.minutes(week, bare, 2, anywhere=missing):
                found += self._added(week, kind, minute)
        found.sort(key=lambda entry: (-entry[0], entry[1].week_minute, entry[1].send_type))
        return [send for _, send in found[:most]]

    def _added(self, week: Schedule, kind: SendType, minute: int) -> Iterator[tuple[float, Send]]:
        problem, worth = self.context.problem, self._given.worth
        bare = Send("", kind.key, minute, problem.clock.instant(minute), "", "")
        for caption_id in self.captions(week, bare, 1):
            caption = problem.captions[caption_id]
            bare = bare.with_(
                ref=_new_ref(week, minute // DAY),
                caption_id=caption_id,
                caption_text=caption.text,
                caption_type=caption.caption_type,
                content_type=caption.content_type,
            )
            factor = self._given.pool.factor_of(bare) or 0.0
            value = worth[kind.key].cents * self.context.estimates.curve.at(minute // DAY, minute % DAY // 60) * factor
            yield value, self._finished(week, furnished(self.context, worth.prices, [bare])[0])

    def _finished(self, week: Schedule, send: Send) -> Send:
        """The send as a campaign that the week lost where it can be one, with its game and its amount drawn."""
        others = tuple(other for other in week.sends if other.stands)
        settled = replace(self.context, problem=replace(self.context.problem, committed=others))
        lost = self._campaigns(self.base.sends) - self._campaigns(others)
        chosen = [
            (send.day, campaign)
            for campaign in CAMPAIGNS
            if lost[campaign] and self._kind(send) in campaign_types(campaign, self.context)
        ]
        *_, named = with_campaigns(settled, (*others, send), chosen[:1], self.base.seed)
        ordered = sorted((*others, named), key=lambda other: (other.utc, other.ref))
        return next(s for s in with_tip_amounts(settled, ordered, self.base.seed) if s.ref == send.ref)

    @staticmethod
    def _campaigns(sends: Iterable[Send]) -> Counter[Campaign]:
        return Counter(send.campaign for send in sends if send.campaign is not None)

    @cached_property
    def _given(self) -> AllocationInput:
        pool = CaptionPool(self.context)
        slots = WeekSlots(self.context.problem, self.context.params)
        return AllocationInput(self.context, worth_of(self.context), pool, slots, (), self.base.seed)

    @cached_property
    def _offers(self) -> dict[tuple[str, int], Options]:
        return {}

    def _options(self, kind: SendType, week_minute: int) -> Options:
        key = kind.key, week_minute // DAY
        if key not in self._offers:
            self._offers[key] = self._given.pool.free(kind, self.context.problem.clock.date_of(week_minute))
        return self._offers[key]

    def _kind(self, send: Send) -> SendType:
        return self.context.problem.catalogue.send_types[send.send_type]

    def _curve(self, day: int, slot: Slot) -> float:
        return self.context.estimates.curve.at(day, slot.hour)

    def _short(self, standing: Sequence[Send]) -> Counter[tuple[int, str]]:
        """How many sends each day lacks of its volume, below 0 where it has too many, by (day, quota)."""
        have = Counter((s.day, self._kind(s).quota) for s in standing)
        days = self.context.estimates.volume.days
        return Counter(
            {
                (day, quota): count - have[day, quota]
                for day, wanted in enumerate(days)
                for quota, count in wanted.items()
            }
        )

    def _has_room(self, kind: SendType, day: int, others: Sequence[Send]) -> bool:
        cooling = kind.requires_price and day in self.context.estimates.volume.cooling_days
        return not cooling and self._copies(kind, day, others) < kind.max_per_day

    @staticmethod
    def _copies(kind: SendType, day: int, others: Iterable[Send]) -> int:
        return sum(other.day == day and other.send_type == kind.key for other in others)

    def _staying(self, sends: Iterable[Send], moving: Send) -> list[Send]:
        """All that stands but a send and the follow-ups that move with it."""
        return [
            other
            for other in sends
            if other.stands
            and other.ref != moving.ref
            and not (other.parent_ref == moving.ref and self._kind(other).is_followup)
        ]

    def _free(
        self, kind: SendType, slots: Sequence[Slot], others: Sequence[Send], *, planned: bool
    ) -> NDArray[np.bool_]:
        """Which of the minutes 1-14 of each slot keep every distance: those the plan keeps, or those of the HARD rules."""
        around = (*others, *self.context.problem.previous)
        near = np.array([self.context.problem.clock.elapsed_at(s.utc) for s in around], dtype=np.int64)
        gaps = np.array([self._gap(kind, self._kind(s), planned=planned) for s in around], dtype=np.int64)
        starts = np.array([slot.elapsed * SLOT for slot in slots], dtype=np.int64)[:, None] + np.arange(1, SLOT)
        free: NDArray[np.bool_] = (np.abs(starts[:, :, None] - near) >= gaps).all(axis=2)
        return free

    def _offset(self, kind: SendType, slot: Slot, free: NDArray[np.bool_]) -> int:
        """One of the free minutes of a slot that has some, spread by the seed."""
        first = int(uniform(self.base.seed, "mend", kind.key, slot.week_minute) * (SLOT - 1))
        return 1 + next(place for turn in range(SLOT - 1) if free[place := (first + turn) % (SLOT - 1)])

    def _gap(self, kind: SendType, other: SendType, *, planned: bool) -> int:
        rules = self.context.params.rules
        gaps = [self._given.gap_minutes if planned else rules.min_gap_minutes]
        if kind.key == other.key:
            gaps.append(kind.min_gap_hours * 60)
        if kind.is_ppv and other.is_ppv:
            gaps.append(self._given.ppv_gap_minutes if planned else rules.ppv_gap_minutes)
        return max(gaps)


def _new_ref(week: Schedule, day: int) -> str:
    taken, number = {send.ref for send in week.sends}, 1
    while (ref := f"{DAY_NAMES[day]}-{number:02}") in taken:
        number += 1
    return ref
