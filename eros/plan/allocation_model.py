"""The columns of the allocation program and what it is given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from itertools import islice
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from eros.model.campaign import FIRST_TO_TIP
from eros.plan.calendar import quarters
from eros.plan.campaigns import likely_tips
from eros.plan.objective import followups_wanted_for
from eros.plan.solve.model import INFINITY, Model
from eros.plan.worth import at_price, contacts, fatigue_factor
from eros.rules.caps import daily_room
from eros.rules.drip import DRIP_GROUPS
from eros.rules.mix import excused_types, is_avoid_type, mode_gap, reachable_types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eros.model.campaign import Campaign
    from eros.model.catalogue import Quota, SendType
    from eros.model.schedule import Send
    from eros.plan.allocation_guide import Guide
    from eros.plan.calendar import WeekSlots
    from eros.plan.pool import CaptionPool
    from eros.plan.worth import Worth
    from eros.rules.base import Context

__all__ = ["QUOTAS", "AllocationInput", "AllocationModel", "Hours"]

QUOTAS: tuple[Quota, ...] = ("revenue", "engagement", "retention")


@dataclass(frozen=True)
class AllocationInput:
    """`fixed` sends (pinned or already sent) take room; `room` lowers the copies of a (day, type) below its cap.

    Without room for follow-ups nothing counts on one, and they give way to other sends. `guide` is what a bound of the week
    suggests; `seed` draws the amounts of tips.
    """

    context: Context
    worth: Worth
    pool: CaptionPool
    slots: WeekSlots
    fixed: tuple[Send, ...]
    seed: int
    room: Mapping[tuple[int, str], int] = field(default_factory=dict)
    guide: Guide | None = None

    def with_room(self, room: Mapping[tuple[int, str], int]) -> AllocationInput:
        """The same with other limits per (day, type)."""
        return self if room == self.room else replace(self, room=dict(room))

    @cached_property
    def types(self) -> tuple[SendType, ...]:
        """The types to allocate; follow-ups hang on parents and are none of them."""
        return tuple(t for t in self.context.problem.send_types if not t.is_followup)

    @cached_property
    def fixed_counts(self) -> Counter[tuple[int, str]]:
        """Fixed sends by (day, type)."""
        return Counter((send.day, send.send_type) for send in self.fixed)

    @cached_property
    def gap_minutes(self) -> int:
        """Distance the planner keeps between any two sends: the rule's, wider in cautious modes."""
        return self.context.params.rules.min_gap_minutes + mode_gap(self.context)

    @cached_property
    def ppv_gap_minutes(self) -> int:
        """Distance the planner keeps between PPV sends: wider in cautious modes and for a tired audience."""
        extra = self.context.estimates.volume.extra_gap_minutes
        return self.context.params.rules.ppv_gap_minutes + mode_gap(self.context) + extra

    @cached_property
    def pinned_counts(self) -> Counter[tuple[int, str]]:
        """Pinned sends by (day, type)."""
        return Counter((send.day, send.send_type) for send in self.fixed if send.pinned)

    @cached_property
    def excused(self) -> frozenset[str]:
        """AVOID types the diversity minimum needs once."""
        return excused_types(self.context)

    def most(self, day: int, send_type: SendType) -> int:
        """New copies a day may hold by the cap's room and the type's own gap.

        None on closed days, none priced while the page cools down.
        """
        if not self.slots.days[day]:
            return 0
        if send_type.requires_price and day in self.context.estimates.volume.cooling_days:
            return 0
        room = self._caps[send_type.key][day] - self.pinned_counts[day, send_type.key]
        if send_type.key in self._avoided:
            room = min(room, int(send_type.key in self.excused))
        return max(0, min(room, self._fitting(day, send_type), self.room.get((day, send_type.key), room)))

    @cached_property
    def _caps(self) -> Mapping[str, tuple[int, ...]]:
        """Sends of each type that the daily cap leaves room for, by day."""
        types = self.context.problem.catalogue.send_types
        return {key: daily_room(self.context, kind) for key, kind in types.items()}

    @cached_property
    def _avoided(self) -> frozenset[str]:
        """Types of tier AVOID."""
        types = self.context.problem.catalogue.send_types
        return frozenset(key for key, kind in types.items() if is_avoid_type(kind, self.context))

    def _fitting(self, day: int, send_type: SendType) -> int:
        """Sends of a type that its own gap lets into the open slots of a day (rule `type-gap`)."""
        slots = self.slots.days[day]
        apart = max(1, quarters(send_type.min_gap_hours * 60))
        return (slots[-1].elapsed - slots[0].elapsed) // apart + 1

    def volume(self, day: int, quota: Quota) -> int:
        """Sends the volume still asks for beyond the fixed ones."""
        return max(0, self.context.estimates.volume.days[day].get(quota, 0) - self._fixed_by_quota[day, quota])

    @cached_property
    def _fixed_by_quota(self) -> Counter[tuple[int, Quota]]:
        types = self.context.problem.catalogue.send_types
        return Counter((send.day, types[send.send_type].quota) for send in self.fixed)

    def day_value(self, day: int) -> float:
        """What the day's volume is worth when the best types their caps allow say the best captions, fatigue aside."""
        if self.guide and day in self.guide.values:
            return self.guide.values[day]
        return sum(sum(self._best(quota)[: self.volume(day, quota)]) for quota in QUOTAS)

    @cached_property
    def _chased(self) -> float:
        """Contacts of the follow-ups a parent mostly gets."""
        context, followup = self.context, self.context.problem.catalogue.followup
        if followup not in context.problem.send_types:
            return 0.0
        share = context.params.plan.followup_share * context.estimates.volume.followup_factor
        parents = max(self.volume(day, "revenue") for day in range(7))  # those beyond the daily cap get none
        return min(share, context.params.rules.followups_per_day / max(parents, 1)) * contacts(context, followup)

    def expected_contacts(self, day: int) -> float:
        """Contacts the day's volume and its follow-ups make with types mixed evenly."""
        if self.guide and day in self.guide.contacts:
            return self.guide.contacts[day]
        return sum(self.volume(day, quota) * sum(made) / len(made) for quota, made in self._contacts.items())

    def _tiring(self, send_type: SendType) -> float:
        """Contacts a send of the type makes, with those of the follow-up that parents mostly get."""
        return contacts(self.context, send_type) + (self._chased if send_type.followup_parent else 0.0)

    @cached_property
    def _contacts(self) -> Mapping[Quota, list[float]]:
        """Contacts of the types of each quota that has any."""
        made = {quota: [self._tiring(t) for t in self.types if t.quota == quota] for quota in QUOTAS}
        return {quota: contacts for quota, contacts in made.items() if contacts}

    def _best(self, quota: Quota) -> list[float]:
        """Cents of every send of a quota that a day's caps allow, dearest first, with captions a week would use."""
        if quota not in self._ranked:
            discount, found = self.context.params.plan.repeat_discount, []
            most = max(self.volume(day, quota) for day in range(7))
            for kind in (t for t in self.types if t.quota == quota):
                usual = self.worth.wanted(kind.key) * self.texted(kind)
                found += [usual * discount**copy for copy in range(min(kind.max_per_day, most))]
            self._ranked[quota] = sorted(found, reverse=True)
        return self._ranked[quota]

    @cached_property
    def may_follow(self) -> bool:
        """True when the page may chase at all: within reach, and not AVOID but for the one the diversity minimum excuses."""
        followup, reachable = self.context.problem.catalogue.followup, reachable_types(self.context)
        avoided = followup.key in self._avoided and followup.key not in self.excused
        return followup in self.context.problem.send_types and followup.key in reachable and not avoided

    def is_followed(self, day: int) -> bool:
        """True when a single new parent brings the day a follow-up."""
        followup = self.context.problem.catalogue.followup.key
        room = self.room.get((day, followup), 1) - self.fixed_counts[day, followup]
        return self.may_follow and min(room, self._followups_wanted(1)) > 0

    def give_way(self, day: int) -> bool:
        """True where a day has no room for follow-ups: they stand only in places that no other send wants."""
        return self.room.get((day, self.context.problem.catalogue.followup.key)) == 0

    def followups_asked(self, day: int, most: int) -> list[int]:
        """Follow-ups a day asks for in all, by the number of its new parents, from none to `most`."""
        types = self.context.problem.catalogue.send_types
        standing = sum(types[send.send_type].followup_parent for send in self.fixed if send.day == day)
        return [self._followups_wanted(standing + parents) for parents in range(most + 1)]

    @cached_property
    def _followups_wanted(self) -> Callable[[int], int]:
        return cache(partial(followups_wanted_for, self.context))

    def wanted(self, day: int, send_type: str) -> float:
        """Cents a send of a type counts for on a day, at an average hour with an average caption."""
        if send_type != FIRST_TO_TIP or (cents := self._tips[day]) is None:
            return self.worth.wanted(send_type)
        return self.tip_worth(cents)

    def tip_worth(self, cents: int) -> float:
        """The same of a first-to-tip that runs for that amount."""
        usual = at_price(self.context, FIRST_TO_TIP, self.worth[FIRST_TO_TIP].usual, cents)
        return usual * self.worth.weight(FIRST_TO_TIP)

    @cached_property
    def _tips(self) -> tuple[int | None, ...]:
        return likely_tips(self.context, self.seed)

    def texted(self, send_type: SendType) -> float:
        """Mean factor of the captions that a week with as many sends of the type as it may have would use; 0 without any."""
        if send_type.key not in self._texted:
            asked = [self.volume(day, send_type.quota) for day in range(7)] if send_type.quota in QUOTAS else []
            copies = min(send_type.max_per_day, max(asked, default=send_type.max_per_day))
            options = self.pool.options.get(send_type.key)
            factors = options.factor[: 7 * copies] if options else np.zeros(0)
            self._texted[send_type.key] = float(factors.mean()) if factors.size else 0.0
        return self._texted[send_type.key]

    @cached_property
    def _texted(self) -> dict[str, float]:
        return {}

    @cached_property
    def hours(self) -> tuple[dict[int, float], ...]:
        """By day: what each open clock hour makes of a send's value."""
        at = self.context.estimates.curve.at
        return tuple(
            {hour: at(day, hour) for hour in sorted({slot.hour for slot in slots})}
            for day, slots in enumerate(self.slots.days)
        )

    @cached_property
    def drip_days(self) -> frozenset[int]:
        """Days on which a drip window may lie."""
        standing = {send.day for send in self.context.problem.committed if send.drip_window is not None}
        asked = self.context.problem.wishes.drip_day
        return frozenset(standing if asked is None else standing | {asked})

    @cached_property
    def usual_time(self) -> float:
        """What hour and fatigue make of a send's value in the mean of the open days; 1 where none is open."""
        found = [
            fatigue_factor(self.context, self.expected_contacts(day)) * fmean(hours.values())
            for day, hours in enumerate(self.hours)
            if hours
        ]
        return fmean(found) if found else 1.0

    @cached_property
    def _ranked(self) -> dict[Quota, list[float]]:
        return {}


@dataclass(frozen=True, slots=True)
class Hours:
    """When the sends of a type, or of types that share their hours, go out on a day: a count per open hour, continuous.

    `columns` maps an hour to its count.
    """

    day: int
    kinds: Sequence[SendType]
    columns: Mapping[int, int]


@dataclass
class AllocationModel:
    """The program under construction.

    `copies[day, type]` are binaries, one per further copy; `hours` says when they go out; `short`, `over` are the priced
    slacks of the volume, `lacking` those of diversity by what is lacking; `used` holds a 0-1 column per type not fixed
    already, `campaigns` the count of new campaigns by (day, kind). `sends` are the columns that stand on a day: columns,
    day, the cents of each before fatigue, the contacts one makes. `drawn` are the captions drawn and lacking; `asked` holds
    the columns for the number of a day's parents, from none on, and these parents, for each day that may ask for follow-ups.
    """

    given: AllocationInput
    model: Model = field(default_factory=Model)
    copies: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    hours: list[Hours] = field(default_factory=list)
    short: dict[tuple[int, Quota], int] = field(default_factory=dict)
    over: dict[tuple[int, Quota], int] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)
    used: list[tuple[SendType, int]] = field(default_factory=list)
    campaigns: dict[tuple[int, Campaign], int] = field(default_factory=dict)
    sends: list[tuple[Sequence[int], int, Sequence[float], float]] = field(default_factory=list)
    drawn: list[int] = field(default_factory=list)
    asked: list[tuple[list[int], list[int]]] = field(default_factory=list)

    @classmethod
    def of(cls, given: AllocationInput) -> AllocationModel:
        """The columns of sends and volume; what a send is worth stands in `sends`."""
        self = cls(given)
        for day, hours in enumerate(given.hours):
            worth = [
                (t, most, given.wanted(day, t.key) * given.texted(t))
                for t in given.types
                if (most := given.most(day, t))
            ]
            self._send_columns(day, hours, worth)
            for quota in QUOTAS:
                self._volume_columns(day, quota)
        return self

    def week_copies(self, send_type: str) -> list[int]:
        """The copy columns of a type over all days."""
        return [column for day in range(7) for column in self.copies.get((day, send_type), ())]

    def on_a_day(self, day: int, columns: Sequence[int], cents: Sequence[float], contacts: float) -> None:
        """Columns that stand on a day: what each is worth before fatigue, and the contacts one of them makes."""
        self.sends.append((columns, day, cents, contacts))

    def _send_columns(self, day: int, hours: Mapping[int, float], worth: Sequence[tuple[SendType, int, float]]) -> None:
        """Copies of types on a day and their hours, which are factors on a type's value.

        `worth` holds each type with its most copies and its value in cents. Of types that share their hours an hour is a
        factor on their mean value; what each is worth more or less stands on its copies, at a usual hour.
        """
        discount, factors = self.given.context.params.plan.repeat_discount, [*hours.values()]
        usual = fmean(factors) if factors else 0.0
        together: dict[str, list[tuple[SendType, int, float]]] = {}
        for each in worth:
            together.setdefault(self._sharing(day, each[0]), []).append(each)
        whole, parts = sum(most for _, most, _ in worth), len(hours) * len(together)
        upper, kinds_of = np.repeat([1.0, INFINITY], [whole, parts]), bytes([1]) * whole + bytes(parts)
        columns = self.model.columns(np.zeros(whole + parts), upper, integer=kinds_of)
        copies, times = iter(columns[:whole]), iter(columns[whole:])
        for alike in together.values():
            mean = sum(most * value for _, most, value in alike) / sum(most for _, most, _ in alike)
            for kind, most, value in alike:
                self.copies[day, kind.key] = made = [*islice(copies, most)]
                beyond = [usual * (value * discount**copy - mean) for copy in range(most)]
                self.on_a_day(day, made, beyond, contacts(self.given.context, kind))
            by_hour = dict(zip(hours, islice(times, len(hours)), strict=True))
            self.hours.append(Hours(day, tuple(kind for kind, _, _ in alike), by_hour))
            self.on_a_day(day, [*by_hour.values()], [mean * factor for factor in factors], 0.0)

    def _sharing(self, day: int, kind: SendType) -> str:
        """Names the hours of a day that a type shares with others that earn little and that no row of hours tells apart."""
        if kind.quota == "revenue" or kind.is_ppv or kind.followup_parent:
            return kind.key
        return "shown" if day in self.given.drip_days and kind.style_group in DRIP_GROUPS else "others"

    def _volume_columns(self, day: int, quota: Quota) -> None:
        plan, unit = self.given.context.params.plan, self.given.worth.unit
        wanted = self.given.volume(day, quota)
        self.short[day, quota] = self.model.column(-plan.volume_shortfall * unit, wanted)
        self.over[day, quota] = self.model.column(-plan.volume_excess * unit)
