"""Prices of what days share: any of them bound a week, and so do those between two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eros.plan.bound.prices import Prices
from eros.plan.bound.space import Space
from eros.plan.bound.week import WeekBound
from eros.plan.draft import input_of
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.week import plan_from
from tests.builders import a_problem, the_params
from tests.plans import no_prices


def test_every_part_moves_a_share_of_the_way_and_what_one_side_lacks_counts_nothing() -> None:
    one = Prices(np.array([4.0]), np.array([8.0]), np.array([0.0]), {"bundle": 2.0}, {}, {}, {(0, "PPV 1"): -4.0})
    other = replace(
        one, captions=np.array([0.0]), variety={}, opening={"bundle": np.ones(7)}, styles={(1, "solo"): 8.0}
    )
    between = one.towards(other, 0.25)
    assert between.captions.tolist() == [3.0]
    assert between.contents.tolist() == [8.0]
    assert between.variety == {"bundle": 1.5}
    assert between.opening["bundle"].tolist() == [0.25] * 7
    assert between.styles == {(1, "solo"): 2.0}
    assert between.turns == {(0, "PPV 1"): -4.0}


def test_a_week_is_bounded_at_any_prices_and_between_them() -> None:
    context = known(a_problem(), the_params())
    given = input_of(CaptionPool(context), 3)
    week, bound = plan_from(given), WeekBound(Space(given))
    free = no_prices(bound.frame.supply)
    unit, rng = bound.space.unit, np.random.default_rng(5)
    dear = replace(
        free,
        captions=rng.uniform(0.0, 0.2 * unit, free.captions.size),
        styles={(day, style): 0.05 * unit for day in range(7) for style in ("solo", "bundle")},
        turns={(day, "PPV 1"): 0.1 * unit * (day - 3) for day in range(7)},
    )
    totals = [bound.at(prices)[0] for prices in (free, free.towards(dear, 0.5), dear)]
    assert min(totals) >= week.objective_cents
    assert totals[1] <= (totals[0] + totals[2]) / 2 * 1.001
