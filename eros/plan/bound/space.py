"""What a bound is over: the numbers of a page that every lawful week shares.

The weeks are those that keep the HARD rules and the wishes, with the prices, channels and targets the planner gives a type, a
style for every PPV and texts from its pool; pinned sends and sends already out stand in all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING

from eros.model.campaign import FIRST_TO_TIP
from eros.model.clock import DAY
from eros.plan.allocation_campaigns import open_limits
from eros.plan.campaigns import resting_tips, tip_turns, tips_in_turn
from eros.plan.worth import at_price, contacts, contacts_by_day, fatigue_factor, repeat_factor
from eros.rules.caps import daily_room, rolling_room
from eros.rules.commerce import is_link_parent
from eros.rules.mix import excused_types, is_avoid_type
from eros.rules.soft.campaigns import campaign_limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput
    from eros.rules.base import Context

__all__ = ["PUSHED", "Shared", "Space"]

LONG_GAP = 12
"""Hours a type keeps from itself; below, days hardly feel one another."""
PUSHED = "first-to-tip pushed on"
"""What days share beside sends and campaigns: tips that run for another amount than their day's."""


@dataclass(frozen=True)
class Shared:
    """Something days share: each span weighs counts of send types or campaigns by (day, key) and has a limit.

    `price` is what the worst span's excess costs, in cents each; without end where none is allowed.
    """

    spans: tuple[tuple[Mapping[tuple[int, str], float], float], ...]
    price: float = inf

    @classmethod
    def of(cls, keys: Iterable[str], days: Iterable[int], room: float) -> Shared:
        """At most so many of these types on these days together."""
        return cls((({(day, key): 1.0 for key in keys for day in days}, room),))


@dataclass(frozen=True)
class Space:
    """A page's week before anything is decided, read from what the stages are given."""

    given: AllocationInput

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
        return tuple(map(tuple, self.given.hours))

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
    def is_steady(self) -> bool:
        """True where campaigns are told apart (rule `campaigns`)."""
        return bool(campaign_limits(self.context))

    @cached_property
    def shared(self) -> tuple[Shared, ...]:
        """What days share (rules `type-per-week`, `avoid`, `labels`, `first-to-tip`, `campaigns`)."""
        return (
            *self._weekly(),
            *self._link_parents(),
            *self._midnights(),
            *self._pushed_tips(),
            *self._campaign_limits(),
        )

    @cached_property
    def spans(self) -> tuple[tuple[Mapping[tuple[int, str], float], float], ...]:
        """All their spans, one after another."""
        return tuple(span for shared in self.shared for span in shared.spans)

    def _weekly(self) -> Iterator[Shared]:
        pinned, excused = self.given.pinned_counts, excused_types(self.context)
        for kind in self.types:
            for window in rolling_room(self.context, kind):
                room = max(0, window.room - sum(pinned[day, kind.key] for day in window.days))
                yield Shared.of([kind.key], window.days, room)
            if kind.key in excused:
                yield Shared.of([kind.key], range(7), 1)

    def _link_parents(self) -> Iterator[Shared]:
        """Where no buying opportunity lies in reach before, no link drop stands; one allows all that a day may hold."""
        parents = [kind.key for kind in self.context.problem.catalogue.send_types.values() if is_link_parent(kind)]
        for kind in (kind for kind in self.types if kind.is_link_drop):
            for day, most in enumerate(self.room[kind.key]):
                near = [other for other in range(day + 1) if self._in_link_reach(other, day)]
                if most and not any(self.given.fixed_counts[other, key] for other in near for key in parents):
                    allowing = {(other, key): -1.0 for other in near for key in parents}
                    yield Shared((({(day, kind.key): 1.0 / most, **allowing}, 0.0),))

    def _in_link_reach(self, parent_day: int, day: int) -> bool:
        """True where a buying opportunity of one day may stand close enough before a link drop of another."""
        clock, rules = self.context.problem.clock, self.context.params.rules
        return clock.elapsed(day * DAY) - clock.elapsed((parent_day + 1) * DAY - 1) <= 60 * rules.link_parent_hours

    def _midnights(self) -> Iterator[Shared]:
        """A type of a long gap that starts late on a day does not start early on the next, unless an hour comes twice."""
        clock = self.context.problem.clock
        days = [day for day in range(6) if clock.elapsed((day + 2) * DAY - 1) - clock.elapsed(day * DAY) < 2 * DAY]
        for key, early, late in self.far_apart:
            for day in days:
                if self.room[key][day] and self.room[key][day + 1]:
                    weights = {(day, f"{key} from {late}"): 1.0, (day + 1, f"{key} to {early}"): 1.0}
                    yield Shared(((weights, 1.0),))

    @cached_property
    def far_apart(self) -> tuple[tuple[str, int, int], ...]:
        """Types of a long gap; up to the first hour none starts where the day before has one from the second hour on."""
        hours = sorted(set().union(*self.hours))
        return tuple(
            (kind.key, early, late)
            for kind in self.types
            if LONG_GAP <= kind.min_gap_hours < 24
            for early in hours
            if (late := early + 25 - kind.min_gap_hours) <= 23
        )

    def _pushed_tips(self) -> Iterator[Shared]:
        """A tip is pushed on by the amounts before the week only as long as few tips of the week lie between."""
        rest = self.context.params.mix.tip_rest
        for day in self.pushed:
            for days in combinations((other for other in range(day) if other not in self.pushed), rest):
                yield Shared((({(day, PUSHED): 1.0, **{(other, FIRST_TO_TIP): 1.0 for other in days}}, rest),))

    def _campaign_limits(self) -> Iterator[Shared]:
        """One price for what the worst span of a limit holds beyond it."""
        for limit, spans in open_limits(self.given):
            if spans:
                sign = float(limit.sign)
                yield Shared(
                    tuple(
                        ({(day, kind): sign for day in span.days for kind in limit.kinds}, sign * room)
                        for span, room in spans
                    ),
                    limit.price * self.unit,
                )

    def value(self, day: int, key: str, hour: int, copies: int) -> float:
        """Cents of one of so many sends of a type on a day before fatigue and caption; follow-ups do not tire."""
        curve = self.context.estimates.curve
        return self._wanted(day, key) * curve.at(day, hour) * self._repeat(key, copies)

    def _wanted(self, day: int, key: str) -> float:
        return self.given.worth.wanted(key) if key != FIRST_TO_TIP or not self.tips else self.tips[day]

    @cached_property
    def tips(self) -> tuple[float, ...]:
        """Cents of a first-to-tip for the amount of each day; none where other tips may push any of them on."""
        turns, fixed = self._tip_turns, any(send.send_type == FIRST_TO_TIP for send in self.given.fixed)
        if not turns or fixed or max(self.room.get(FIRST_TO_TIP, (0,))) > 1:
            return ()
        return tuple(self.given.tip_worth(own[0]) for own in turns)

    @cached_property
    def pushed(self) -> Mapping[int, float]:
        """Days whose tip the tips before the week may push on, and the most cents it then earns beyond its own amount's."""
        resting = resting_tips(self.context)
        days = [day for day, own in enumerate(self._tip_turns) if own[0] in resting] if self.tips else []
        return {day: max(map(self.given.tip_worth, self._tips_after(day))) - self.tips[day] for day in days}

    def _tips_after(self, day: int) -> Iterator[int]:
        """The amounts for which a tip of the day runs, whatever days before it have one."""
        for before in range(day + 1):
            for days in combinations(range(day), before):
                yield tips_in_turn(self.context, (*days, day), self.given.seed)[-1]

    @cached_property
    def _tip_turns(self) -> tuple[tuple[int, ...], ...]:
        """The amounts tips may run for, by day, its own first; none where two days share one."""
        turns = tuple(tip_turns(self.context, day, self.given.seed) for day in range(7))
        return turns if len(turns[0]) >= len(turns) else ()

    def _repeat(self, key: str, copies: int) -> float:
        return 1.0 if key == self.followup.key else repeat_factor(self.context.params.plan.repeat_discount, copies)

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
        found = contacts_by_day(self.context, self.given.fixed)
        return tuple(found[day] for day in range(7))

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
