"""A day of a week timed again: the same sends with the same texts, each where the day as a whole is worth most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from eros.plan import timing_rows as rows
from eros.plan.calendar import SLOT
from eros.plan.draft import input_of
from eros.plan.drip import kept_free
from eros.plan.edited import fitted, moved_to
from eros.plan.pool import CaptionPool
from eros.plan.revised import revised_week
from eros.plan.solve.branch import solve
from eros.plan.timing_groups import groups_apart, neighbours_differ
from eros.plan.timing_model import DayInput, DayModel, Standing
from eros.rules.commerce import is_link_parent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from eros.model.schedule import Schedule, Send
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.calendar import Slot
    from eros.plan.solve.branch import Solution
    from eros.rules.base import Context

__all__ = ["is_timed", "retimed"]

PROOF_NODES = 2000
CONSTRAINTS = (
    rows.each_send_starts_once,
    rows.spacing,
    rows.hour_cap,
    rows.ppv_distance,
    rows.followups_follow_a_parent,
    rows.link_drops_have_a_parent,
)


def is_timed(context: Context, send: Send) -> bool:
    """True for a send that may be timed: not one out, standing already or pinned by a wish, and no follow-up."""
    problem = context.problem
    fixed = {pin.ref for pin in problem.wishes.pinned} | {other.ref for other in problem.committed}
    followup = problem.catalogue.send_types[send.send_type].is_followup
    return send.status == "planned" and not followup and send.ref not in fixed


def retimed(context: Context, week: Schedule, day: int, barred: Mapping[str, Collection[int]]) -> Schedule | None:
    """The week with the times of a day chosen again, to the optimum; None where not all of its sends find a place.

    `barred` are clock hours (0-23) a send, by ref, may not start in; other sends whose time a person chose stay. One exact
    program over the day's quarter hours: each send is worth what the hour makes of it, follow-ups stay with their parents and
    PPV sends in their order, all rules on time hold, other days stand. What moves keeps its minute of the quarter hour, or
    the nearest one that keeps every distance. Neighbours of one style group have a price where days meet, and none within
    the day.
    """
    given = _Day(context, input_of(CaptionPool(context), week.seed), week, day, frozenset(barred))
    model = DayModel.of(given.asked)
    for constraint in CONSTRAINTS:
        constraint(model)
    given.keep_distances(model)
    given.keep_turns(model)
    for ref, hours in barred.items():
        for slot in given.slots.values():
            if slot.hour in hours:
                model.model.forbid(model.starts(ref)[slot.elapsed])
    kept_free(model, given.stages, day)
    groups_apart(model, given.stages, every=True)
    neighbours_differ(model, given.stages)
    solution = solve(model.model, node_limit=PROOF_NODES, relative_gap=0.0)
    if any(solution.count(column) for column in (*model.dropped.values(), model.dropped_followups) if column >= 0):
        return None
    minutes = given.minutes(model, solution)
    return None if minutes is None else given.week_at(minutes)


@dataclass(frozen=True)
class _Day:
    """One day of a week: what of it is timed again, and what stands around it."""

    context: Context
    stages: AllocationInput
    week: Schedule
    day: int
    named: frozenset[str]

    @cached_property
    def mains(self) -> tuple[Send, ...]:
        """What is timed: of sends whose time a person chose only those named."""
        able = (send for send in self.week.sends if send.day == self.day and is_timed(self.context, send))
        return tuple(send for send in able if not send.pinned or send.ref in self.named)

    @cached_property
    def children(self) -> Mapping[str, Send]:
        """Follow-ups that move with the mains, by the ref of their parent."""
        types, refs = self.context.problem.catalogue.send_types, {send.ref for send in self.mains}
        found = [s for s in self.week.sends if s.parent_ref in refs and s.stands and types[s.send_type].is_followup]
        return {send.parent_ref or "": send for send in found}

    @cached_property
    def fixed(self) -> tuple[Send, ...]:
        moving = {send.ref for send in (*self.mains, *self.children.values())}
        own = (send for send in self.week.sends if send.stands and send.ref not in moving)
        return (*self.context.problem.previous, *own)

    @cached_property
    def slots(self) -> Mapping[int, Slot]:
        """Open quarter hours by their elapsed number."""
        return {slot.elapsed: slot for slot in self.stages.slots.days[self.day]}

    @cached_property
    def start(self) -> Mapping[str, int]:
        """Elapsed minute of every send that stands, by ref."""
        clock = self.context.problem.clock
        return {send.ref: clock.elapsed_at(send.utc) for send in (*self.mains, *self.children.values())}

    @cached_property
    def asked(self) -> DayInput:
        """The day's program with every send for a type of its own."""
        context, clock = self.context, self.context.problem.clock
        rules, types = context.params.rules, context.problem.catalogue.send_types
        own = {
            send.ref: replace(types[send.send_type], followup_parent=send.ref in self.children) for send in self.mains
        }
        standing = [
            Standing(
                send.send_type,
                (at := clock.elapsed_at(send.utc)),
                at,
                is_link_parent=send.day >= 0 and is_link_parent(types[send.send_type]),
            )
            for send in self.fixed
        ]
        unit = {send.ref: _worth(context, [send]) for send in self.mains}
        followup = context.problem.catalogue.followup.key
        unit[followup] = _worth(context, list(self.children.values()))
        lost = 2.0 * sum(unit.values()) * max(context.estimates.curve.hours) + self.stages.worth.unit
        return DayInput(
            catalogue=replace(context.problem.catalogue, send_types={**types, **own}),
            counts=dict.fromkeys(own, 1),
            followups=len(self.children),
            slots=tuple(self.slots.values()),
            standing=tuple(standing),
            gap_minutes=self.stages.gap_minutes,
            rule_gap_minutes=rules.min_gap_minutes,
            ppv_gap_minutes=self.stages.ppv_gap_minutes,
            followup_window=(rules.followup_min_minutes, rules.followup_max_minutes),
            link_reach_minutes=rules.link_parent_hours * 60,
            max_per_hour=rules.max_per_hour,
            fixed_starts=Counter(send.minute // 60 for send in self.fixed if send.day == self.day),
            curve=context.estimates.curve.hours,
            worth=unit,
            drop_price=lambda _: lost,
        )

    def keep_distances(self, model: DayModel) -> None:
        """No slot too near to what stands, but for the one a send has; sends of a type keep its gap (rule `type-gap`)."""
        for send in self.mains:
            gap = partial(self.needed, send)
            near = [(s, gap(s.send_type)) for s in self.asked.standing]
            for slot, column in model.starts(send.ref).items():
                if slot != self.start[send.ref] // SLOT and any(s.forbids(slot, minutes) for s, minutes in near):
                    model.model.forbid(column)
        kinds = Counter(send.send_type for send in self.mains)
        for key, count in kinds.items():
            width = self.context.problem.catalogue.send_types[key].min_gap_hours * 60 // SLOT
            alike = [model.starts(send.ref) for send in self.mains if send.send_type == key]
            for first in self.slots if count > 1 else ():
                inside = [starts[slot] for starts in alike for slot in range(first, first + width) if slot in starts]
                if len(inside) > 1:
                    model.model.at_most(inside, 1.0)

    def keep_turns(self, model: DayModel) -> None:
        """PPV sends stay in the order in which their styles take turns (rule `rotation`)."""
        types = self.context.problem.catalogue.send_types
        ppv = [send for send in self.mains if types[send.send_type].is_ppv]
        for sooner, later in pairwise(ppv):
            sooner_starts, later_starts = model.starts(sooner.ref), model.starts(later.ref)
            begun: list[int] = []
            begun_later: list[int] = []
            for slot in self.slots:
                begun_later.append(later_starts[slot])
                model.model.at_most([*begun_later, *begun], 0.0, [1.0] * len(begun_later) + [-1.0] * len(begun))
                begun.append(sooner_starts[slot])

    def needed(self, send: Send, other: str) -> int:
        """Minutes between a send and one of the type `other`, as the plan keeps them."""
        types = self.context.problem.catalogue.send_types
        gaps = [self.stages.gap_minutes]
        if send.send_type == other:
            gaps.append(types[other].min_gap_hours * 60)
        if types[send.send_type].is_ppv and types[other].is_ppv:
            gaps.append(self.stages.ppv_gap_minutes)
        return max(gaps)

    def minutes(self, model: DayModel, solution: Solution) -> dict[str, int] | None:
        """The elapsed minute of each main in its new quarter hour, by ref; None where no minutes keep every distance."""
        slot_of = {
            ref: next(slot for slot, column in model.starts(ref).items() if solution.count(column)) for ref in model.row
        }
        line = sorted(self.mains, key=lambda send: slot_of[send.ref])
        bounds = {send.ref: self._bounds(send, slot_of[send.ref]) for send in line}
        latest: dict[str, int] = {}
        for place in range(len(line) - 1, -1, -1):
            after = (latest[later.ref] - self._between(line[place], later) for later in line[place + 1 :])
            latest[line[place].ref] = min([bounds[line[place].ref][1], *after])
        found: dict[str, int] = {}
        for place, send in enumerate(line):
            inside = self.start[send.ref] % SLOT or SLOT // 2
            before = (found[sooner.ref] + self._between(sooner, send) for sooner in line[:place])
            earliest = max([bounds[send.ref][0], *before])
            if earliest > latest[send.ref]:
                return None
            found[send.ref] = min(max(slot_of[send.ref] * SLOT + inside, earliest), latest[send.ref])
        return found

    def _bounds(self, send: Send, slot: int) -> tuple[int, int]:
        """The first and last elapsed minute inside a slot that keep the distances to what stands."""
        low, high = slot * SLOT + 1, slot * SLOT + SLOT - 1
        for other in self.asked.standing:
            gap = self.needed(send, other.send_type)
            if other.latest <= slot * SLOT:
                low = max(low, other.latest + gap)
            else:
                high = min(high, other.earliest - gap)
        return low, high

    def _between(self, sooner: Send, later: Send) -> int:
        rules = self.context.params.rules
        chased = rules.followup_min_minutes + rules.min_gap_minutes if sooner.ref in self.children else 0
        return max(self.needed(sooner, later.send_type), chased)

    def week_at(self, minutes: Mapping[str, int]) -> Schedule | None:
        """The week with the mains at these elapsed minutes, lawful and reckoned; None where a follow-up finds no minute."""
        moved = {send.ref: moved_to(self.context, send, self._shown(minutes[send.ref])) for send in self.mains}
        for parent, child in self.children.items():
            around = [s for s in (*self.fixed, *moved.values()) if s.ref != parent]
            at = self._after(moved[parent], child, around)
            if at is None:
                return None
            moved[child.ref] = moved_to(self.context, child, at)
        sends: Sequence[Send] = [
            moved.get(s.ref, s) if s.ref in moved and moved[s.ref].utc != s.utc else s for s in self.week.sends
        ]
        for send in self.mains:
            if moved[send.ref].utc != send.utc:
                sends = fitted(self.context, sends, send)
        after, broken = revised_week(self.context, self.week, sends)
        return None if broken else after

    def _shown(self, elapsed: int) -> int:
        slot = self.slots[elapsed // SLOT]
        return slot.week_minute + elapsed % SLOT

    def _after(self, parent: Send, child: Send, around: Sequence[Send]) -> int | None:
        """The week minute of a follow-up: at its old distance to its parent, or the nearest one that is allowed."""
        clock, rules, problem = self.context.problem.clock, self.context.params.rules, self.context.problem
        begin, old = clock.elapsed_at(parent.utc), self.start[child.ref] - self.start[parent.ref]
        taken = [clock.elapsed_at(send.utc) for send in around]
        full = Counter(send.week_minute // 60 for send in (*around, parent))
        window = range(rules.followup_min_minutes, rules.followup_max_minutes + 1)
        for delay in sorted(window, key=lambda delay: (abs(delay - old), delay)):
            minute = parent.week_minute + delay
            if (
                all(abs(begin + delay - other) >= rules.min_gap_minutes for other in taken)
                and clock.elapsed(minute) == begin + delay
                and minute // 1440 == self.day
                and minute % 60 not in rules.round_minutes
                and minute % 1440 // 60 not in rules.avoid_hours
                and problem.is_open(minute)
                and full[minute // 60] < rules.max_per_hour
            ):
                return minute
        return None


def _worth(context: Context, sends: Sequence[Send]) -> float:
    """What sends bring on the average at an hour of multiplier 1."""
    hours = context.estimates.curve.hours
    found = [(s.forecast_cents + s.preference_cents) / hours[s.minute // 60] for s in sends if hours[s.minute // 60]]
    return sum(found) / len(found) if found else 0.0
