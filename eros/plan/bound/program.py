"""The linear program of a day: its columns and rows, one function per constraint."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import product, takewhile
from math import ceil, gcd
from typing import TYPE_CHECKING

from eros.model.campaign import GAME
from eros.model.clock import DAY
from eros.plan.allocation_campaigns import MADE, games_apart, one_made, open_pins, pins_to_make, standing_campaigns
from eros.plan.allocation_model import QUOTAS
from eros.plan.bound.space import PUSHED
from eros.plan.bound.styles import Styles, turn_of
from eros.plan.solve.model import Model
from eros.rules.soft.campaigns import campaign_types, wanted_campaigns
from eros.rules.soft.flavour import favoured_types, flavour_price
from eros.rules.soft.gaps import QUARTER, group_price
from eros.rules.soft.mix import BUMP, bump_band

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.plan.bound.day import Day

__all__ = ["Program", "program"]

WINDOWS = (2, 3, 4, 5, 6, 24)
LOOSE = 1000.0
"""Send values a level may pay to be reachable at all: far more than any week is worth."""


@dataclass
class Program:
    """The program under construction, in a model of its own or behind what a larger one holds.

    `first` is the number of its first column; `messages`, `followups`, `fewer`, `more` are rows whose limits depend on the
    level; `up`, `down` columns for parents beyond or below what the level's follow-ups answer to; `short` by quota,
    `campaigns` by kind, a tip that is pushed on among them; `told` are columns that follow from the others and are counted
    for what days share; `taken` by type and number say how often it is sent.
    """

    day: Day
    model: Model = field(default_factory=Model)
    first: int = 0
    messages: int = -1
    followups: int = -1
    fewer: int = -1
    more: int = -1
    up: int = -1
    down: int = -1
    short: dict[str, int] = field(default_factory=dict)
    campaigns: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    taken: dict[tuple[str, int], int] = field(default_factory=dict)

    def at_least(self, key: str, copies: int) -> list[int]:
        """Columns of which one is taken where a type is sent so many times or more."""
        return [column for (other, count), column in self.taken.items() if other == key and count >= copies]

    @property
    def counts(self) -> dict[str, int]:
        """The columns beside the sends that are counted for what days share."""
        return self.campaigns | self.told

    def sends(self, chosen: Callable[[SendType], bool]) -> list[int]:
        """Columns of the sends of some types."""
        return [self.first + n for n, (kind, _, _) in enumerate(self.day.keys) if chosen(kind)]

    def at(self, chosen: Callable[[SendType], bool]) -> dict[int, list[int]]:
        """The same by hour."""
        found: dict[int, list[int]] = {}
        for n, (kind, _, hour) in enumerate(self.day.keys):
            if chosen(kind):
                found.setdefault(hour, []).append(self.first + n)
        return found

    @property
    def chasing(self) -> dict[int, int]:
        """The follow-up column of each hour."""
        first = self.first + len(self.day.keys)
        return {hour: first + n for n, hour in enumerate(self.day.space.hours[self.day.day])}

    def windows(self, hours: int) -> Iterator[tuple[int, int, int]]:
        """First and last hour of every stretch of so many open hours, and the minutes that really lie in it."""
        open_hours = self.day.space.hours[self.day.day]
        for start in range(max(1, len(open_hours) - hours + 1)):
            stretch = open_hours[start : start + hours]
            yield stretch[0], stretch[-1], self._minutes(stretch[0], stretch[-1])

    def closeness(self, quarters: int) -> Iterator[tuple[tuple[int, int], int]]:
        """Stretches of open hours, by the places of the first and the last, with quarter hours each.

        Those of all stretches around two sends add up to what the two lack at least of so many quarters between them.
        """
        hours = self.day.space.hours[self.day.day]

        def lacking(first: int, last: int) -> int:
            if first < 0 or last >= len(hours):
                return 0
            return max(0, quarters + 1 - self._minutes(hours[first], hours[last]) // QUARTER)

        for first in range(len(hours)):
            for last in takewhile(partial(lacking, first), range(first, len(hours))):
                own = lacking(first, last) - lacking(first - 1, last) - lacking(first, last + 1)
                if own := own + lacking(first - 1, last + 1):
                    yield (first, last), own

    def _minutes(self, first: int, last: int) -> int:
        clock = self.day.space.context.problem.clock
        begin, end = (self.day.day * DAY + minute for minute in (60 * first, 60 * last + 59))
        return clock.elapsed(end) - clock.elapsed(begin) + 1

    def fixed(self, first: int, last: int) -> list[Send]:
        """Sends that stand already between two hours."""
        return [s for s in self.day.space.given.fixed if s.day == self.day.day and first <= s.minute // 60 <= last]


def program(day: Day, model: Model | None = None) -> Program:
    """All columns (sends and follow-ups without cost) and rows of a day, behind those of `model`."""
    p = Program(day, model if model is not None else Model())
    p.first = len(p.model.cost)
    p.model.columns([0.0] * len(day.values), 1.0)
    for constraint in CONSTRAINTS:
        constraint(p)
    return p


def _among(keys: Collection[str]) -> Callable[[SendType], bool]:
    return lambda kind: kind.key in keys


def copies_are_all_there(p: Program) -> None:
    """A type that is sent so many times a day stands in so many hours, and is sent one number of times."""
    groups: dict[str, dict[int, list[int]]] = {}
    for n, (kind, copies, _) in enumerate(p.day.keys):
        groups.setdefault(kind.key, {}).setdefault(copies, []).append(p.first + n)
    for key, by_copies in groups.items():
        taken = p.model.columns([0.0] * len(by_copies), 1.0)
        p.taken |= {(key, copies): column for copies, column in zip(by_copies, taken, strict=True)}
        for column, (copies, columns) in zip(taken, by_copies.items(), strict=True):
            p.model.exactly([*columns, column], 0.0, [1.0] * len(columns) + [-float(copies)])
        p.model.at_most(taken, 1.0)


def hours_hold_few(p: Program) -> None:
    """Starts of one clock hour are few (rule `per-hour`)."""
    most, starts, chasing = p.day.space.context.params.rules.max_per_hour, p.at(lambda _: True), p.chasing
    for hour in p.day.space.hours[p.day.day]:
        p.model.at_most([*starts.get(hour, []), chasing[hour]], max(0, most - len(p.fixed(hour, hour))))


def sends_keep_their_distance(p: Program) -> None:
    """Sends in a stretch of hours fill it with their distances (rules `min-gap`, `followup-window`).

    From one start to the next lies the gap, from a parent to its follow-up the window's least; so gap x sends + least x
    follow-ups is at most the stretch and one gap.
    """
    rules = p.day.space.context.params.rules
    gap, least = rules.min_gap_minutes, min(rules.followup_min_minutes, rules.min_gap_minutes)
    grain = gcd(gap, least)
    starts, chasing, followup = p.at(lambda _: True), p.chasing, p.day.space.followup.key
    for hours in WINDOWS:
        for first, last, minutes in p.windows(hours):
            inside = range(first, last + 1)
            columns = [c for hour in inside for c in starts.get(hour, [])]
            chased = [chasing[hour] for hour in inside if hour in chasing]
            fixed = p.fixed(first, last)
            taken = sum(least if send.send_type == followup else gap for send in fixed)
            room = max(0, minutes - 1 + gap - taken) // grain
            p.model.at_most([*columns, *chased], room, [gap / grain] * len(columns) + [least / grain] * len(chased))
            p.model.at_most(columns, max(0, (minutes - 1 + gap - taken) // gap))


def types_keep_their_distance(p: Program) -> None:
    """Within its own gap a type starts once; within theirs, one PPV send starts (rules `type-gap`, `ppv-gap`)."""
    rules, types = p.day.space.context.params.rules, p.day.space.types
    groups = [(60 * kind.min_gap_hours, [kind]) for kind in types]
    groups.append((rules.ppv_gap_minutes, [kind for kind in types if kind.is_ppv]))
    for gap, kinds in groups:
        keys = {kind.key for kind in kinds}
        if sum(p.day.space.room[key][p.day.day] for key in keys) < 2:
            continue
        starts = p.at(_among(keys))
        hours = max((n for n in range(1, 25) if 60 * n <= gap), default=0)
        for first, last, minutes in p.windows(hours) if hours else ():
            if minutes <= gap:
                taken = sum(send.send_type in keys for send in p.fixed(first, last))
                columns = [c for hour in range(first, last + 1) for c in starts.get(hour, [])]
                p.model.at_most(columns, max(0, 1 - taken))


def groups_keep_apart(p: Program) -> None:
    """Sends of a priced style group that start close cost per quarter hour they lack (rule `same-type-gap`).

    Two of them within a stretch of q quarter hours lack at least what is wanted less q - 1. The prices of all stretches
    around two sends add up to that; what a stretch holds beyond one send counts the neighbours in it. PPV sends keep apart
    anyway.
    """
    space, plan = p.day.space, p.day.space.context.params.plan
    catalogue, hours = space.context.problem.catalogue, space.hours[p.day.day]
    for group in sorted({kind.style_group for kind in space.types if kind.requires_price and not kind.is_ppv}):
        keys = {kind.key for kind in space.types if kind.style_group == group}
        price = group_price(group, catalogue, plan) * space.unit
        if price and sum(space.room[key][p.day.day] for key in keys) > 1:
            starts = p.at(_among(keys))
            for (first, last), lacking in p.closeness(plan.group_gap_minutes // QUARTER):
                columns = [c for hour in hours[first : last + 1] for c in starts.get(hour, [])]
                p.model.at_most([*columns, p.model.column(-price * lacking, 100.0)], 1.0, [1.0] * len(columns) + [-1.0])


def volume_is_met(p: Program) -> None:
    """Sends per quota meet the day's volume; too few or too many have a price."""
    plan, unit = p.day.space.context.params.plan, p.day.space.unit
    for quota in QUOTAS:
        wanted = p.day.space.given.volume(p.day.day, quota)
        columns = p.sends(_among({kind.key for kind in p.day.space.types if kind.quota == quota}))
        p.short[quota] = p.model.column(-plan.volume_shortfall * unit, wanted)
        over = p.model.column(-plan.volume_excess * unit, float(max(1, len(columns))))
        p.model.exactly([*columns, p.short[quota], over], wanted, [1.0] * (len(columns) + 1) + [-1.0])


def the_level_is_met(p: Program) -> None:
    """As many message sends and follow-ups as the level says; the way out is dearer than any week.

    A bundle made a campaign on the wall is no message.
    """
    price, most = -LOOSE * p.day.space.unit, 100.0
    message = p.sends(lambda kind: p.day.space.contact(kind) == 1.0)
    walled = [p.campaigns["bundle_wall"]] if "bundle_wall" in p.campaigns else []
    for name, columns, less in (("messages", message, walled), ("followups", list(p.chasing.values()), [])):
        slack = [p.model.column(price, most), p.model.column(price, most)]
        setattr(p, name, p.model.rows)
        p.model.exactly([*columns, *less, *slack], 0.0, [1.0] * len(columns) + [-1.0] * len(less) + [1.0, -1.0])


def campaigns_are_told_apart(p: Program) -> None:
    """Game posts are campaigns of one kind or another; a bundle and a descriptive bump a day may be made one."""
    space, day = p.day.space, p.day.day
    if not space.is_steady:
        return
    pins, weekly = open_pins(space.given, day, (GAME,)), "spin" in wanted_campaigns(space.context)
    for game, column in games_apart(p.model, p.sends(_among({GAME})), pins, weekly=weekly).items():
        p.campaigns[game] = column
    standing = standing_campaigns(space.given)
    for kind in reversed(MADE):
        types = campaign_types(kind, space.context)
        sends, pins = p.sends(_among({t.key for t in types})), pins_to_make(space.given, day, kind, types)
        if not standing[day, kind] and (sends or pins):
            p.campaigns[kind] = one_made(p.model, sends, pins)


def tips_may_be_pushed_on(p: Program) -> None:
    """A first-to-tip may run for another amount than its day's (rule `first-to-tip`)."""
    if tips := [p.first + column for column in p.day.pushed_on]:
        p.campaigns[PUSHED] = p.model.column(0.0, 1.0)
        p.model.exactly([p.campaigns[PUSHED], *tips], 0.0, [1.0] + [-1.0] * len(tips))


def midnights_are_crossed(p: Program) -> None:
    """What starts early or late is counted where it keeps the neighbouring days' sends away (rule `type-gap`)."""
    for key, early, late in p.day.space.far_apart:
        starts = p.at(_among({key}))
        for name, hours in ((f"{key} to {early}", range(early + 1)), (f"{key} from {late}", range(late, 24))):
            if columns := [c for hour in hours for c in starts.get(hour, [])]:
                p.told[name] = p.model.column(0.0, float(len(columns)))
                p.model.exactly([p.told[name], *columns], 0.0, [1.0] + [-1.0] * len(columns))


def ppvs_take_turns(p: Program) -> None:
    """The PPV sends of the day one by one, for the turns of their styles (rule `rotation`).

    The n-th is there where some numbers of the types that add up to n are reached, and only where of any numbers that add up
    to n - 1 one is passed.
    """
    keys = Styles(p.day.space).keys
    sends = p.sends(_among(keys))
    most = {key: p.day.space.room[key][p.day.day] for key in sorted(keys)}
    turns = p.model.columns([0.0] * sum(most.values()), 1.0)
    p.model.exactly([*turns, *sends], 0.0, [1.0] * len(turns) + [-1.0] * len(sends))
    p.told |= {turn_of(number): column for number, column in enumerate(turns, start=1)}
    for counts in product(*(range(room + 1) for room in most.values())):
        there = {key: count for key, count in zip(most, counts, strict=True) if count}
        if there:
            columns = [c for key, count in there.items() for c in p.at_least(key, count)]
            p.model.at_least([turns[sum(counts) - 1], *columns], 1.0 - len(there), [1.0] + [-1.0] * len(columns))
        if sum(counts) < len(turns):
            columns = [c for key, count in zip(most, counts, strict=True) for c in p.at_least(key, count + 1)]
            p.model.at_most([turns[sum(counts)], *columns], 0.0, [1.0] + [-1.0] * len(columns))


def the_weekday_has_its_flavour(p: Program) -> None:
    """A type the weekday favours and the day lacks has its price (rule `flavour`)."""
    space, day = p.day.space, p.day.day
    price = flavour_price(space.context.params) * space.unit
    for favoured in favoured_types(space.context, day):
        if not space.given.fixed_counts[day, favoured.key]:
            lacking = p.model.column(-price, 1.0)
            p.model.at_least([lacking, *p.sends(_among({favoured.key}))], 1.0)


def bumps_lie_in_their_band(p: Program) -> None:
    """Bumps too few or too many for the day have a price (rule `bump-ratio`)."""
    space, day = p.day.space, p.day.day
    band = bump_band(space.context, day)
    if band is None:
        return
    types = space.context.problem.catalogue.send_types
    fixed = sum(n for (d, key), n in space.given.fixed_counts.items() if d == day and types[key].style_group == BUMP)
    bumps = p.sends(lambda kind: kind.style_group == BUMP)
    price = -space.context.params.mix.bump_price * space.unit
    few, many = p.model.column(price, 100.0), p.model.column(price, 100.0)
    p.model.at_least([*bumps, few], band[0] - fixed)
    p.model.at_most([*bumps, many], band[1] - fixed, [1.0] * len(bumps) + [-1.0])


def followups_have_parents(p: Program) -> None:
    """A follow-up starts in a parent's hour or the next (rules `followup-window`, `followup-parent`); each has its own."""
    space = p.day.space
    reach = ceil(space.context.params.rules.followup_max_minutes / 60)
    parents, chasing = p.at(lambda kind: kind.followup_parent), p.chasing
    types = space.context.problem.catalogue.send_types
    standing = [s.minute // 60 for s in p.fixed(0, 23) if types[s.send_type].followup_parent]
    for hour, column in chasing.items():
        near = [c for other in range(hour - reach, hour + 1) for c in parents.get(other, [])]
        fixed = sum(hour - reach <= other <= hour for other in standing)
        p.model.at_most([column, *near], fixed, [1.0] + [-1.0] * len(near))
    every = [c for columns in parents.values() for c in columns]
    p.model.at_most([*chasing.values(), *every], len(standing), [1.0] * len(chasing) + [-1.0] * len(every))


def parents_ask_for_followups(p: Program) -> None:
    """Parents beyond or below those the level's follow-ups answer to cost what lacking or needless follow-ups cost."""
    parents = p.sends(lambda kind: kind.followup_parent)
    p.up, p.down = p.model.column(0.0, 100.0), p.model.column(0.0, 100.0)
    p.more = p.model.rows
    p.model.at_most([*parents, p.up], 0.0, [1.0] * len(parents) + [-1.0])
    p.fewer = p.model.rows
    p.model.at_least([*parents, p.down], 0.0)


CONSTRAINTS = (
    copies_are_all_there,
    hours_hold_few,
    sends_keep_their_distance,
    types_keep_their_distance,
    groups_keep_apart,
    volume_is_met,
    campaigns_are_told_apart,
    tips_may_be_pushed_on,
    midnights_are_crossed,
    ppvs_take_turns,
    the_level_is_met,
    followups_have_parents,
    parents_ask_for_followups,
    the_weekday_has_its_flavour,
    bumps_lie_in_their_band,
)
