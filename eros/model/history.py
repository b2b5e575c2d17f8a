"""What a page has sent and earned, column by column."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

__all__ = ["FleetFigures", "History", "TypeFigures"]


@dataclass(frozen=True)
class History:
    """Messages of one page, oldest first; every array has shape (n,).

    `day` is the proleptic ordinal of the local date, `hour` 0-23 and `weekday` 0-6 local and clock-change correct.
    `send_type`, `caption_type` and `content_type` index the key tuples of the same name (-1 unknown);
    `caption_id` is 0 where unknown; `price_cents` is 0 for a free message; `viewed` is -1 where the source did not say.
    """

    send_types: tuple[str, ...]
    caption_types: tuple[str, ...]
    content_types: tuple[str, ...]
    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    weekday: NDArray[np.int64]
    send_type: NDArray[np.int64]
    caption_type: NDArray[np.int64]
    content_type: NDArray[np.int64]
    caption_id: NDArray[np.int64]
    price_cents: NDArray[np.int64]
    sent: NDArray[np.int64]
    viewed: NDArray[np.int64]
    purchased: NDArray[np.int64]
    earnings_cents: NDArray[np.int64]

    COLUMNS = (
        "day",
        "hour",
        "weekday",
        "send_type",
        "caption_type",
        "content_type",
        "caption_id",
        "price_cents",
        "sent",
        "viewed",
        "purchased",
        "earnings_cents",
    )

    def __len__(self) -> int:
        return int(self.day.size)

    @classmethod
    def empty(cls) -> History:
        """A page that has not sent anything yet."""
        none = np.zeros(0, dtype=np.int64)
        return cls((), (), (), **dict.fromkeys(cls.COLUMNS, none))

    def where(self, mask: NDArray[np.bool_]) -> History:
        """The rows of `mask` (shape (n,)), in the same order."""
        values: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        return History(**{k: v[mask] if k in self.COLUMNS else v for k, v in values.items()})


@dataclass(frozen=True, slots=True)
class TypeFigures:
    """What all pages together earned with one send type: message count and sums."""

    n: int
    sent: int
    viewed: int
    purchased: int
    earnings_cents: int
    median_price_cents: int


@dataclass(frozen=True, slots=True)
class FleetFigures:
    """Sums over all pages; empty in a database of one page, and then the shipped priors speak.

    `hours` (24) and `weekdays` (7) are value per recipient over the page's own mean for the type (1 = average), with
    `hour_counts` and `weekday_counts` messages behind them. `slump_days` are days on which most pages slumped together.
    """

    types: dict[str, TypeFigures]
    hours: tuple[float, ...]
    hour_counts: tuple[int, ...]
    weekdays: tuple[float, ...]
    weekday_counts: tuple[int, ...]
    slump_days: frozenset[date]

    @classmethod
    def none(cls) -> FleetFigures:
        """No other page to learn from."""
        return cls({}, (1.0,) * 24, (0,) * 24, (1.0,) * 7, (0,) * 7, frozenset())
