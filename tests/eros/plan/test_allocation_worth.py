from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.allocation import program
from eros.plan.allocation_worth import AllocationWorth, Point
from eros.plan.campaigns import with_tip_amounts
from eros.plan.draft import draft_week, input_of
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import values_before_caption
from eros.plan.skeleton import skeletons
from eros.plan.solve.branch import solve
from tests.allocated_weeks import EXACT
from tests.builders import a_problem
from tests.plans import a_curve, a_volume, known, tuned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from eros.plan.draft import Draft

QUIET = tuned(EXACT, plan={"variety_reward": 0.0})
"""Every text alike and no price but that of the volume."""


def drafted(revenue: int, fatigue: float, weekdays: dict[int, float]) -> Draft:
    """A week whose hours and texts are all alike."""
    volume = a_volume({"revenue": revenue, "engagement": 3, "retention": 1})
    context = known(a_problem(), QUIET, volume=volume, curve=a_curve(weekdays=weekdays), fatigue_per_contact=fatigue)
    return draft_week(input_of(CaptionPool(context), 3))


def counted(draft: Draft) -> tuple[AllocationWorth, NDArray[np.float64]]:
    """The program's worth of what was allocated, and the allocated counts."""
    model = program(draft.given)
    for key, copies in model.copies.items():
        model.model.exactly(copies, float(draft.allocation.counts.get(key, 0)))
    worth = AllocationWorth(model)
    return worth, worth.told(solve(model.model, node_limit=50, relative_gap=0.0).x)


@settings(max_examples=15)
@given(
    revenue=st.integers(1, 6),
    fatigue=st.floats(0.0, 0.2),
    weekdays=st.dictionaries(st.integers(0, 6), st.floats(0.7, 1.3)),
)
def test_counts_are_worth_what_their_sends_are_reckoned_at(
    revenue: int, fatigue: float, weekdays: dict[int, float]
) -> None:
    draft = drafted(revenue, fatigue, weekdays)
    given = draft.given
    week = skeletons(given.context, given.worth.prices, draft.minutes, given.fixed)
    week = with_tip_amounts(given.context, week, given.seed)
    terms = values_before_caption(given.context, given.worth, week)
    reckoned = sum(sum(terms[send.ref].values()) * given.worth.weight(send.send_type) for send in week)
    worth, counts = counted(draft)
    assert draft.allocation.shortfalls == ()
    assert worth.value(counts) == pytest.approx(reckoned)


def test_slopes_are_what_little_more_of_a_column_adds() -> None:
    worth, counts = counted(drafted(4, 0.02, {2: 1.2}))
    slopes, little = worth.slopes(worth.point(counts)), 1e-3
    sends = [column for columns, *_ in worth.model.sends for column in columns]
    for column in sends[::17]:
        more = counts.copy()
        more[column] += little
        gained = (worth.value(more) - worth.value(counts)) / little
        assert gained == pytest.approx(slopes[column], rel=0.03, abs=0.02 * worth.model.given.worth.unit)


def test_a_tired_day_makes_every_send_worth_less_and_a_dear_one_every_contact_cost_more() -> None:
    worth, counts = counted(drafted(4, 0.1, {}))
    here = worth.point(counts)
    copies = worth.model.copies[2, "bump_normal"][0]
    dearer = [worth.slopes(Point(here.cents * factor, here.contacts))[copies] for factor in (0.5, 1.0, 2.0)]
    assert all(one > other for one, other in pairwise(dearer))
    kind = worth.model.given.context.problem.catalogue.send_types["ppv_video"]
    hour = next(min(hours.columns.values()) for hours in worth.model.hours if hours.day == 2 and kind in hours.kinds)
    tired = [worth.slopes(Point(here.cents, here.contacts + more))[hour] for more in (0.0, 1.0, 3.0)]
    assert all(one > other for one, other in pairwise(tired))
