"""How many sends of each type go out on each day: a look-ahead over hours and captions in one small integer program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.model.schedule import Relaxation, Shortfall, Stage
from eros.plan import allocation_mix as mix
from eros.plan import allocation_rows as rows
from eros.plan.allocation_campaigns import campaigns
from eros.plan.allocation_contents import contents_repeat
from eros.plan.allocation_guide import near_the_guide
from eros.plan.allocation_model import AllocationModel
from eros.plan.drip import leave_room
from eros.plan.solve.branch import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eros.model.campaign import Campaign
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.solve.branch import Solution

    Constraint = Callable[[AllocationModel], None]

__all__ = ["Allocation", "allocate", "program"]

CONSTRAINTS = (
    rows.copies_fill_the_hours,
    rows.daily_volume,
    rows.weekly_caps,
    rows.avoid_once,
    rows.day_distance,
    rows.hour_capacity,
    rows.ppv_windows,
    rows.link_drops_need_a_parent,
    leave_room,
    rows.diversity,
    mix.variety,
    mix.mix,
    mix.bumps,
    mix.flavour,
    campaigns,
    contents_repeat,
    near_the_guide,
    rows.caption_supply,
)


@dataclass(frozen=True)
class Allocation:
    """New sends by (day, send type), beyond the fixed ones, the campaigns among them and what the stage proved."""

    counts: Mapping[tuple[int, str], int]
    stage: Stage
    shortfalls: tuple[Shortfall, ...]
    relaxations: tuple[Relaxation, ...]
    campaigns: frozenset[tuple[int, Campaign]] = frozenset()


def program(given: AllocationInput, without: Constraint | None = None) -> AllocationModel:
    """The whole program, or the one without the rows of a constraint."""
    model = AllocationModel.of(given)
    for constraint in CONSTRAINTS:
        if constraint is not without:
            constraint(model)
    return model


def allocate(given: AllocationInput) -> Allocation:
    """The best counts under every rule that counting and hours can see; the stage's objective is in cents.

    Timing and captions enter as relaxations (hour counts with spacing windows, caption value classes), so the counts
    chosen are ones the later stages can deliver.
    """
    model = program(given)
    plan = given.context.params.plan
    solution = solve(model.model, node_limit=plan.node_limit, relative_gap=plan.relative_gap)
    counts = {
        key: total for key, copies in sorted(model.copies.items()) if (total := sum(solution.count(c) for c in copies))
    }
    stage = Stage("allocation", solution.objective, solution.bound, solution.nodes)
    made = frozenset(key for key, column in model.campaigns.items() if solution.count(column))
    return Allocation(counts, stage, _shortfalls(model, solution), _avoided(given, counts), made)


def _shortfalls(model: AllocationModel, solution: Solution) -> tuple[Shortfall, ...]:
    found = []
    for (day, quota), column in sorted(model.short.items()):
        missing = round(float(solution.x[column]))
        if missing:
            detail = f"the volume asks for {missing} more {quota} sends than caps and gaps leave room for or than pay"
            found.append(Shortfall(quota, "volume", missing, detail, day))
    for what, column in model.lacking.items():
        missing = solution.count(column)
        if missing:
            detail = f"the open hours leave no room for {missing} more: open more hours or days, or narrow the gaps"
            found.append(Shortfall(what, "diversity", missing, detail))
    return tuple(found)


def _avoided(given: AllocationInput, counts: Mapping[tuple[int, str], int]) -> tuple[Relaxation, ...]:
    used = sorted(given.excused & {key for _, key in counts})
    return tuple(Relaxation("avoid", "no slot", "diversity minimum", (key,)) for key in used)
