"""Tiers of content types and send types by earnings per message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.interval import normal_quantile
from eros.estimate.settle import settled
from eros.estimate.spread import group_variance
from eros.model.estimates import Ranking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence
    from eros.model.estimates import Tier
    from eros.params.estimate import EstimateParams

    Floats = NDArray[np.float64]

__all__ = ["content_rankings", "send_type_rankings"]


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page's priced messages of a window earned."""

    mean: float
    variance: float
    median: float

    @classmethod
    def of(cls, earned: Floats) -> _Page:
        return cls(float(earned.mean()), float(earned.var()), float(np.median(earned)))


def content_rankings(evidence: Evidence, params: EstimateParams, *, window: int | None = None) -> Mapping[str, Ranking]:
    """The ranking of every content type the page has sold, by key, best first.

    `window` takes the messages of so many days (0 = all) for every type, None the window each type needs.
    """
    return _rankings(evidence, evidence.history.content_type, evidence.history.content_types, params, fixed=window)


def send_type_rankings(evidence: Evidence, params: EstimateParams) -> Mapping[str, Ranking]:
    """The ranking of every priced send type the page has sent; the others are not judged by earnings."""
    keys = tuple(send_type.key for send_type in evidence.types)
    return _rankings(evidence, evidence.kind, keys, params)


def _rankings(
    evidence: Evidence,
    kind: NDArray[np.int64],
    keys: tuple[str, ...],
    params: EstimateParams,
    *,
    fixed: int | None = None,
) -> dict[str, Ranking]:
    """Earnings per priced message (no follow-ups) by kind, over the shortest window with enough messages (rule `timeframe`).

    Where a window is `fixed`, types without a message in it are left out.

    The mean shrinks to the page's (normal-normal, spread between kinds by moments); AVOID needs enough messages and an
    interval that ends below a share of the page's median message of that window.
    """
    priced = np.flatnonzero(evidence.priced & (kind >= 0))
    kind, age = kind[priced], evidence.age[priced]
    earned = evidence.history.earnings_cents[priced].astype(np.float64)
    found, pages = {}, dict[int, _Page]()
    between = _between(kind, earned, params)
    for index in np.unique(kind).tolist():
        mine = kind == index
        window = _window(age[mine], params) if fixed is None else fixed
        inside = mine & (age < window) if window else mine
        if not inside.any():
            continue
        if window not in pages:
            pages[window] = _Page.of(earned[age < window] if window else earned)
        found[keys[index]] = _rank(
            keys[index], earned[inside], pages[window], between=between, window=window, params=params
        )
    return _tiered(found, params)


def _between(kind: NDArray[np.int64], earned: Floats, params: EstimateParams) -> float:
    """Relative variance between kinds of the mean earnings per message."""
    mean, variance = (float(earned.mean()), float(earned.var())) if earned.size else (0.0, 0.0)
    if mean <= 0 or variance <= 0:
        return params.type_spread**2
    n = np.bincount(kind).astype(np.float64)
    ratio = sum_by(kind, earned, n.size) / np.maximum(n, 1.0) / mean
    return group_variance(ratio, n * mean**2 / variance, usual=params.type_spread, strength=params.spread_groups)


def _window(age: NDArray[np.int64], params: EstimateParams) -> int:
    """Days of the shortest window with enough messages; 0 = everything."""
    return next((days for days in params.ranking_windows if int((age < days).sum()) >= params.ranking_min_n), 0)


def _rank(key: str, mine: Floats, page: _Page, *, between: float, window: int, params: EstimateParams) -> Ranking:
    """Posterior mean and interval of one kind; tier AVOID, MID (judged later) or UNKNOWN."""
    noise = page.variance / mine.size
    variance = max(between * page.mean**2, 1e-9)
    share = variance / (variance + noise)
    centre = page.mean + share * (float(mine.mean()) - page.mean)
    own = float(mine.var(ddof=1)) / mine.size if mine.size > 1 else noise
    half = normal_quantile(params.interval_level) * float(np.sqrt(share * max(own, 1e-9)))
    enough = mine.size >= params.ranking_min_n
    avoid = enough and centre + half < params.avoid_share * page.median
    tier: Tier = "AVOID" if avoid else "MID" if enough else "UNKNOWN"
    return Ranking(
        key, mine.size, settled(centre), settled(max(centre - half, 0.0)), settled(centre + half), window, tier
    )


def _tiered(found: dict[str, Ranking], params: EstimateParams) -> dict[str, Ranking]:
    """TOP and LOW go to the ends of the judged kinds; best first, ties by key."""
    order = sorted(found.values(), key=lambda ranking: (-ranking.rps_cents, ranking.content_type))
    judged = [ranking.content_type for ranking in order if ranking.tier == "MID"]
    top = set(judged[: round(len(judged) * params.top_share)])
    low = set(judged[len(judged) - round(len(judged) * params.low_share) :])
    return {ranking.content_type: _with_tier(ranking, top, low) for ranking in order}


def _with_tier(ranking: Ranking, top: set[str], low: set[str]) -> Ranking:
    key = ranking.content_type
    tier: Tier = "TOP" if key in top else "LOW" if key in low else ranking.tier
    return Ranking(key, ranking.n, ranking.rps_cents, ranking.low_cents, ranking.high_cents, ranking.window_days, tier)
