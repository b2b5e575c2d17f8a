"""What a bound is over: the numbers of a page that every lawful week shares.

The weeks are those that keep the HARD rules and the wishes, with the prices, channels and targets the planner gives a type
and texts from its pool; pinned sends and sends already out stand in all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eros.plan.allocation_model import fatigue_factor
from eros.plan.objective import followups_wanted_for
from eros.plan.worth import at_price, contacts
from eros.rules.caps import daily_room, rolling_room
from eros.rules.mix import excused_types, is_avoid_type

if TYPE_CHECKING:
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput
    from eros.rules.base import Context

__all__ = ["Space"]


@dataclass(frozen=True)
class Space:
    """A page's week before anything is decided, read from what the stages are given.

    `walled` is how many new bundles of each day may go to the wall, where they tire less.
    """

    given: AllocationInput
    walled: tuple[int, ...] = (0,) * 7

    @property
    def context(self) -> Context:
        """The problem, the tunables and the estimates."""
        return self.given.context

    @property
    def unit(self) -> float:
        """Cents of a send value, the currency of prices."""
        return self.given.worth.unit

    @cached_property
    def types(self) -> tuple[SendType, ...]:
        """The types that are no follow-ups."""
        return self.given.types

    @cached_property
    def followup(self) -> SendType:
        """The follow-up type."""
        return self.context.problem.catalogue.followup

    @cached_property
    def pins(self) -> tuple[Send, ...]:
        """Fixed sends that are not out yet."""
        return tuple(send for send in self.given.fixed if send.status != "sent")

    @cached_property
    def sent_cents(self) -> float:
        """Forecast and preference of what is out."""
        return sum(s.forecast_cents + s.preference_cents for s in self.given.fixed if s.status == "sent")

    @cached_property
    def hours(self) -> tuple[tuple[int, ...], ...]:
        """The clock hours of each day in which something may start."""
        return tuple(tuple(sorted({slot.hour for slot in day})) for day in self.given.slots.days)

    @cached_property
    def room(self) -> dict[str, tuple[int, ...]]:
        """New sends each day may hold, by type, from the daily caps alone (rules `type-per-day`, `avoid`)."""
        return {t.key: tuple(self._most(t, day) for day in range(7)) for t in self.types}

    def _most(self, kind: SendType, day: int) -> int:
        room = daily_room(self.context, kind)[day] - self.given.pinned_counts[day, kind.key]
        if is_avoid_type(kind, self.context):
            room = min(room, int(kind.key in excused_types(self.context)))
        return max(0, min(room, len(self.hours[day])))

    @cached_property
    def windows(self) -> tuple[tuple[str, tuple[int, ...], int], ...]:
        """Weekly limits: type, days, new sends they may hold (rules `type-per-week`, `avoid`)."""
        found = [
            (t.key, w.days, max(0, w.room - sum(self.given.pinned_counts[day, t.key] for day in w.days)))
            for t in self.types
            for w in rolling_room(self.context, t)
        ]
        excused = excused_types(self.context)
        return (*found, *((t.key, tuple(range(7)), 1) for t in self.types if t.key in excused))

    def value(self, day: int, key: str, hour: int, copies: int) -> float:
        """Cents of one of so many sends of a type on a day before fatigue and caption; follow-ups do not tire."""
        curve = self.context.estimates.curve
        return self.given.worth.wanted(key) * curve.at(day, hour) * self._repeat(key, copies)

    def _repeat(self, key: str, copies: int) -> float:
        discount = self.context.params.plan.repeat_discount
        alone = key == self.followup.key or copies <= 1
        return 1.0 if alone else sum(discount**j for j in range(copies)) / copies

    @cached_property
    def pinned_cents(self) -> tuple[float, ...]:
        """By day: the most the pinned sends may earn before fatigue, with their own text or the best one."""
        found = [0.0] * 7
        counts = Counter((send.day, send.send_type) for send in self.given.fixed)
        for send in self.pins:
            worth = self.given.worth[send.send_type]
            own = send.price_cents if send.price_cents is not None else worth.price_cents
            cents = worth.cents if own is None else at_price(self.context, send.send_type, worth.usual, own)
            factor = self.given.pool.factor_of(send)
            if factor is None:
                options = self.given.pool.options[send.send_type]
                factor = float(options.factor.max(initial=0.0))
            timed = self.context.estimates.curve.at(send.day, send.minute // 60)
            weight = self.given.worth.weight(send.send_type)
            found[send.day] += (
                cents * weight * timed * factor * self._repeat(send.send_type, counts[send.day, send.send_type])
            )
        return tuple(found)

    @cached_property
    def fixed_contacts(self) -> tuple[float, ...]:
        """Contacts of each day that stand already."""
        types = self.context.problem.catalogue.send_types
        found = [0.0] * 7
        for send in self.given.fixed:
            kind = types[send.send_type]
            found[send.day] += contacts(self.context, kind, send.channel or kind.channel)
        return tuple(found)

    def contact(self, kind: SendType) -> float:
        """How much of a contact a new send of the type is."""
        return contacts(self.context, kind)

    def fatigue(self, contact_count: float) -> float:
        """Value of a send on a day with so many contacts over its value on the usual day."""
        return fatigue_factor(self.context, contact_count)

    @cached_property
    def most_followups(self) -> int:
        """Follow-ups a day may hold."""
        return min(self.followup.max_per_day, self.context.params.rules.followups_per_day)

    def followups_wanted(self, parents: int) -> int:
        """Follow-ups a day with so many parents asks for."""
        return followups_wanted_for(self.context, parents)
