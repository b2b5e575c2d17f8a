"""What the bound's program of a day takes for granted of distances."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from eros.model.clock import DAY
from eros.plan.bound.day import Day
from eros.plan.bound.program import Program
from eros.plan.bound.space import Space
from eros.plan.draft import input_of
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.rules.soft.gaps import QUARTER
from tests.builders import a_creator, a_problem, the_params
from tests.plans import CLOCK_CHANGES


@pytest.mark.parametrize(("zone", "monday"), CLOCK_CHANGES)
@pytest.mark.parametrize("day", [2, 6])
def test_the_stretches_around_two_sends_add_up_to_the_least_the_two_lack(zone: str, monday: str, day: int) -> None:
    problem = a_problem(creator=a_creator(timezone=zone), week_start=date.fromisoformat(monday))
    space = Space(input_of(CaptionPool(known(problem, the_params())), 0))
    hours, clock, wanted = space.hours[day], space.context.problem.clock, 8
    stretches = dict(Program(Day(space, day)).closeness(wanted))
    assert stretches
    assert min(stretches.values()) > 0
    for (first, one), (last, other) in product(enumerate(hours), repeat=2):
        around = sum(lack for (a, b), lack in stretches.items() if a <= min(first, last) and b >= max(first, last))
        lacking = [
            wanted - abs(clock.elapsed(there) // QUARTER - clock.elapsed(here) // QUARTER)
            for here in range(day * DAY + 60 * one, day * DAY + 60 * one + 60, QUARTER)
            for there in range(day * DAY + 60 * other, day * DAY + 60 * other + 60, QUARTER)
        ]
        assert around == max(0, min(lacking))
