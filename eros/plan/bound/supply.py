"""What the captions of a page can add: classes of nearly equal captions, each with room for as many sends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.rules.captions import freshness, locked_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eros.plan.bound.space import Space

    Floats = NDArray[np.float64]

__all__ = ["Supply"]

ALONE = 10
GROWTH = 1.3


@dataclass(frozen=True)
class Supply:
    """The captions sends may draw on; a class holds captions of one caption type whose ranks follow one another."""

    space: Space

    @cached_property
    def sizes(self) -> Floats:
        """Captions in each class."""
        return np.bincount(self._class_of[self._class_of >= 0], minlength=self._count).astype(np.float64)

    @cached_property
    def factors(self) -> Mapping[str, tuple[NDArray[np.int64], Floats]]:
        """By send type: the classes it may draw on and the best factor in each, its content's weight included."""
        return {key: self._best(rows, factor) for key, (rows, factor) in self._usable.items()}

    def worth(self, key: str, values: Floats, prices: Floats) -> Floats:
        """The most a send of a type that is worth `values` with an average text gains when classes have prices.

        A send without any text costs its price and earns nothing.
        """
        missing = -self.space.context.params.plan.missing_caption * self.space.unit
        classes, factors = self.factors[key]
        if not classes.size:
            return np.full(values.shape, missing)
        gains = values[:, None] * factors[None, :] - prices[classes][None, :]
        return np.asarray(np.maximum(gains.max(axis=1), missing))

    @cached_property
    def _usable(self) -> dict[str, tuple[NDArray[np.int64], Floats]]:
        """Places in the bank and factors by send type, those left out that no day of the week allows."""
        context, pool = self.space.context, self.space.given.pool
        rules, days = context.params.rules, [context.problem.clock.date_of(day * 1440) for day in range(7)]
        locked = frozenset.intersection(*(locked_on(context, on) for on in days))
        contents = context.estimates.triggers.contents
        weight = np.array([contents.get(content, 1.0) for content in pool.bank.contents])
        found = {}
        for kind in (*self.space.types, self.space.followup):
            options = pool.options.get(kind.key)
            if options is None:
                found[kind.key] = (np.zeros(0, dtype=np.int64), np.zeros(0))
                continue
            allowed = freshness(options.rest_days(days[-1]), rules) >= rules.freshness_min
            if kind.is_ppv and locked:
                allowed &= ~np.isin(pool.bank.ids[options.rows], sorted(locked))
            rows = options.rows[allowed]
            found[kind.key] = (rows, options.factor[allowed] * weight[pool.bank.content[rows]])
        return found

    @cached_property
    def _classes(self) -> tuple[NDArray[np.int64], int]:
        """The class of every caption of the bank (-1 for one of no use) and how many classes there are."""
        bank = self.space.given.pool.bank
        found = np.full(len(bank.captions), -1, dtype=np.int64)
        names: dict[tuple[str, int], int] = {}
        for rows, factor in self._usable.values():
            seen: dict[str, int] = {}
            for row in rows[np.argsort(-factor, kind="stable")].tolist():
                family = bank.captions[row].caption_type
                rank = seen[family] = seen.get(family, -1) + 1
                if found[row] < 0:
                    found[row] = names.setdefault((family, _step(rank)), len(names))
        return found, len(names)

    @property
    def _class_of(self) -> NDArray[np.int64]:
        return self._classes[0]

    @property
    def _count(self) -> int:
        return self._classes[1]

    def _best(self, rows: NDArray[np.int64], factor: Floats) -> tuple[NDArray[np.int64], Floats]:
        best = np.zeros(self._count)
        np.maximum.at(best, self._class_of[rows], factor)
        used = np.unique(self._class_of[rows])
        return used, best[used]


def _step(rank: int) -> int:
    """The class of a rank: the first ones alone, then ever larger ones."""
    return rank if rank < ALONE else ALONE + int(np.log(rank / ALONE) / np.log(GROWTH))
