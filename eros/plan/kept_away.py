"""Which rules on time each keep the sends of a week from a better hour, for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.calendar import SLOT, WeekSlots
from eros.rules.spacing import MIN_GAP, PPV_GAP, TYPE_GAP
from eros.rules.week import AVOID_HOURS, PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.rules.base import Context

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

__all__ = ["INSIDE", "with_binding_rules"]

FAR = -(10**9)
INSIDE = 7
"""Minutes into its quarter hour of a send whose own minute is a round one."""
RULES = (MIN_GAP.id, PPV_GAP.id, TYPE_GAP.id, PER_HOUR.id, AVOID_HOURS.id)


def with_binding_rules(context: Context, sends: Sequence[Send], slots: WeekSlots | None = None) -> tuple[Send, ...]:
    """The sends, those planned with the ids of the HARD rules on time that bind them.

    A rule binds where it alone keeps the send from a quarter hour of its day that its page's curve likes better, all else
    standing but its follow-up, which keeps its distance; where two forbid the place, lifting one would not help.
    """
    known = context.problem.catalogue.send_types
    if any(send.send_type not in known for send in sends):
        return tuple(sends)
    week = _Week(
        context, tuple(send for send in sends if send.stands), slots or WeekSlots(context.problem, context.params)
    )
    found: dict[str, tuple[str, ...]] = {}
    for day in range(7):
        found |= week.of_day(day)
    return tuple(
        send.with_(binding_rules=rules)
        if send.status == "planned" and (rules := found.get(send.ref, ())) != send.binding_rules
        else send
        for send in sends
    )


@dataclass(frozen=True)
class _Week:
    context: Context
    sends: tuple[Send, ...]
    slots: WeekSlots

    @cached_property
    def around(self) -> tuple[Send, ...]:
        """All that takes room, the last week's and what is out included."""
        problem, listed = self.context.problem, {send.ref for send in self.sends}
        out = (send for send in problem.committed if send.stands and send.ref not in listed)
        return (*self.sends, *out, *(send for send in problem.previous if send.stands))

    @cached_property
    def starts(self) -> Ints:
        """Elapsed minutes of `around`."""
        clock = self.context.problem.clock
        return np.array([clock.elapsed_at(send.utc) for send in self.around], dtype=np.int64)

    @cached_property
    def hours(self) -> Ints:
        """Clock hours of `around`, counted from Monday 00:00."""
        return np.array([send.week_minute // 60 for send in self.around], dtype=np.int64)

    @cached_property
    def by_type(self) -> Ints:
        """`starts`, those of each send type far from those of the others."""
        numbers: dict[str, int] = {}
        each = [numbers.setdefault(send.send_type, len(numbers)) for send in self.around]
        return self.starts + FAR * np.array(each, dtype=np.int64)

    @cached_property
    def is_ppv(self) -> Flags:
        """Which of `around` are PPV sends."""
        types = self.context.problem.catalogue.send_types
        return np.array([types[send.send_type].is_ppv for send in self.around], dtype=bool)

    @cached_property
    def followups(self) -> dict[str, int]:
        """Places of planned follow-ups in `around`, by the ref of their parent."""
        types = self.context.problem.catalogue.send_types
        return {
            send.parent_ref or "": place
            for place, send in enumerate(self.sends)
            if types[send.send_type].is_followup and send.status == "planned"
        }

    def of_day(self, day: int) -> dict[str, tuple[str, ...]]:
        """The rules that bind the planned sends of a day, by ref."""
        types, curve = self.context.problem.catalogue.send_types, self.context.estimates.curve.hours
        best = max((curve[slot.hour] for slot in self.slots.days[day]), default=0.0)
        places = [
            place
            for place, send in enumerate(self.sends)
            if send.day == day
            and send.status == "planned"
            and not types[send.send_type].is_followup
            and curve[send.minute // 60] < best
        ]
        if not places:
            return {}
        here = np.array([curve[self.sends[place].minute // 60] for place in places])[:, None]
        least = here.min()
        slots = [slot for slot in self.slots.days[day] if curve[slot.hour] > least]
        minutes = np.array([self.sends[place].week_minute for place in places], dtype=np.int64)[:, None]
        inside = np.where(minutes % SLOT, minutes % SLOT, INSIDE)
        starts = np.array([slot.elapsed * SLOT for slot in slots], dtype=np.int64) + inside
        shown = np.array([slot.week_minute for slot in slots], dtype=np.int64) + inside
        broken = self._broken(places, starts, shown)
        alone = (np.array([curve[slot.hour] for slot in slots]) > here) & (broken.sum(axis=0) == 1)
        kept = (broken & alone).any(axis=2)
        return {
            self.sends[place].ref: tuple(rule for rule, binds in zip(RULES, kept[:, row], strict=True) if binds)
            for row, place in enumerate(places)
        }

    def _broken(self, places: list[int], at: Ints, minutes: Ints) -> Flags:
        """By rule, send and quarter hour: what the send would break there, or its follow-up after it.

        `at` are elapsed minutes, `minutes` those the wall clock shows since Monday.
        """
        rules = self.context.params.rules
        child = np.array([self.followups.get(self.sends[place].ref, -1) for place in places])[:, None]
        chased = child >= 0
        own, its = self.starts[places][:, None], np.where(chased, self.starts[child], FAR)
        delay = np.where(chased, its - own, 0)
        starts, ppv_starts = np.sort(self.starts), np.sort(self.starts[self.is_ppv])
        close = _is_near(starts, at, rules.min_gap_minutes, own, its)
        close |= chased & _is_near(starts, at + delay, rules.min_gap_minutes, own, its)
        its_ppv = np.where(self.is_ppv[child], its, FAR)
        ppv = self.is_ppv[places][:, None] & _is_near(ppv_starts, at, rules.ppv_gap_minutes, own, its_ppv)
        hour, after = minutes // 60, (minutes + delay) // 60
        together = chased & (after == hour)
        hours, moved = np.sort(self.hours), (self.hours[places][:, None], np.where(chased, self.hours[child], FAR))
        full = _near(hours, hour, 1, *moved) + together >= rules.max_per_hour
        full |= chased & ~together & (_near(hours, after, 1, *moved) >= rules.max_per_hour)
        night = chased & np.array([hour in rules.avoid_hours for hour in range(24)])[after % 24]
        kinds, alike = self.context.problem.catalogue.send_types, self.by_type[places][:, None]
        gaps = np.array([[60 * kinds[self.sends[place].send_type].min_gap_hours] for place in places])
        types = _is_near(np.sort(self.by_type), alike + at - own, gaps, alike)
        return np.array([close, ppv, types, full, night])


def _near(marks: Ints, at: Ints, reach: int | Ints, *moved: Ints) -> Ints:
    """How many of the ascending `marks` lie nearer than `reach` to each of `at`, those `moved` from there left out."""
    found = np.searchsorted(marks, at + reach, "left") - np.searchsorted(marks, at - reach, "right")
    return np.asarray(found - sum(np.abs(at - mark) < reach for mark in moved))


def _is_near(marks: Ints, at: Ints, reach: int | Ints, *moved: Ints) -> Flags:
    return _near(marks, at, reach, *moved) > 0
