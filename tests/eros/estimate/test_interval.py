"""Intervals for shares."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.estimate.interval import beta_interval, normal_quantile, student_quantile, wilson


def beta_cdf(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function by Lentz's continued fraction (Numerical Recipes 6.4)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 1000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / (1 + term * d), 1 + term / c
            value *= c * d
    return front * value


@pytest.mark.parametrize(
    ("successes", "failures", "low", "high"),
    [(10, 5, 0.417131, 0.848239), (90, 10, 0.825633, 0.944771), (0, 0, 0.0, 1.0), (1, 0, 0.206543, 1.0),
     (20, 10, 0.487797, 0.807697), (50, 50, 0.403830, 0.596170), (10, 90, 0.055229, 0.174367)],
)  # fmt: skip
def test_wilson_intervals_are_the_known_ones(successes: int, failures: int, low: float, high: float) -> None:
    assert wilson(successes, failures) == pytest.approx((low, high), abs=5e-7)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0.5, 4))
def test_a_wilson_interval_holds_the_observed_share(successes: int, failures: int, z: float) -> None:
    low, high = wilson(successes, failures, z)
    assert 0 <= low < high <= 1
    if successes + failures:
        assert low - 1e-9 <= successes / (successes + failures) <= high + 1e-9


def test_the_normal_quantile_is_the_known_one() -> None:
    assert normal_quantile(0.9) == pytest.approx(1.644854, abs=1e-6)
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=1e-6)


@given(st.floats(1, 1e4), st.floats(1, 1e6))
def test_each_tail_of_a_beta_interval_holds_about_a_twentieth(a: float, b: float) -> None:
    low, high = beta_interval(np.array([a]), np.array([b]), 0.9)
    assert 0 < low[0] < a / (a + b) < high[0] < 1
    assert beta_cdf(a, b, float(low[0])) == pytest.approx(0.05, abs=0.013)
    assert beta_cdf(a, b, float(high[0])) == pytest.approx(0.95, abs=0.013)


@pytest.mark.parametrize(("a", "b"), [(10.0, 300.0), (50.0, 50.0), (400.0, 1e5)])
def test_with_some_evidence_a_beta_interval_is_exact_to_a_thousandth(a: float, b: float) -> None:
    low, high = beta_interval(np.array([a]), np.array([b]), 0.9)
    assert beta_cdf(a, b, float(low[0])) == pytest.approx(0.05, abs=1e-3)
    assert beta_cdf(a, b, float(high[0])) == pytest.approx(0.95, abs=1e-3)


@pytest.mark.parametrize(("degrees", "quantile"), [(3, 2.3534), (5, 2.0150), (10, 1.8125), (30, 1.6973), (1e9, 1.6449)])
def test_students_quantile_is_that_of_the_tables(degrees: float, quantile: float) -> None:
    assert student_quantile(0.9, degrees) == pytest.approx(quantile, rel=1e-3)
