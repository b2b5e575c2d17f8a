"""Every text every send may take, as columns, and what each would bring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.plan.pool import Bank, Options

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["NOT_COUNTED", "Board", "Demand", "Menu"]

NOT_COUNTED = -1


@dataclass(frozen=True, eq=False)
class Menu:
    """What sends of one place, day and style may say: the options free for them, best first.

    `price` is what the SOFT rules each of them breaks cost, in cents; `weight` how many times its worth the content of each
    counts; shape (n,). What the checks of an option's text cost on top, `of_text` says by its row in the bank.
    """

    options: Options
    price: Floats
    weight: Floats
    of_text: Callable[[int], float]
    other_length: Mask
    """Options that count towards the limit of rule `length`, shape (n,)."""

    def where(self, kept: Mask) -> Menu:
        """The menu with some of its options."""
        return Menu(
            self.options.where(kept), self.price[kept], self.weight[kept], self.of_text, self.other_length[kept]
        )


@dataclass(frozen=True, eq=False)
class Demand:
    """A send that waits for its text: cents with an average caption, and the menu it chooses from."""

    send: Send
    value: float
    menu: Menu
    repeats: bool
    """True where its content counts towards the limits of rule `content-repeat`."""


@dataclass(frozen=True, eq=False)
class Board:
    """A cell for each option of each demand, demand by demand, as columns (n,); there is at least one demand.

    Texts are read when they are asked for: the price of one not read yet is too low. Demands that share a menu share what
    was read.
    """

    demands: Sequence[Demand]

    def cells(self, number: int) -> Numbers:
        """The cells of a demand, in the order of its menu."""
        return np.arange(self._start[number], self._start[number + 1])

    def places(self, cells: Numbers) -> dict[str, int]:
        """Where these cells stand in the menus of their demands, by ref of the send."""
        numbers = self.number[cells]
        places = (cells - self._start[numbers]).tolist()
        return {self.demands[n].send.ref: place for n, place in zip(numbers.tolist(), places, strict=True)}

    def gains(self, cells: Numbers | slice = slice(None)) -> Floats:
        """Cents of texts less the prices they break; too high for one that is not read."""
        return np.asarray(self._worth[cells] - self._price[self._offer[cells]])

    def read(self, cells: Numbers) -> bool:
        """Check the texts of these cells, each once; True where a price rose."""
        fresh = cells[~self._known[self._offer[cells]]]
        return sum(map(self.rises, fresh.tolist())) > 0

    def rises(self, cell: int) -> bool:
        """Check the text of one cell, once; True where its price rose."""
        offer = self._offer[cell]
        if self._known[offer]:
            return False
        cents = self.demands[self.number[cell]].menu.of_text(int(self.row[cell]))
        self._price[offer] += cents
        self._known[offer] = True
        return bool(cents)

    @property
    def bank(self) -> Bank:
        """The captions."""
        return self.demands[0].menu.options.bank

    @cached_property
    def number(self) -> Numbers:
        """The demand."""
        return np.repeat(np.arange(len(self.demands)), np.diff(self._start))

    @cached_property
    def row(self) -> Numbers:
        """The caption's place in the bank."""
        return np.concatenate([demand.menu.options.rows for demand in self.demands])

    @cached_property
    def counted(self) -> Numbers:
        """What counts towards the limits of rule `content-repeat`: content number x 7 + day, -1 for what does not."""
        day = np.array([demand.send.day if demand.repeats else NOT_COUNTED for demand in self.demands])[self.number]
        return np.where(day == NOT_COUNTED, NOT_COUNTED, 7 * self.bank.content[self.row] + day)

    @cached_property
    def other_length(self) -> Mask:
        """What counts towards the limit of rule `length`."""
        return np.concatenate([demand.menu.other_length for demand in self.demands])

    @cached_property
    def _start(self) -> Numbers:
        return np.cumsum([0, *(len(demand.menu.options) for demand in self.demands)])

    @cached_property
    def _worth(self) -> Floats:
        return np.concatenate(
            [demand.value * demand.menu.options.factor * demand.menu.weight for demand in self.demands]
        )

    @cached_property
    def _menus(self) -> dict[Menu, int]:
        """Each menu once, and where its offers begin."""
        menus = dict.fromkeys(demand.menu for demand in self.demands)
        starts = np.cumsum([0, *(len(menu.options) for menu in menus)]).tolist()
        return dict(zip(menus, starts, strict=False))

    @cached_property
    def _offer(self) -> Numbers:
        """The place in `_price` and `_known`, one for all demands of a menu."""
        shift = np.array([self._menus[demand.menu] for demand in self.demands]) - self._start[:-1]
        return np.arange(self._start[-1]) + shift[self.number]

    @cached_property
    def _price(self) -> Floats:
        return np.concatenate([menu.price for menu in self._menus])

    @cached_property
    def _known(self) -> Mask:
        return np.zeros(self._price.size, dtype=np.bool_)
