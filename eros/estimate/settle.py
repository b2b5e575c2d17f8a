"""Numbers that read the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["settled", "settled_all"]

_DIGITS = 12


def settled(value: float) -> float:
    """The value to twelve significant digits: the last bits of exp and log depend on the processor."""
    return float(f"{value:.{_DIGITS}g}")


def settled_all(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for an array of numbers of ordinary size, to twelve decimals."""
    return np.round(values, _DIGITS)
