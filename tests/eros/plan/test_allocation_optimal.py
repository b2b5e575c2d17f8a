from __future__ import annotations

from itertools import accumulate, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.allocation import allocate
from eros.plan.allocation_model import fatigue_factor
from eros.rules.soft.mix import variety_target
from tests.allocated_weeks import EXACT, PROBLEM, TYPES, rated, wishing
from tests.plans import a_curve, a_volume, an_input, known, only

if TYPE_CHECKING:
    from eros.plan.allocation_model import AllocationInput


FEW = ("ppv_video", "vip_program", "bundle", "bump_normal", "dm_farm")


class Enumeration:
    """Every count of a few types on two days, valued as the module states it; hours and captions do not matter here."""

    def __init__(self, allocation: AllocationInput, keys: tuple[str, ...], days: tuple[int, int]) -> None:
        self.given, self.keys, self.days = allocation, keys, days
        self.plan, self.estimates = allocation.context.params.plan, allocation.context.estimates

    def earned(self, day: int, key: str) -> list[float]:
        """Cents of so many copies of a type on a day, by their number."""
        tired = fatigue_factor(self.given.context, self.given.expected_contacts(day))
        value = self.given.worth[key].cents * tired * self.estimates.curve.weekdays[day]
        contact = self.given.tiring(TYPES[key]) * self.estimates.fatigue_per_contact
        contact *= self.given.day_value(day) * tired
        copies = [0.0, *(value * self.plan.repeat_discount**copy - contact for copy in range(TYPES[key].max_per_day))]
        return list(accumulate(copies))

    def cents(self, day: int, counts: tuple[int, ...], earned: list[list[float]]) -> float:
        total = sum(by_count[n] for by_count, n in zip(earned, counts, strict=True))
        for quota in ("revenue", "engagement", "retention"):
            sent = sum(n for key, n in zip(self.keys, counts, strict=True) if TYPES[key].quota == quota)
            lacking = self.given.volume(day, quota) - sent
            price = self.plan.volume_shortfall if lacking > 0 else self.plan.volume_excess
            total -= abs(lacking) * price * self.given.worth.unit
        return total

    def best(self) -> float:
        """The dearest pair of days: variety counts over both, a type of one a week stands on one of them."""
        dearest: list[dict[tuple[bool, ...], float]] = []
        for day in self.days:
            found: dict[tuple[bool, ...], float] = {}
            earned = [self.earned(day, key) for key in self.keys]
            for counts in product(*(range(TYPES[key].max_per_day + 1) for key in self.keys)):
                used, cents = tuple(n > 0 for n in counts), self.cents(day, counts, earned)
                found[used] = max(cents, found.get(used, -float("inf")))
            dearest.append(found)
        reward = self.plan.variety_reward * self.given.worth.unit
        lacking = reward * variety_target(self.given.context)
        rare = [place for place, key in enumerate(self.keys) if TYPES[key].max_per_week == 1]
        return max(
            one + other + reward * sum(a or b for a, b in zip(first, second, strict=True)) - lacking
            for first, one in dearest[0].items()
            for second, other in dearest[1].items()
            if not any(first[place] and second[place] for place in rare)
        )


@settings(max_examples=25)
@given(
    volumes=st.tuples(*(st.integers(0, 5) for _ in range(4))),
    rates=st.fixed_dictionaries({key: st.floats(0.0005, 0.02) for key in ("ppv_video", "vip_program", "bundle")}),
    weekdays=st.tuples(st.floats(0.7, 1.3), st.floats(0.7, 1.3)),
    fatigue=st.floats(0, 0.2),
)
def test_a_small_week_is_allocated_as_well_as_any_enumeration_can(
    volumes: tuple[int, ...], rates: dict[str, float], weekdays: tuple[float, float], fatigue: float
) -> None:
    problem = wishing(closed_days=frozenset({0, 2, 4, 5, 6}), blocked_types=only(PROBLEM, *FEW))
    days: dict[int, Any] = {
        1: {"revenue": volumes[0], "engagement": volumes[1]},
        3: {"revenue": volumes[2], "engagement": volumes[3]},
    }
    curve = a_curve(weekdays=dict(zip((1, 3), weekdays, strict=True)))
    changes = {"volume": a_volume(days), "curve": curve, "fatigue_per_contact": fatigue, **rated(**rates)}
    allocation = an_input(known(problem, EXACT, **changes))
    found = allocate(allocation)
    assert found.stage.objective_cents == pytest.approx(Enumeration(allocation, FEW, (1, 3)).best())
    assert found.stage.bound_cents == pytest.approx(found.stage.objective_cents)
