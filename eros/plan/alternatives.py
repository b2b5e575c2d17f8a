"""What else one place of a week could be: other times and captions for a send, new sends where something is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eros.digest import uniform
from eros.model.clock import DAY
from eros.model.schedule import Send
from eros.plan.allocation_model import AllocationInput
from eros.plan.calendar import SLOT, WeekSlots
from eros.plan.pool import CaptionPool
from eros.plan.skeleton import DAY_NAMES, furnished
from eros.plan.worth import worth_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule
    from eros.plan.calendar import Slot
    from eros.plan.pool import Options
    from eros.rules.base import Context

__all__ = ["Alternatives"]


@dataclass(frozen=True)
class Alternatives:
    """The offers of one page-week, best first by what they seem worth; whether they stand is for the rules to say."""

    context: Context
    seed: int

    def minutes(self, week: Schedule, send: Send, most: int, *, anywhere: bool = False) -> list[int]:
        """Week minutes a send could move to that keep its gaps, at most two a day.

        Only on days whose volume asks for another of its kind, but for `anywhere` and for kinds without a volume.
        """
        kind = self._kind(send)
        others = [s for s in week.sends if s.stands and send.ref not in {s.ref, s.parent_ref}]
        short = self._short(others)
        slots = [
            (-self._curve(day, slot), slot)
            for day, open_slots in enumerate(self._given.slots.days)
            if self._has_room(kind, day, others) and (anywhere or kind.quota == "none" or short[day, kind.quota] > 0)
            for slot in open_slots
        ]
        found: list[int] = []
        days = Counter[int]()
        for _, slot in sorted(slots, key=lambda entry: (entry[0], entry[1].week_minute)):
            if len(found) == most:
                break
            if days[slot.week_minute // DAY] == 2:
                continue
            minute = self._free_minute(kind, slot, others)
            if minute is not None and minute != send.week_minute:
                found.append(minute)
                days[minute // DAY] += 1
        return found

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
            yield value, furnished(self.context, worth.prices, [bare])[0]

    @cached_property
    def _given(self) -> AllocationInput:
        pool = CaptionPool(self.context)
        slots = WeekSlots(self.context.problem, self.context.params)
        return AllocationInput(self.context, worth_of(self.context), pool, slots, ())

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
        return not cooling and sum(s.day == day and s.send_type == kind.key for s in others) < kind.max_per_day

    def _free_minute(self, kind: SendType, slot: Slot, others: Sequence[Send]) -> int | None:
        """A minute of the quarter hour, spread by the seed, that keeps every distance; None where there is none."""
        first = int(uniform(self.seed, "mend", kind.key, slot.week_minute) * (SLOT - 1))
        near = [
            (self.context.problem.clock.elapsed_at(s.utc), self._gap(kind, self._kind(s)))
            for s in (*others, *self.context.problem.previous)
        ]
        for turn in range(SLOT - 1):
            offset = 1 + (first + turn) % (SLOT - 1)
            elapsed = slot.elapsed * SLOT + offset
            if all(abs(elapsed - other) >= gap for other, gap in near):
                return slot.week_minute + offset
        return None

    def _gap(self, kind: SendType, other: SendType) -> int:
        gaps = [self._given.gap_minutes]
        if kind.key == other.key:
            gaps.append(kind.min_gap_hours * 60)
        if kind.is_ppv and other.is_ppv:
            gaps.append(self._given.ppv_gap_minutes)
        return max(gaps)


def _new_ref(week: Schedule, day: int) -> str:
    taken, number = {send.ref for send in week.sends}, 1
    while (ref := f"{DAY_NAMES[day]}-{number:02}") in taken:
        number += 1
    return ref
