"""What the rules cost a week: its relaxed allocation with a rule against the one without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eros.plan import allocation_rows as rows
from eros.plan.allocation import program
from eros.plan.solve.branch import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from eros.model.catalogue import SendType
    from eros.plan.allocation_model import AllocationInput, AllocationModel

__all__ = ["RuleCost", "rule_costs"]

LIFTED = (
    (("volume",), rows.daily_volume),
    (("type-per-week",), rows.weekly_caps),
    (("min-gap", "per-hour"), rows.hour_capacity),
    (("ppv-gap",), rows.ppv_windows),
    (("labels",), rows.link_drops_need_a_parent),
    (("diversity",), rows.diversity),
)
WORTH_NAMING_CENTS = 1.0


@dataclass(frozen=True, slots=True)
class RuleCost:
    """Cents the allocation would gain if these rules did not hold, all others standing; `change` says what was lifted."""

    rules: tuple[str, ...]
    change: str
    cents: float


def rule_costs(given: AllocationInput) -> tuple[RuleCost, ...]:
    """The rules that hold the allocation back, dearest first; those that cost less than a cent are left out.

    Cents are those of the allocation's objective (forecast and preference less prices of shortfalls) in its linear
    relaxation, which is solved once more for each rule. Daily caps are raised by one, every other rule is lifted.
    """
    found = _relaxed(program(given))
    roomy = given.with_room({})  # room is what the distances of the day left
    values = {
        (names, "lifted"): _relaxed(program(roomy if "min-gap" in names else given, without=constraint))
        for names, constraint in LIFTED
    }
    for name, change, changed in (
        ("type-gap", "lifted", lambda t: replace(t, min_gap_hours=0)),
        ("type-per-day", "one more a day of each type", lambda t: replace(t, max_per_day=t.max_per_day + 1)),
    ):
        values[(name,), change] = _relaxed(program(_with_types(given, changed)))
    costs = [RuleCost(names, change, round(value - found, 2)) for (names, change), value in values.items()]
    return tuple(
        sorted((cost for cost in costs if cost.cents >= WORTH_NAMING_CENTS), key=lambda cost: (-cost.cents, cost.rules))
    )


def _with_types(given: AllocationInput, changed: Callable[[SendType], SendType]) -> AllocationInput:
    """The same page with other limits of its send types."""
    problem = given.context.problem
    types = {key: changed(send_type) for key, send_type in problem.catalogue.send_types.items()}
    other = replace(problem, catalogue=replace(problem.catalogue, send_types=types))
    return replace(given, context=replace(given.context, problem=other))


def _relaxed(model: AllocationModel) -> float:
    """The best objective with fractions of sends allowed."""
    model.model.integer = [False] * len(model.model.integer)
    return solve(model.model, node_limit=1, relative_gap=0.0).objective
