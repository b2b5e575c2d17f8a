"""Intervals for shares."""

from __future__ import annotations

from math import factorial, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["beta_interval", "normal_quantile", "student_quantile", "wilson"]

_SHIFT = 8


def wilson(successes: float, failures: float, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval for a share, 95 % at the default z; (0, 1) without a trial.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    n = successes + failures
    if n <= 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def normal_quantile(level: float) -> float:
    """The z of a two-sided interval at `level` (0-1): 1.645 at 0.9."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def student_quantile(level: float, degrees: float) -> float:
    """The same of Student's t: 2.015 at 0.9 and 5 degrees of freedom.

    Expansion in 1 / degrees (Abramowitz & Stegun 26.7.5), within 0.5 % from 3 degrees up at levels to 0.95.
    """
    z = normal_quantile(level)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / degrees**power for power, term in enumerate(terms, start=1))


def beta_interval(alpha: Floats, beta: Floats, level: float) -> tuple[Floats, Floats]:
    """Equal-tailed interval at `level` of Beta(alpha, beta), elementwise, alpha and beta > 0.

    The log-odds of a Beta variable have cumulants that are polygamma differences; their quantile is the Cornish-Fisher
    expansion to fourth order (Abramowitz & Stegun 26.2.49); with alpha and beta from 1 up a tail of 0.05 holds 0.038-0.062.
    """
    z = normal_quantile(level)
    first, second, third, fourth = (_polygamma(alpha, k) + (-1) ** k * _polygamma(beta, k) for k in range(1, 5))
    sd = np.sqrt(second)
    skew, excess = third / sd**3, fourth / second**2
    low, high = (_expit(first + sd * _cornish_fisher(side, skew, excess)) for side in (-z, z))
    return low, high


def _cornish_fisher(z: float, skew: Floats, excess: Floats) -> Floats:
    return z + (z**2 - 1) * skew / 6 + (z**3 - 3 * z) * excess / 24 - (2 * z**3 - 5 * z) * skew**2 / 36


def _expit(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-x))


def _polygamma(x: Floats, order: int) -> Floats:
    """The order-th cumulant of log Gamma(x): digamma at 1, trigamma at 2 ..., by recurrence and asymptotic series."""
    y = x + _SHIFT
    inverse = 1 / y
    square = inverse * inverse
    tail = {
        1: np.log(y) - inverse / 2 - square * (1 / 12 - square * (1 / 120 - square / 252)),
        2: inverse + square / 2 + inverse * square * (1 / 6 - square * (1 / 30 - square / 42)),
        3: -square - inverse * square - square**2 * (1 / 2 - square * (1 / 6 - square / 6)),
        4: inverse * square * (2 + 3 * inverse + square * (2 - square * (1 - square * 4 / 3))),
    }[order]
    steps = (x[..., None] + np.arange(_SHIFT)) ** -order
    return np.asarray(tail - (-1) ** (order - 1) * factorial(order - 1) * steps.sum(-1))
