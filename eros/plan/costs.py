"""What rules and wishes cost a week: a stage of its plan solved with each and without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.model.reasons import RuleCost, RuleCosts
from eros.plan import allocation_rows as rows
from eros.plan.allocation import allocate, program
from eros.plan.draft import input_of
from eros.plan.drip import leave_room
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.second_best import with_best_captions
from eros.plan.solve.branch import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Stage
    from eros.plan.allocation_model import AllocationInput, AllocationModel
    from eros.rules.base import Context

__all__ = ["caption_costs", "dearest", "rule_costs", "wish_costs"]

LIFTED = (
    (("volume",), rows.daily_volume),
    (("type-per-week",), rows.weekly_caps),
    (("min-gap", "per-hour"), rows.hour_capacity),
    (("ppv-gap",), rows.ppv_windows),
    (("labels",), rows.link_drops_need_a_parent),
    (("diversity",), rows.diversity),
    (("drip",), leave_room),
)
WORTH_NAMING_CENTS = 1.0


def rule_costs(given: AllocationInput, stage: Stage | None = None) -> RuleCosts:
    """The rules that hold the allocation back, dearest first, without those that cost less than the solver left open.

    Cents are those of the allocation's objective (forecast and preference less prices of what is broken or lacking) in its
    linear relaxation, which is solved once more for each rule: exact for fractions of sends, while the best whole sends may
    lie below by the gap of `stage` (the allocation as planned; solved here where it is not at hand). Daily caps are raised
    by one, every other rule is lifted.
    """
    planned = allocate(given).stage if stage is None else stage
    open_cents = max(WORTH_NAMING_CENTS, (planned.bound_cents or planned.objective_cents) - planned.objective_cents)
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
    return dearest(costs, open_cents)


def wish_costs(given: AllocationInput) -> list[RuleCost]:
    """What the week's wishes cost its allocation: the same linear relaxation with each of them taken back.

    Emphasis is none of them: it changes what is counted, not what is allowed.
    """
    context, wishes = given.context, given.context.problem.wishes
    freed = {
        "closed_days": replace(wishes, closed_days=frozenset()),
        "closed_hours": replace(wishes, closed_hours=frozenset()),
        "blocked_types": replace(wishes, blocked_types=frozenset()),
        "mode": replace(wishes, mode="optimize"),
    }
    found = _relaxed(program(given.with_room({})))
    costs = []
    for name, other in freed.items():
        if other != wishes:
            free = known(replace(context.problem, wishes=other), context.params)
            value = _relaxed(program(input_of(CaptionPool(free), given.seed)))
            costs.append(RuleCost((name,), "taken back", round(value - found, 2)))
    return costs


def caption_costs(context: Context, week: Schedule) -> list[RuleCost]:
    """What the rules on captions cost a week: its texts chosen again, to the optimum, without each of them."""
    problem = context.problem
    found = with_best_captions(context, week).objective_cents
    freed = {
        "freshness": _with_rules(context, freshness_min=0.0),
        "performance": _with_rules(context, performance_min=0.0),
        "lock": replace(context, problem=replace(problem, locks=())),
    }
    costs = []
    for name, free in freed.items():
        value = with_best_captions(free, week).objective_cents
        costs.append(RuleCost((name,), "lifted", round(value - found, 2), "captions"))
    return costs


def _with_rules(context: Context, **changes: float) -> Context:
    rules = context.params.rules.model_copy(update=changes)
    return replace(context, params=context.params.model_copy(update={"rules": rules}))


def dearest(costs: Iterable[RuleCost], open_cents: float) -> RuleCosts:
    """The costs above the gap, dearest first."""
    told = (cost for cost in costs if cost.cents >= (open_cents if cost.stage == "allocation" else WORTH_NAMING_CENTS))
    return RuleCosts(tuple(sorted(told, key=lambda cost: (-cost.cents, cost.rules))), open_cents)


def _with_types(given: AllocationInput, changed: Callable[[SendType], SendType]) -> AllocationInput:
    """The same page with other limits of its send types."""
    problem = given.context.problem
    types = {key: changed(send_type) for key, send_type in problem.catalogue.send_types.items()}
    other = replace(problem, catalogue=replace(problem.catalogue, send_types=types))
    return replace(given, context=replace(given.context, problem=other))


def _relaxed(model: AllocationModel) -> float:
    """The best objective with fractions of sends allowed."""
    model.model.integer = bytearray(len(model.model.integer))
    return solve(model.model, node_limit=1, relative_gap=0.0).objective
