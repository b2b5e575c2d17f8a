"""What the length of a priced text does (rule `length`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.params import Params

__all__ = ["length_factor", "length_factors"]


def length_factor(text: str, params: Params) -> float:
    """Factor on the value of a priced send, 0.6 + 0.4 m by the trimmed text's class of length; 1 at the best length."""
    return float(length_factors(np.array([len(text.strip())]), params)[0])


def length_factors(lengths: NDArray[np.int64], params: Params) -> NDArray[np.float64]:
    """The factor of texts of these lengths (shape (n,))."""
    table = params.estimate
    m = np.array(table.length_multipliers)[np.searchsorted(table.length_bounds, lengths, side="right")]
    return np.asarray(table.length_base + table.length_weight * m, dtype=np.float64)
