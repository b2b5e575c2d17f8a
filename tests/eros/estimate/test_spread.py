"""Empirical-Bayes spreads."""

from __future__ import annotations

import numpy as np
import pytest

from eros.estimate.spread import concentration, group_variance, message_variance


def test_without_messages_the_usual_spread_stands() -> None:
    none = np.zeros(0)
    assert message_variance(none, none, usual=0.5, strength=30) == 0.25
    assert group_variance(none, none, usual=0.4, strength=4) == pytest.approx(0.16)
    assert group_variance(np.array([1.3]), np.array([50.0]), usual=0.4, strength=4) == pytest.approx(0.16)


def test_the_spread_between_messages_is_found_under_binomial_noise() -> None:
    rng = np.random.default_rng(7)
    n, mean, spread = 3000, 0.01, 0.5
    rate = mean * rng.gamma(1 / spread**2, spread**2, n)
    ratio = rng.binomial(2000, np.minimum(rate, 1)) / (2000 * mean)
    noise = np.full(n, (1 - mean) / (mean * 2000))
    assert message_variance(ratio, noise, usual=0.2, strength=30) == pytest.approx(spread**2, rel=0.15)
    still = rng.binomial(2000, mean, n) / (2000 * mean)
    assert message_variance(still, noise, usual=0.5, strength=30) < 0.02


def test_the_spread_between_groups_is_found_under_their_noise() -> None:
    rng = np.random.default_rng(8)
    information = rng.uniform(20, 200, 400)
    truth = 1.4 * (1 + 0.3 * rng.standard_normal(400))
    ratio = truth + rng.standard_normal(400) / np.sqrt(information)
    assert group_variance(ratio, information, usual=0.6, strength=4) == pytest.approx(0.09, rel=0.2)
    alike = 1.4 + rng.standard_normal(400) / np.sqrt(information)
    assert group_variance(alike, information, usual=0.3, strength=4) < 0.01


def test_a_concentration_gives_the_variance_it_was_asked_for() -> None:
    mean, variance = np.array([0.01, 0.3]), np.array([0.25, 0.1])
    total = concentration(mean, variance)
    assert mean * (1 - mean) / (total + 1) == pytest.approx(variance * mean**2)
    assert concentration(np.array([0.01]), np.array([50.0])) * 0.01 == pytest.approx(0.5)
