"""How many sends of each type go out on each day: a look-ahead over hours and captions in one small integer program."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.model.schedule import Relaxation, Shortfall, Stage
from eros.plan import allocation_mix as mix
from eros.plan import allocation_rows as rows
from eros.plan.allocation_campaigns import campaigns
from eros.plan.allocation_contents import contents_repeat
from eros.plan.allocation_guide import near_the_guide
from eros.plan.allocation_model import AllocationModel
from eros.plan.allocation_worth import AllocationWorth, Point
from eros.plan.drip import leave_room
from eros.plan.solve.branch import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from eros.model.campaign import Campaign
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.solve.branch import Solution

    Constraint = Callable[[AllocationModel], None]
    Floats = NDArray[np.float64]

NONE = np.zeros(0, dtype=np.int64)
DEARER = 10.0
"""How many times dearer changes get after a search that found nothing better."""

__all__ = ["Allocation", "allocate", "program"]

CONSTRAINTS = (
    rows.copies_fill_the_hours,
    rows.daily_volume,
    rows.whole_days,
    rows.weekly_caps,
    rows.avoid_once,
    rows.day_distance,
    rows.hour_capacity,
    rows.ppv_windows,
    rows.link_drops_need_a_parent,
    rows.followups,
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
    """The whole program, or the one without the rows of a constraint, with the slopes where a week likely stands."""
    return _priced(given, without).model


def _priced(given: AllocationInput, without: Constraint | None = None) -> AllocationWorth:
    model = AllocationModel.of(given)
    for constraint in CONSTRAINTS:
        if constraint is not without:
            constraint(model)
    worth = AllocationWorth(model)
    model.model.cost = array("d", worth.slopes(Point.guessed(given)).tobytes())
    return worth


def allocate(given: AllocationInput) -> Allocation:
    """The best counts under every rule that counting and hours can see; the stage's objective is in cents.

    Timing and captions enter as relaxations (hour counts with spacing windows, caption value classes), so the counts
    chosen are ones the later stages can deliver.
    """
    worth = _priced(given)
    model = worth.model
    kept, nodes = _searched(worth)
    counts = {
        key: total for key, copies in sorted(model.copies.items()) if (total := sum(kept.count(c) for c in copies))
    }
    stage = Stage("allocation", kept.objective, kept.bound, nodes)
    made = frozenset(key for key, column in model.campaigns.items() if kept.count(column))
    return Allocation(counts, stage, _shortfalls(model, kept), _avoided(given, counts), made)


def _searched(worth: AllocationWorth) -> tuple[Solution, int]:
    """The best counts found and the nodes opened.

    After the first ones every search begins with the slopes where the best counts stand, and what it changes has a price:
    slopes hold for small steps. A search that finds nothing better makes changes dearer for the next.
    """
    model, plan = worth.model, worth.model.given.context.params.plan
    search, copies = Search(model.model.arrays()), np.concatenate([NONE, *model.copies.values()])
    kept = search.best(node_limit=plan.node_limit, relative_gap=plan.relative_gap)
    counts, nodes, price = worth.told(kept.x), kept.nodes, plan.change_price * model.given.worth.unit
    for _ in range(plan.change_rounds):
        costs = worth.slopes(worth.point(counts))
        costs[copies] += np.where(counts[copies] > 0.5, price, -price)
        search.change(costs, _near(model, counts))
        found = search.best(node_limit=plan.node_limit, relative_gap=plan.relative_gap, known=counts)
        other, nodes = worth.told(found.x), nodes + found.nodes
        if np.array_equal(other[copies] > 0.5, counts[copies] > 0.5):
            break
        if worth.value(other) > worth.value(counts):
            kept, counts = found, other
        else:
            price *= DEARER
    return kept, nodes


def _near(model: AllocationModel, counts: Floats) -> dict[int, float]:
    """Of the columns for numbers of parents, only those next to the numbers there are may be mixed."""
    uppers: dict[int, float] = {}
    for columns, _ in model.asked:
        count = int(counts[columns].argmax())
        uppers |= {column: float(abs(number - count) <= 1) for number, column in enumerate(columns)}
    return uppers


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
