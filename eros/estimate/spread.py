"""How much things differ beyond chance: the empirical-Bayes spreads, by the method of moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["concentration", "group_variance", "message_variance"]

_LEAST = 1e-4


def message_variance(ratio: Floats, noise: Floats, *, usual: float, strength: float) -> float:
    """Relative variance of messages around their mean, beyond binomial noise.

    `ratio` is outcome over expectation per message, `noise` its binomial variance; `usual` (a spread) counts as
    `strength` messages. Moment estimator of extra-binomial variation: J. C. Kleinman, Proportions with extraneous
    variance, JASA 68 (1973), weighted by the precision under the usual spread.
    """
    default = usual**2
    if ratio.size == 0:
        return default
    weight = 1.0 / (noise + default) ** 2
    excess = float((weight * ((ratio - 1.0) ** 2 - noise)).sum() / weight.sum())
    return max(_LEAST, (ratio.size * excess + strength * default) / (ratio.size + strength))


def group_variance(ratio: Floats, information: Floats, *, usual: float, strength: float) -> float:
    """Relative variance of groups around their common mean, beyond the noise of each.

    `ratio` per group with `information` = 1 / its noise variance (groups without any are left out); `usual` (a spread)
    counts as `strength` groups, and a group counts by its reliability. R. DerSimonian & N. Laird, Meta-analysis in
    clinical trials, Controlled Clinical Trials 7 (1986).
    """
    default = usual**2
    known = information > 0
    ratio, information = ratio[known], information[known]
    total = information.sum()
    scale = total - (information**2).sum() / total if total > 0 else 0.0
    if scale <= 0 or ratio.size < 2:
        return default
    mean = (information * ratio).sum() / total
    q = (information * (ratio - mean) ** 2).sum()
    excess = max(0.0, float((q - (ratio.size - 1)) / scale)) / max(float(mean), _LEAST) ** 2
    groups = float((default * information / (1.0 + default * information)).sum())
    return max(_LEAST, (groups * excess + strength * default) / (groups + strength))


def concentration(mean: Floats, variance: Floats) -> Floats:
    """The alpha + beta of the Beta distribution with this mean (0-1) and relative variance; alpha is at least 0.5."""
    return np.maximum((1.0 - mean) / (mean * variance) - 1.0, 0.5 / mean)
