"""Every text every send may take, as columns, and what each would bring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.plan.pool import Bank, Options

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["Board", "Demand", "Menu"]


@dataclass(frozen=True, eq=False)
class Menu:
    """What sends of one place, day and style may say: the options free for them, best first.

    `price` is what the SOFT rules each of them breaks cost, in cents, shape (n,). What the checks of an option's text cost on
    top, `of_text` says by its row in the bank.
    """

    options: Options
    price: Floats
    of_text: Callable[[int], float]

    def where(self, kept: Mask) -> Menu:
        """The menu with some of its options."""
        return Menu(self.options.where(kept), self.price[kept], self.of_text)


@dataclass(frozen=True, eq=False)
class Demand:
    """A send that waits for its text: cents with an average caption, and the menu it chooses from."""

    send: Send
    value: float
    menu: Menu
    repeats: bool
    """True where its content counts towards the limits of rule `content-repeat`."""
    priced: bool
    """True where its text counts towards the limit of rule `length`."""


@dataclass(frozen=True, eq=False)
class Board:
    """A cell for each option of each demand, demand by demand, as columns (n,); there is at least one demand.

    `weight` counts a caption's content, by row of the bank. Texts are read when they are asked for; menus with one `of_text`
    share what was read.
    """

    demands: Sequence[Demand]
    weight: Floats

    def spread(self, of_demands: Sequence[float] | Floats) -> NDArray[Any]:
        """A value of each demand, by cell."""
        return np.repeat(np.array(of_demands), self._sizes)

    def cells(self, number: int) -> slice:
        """The cells of a demand, in the order of its menu."""
        return slice(*self._start[number : number + 2])

    def cells_of(self, row: int) -> Numbers:
        """The cells of a caption."""
        return self._by_row[self._row_start[row] : self._row_start[row + 1]]

    def places(self, cells: Numbers) -> dict[str, int]:
        """Where these cells stand in the menus of their demands, by ref of the send."""
        numbers = self.number[cells].tolist()
        return {
            self.demands[n].send.ref: cell - self._start[n] for n, cell in zip(numbers, cells.tolist(), strict=True)
        }

    def read(self, cells: Numbers) -> None:
        """Check the texts of these cells, each once."""
        for cell in cells[~self._known[cells]].tolist():
            self.reading(cell)

    def reading(self, cell: int) -> float:
        """Check the text of one cell, once; by how much its gain falls."""
        if self._known[cell]:
            return 0.0
        number, row = self.number[cell], int(self.row[cell])
        alike = self.cells_of(row)
        alike = alike[self._reader[self.number[alike]] == self._reader[number]]
        cents: float = self.demands[number].menu.of_text(row)
        self._known[alike] = True
        self.gain[alike] -= cents
        return cents

    @cached_property
    def gain(self) -> Floats:
        """Cents of texts less the prices they break; too high for one that is not read."""
        options, price = zip(*((demand.menu.options, demand.menu.price) for demand in self.demands), strict=True)
        value = self.spread([demand.value for demand in self.demands])
        worth = value * np.concatenate([each.factor for each in options]) * self.weight[self.row]
        return np.asarray(worth - np.concatenate(price))

    @property
    def bank(self) -> Bank:
        """The captions."""
        return self.demands[0].menu.options.bank

    @cached_property
    def number(self) -> Numbers:
        """The demand."""
        return self.spread(range(len(self.demands)))

    @cached_property
    def row(self) -> Numbers:
        """The caption's place in the bank."""
        return np.concatenate([demand.menu.options.rows for demand in self.demands])

    @cached_property
    def _sizes(self) -> list[int]:
        return [len(demand.menu.options) for demand in self.demands]

    @cached_property
    def _start(self) -> list[int]:
        return [0, *accumulate(self._sizes)]

    @cached_property
    def _by_row(self) -> Numbers:
        """All cells, caption by caption."""
        return np.argsort(self.row.astype(np.min_scalar_type(len(self.bank.captions))), kind="stable")

    @cached_property
    def _row_start(self) -> Numbers:
        """Where those of each caption begin."""
        return np.cumsum([0, *np.bincount(self.row, minlength=len(self.bank.captions))])

    @cached_property
    def _reader(self) -> Numbers:
        """A number by demand, one for all that are read alike."""
        numbers = {
            of_text: n for n, of_text in enumerate(dict.fromkeys(demand.menu.of_text for demand in self.demands))
        }
        return np.array([numbers[demand.menu.of_text] for demand in self.demands])

    @cached_property
    def _known(self) -> Mask:
        return np.zeros(self.row.size, dtype=np.bool_)
