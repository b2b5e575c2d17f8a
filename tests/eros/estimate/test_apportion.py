"""Whole sends from fractions of sends."""

from __future__ import annotations

from math import floor

from hypothesis import given
from hypothesis import strategies as st

from eros.estimate.apportion import apportion

targets = st.lists(st.floats(0, 15), min_size=0, max_size=7)


@given(targets)
def test_whole_days_sum_to_the_rounded_week(wanted: list[float]) -> None:
    given_ = apportion(wanted, 0, 20, 1000)
    assert sum(given_) == floor(round(sum(wanted), 9) + 0.5)
    assert all(abs(n - target) < 1 + 1e-6 for n, target in zip(given_, wanted, strict=True))


@given(targets, st.integers(0, 3), st.integers(3, 12), st.integers(0, 60))
def test_bounds_and_the_limit_of_the_week_hold(wanted: list[float], low: int, high: int, most: int) -> None:
    given_ = apportion(wanted, low, high, most)
    assert all(0 <= n <= high for n in given_)
    assert sum(given_) <= most
    if most >= low * len(wanted):
        assert all(n >= low for n in given_)


def test_the_largest_remainders_go_up_first_and_ties_to_the_earlier_day() -> None:
    assert apportion([2.9, 2.6, 2.5, 2.0], 0, 9, 99) == [3, 3, 2, 2]
    assert apportion([2.5, 2.5, 2.5, 2.5], 0, 9, 99) == [3, 3, 2, 2]
    assert apportion([0.6] * 7, 0, 1, 99) == [1, 1, 1, 1, 0, 0, 0]


def test_a_limit_of_the_week_takes_from_the_days_that_got_most() -> None:
    assert apportion([3.9, 3.1, 3.0], 1, 9, 8) == [3, 3, 2]
    assert apportion([1.0, 1.0, 1.0], 1, 9, 2) == [1, 1, 0]
