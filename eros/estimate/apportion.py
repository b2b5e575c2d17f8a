"""Whole sends from fractions of sends."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["apportion"]


def apportion(targets: Sequence[float], low: int, high: int, most: int) -> list[int]:
    """Whole numbers near `targets`, each in low..high, by largest remainder (ties to the earlier one).

    They sum to the rounded sum of the targets (half up), as far as the bounds and `most`, a limit on the sum, allow.
    """
    total = floor(round(sum(targets), 9) + 0.5)
    total = min(max(total, low * len(targets)), high * len(targets), most)
    given = [min(max(floor(round(target, 9)), low), high) for target in targets]
    while sum(given) < total:
        open_ = [i for i, n in enumerate(given) if n < high]
        given[max(open_, key=lambda i: (round(targets[i] - given[i], 9), -i))] += 1
    while sum(given) > total:
        full = [i for i, n in enumerate(given) if n > low] or [i for i, n in enumerate(given) if n > 0]
        given[min(full, key=lambda i: (round(targets[i] - given[i], 9), -i))] -= 1
    return given
