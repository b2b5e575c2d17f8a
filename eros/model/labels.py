"""A column of few distinct texts as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Labels"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The number of each distinct text, in their order, and the number in every row (shape (n,)), -1 for None."""

    numbers: Mapping[str, int]
    column: NDArray[np.int64]

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Labels:
        """The same from the texts."""
        numbers = {text: number for number, text in enumerate(sorted(text for text in set(values) if text is not None))}
        places = {None: -1} | numbers
        return cls(numbers, np.array([*map(places.__getitem__, values)], dtype=np.int64))
