"""Multipliers by hour and weekday, and whether they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.estimate import estimate
from eros.estimate.curve import mean_one
from eros.estimate.holdout import holdout_lift
from eros.model.history import FleetFigures
from tests.builders import the_params
from tests.eros.estimate.pages import Messages, a_page, with_params

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.model.estimates import Curve

HOURS = (9, 11, 13, 15, 17, 19, 21, 22, 23)
OPEN = [hour for hour in range(24) if hour not in the_params().rules.avoid_hours]


def drawn(
    hour_effect: NDArray[np.float64], day_effect: NDArray[np.float64], *, days: int = 360, seed: int = 4
) -> Messages:
    """Four messages a day whose purchases follow the effects (shapes (24,) and (7,))."""
    rng = np.random.default_rng(seed)
    messages = Messages()
    for age in range(days, 0, -1):
        weekday = (4 - age) % 7
        for hour in rng.choice(HOURS, 4, replace=False):
            rate = 0.01 * hour_effect[hour] * day_effect[weekday] * rng.gamma(16, 1 / 16)
            messages.add(age, hour=int(hour), sent=3000, viewed=900, purchased=int(rng.binomial(3000, min(rate, 1))))
    return messages


def peaked() -> NDArray[np.float64]:
    return np.exp(0.35 * np.cos((np.arange(24) - 20) / 24 * 2 * np.pi))


def curve_of(messages: Messages, fleet: FleetFigures | None = None) -> Curve:
    return estimate(a_page(messages, fleet=fleet or FleetFigures.none()), the_params()).curve


@given(st.lists(st.floats(0.01, 20), min_size=24, max_size=24), st.floats(0.1, 1), st.floats(1, 4))
def test_a_curve_is_scaled_to_mean_one_over_the_hours_that_count(values: list[float], low: float, high: float) -> None:
    counted = np.arange(24) >= 5
    curve = mean_one(np.array(values), low, high, counted)
    assert curve[counted].mean() == pytest.approx(1, abs=1e-9)
    assert curve.min() >= low - 1e-12
    assert curve.max() <= high + 1e-12
    assert (np.argsort(curve, kind="stable")[:1] == np.argsort(np.clip(curve, low, high), kind="stable")[:1]).all()


def test_a_page_with_a_strong_evening_has_a_reliable_curve() -> None:
    truth = peaked()
    curve = curve_of(drawn(truth, np.ones(7)))
    assert curve.reliable
    assert (curve.source, curve.n) == ("page", 1440)
    assert curve.lift_low is not None
    assert curve.lift_low > 0.05
    wanted = truth / truth[list(HOURS)].mean()
    found = np.array(curve.hours) / np.array(curve.hours)[list(HOURS)].mean()
    assert np.abs(found - wanted)[list(HOURS)].max() < 0.12


def test_weekdays_are_learnt_beside_the_hours() -> None:
    days = np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.0])
    curve = curve_of(drawn(peaked(), days))
    assert np.abs(np.array(curve.weekdays) - days).max() < 0.08
    assert curve.at(5, 20) == curve.hours[20] * curve.weekdays[5]


def test_a_page_without_a_pattern_says_so_and_takes_the_default() -> None:
    curve = curve_of(drawn(np.ones(24), np.ones(7), seed=0, days=240))
    assert not curve.reliable
    assert curve.source == "prior"
    assert curve.lift_low is not None
    assert curve.lift_high is not None
    assert curve.lift_low <= 0 < curve.lift_high
    assert curve.hours == curve_of(Messages()).hours


def test_chance_is_seldom_taken_for_a_pattern() -> None:
    curves = [curve_of(drawn(np.ones(24), np.ones(7), days=200, seed=seed)) for seed in range(12)]
    assert sum(curve.reliable for curve in curves) <= 2


def test_a_pattern_that_turned_round_is_not_trusted() -> None:
    evening, morning = peaked(), peaked()[::-1]
    messages = Messages([*(row for row in drawn(evening, np.ones(7)).rows if row["age"] > 108)])
    messages.rows += [row for row in drawn(morning, np.ones(7)).rows if row["age"] <= 108]
    curve = curve_of(messages)
    assert not curve.reliable
    assert curve.lift_high is not None
    assert curve.lift_high < 0.05


def test_too_few_messages_or_weeks_give_no_lift() -> None:
    few = curve_of(drawn(peaked(), np.ones(7), days=10))
    assert (few.reliable, few.lift_low, few.lift_high) == (False, None, None)
    short = curve_of(drawn(peaked(), np.ones(7), days=30))
    assert (short.reliable, short.lift_low, short.lift_high) == (False, None, None)


def test_a_page_that_always_sends_at_one_hour_has_no_curve_of_its_own() -> None:
    curve = curve_of(Messages().every_day(300))
    assert (curve.reliable, curve.lift_low) == (False, None)


def test_a_page_that_sells_nothing_learns_from_views() -> None:
    messages = Messages()
    rng = np.random.default_rng(5)
    for age in range(300, 0, -1):
        for hour in (10, 14, 20, 22):
            rate = 0.15 * peaked()[hour] * rng.gamma(25, 1 / 25)
            messages.add(age, "bump_normal", hour=hour, viewed=int(rng.binomial(1000, min(rate, 1))))
    curve = curve_of(messages)
    assert curve.reliable
    assert curve.hours[20] > curve.hours[10]


def test_totals_do_not_make_an_hour_good() -> None:
    messages = Messages()
    rng = np.random.default_rng(6)
    for age in range(300, 0, -1):
        for hour in (19, 19, 19, 19, 12):
            messages.add(age, hour=hour, sent=3000, purchased=int(rng.binomial(3000, 0.01)))
    assert abs(curve_of(messages).hours[19] - 1) < 0.1


def some_fleet(n: int) -> FleetFigures:
    hours = tuple(float(value) for value in peaked())
    return replace(
        FleetFigures.none(),
        hours=hours,
        hour_counts=(n,) * 24,
        weekdays=(0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.2),
        weekday_counts=(n,) * 7,
    )


def test_without_a_pattern_of_its_own_a_page_takes_the_fleets() -> None:
    curve = curve_of(Messages(), some_fleet(100_000))
    assert (curve.source, curve.n, curve.reliable) == ("fleet", 2_400_000, False)
    assert curve.hours[20] / curve.hours[8] == pytest.approx(peaked()[20] / peaked()[8], rel=0.02)
    thin = curve_of(Messages(), some_fleet(30))
    assert 1 < thin.hours[20] / thin.hours[8] < 1.2


def test_nothing_known_leans_to_the_prime_hours_and_days() -> None:
    curve = curve_of(Messages())
    p = the_params().estimate
    assert {hour for hour in OPEN if curve.hours[hour] > 1} == set(p.prime_hours)
    assert {day for day in range(7) if curve.weekdays[day] > 1} == set(p.prime_days)
    flat = with_params(estimate={"prime_hour_lift": 0.0, "prime_day_lift": 0.0})
    assert set(estimate(a_page(), flat).curve.hours) == {1.0}


def test_weekdays_stay_within_their_bounds() -> None:
    extreme = curve_of(drawn(peaked(), np.array([0.1, 0.1, 0.1, 1.0, 1.0, 2.5, 2.5])))
    p = the_params().estimate
    assert min(extreme.weekdays) == pytest.approx(p.weekday_low)
    assert max(extreme.weekdays) == pytest.approx(p.weekday_high)


def test_the_lift_is_drawn_by_week_and_by_seed_only() -> None:
    rng = np.random.default_rng(1)
    day = np.repeat(np.arange(739000, 739140), 4)
    liked = np.arange(day.size) % 3 == 0
    ratio = np.where(liked, 1.3, 0.9) * rng.gamma(4, 1 / 4, day.size)
    weight = np.ones(day.size)
    p = the_params().estimate
    first = holdout_lift(day, liked, ratio, weight, seed=1, params=p)
    assert first == holdout_lift(day, liked, ratio, weight, seed=1, params=p)
    assert first != holdout_lift(day, liked, ratio, weight, seed=2, params=p)
    assert first is not None
    assert first[0] < 1.3 / (0.9 * 2 / 3 + 1.3 / 3) - 1 < first[1]
    lucky = np.where((day - 1) // 7 == (day[0] - 1) // 7 + 5, 3.0, 1.0)
    wide = holdout_lift(day, liked & (lucky > 1), lucky, weight, seed=1, params=p)
    assert wide is not None
    assert wide[1] - wide[0] > 0.4


def test_a_holdout_in_which_nothing_was_earned_has_no_lift() -> None:
    day = np.repeat(np.arange(739000, 739060), 2)
    liked = np.arange(day.size) % 2 == 0
    nothing = np.zeros(day.size)
    assert holdout_lift(day, liked, nothing, np.ones(day.size), seed=1, params=the_params().estimate) is None
