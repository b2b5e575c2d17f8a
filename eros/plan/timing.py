"""Which quarter hour: one exact program a day, earlier days standing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from eros.model.schedule import Shortfall, Stage
from eros.plan import timing_rows as rows
from eros.plan.calendar import SLOT
from eros.plan.drip import kept_free
from eros.plan.solve.branch import solve
from eros.plan.timing_groups import groups_apart
from eros.plan.timing_model import DayInput, DayModel, Standing
from eros.plan.worth import contacts, contacts_by_day, fatigue_factor, repeat_factor
from eros.rules.commerce import is_link_parent
from eros.rules.mix import is_avoid_type, lacking_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from eros.plan.allocation_model import AllocationInput
    from eros.plan.calendar import Slot
    from eros.plan.solve.branch import Solution

    Constraint = Callable[[DayModel], None]

__all__ = ["Placed", "Timing", "followup_demand", "place"]

CONSTRAINTS = (
    rows.fixed_sends_keep_their_distance,
    rows.each_send_starts_once,
    rows.spacing,
    rows.hour_cap,
    rows.ppv_distance,
    rows.type_distance,
    rows.followups_follow_a_parent,
    rows.link_drops_have_a_parent,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A send of the plan in its quarter hour; a follow-up names its parent's slot."""

    send_type: str
    day: int
    slot: Slot
    parent: Slot | None = None


@dataclass(frozen=True)
class Timing:
    """Everything placed in the week, in time order; `dropped` counts sends without a place by (day, type)."""

    placed: tuple[Placed, ...]
    dropped: Mapping[tuple[int, str], int]
    stage: Stage
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True)
class DayPlan:
    """What became of one day."""

    placed: tuple[Placed, ...]
    dropped: Mapping[tuple[int, str], int]
    stage: Stage


def place(
    given: AllocationInput,
    counts: Mapping[tuple[int, str], int],
    solved: dict[tuple[object, ...], DayPlan] | None = None,
    *,
    followups: Sequence[int] | None = None,
    without: Constraint | None = None,
) -> Timing:
    """The best quarter hours for these counts, day by day; what finds no place is dropped, no rule is bent.

    `solved` remembers days: a second call on the same input solves only those that other counts or neighbours changed.
    `followups` are those wanted on each of the 7 days, by default what the page's confidence asks for. `without` leaves a
    constraint out, to see what it costs.
    """
    solved = {} if solved is None else solved
    followups = followups_wanted(given, counts) if followups is None else followups
    fixed = _fixed(given)
    days: list[DayPlan] = []
    for day in range(7):
        todays = {key: count for (d, key), count in counts.items() if d == day}
        if not todays:
            continue
        standing = _near(given, day, (*fixed, *_standing(given, days)))
        asked = (without, day, followups[day], given.give_way(day), standing, *todays.items())
        if asked not in solved:
            solved[asked] = _solve_day(_day_input(given, day, todays, followups[day], standing), day, given, without)
        days.append(solved[asked])
    placed = sorted((p for plan in days for p in plan.placed), key=lambda p: p.slot.elapsed)
    dropped = {key: count for plan in days for key, count in plan.dropped.items()}
    return Timing(tuple(placed), dropped, _total([plan.stage for plan in days]), _shortfalls(given, dropped))


def _solve_day(asked: DayInput, day: int, given: AllocationInput, without: Constraint | None) -> DayPlan:
    model = DayModel.of(asked)
    for constraint in CONSTRAINTS:
        if constraint is not without:
            constraint(model)
    kept_free(model, given, day)
    groups_apart(model, given)
    plan = given.context.params.plan
    solution = solve(model.model, node_limit=plan.timing_node_limit, relative_gap=plan.relative_gap)
    stage = Stage(f"timing {day}", solution.objective, solution.bound, solution.nodes)
    return DayPlan(tuple(_read(model, solution, day)), _dropped(model, solution, day), stage)


def _total(stages: Sequence[Stage]) -> Stage:
    return Stage(
        "timing",
        sum(stage.objective_cents for stage in stages),
        sum(stage.bound_cents or 0.0 for stage in stages),
        sum(stage.nodes for stage in stages),
    )


def followups_wanted(given: AllocationInput, counts: Mapping[tuple[int, str], int]) -> list[int]:
    """Follow-ups wanted on each day; at least one in the week where the diversity minimum counts on the type."""
    catalogue = given.context.problem.catalogue
    wanted = [followup_demand(given, day, {key: n for (d, key), n in counts.items() if d == day}) for day in range(7)]
    fixed = {key for _, key in given.fixed_counts}
    if (
        sum(wanted)
        or not given.may_follow
        or catalogue.followup.key in fixed
        or not _diversity_lacks(given, fixed | {key for _, key in counts})
    ):
        return wanted
    parents = [day for day, key in sorted(counts) if catalogue.send_types[key].followup_parent]
    return [int(day == parents[0]) if parents else 0 for day in range(7)]


def _diversity_lacks(given: AllocationInput, used: set[str]) -> bool:
    """True when a follow-up would be one of the types that the used ones lack."""
    category = given.context.problem.catalogue.followup.category
    return not {"types", f"{category} types"}.isdisjoint(lacking_types(given.context, used))


def followup_demand(given: AllocationInput, day: int, counts: Mapping[str, int]) -> int:
    """Follow-ups confidence asks for on a day: a share of the eligible parents, within the daily cap."""
    catalogue, plan = given.context.problem.catalogue, given.context.params.plan
    followup = catalogue.followup
    if not given.may_follow or is_avoid_type(followup, given.context):
        return 0
    eligible = sum(n for key, n in counts.items() if catalogue.send_types[key].followup_parent)
    wanted = round(plan.followup_share * eligible * given.context.estimates.volume.followup_factor)
    cap = min(followup.max_per_day, given.context.params.rules.followups_per_day)
    return max(0, min(wanted, cap - given.fixed_counts[day, followup.key]))


def _day_input(
    given: AllocationInput,
    day: int,
    counts: Mapping[str, int],
    followups: int,
    standing: tuple[Standing, ...],
) -> DayInput:
    context = given.context
    plan, rules, catalogue = context.params.plan, context.params.rules, context.problem.catalogue
    tired = fatigue_factor(context, day_contacts(given, day, counts, followups))
    worth = {
        key: given.worth.wanted(key) * tired * repeat_factor(plan.repeat_discount, count + given.fixed_counts[day, key])
        for key, count in {**counts, catalogue.followup.key: 1}.items()
    }
    return DayInput(
        catalogue=catalogue,
        counts=counts,
        followups=followups,
        slots=given.slots.days[day],
        standing=standing,
        gap_minutes=given.gap_minutes,
        rule_gap_minutes=rules.min_gap_minutes,
        ppv_gap_minutes=given.ppv_gap_minutes,
        followup_window=(rules.followup_min_minutes, rules.followup_max_minutes),
        link_reach_minutes=rules.link_parent_hours * 60,
        max_per_hour=rules.max_per_hour,
        fixed_starts=Counter(send.minute // 60 for send in given.fixed if send.day == day),
        curve=[context.estimates.curve.at(day, hour) for hour in range(24)],
        worth=worth,
        drop_price=partial(_drop_price, given, day),
    )


def _drop_price(given: AllocationInput, day: int, key: str) -> float:
    """Cents lost with a send that finds no place: what may come seldom in a week is given up last."""
    kind = given.context.problem.catalogue.send_types[key]
    if kind.is_followup and given.give_way(day):
        return 0.0
    most_a_week = kind.max_per_week or 7 * kind.max_per_day
    return given.context.params.plan.unplaced * given.worth.unit * (1.0 + 1.0 / most_a_week)


def day_contacts(given: AllocationInput, day: int, counts: Mapping[str, int], followups: int) -> float:
    """Contacts with the audience on a day: planned, follow-ups and fixed sends."""
    context = given.context
    types = context.problem.catalogue.send_types
    planned = sum(n * contacts(context, types[key]) for key, n in counts.items())
    fixed = contacts_by_day(context, given.fixed)[day]
    return planned + followups * contacts(context, context.problem.catalogue.followup) + fixed


def _fixed(given: AllocationInput) -> list[Standing]:
    """Sends at exact minutes: last week's, pinned ones and those already sent."""
    clock, types = given.context.problem.clock, given.context.problem.catalogue.send_types
    found = []
    for send in (*given.context.problem.previous, *given.fixed):
        minute = clock.elapsed_at(send.utc)
        parent = send.day >= 0 and is_link_parent(types[send.send_type])
        found.append(Standing(send.send_type, minute, minute, is_link_parent=parent))
    return found


def _standing(given: AllocationInput, days: Sequence[DayPlan]) -> list[Standing]:
    types = given.context.problem.catalogue.send_types
    return [
        Standing.placed(p.send_type, p.slot.elapsed, is_link_parent=is_link_parent(types[p.send_type]))
        for plan in days
        for p in plan.placed
    ]


def _near(given: AllocationInput, day: int, standing: Iterable[Standing]) -> tuple[Standing, ...]:
    """The standing sends that a distance or a link of this day may reach."""
    slots, rules = given.slots.days[day], given.context.params.rules
    gaps = [t.min_gap_hours * 60 for t in given.context.problem.send_types]
    reach = max(*gaps, given.gap_minutes, given.ppv_gap_minutes, rules.link_parent_hours * 60) + SLOT
    first, last = slots[0].elapsed * SLOT - reach, slots[-1].elapsed * SLOT + SLOT + reach
    return tuple(send for send in standing if send.latest > first and send.earliest < last)


def _read(model: DayModel, solution: Solution, day: int) -> list[Placed]:
    slots, arcs = model.given.slots, model.arcs
    keys, each = list(model.row), len(slots)
    mains = [Placed(keys[n // each], day, slots[n % each]) for n in solution.chosen(model.grid.ravel())]
    key = model.given.catalogue.followup.key
    chosen = solution.chosen(arcs.columns)
    return mains + [Placed(key, day, slots[arcs.places[one]], slots[arcs.parents[one]]) for one in chosen]


def _dropped(model: DayModel, solution: Solution, day: int) -> dict[tuple[int, str], int]:
    found = {(day, key): solution.count(column) for key, column in model.dropped.items()}
    if model.dropped_followups >= 0:
        found[day, model.given.catalogue.followup.key] = solution.count(model.dropped_followups)
    return {key: count for key, count in found.items() if count}


def _shortfalls(given: AllocationInput, dropped: Mapping[tuple[int, str], int]) -> tuple[Shortfall, ...]:
    followup = given.context.problem.catalogue.followup.key
    detail = "no minute of the day is left that keeps every distance"
    return tuple(
        Shortfall(key, "followup-window" if key == followup else "min-gap", count, detail, day)
        for (day, key), count in sorted(dropped.items())
    )
