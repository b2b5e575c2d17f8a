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
    def by_type(self) -> dict[str, list[tuple[int, int]]]:
        """Place and start of each of `around`, by send type."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, send in enumerate(self.around):
            found.setdefault(send.send_type, []).append((place, int(self.starts[place])))
        return found

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
        child = np.array([self.followups.get(self.sends[place].ref, -1) for place in places])
        chased = (child >= 0)[:, None]
        delay = np.where(child >= 0, self.starts[child] - self.starts[places], 0)[:, None]
        reach = max(rules.ppv_gap_minutes, rules.min_gap_minutes + rules.followup_max_minutes, 60)
        near = np.flatnonzero((self.starts > at.min() - reach) & (self.starts < at.max() + reach))
        moving = (near == np.array(places)[:, None]) | (near == child[:, None])
        starts, hours = np.where(moving, FAR, self.starts[near]), np.where(moving, FAR, self.hours[near])
        distance = np.abs(at[:, :, None] - starts[:, None, :])
        close: Flags = np.any(distance < rules.min_gap_minutes, axis=2)
        ppv = self.is_ppv[places][:, None] & (distance[:, :, self.is_ppv[near]] < rules.ppv_gap_minutes).any(axis=2)
        hour, after = minutes // 60, (minutes + delay) // 60
        together = chased & (after == hour)
        full = (hour[:, :, None] == hours[:, None, :]).sum(axis=2) + together >= rules.max_per_hour
        night = chased & np.array([hour in rules.avoid_hours for hour in range(24)])[after % 24]
        rows = np.flatnonzero(child >= 0)
        later = np.abs((at + delay)[rows][:, :, None] - starts[rows][:, None, :])
        close[rows] |= (later < rules.min_gap_minutes).any(axis=2)
        crowd = (after[rows][:, :, None] == hours[rows][:, None, :]).sum(axis=2)
        full[rows] |= ~together[rows] & (crowd >= rules.max_per_hour)
        types = np.array([self._too_near_its_type(place, row) for place, row in zip(places, at, strict=True)])
        return np.array([close, ppv, types, full, night])

    def _too_near_its_type(self, place: int, at: Ints) -> Flags:
        kind = self.context.problem.catalogue.send_types[self.sends[place].send_type]
        others = [start for other, start in self.by_type[kind.key] if other != place]
        distance = np.abs(at[:, None] - np.array(others, dtype=np.int64))
        too_near: Flags = np.any(distance < 60 * kind.min_gap_hours, axis=1)
        return too_near
