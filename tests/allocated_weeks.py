"""Weeks allocated without the rules on what a week is made of, and what stands where in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from eros.model.wishes import Wishes
from eros.plan.allocation import Allocation, allocate
from tests.builders import a_problem, a_rate, some_estimates
from tests.plans import PLAIN, an_input, known
from tests.plans import tuned as tuned_from

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.params import Params


__all__ = [
    "EXACT",
    "MAINS",
    "PRICED",
    "PROBLEM",
    "TYPES",
    "allocated",
    "an_ordinary_week",
    "by_quota",
    "of_type",
    "rated",
    "tuned",
    "wishing",
]

PROBLEM = a_problem()


def tuned(**sections: dict[str, Any]) -> Params:
    """Tunables without the rules that have tests of their own."""
    return tuned_from(PLAIN, **sections)


TYPES = PROBLEM.catalogue.send_types
MAINS = [key for key, kind in TYPES.items() if not kind.is_followup]
PRICED = [key for key, kind in TYPES.items() if kind.requires_price]
EXACT = tuned(
    plan={"relative_gap": 0.0, "node_limit": 5000, "fallback_penalty": 0.0},
    estimate={"length_base": 1.0, "length_weight": 0.0},
)


def wishing(problem: Problem = PROBLEM, **wishes: Any) -> Problem:
    """The page with these wishes."""
    return replace(problem, wishes=Wishes(**wishes))


def rated(**purchase_rates: float) -> dict[str, Any]:
    """Estimates in which these types sell that often."""
    plain = some_estimates(PROBLEM).types
    changed = {key: replace(plain[key], purchase_rate=a_rate(rate)) for key, rate in purchase_rates.items()}
    return {"types": {**plain, **changed}}


def allocated(
    problem: Problem = PROBLEM, *fixed: Send, params: Any = None, room: Any = None, **changes: Any
) -> Allocation:
    """The allocation beside these fixed sends; further arguments are estimates."""
    return allocate(an_input(known(problem, params or PLAIN, **changes), fixed, room))


@cache
def an_ordinary_week() -> Allocation:
    """The page's week as it comes."""
    return allocated()


def of_type(allocation: Allocation, *keys: str) -> dict[int, int]:
    """Sends of these types by day."""
    days = Counter[int]()
    for (day, key), count in allocation.counts.items():
        if key in keys:
            days[day] += count
    return dict(days)


def by_quota(allocation: Allocation, day: int) -> dict[str, int]:
    """Sends of a day by the quota they count towards."""
    found = Counter[str]()
    for (d, key), count in allocation.counts.items():
        if d == day:
            found[TYPES[key].quota] += count
    return dict(found)
