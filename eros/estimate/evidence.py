"""The page's messages as the estimates read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.model.catalogue import SendType
    from eros.model.history import History
    from eros.model.problem import Problem

__all__ = ["Evidence", "Trials", "evidence_of", "sum_by"]


@dataclass(frozen=True)
class Trials:
    """Messages whose outcome is known; every array has shape (m,).

    `row` points into the evidence, `kind` into the catalogue; `successes` of `exposure` recipients (recipients times
    everything that moved the outcome besides the type: price, hour, weekday, length of the text).
    """

    row: NDArray[np.int64]
    kind: NDArray[np.int64]
    successes: NDArray[np.float64]
    exposure: NDArray[np.float64]

    def take(self, which: NDArray[np.bool_]) -> Trials:
        """Some of the trials."""
        return Trials(self.row[which], self.kind[which], self.successes[which], self.exposure[which])

    def moved(self, factor: NDArray[np.float64]) -> Trials:
        """The same trials with the exposure times a factor per message of the evidence (shape (n,))."""
        return Trials(self.row, self.kind, self.successes, self.exposure * factor[self.row])


@dataclass(frozen=True)
class Evidence:
    """Messages with recipients up to the day of `as_of`; every array has shape (n,).

    `age` is days before that day (0 = the day itself); `kind` indexes `types`, the whole catalogue (-1 unknown);
    `contact` marks messages of a message channel, by their type's usual one (a message of unknown type is one).
    """

    history: History
    types: tuple[SendType, ...]
    today: int
    age: NDArray[np.int64]
    kind: NDArray[np.int64]
    contact: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.history)

    @cached_property
    def priced(self) -> NDArray[np.bool_]:
        """Messages of types that carry a price, with a price."""
        return self._flag([t.requires_price for t in self.types]) & (self.history.price_cents > 0)

    @cached_property
    def selling(self) -> NDArray[np.bool_]:
        """Messages whose success is a purchase: priced ones, and follow-ups."""
        return self.priced | self.followup

    @cached_property
    def followup(self) -> NDArray[np.bool_]:
        """Follow-ups."""
        return self._flag([t.is_followup for t in self.types])

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """Messages whose views the source counted."""
        return self.history.viewed >= 0

    @cached_property
    def sales(self) -> Trials:
        """Purchases among the recipients of selling messages."""
        return self._trials(self.selling & (self.kind >= 0), self.history.purchased)

    @cached_property
    def views(self) -> Trials:
        """Views among the recipients of every message that counted them."""
        return self._trials(self.seen & (self.kind >= 0), self.history.viewed)

    def _flag(self, by_type: list[bool]) -> NDArray[np.bool_]:
        return np.array([*by_type, False])[self.kind]

    def _trials(self, mask: NDArray[np.bool_], outcome: NDArray[np.int64]) -> Trials:
        row = np.flatnonzero(mask)
        sent = self.history.sent[row].astype(np.float64)
        return Trials(row, self.kind[row], np.minimum(outcome[row], sent), sent)


def evidence_of(problem: Problem) -> Evidence:
    """Everything the page sent to somebody up to the local day of `as_of`."""
    today = problem.as_of.astimezone(problem.creator.zone).date().toordinal()
    history = problem.history.where((problem.history.day <= today) & (problem.history.sent > 0))
    order = {key: index for index, key in enumerate(problem.catalogue.send_types)}
    lookup = np.array([*(order.get(key, -1) for key in history.send_types), -1], dtype=np.int64)
    types = tuple(problem.catalogue.send_types.values())
    kind = lookup[history.send_type]
    contact = np.array([*(problem.catalogue.channels[t.channel].is_message for t in types), True])[kind]
    return Evidence(history, types, today, today - history.day, kind, contact)


def sum_by(kind: NDArray[np.int64], values: NDArray[np.float64] | NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Sums of `values` by index (shape (size,))."""
    return np.bincount(kind, weights=values, minlength=size).astype(np.float64, copy=False)
