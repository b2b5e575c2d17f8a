"""A first choice of captions: sends of higher value take the best that is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.caption_limits import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.plan.caption_board import Board
    from eros.plan.caption_limits import Limits

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["FirstChoice", "first_choice"]


@dataclass(frozen=True, slots=True)
class FirstChoice:
    """The cell each send takes, and its `spare`: the next best one when it took it; NONE for no text.

    The prices are by send and by caption of the bank: a caption costs what its send gains by it over its spare, and what the
    spare costs. Where sends rank captions alike and share nothing else, those are the duals of the best assignment.
    """

    taken: Numbers
    spare: Numbers
    sends: Floats
    captions: Floats


def first_choice(board: Board, limits: Limits, missing: float) -> FirstChoice:
    """What it takes has its text read; a send without a text costs `missing` cents."""
    many = len(board.demands)
    order = sorted(range(many), key=lambda n: (-board.demands[n].value, n))
    taken, spare, gains = np.full(many, NONE), np.full(many, NONE), np.full((many, 2), -missing)
    left, price = limits.room.tolist(), limits.prices(np.where(limits.room > 0.0, 0.0, limits.price))
    for number in order:
        cells = board.cells(number)
        worth = board.gain[cells] - price[cells]
        for place, found in enumerate((taken, spare)):
            best = _best(board, cells.start, worth, -missing)
            if best != NONE:
                found[number], gains[number, place] = cells.start + best, worth[best]
                worth[best] = -np.inf
        if taken[number] != NONE:
            for numbers in limits.counts:
                limit = int(numbers[taken[number]])
                left[limit] -= 1.0
                if not left[limit]:
                    full = board.cells_of(limit) if numbers is board.row else np.flatnonzero(numbers == limit)
                    price[full] += limits.price[limit]
    return FirstChoice(taken, spare, *_prices(board, order, taken, spare, gains))


def _prices(board: Board, order: list[int], taken: Numbers, spare: Numbers, gains: Floats) -> tuple[Floats, Floats]:
    """Prices of sends and captions, from the last choice to the first."""
    sends, captions = gains[:, 0].copy(), np.zeros(len(board.bank.captions))
    for number in reversed(order):
        if taken[number] != NONE:
            behind = captions[board.row[spare[number]]] if spare[number] != NONE else 0.0
            price = gains[number, 0] - gains[number, 1] + behind
            captions[board.row[taken[number]]] = price
            sends[number] -= price
    return sends, captions


def _best(board: Board, start: int, worth: Floats, least: float) -> int:
    """The place of what is worth most, its text read; NONE where nothing is worth more than `least`."""
    while worth.size:
        place = int(worth.argmax())
        if worth[place] <= least:
            break
        cents = board.reading(start + place)
        if not cents:
            return place
        worth[place] -= cents
    return NONE
