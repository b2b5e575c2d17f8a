"""What the captions of a week share: each stands once, repeats of a content and texts of other lengths have a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.model.rotation import STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eros.plan.caption_board import Board
    from eros.plan.caption_texts import TextPrices

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["NONE", "Limits", "limits_of"]

DAYS = 7
NONE = -1
"""Stands for what is not there."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Limits by number: `room` for so many, each one more costs `price` cents, inf where that may not be.

    `counts` are arrays (n,) of what each cell of a board counts towards; first its caption, whose limit has the number of its
    row in the bank. The last number is that of no limit. From `of_style` on there is one for every style of every send that
    may take any; there is room for a caption of it where the send takes it.
    """

    counts: tuple[Numbers, ...]
    room: Floats
    price: Floats
    of_style: int

    def of(self, cells: Numbers) -> Numbers:
        """What cells count towards, one row each."""
        return np.stack([numbers[cells] for numbers in self.counts], axis=1)

    def prices(self, by_number: Floats) -> Floats:
        """By cell: the sum of what all it counts towards costs."""
        first, *others = (by_number.take(numbers) for numbers in self.counts)
        for other in others:
            first += other
        return first


def limits_of(
    board: Board,
    texts: TextPrices,
    settled: Mapping[tuple[int, int | None], int],
    length_room: int,
    unstyled: Sequence[str],
) -> Limits:
    """Rules `unique-caption`, `content-repeat` and `length`; `caption-style` for sends that may take any style, by ref.

    `settled` counts the contents of sends that have their texts, by (content number, day) and by (content number, None).
    """
    plan, captions, contents = texts.pool.context.params.plan, len(board.bank.captions), len(board.bank.contents)
    of_day, of_week = captions, captions + DAYS * contents
    length = of_week + contents
    of_style = length + 1
    nothing = of_style + len(unstyled) * len(STYLES)
    content = board.bank.content[board.row]
    repeats = board.spread([demand.repeats for demand in board.demands])
    length_counts = bool(plan.length_price and plan.length_share)
    priced = board.spread([demand.priced and length_counts for demand in board.demands])
    counts: tuple[Numbers, ...] = (
        board.row,
        np.where(
            repeats, DAYS * content + board.spread([of_day + demand.send.day for demand in board.demands]), nothing
        ),
        np.where(repeats, content + of_week, nothing),
        np.where(priced & texts.other_length[board.row], length, nothing),
    )
    if unstyled:
        style, places = _styles(board), {ref: place for place, ref in enumerate(unstyled)}
        send = board.spread([places.get(demand.send.ref, NONE) for demand in board.demands])
        counts = (*counts, np.where((send != NONE) & (style != NONE), of_style + len(STYLES) * send + style, nothing))
    sizes = (captions, DAYS * contents, contents, 1, nothing - of_style, 1)
    repeat, other = texts.unit * plan.content_repeat_price, texts.unit * plan.length_price
    mismatch = texts.unit * plan.style_mismatch_price
    room = np.repeat(np.array([1.0, plan.content_per_day, plan.content_per_week, length_room, 0.0, np.inf]), sizes)
    for (number, on), many in settled.items():
        room[of_week + number if on is None else of_day + DAYS * number + on] -= many
    price = np.repeat(np.array([np.inf, repeat, repeat, other, mismatch, 0.0]), sizes)
    return Limits(counts, np.maximum(room, 0.0), price, of_style)


def _styles(board: Board) -> Numbers:
    """The place of each cell's own style in `STYLES`, NONE for none."""
    found = np.full(len(board.bank.captions), NONE)
    for place, style in enumerate(STYLES):
        found[board.bank.style == style] = place
    return np.asarray(found[board.row])
