"""What history says about the captions of a page, in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

__all__ = ["CaptionEstimate", "CaptionEstimates"]


@dataclass(frozen=True, slots=True)
class CaptionEstimate:
    """A caption on this page: `multiplier` on its type's value (mean 1) and `score`, the percentile of rule `performance`.

    `spread` is the standard deviation of the multiplier; `n` the page's own messages with it.
    """

    multiplier: float
    spread: float
    score: float
    n: int


@dataclass(frozen=True, eq=False)
class CaptionEstimates(Mapping[int, CaptionEstimate]):
    """The captions of a pool ascending by id, as columns (c,); the row of one is made when it is asked for."""

    ids: NDArray[np.int64]
    multiplier: NDArray[np.float64]
    spread: NDArray[np.float64]
    score: NDArray[np.float64]
    n: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Mapping[int, CaptionEstimate]) -> CaptionEstimates:
        """The same from rows."""
        ids = sorted(rows)
        multiplier, spread, score, n = (
            np.array([getattr(rows[i], name) for i in ids], dtype=kind)
            for name, kind in (("multiplier", float), ("spread", float), ("score", float), ("n", np.int64))
        )
        return cls(np.array(ids, dtype=np.int64), multiplier, spread, score, n)

    @cached_property
    def scores(self) -> Mapping[int, float]:
        """The score of every caption by id."""
        return dict(zip(self.ids.tolist(), self.score.tolist(), strict=True))

    def places(self, ids: ArrayLike) -> NDArray[np.int64]:
        """Where the captions of these ids stand; raises KeyError where one is unknown."""
        wanted = np.asarray(ids, dtype=np.int64)
        found = np.searchsorted(self.ids, wanted)
        if found.size and (found.max() == self.ids.size or (self.ids[found] != wanted).any()):
            raise KeyError(wanted)
        return found

    def __getitem__(self, caption_id: int) -> CaptionEstimate:
        place = int(self.places(caption_id))
        return CaptionEstimate(
            float(self.multiplier[place]), float(self.spread[place]), float(self.score[place]), int(self.n[place])
        )

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids.tolist())

    def __len__(self) -> int:
        return self.ids.size
