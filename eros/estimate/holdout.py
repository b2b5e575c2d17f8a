"""Whether a preference for some hours holds on messages it was not learnt from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.settle import settled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.params.estimate import EstimateParams

    Floats = NDArray[np.float64]

__all__ = ["holdout_lift"]


def holdout_lift(
    day: NDArray[np.int64],
    liked: NDArray[np.bool_],
    ratio: Floats,
    information: Floats,
    *,
    seed: int,
    params: EstimateParams,
) -> tuple[float, float] | None:
    """Interval of the lift (share) of liked messages over all messages of the hold-out; None where it is too thin.

    Arrays (m,): `day` proleptic ordinal, `liked`, outcome `ratio` with its `information`. Percentile bootstrap over
    ISO weeks, so that messages of one week, which share its luck, stay together (H. R. Künsch, The jackknife and the
    bootstrap for general stationary observations, Annals of Statistics 17 (1989)).
    """
    week = (day - 1) // 7  # ordinal 1 is a Monday
    weeks, index = np.unique(week, return_inverse=True)
    if weeks.size < params.holdout_min_weeks or not liked.any() or liked.all():
        return None
    columns = (information * liked, information * liked * ratio, information, information * ratio)
    sums = np.stack([sum_by(index, column, weeks.size) for column in columns], axis=1)
    drawn = sums[_draws(seed, params.bootstrap_rounds, weeks.size)].sum(axis=1)
    liked_weight, liked_sum, all_weight, all_sum = drawn.T
    usable = (liked_weight > 0) & (all_sum > 0)
    if not usable.any():
        return None
    lift = (liked_sum[usable] / liked_weight[usable]) / (all_sum[usable] / all_weight[usable]) - 1.0
    tail = (1 - params.interval_level) / 2
    low, high = np.quantile(lift, (tail, 1 - tail))
    return settled(float(low)), settled(float(high))


def _draws(seed: int, rounds: int, size: int) -> NDArray[np.int64]:
    """Indices below `size`, shape (rounds, size), the same on every machine (an extendable digest of the seed)."""
    raw = hashlib.shake_256(str(seed).encode()).digest(4 * rounds * size)
    return np.asarray(np.frombuffer(raw, dtype=">u4").astype(np.int64) % size).reshape(rounds, size)
