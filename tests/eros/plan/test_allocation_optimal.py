from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.allocation import allocate
from eros.plan.worth import contacts, fatigue_factor
from eros.rules.soft.mix import variety_target
from tests.allocated_weeks import EXACT, PROBLEM, TYPES, rated, wishing
from tests.plans import a_curve, a_volume, an_input, known, only

if TYPE_CHECKING:
    from collections.abc import Callable

    from eros.params import Params
    from eros.plan.allocation import Allocation
    from eros.plan.allocation_model import AllocationInput


AT_ONCE = EXACT.model_copy(update={"plan": EXACT.plan.model_copy(update={"change_rounds": 0})})
FEW = ("ppv_video", "vip_program", "bundle", "bump_normal", "dm_farm")


class Enumeration:
    """Every count of a few types on two days, valued as the module states it; hours and captions do not matter here."""

    def __init__(self, allocation: AllocationInput, keys: tuple[str, ...], days: tuple[int, int]) -> None:
        self.given, self.keys, self.days = allocation, keys, days
        self.plan, self.estimates = allocation.context.params.plan, allocation.context.estimates

    def sloped(self, day: int, counts: tuple[int, ...]) -> float:
        """Cents of a day's counts where each earns what it would on the day as it is guessed, less what it tires away."""
        tired = fatigue_factor(self.given.context, self.given.expected_contacts(day))
        lost = self.estimates.fatigue_per_contact * self.given.day_value(day) * tired
        return tired * self.earned(day, counts) - lost * self.contacts(counts) - self.missed(day, counts)

    def tiring(self, day: int, counts: tuple[int, ...]) -> float:
        """Cents of a day's counts where each tires the others."""
        tired = fatigue_factor(self.given.context, self.contacts(counts))
        return tired * self.earned(day, counts) - self.missed(day, counts)

    def earned(self, day: int, counts: tuple[int, ...]) -> float:
        """Cents before fatigue."""
        discount, weekday = self.plan.repeat_discount, self.estimates.curve.weekdays[day]
        by_type = zip(self.keys, counts, strict=True)
        return sum(self.given.worth[key].cents * weekday * sum(discount**j for j in range(n)) for key, n in by_type)

    def contacts(self, counts: tuple[int, ...]) -> float:
        return sum(n * contacts(self.given.context, TYPES[key]) for key, n in zip(self.keys, counts, strict=True))

    def missed(self, day: int, counts: tuple[int, ...]) -> float:
        """Cents of the volume that lacks or is too much."""
        found = 0.0
        for quota in ("revenue", "engagement", "retention"):
            sent = sum(n for key, n in zip(self.keys, counts, strict=True) if TYPES[key].quota == quota)
            lacking = self.given.volume(day, quota) - sent
            price = self.plan.volume_shortfall if lacking > 0 else self.plan.volume_excess
            found += abs(lacking) * price * self.given.worth.unit
        return found

    def best(self, cents: Callable[[int, tuple[int, ...]], float]) -> float:
        """The dearest pair of days: variety counts over both, a type of one a week stands on one of them."""
        dearest: list[dict[tuple[bool, ...], float]] = []
        for day in self.days:
            found: dict[tuple[bool, ...], float] = {}
            for counts in product(*(range(TYPES[key].max_per_day + 1) for key in self.keys)):
                used = tuple(n > 0 for n in counts)
                found[used] = max(cents(day, counts), found.get(used, -float("inf")))
            dearest.append(found)
        rare = [place for place, key in enumerate(self.keys) if TYPES[key].max_per_week == 1]
        return max(
            one + other + self.variety(sum(a or b for a, b in zip(first, second, strict=True)))
            for first, one in dearest[0].items()
            for second, other in dearest[1].items()
            if not any(first[place] and second[place] for place in rare)
        )

    def variety(self, types: int) -> float:
        """What so many distinct types are worth beside the target."""
        return self.plan.variety_reward * self.given.worth.unit * (types - variety_target(self.given.context))

    def worth(self, allocation: Allocation) -> float:
        """What the counts of an allocation are worth where each tires the others."""
        chosen = [tuple(allocation.counts.get((day, key), 0) for key in self.keys) for day in self.days]
        used = sum(any(counts) for counts in zip(*chosen, strict=True))
        return sum(map(self.tiring, self.days, chosen)) + self.variety(used)


WEEKS = {
    "volumes": st.tuples(*(st.integers(0, 5) for _ in range(4))),
    "rates": st.fixed_dictionaries({key: st.floats(0.0005, 0.02) for key in ("ppv_video", "vip_program", "bundle")}),
    "weekdays": st.tuples(st.floats(0.7, 1.3), st.floats(0.7, 1.3)),
    "fatigue": st.floats(0, 0.2),
}


def a_small_week(
    params: Params,
    volumes: tuple[int, ...],
    rates: dict[str, float],
    weekdays: tuple[float, float],
    fatigue: float,
) -> AllocationInput:
    problem = wishing(closed_days=frozenset({0, 2, 4, 5, 6}), blocked_types=only(PROBLEM, *FEW))
    days: dict[int, Any] = {
        1: {"revenue": volumes[0], "engagement": volumes[1]},
        3: {"revenue": volumes[2], "engagement": volumes[3]},
    }
    curve = a_curve(weekdays=dict(zip((1, 3), weekdays, strict=True)))
    changes = {"volume": a_volume(days), "curve": curve, "fatigue_per_contact": fatigue, **rated(**rates)}
    return an_input(known(problem, params, **changes))


@settings(max_examples=25)
@given(**WEEKS)
def test_a_small_week_is_first_allocated_as_well_as_any_enumeration_of_its_slopes_can(**week: Any) -> None:
    allocation = a_small_week(AT_ONCE, **week)
    found, every = allocate(allocation), Enumeration(allocation, FEW, (1, 3))
    assert found.stage.objective_cents == pytest.approx(every.best(every.sloped))
    assert found.stage.bound_cents == pytest.approx(found.stage.objective_cents)


@settings(max_examples=25)
@given(**WEEKS)
def test_searching_again_never_makes_a_week_worse_and_comes_near_the_best_one(**week: Any) -> None:
    allocation = a_small_week(EXACT, **week)
    every = Enumeration(allocation, FEW, (1, 3))
    first, found = every.worth(allocate(a_small_week(AT_ONCE, **week))), every.worth(allocate(allocation))
    best, unit = every.best(every.tiring), allocation.worth.unit
    assert first - 1e-6 * unit <= found <= best + 1e-6 * unit
    assert found >= best - 0.5 * unit
