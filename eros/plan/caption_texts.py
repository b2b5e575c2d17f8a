"""What the SOFT checks of texts cost in the places of a week."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.rules.soft.lengths import best_lengths
from eros.rules.soft.written import draft_of, label_price, words_price
from eros.text.length import length_codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eros.model.caption import Caption
    from eros.plan.pool import CaptionPool
    from eros.rules.soft.written import Place

    Floats = NDArray[np.float64]

__all__ = ["TextPrices"]


@dataclass(frozen=True)
class TextPrices:
    """Cents of the rules that texts break; `unit` is the page's median send value. A text is read when it is asked for."""

    pool: CaptionPool
    unit: float
    _labels: dict[Place, Floats] = field(default_factory=dict)
    _read: dict[Place, dict[int, float]] = field(default_factory=dict)

    def by_labels(self, place: Place) -> Floats:
        """What the lengths and families of the bank's captions cost in a place; shape of the bank, 0 for other types'."""
        if place not in self._labels:
            self._labels[place] = self._of_labels(place)
        return self._labels[place]

    def by_reading(self, place: Place) -> Callable[[int], float]:
        """What the words of the caption in a row of the bank cost in a place beyond that."""
        known = self._read.setdefault(place, {})

        def read(row: int) -> float:
            if row not in known:
                context, caption = self.pool.context, self.pool.bank.captions[row]
                known[row] = self.unit * words_price(draft_of(caption.text, caption, place, context), context)
            return known[row]

        return read

    @cached_property
    def other_length(self) -> NDArray[np.bool_]:
        """Captions of the bank that have not the length that earns most (rule `length`)."""
        best = best_lengths(self.pool.context.params)
        return np.asarray((self._lengths < best.start) | (self._lengths >= best.stop))

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return np.array([len(caption.text.strip()) for caption in self.pool.bank.captions], dtype=np.int64)

    def _of_labels(self, place: Place) -> Floats:
        """Captions of one length class and family cost the same."""
        captions, rows = self.pool.bank.captions, self.pool.options[place.send_type].rows
        found, kinds = np.zeros(len(captions)), self._kinds[rows]
        _, first, which = np.unique(kinds, return_index=True, return_inverse=True)
        cents = [self._label_cents(captions[row], place) for row in rows[first].tolist()]
        found[rows] = np.array(cents)[which]
        return found

    @cached_property
    def _kinds(self) -> NDArray[np.int64]:
        """A number per caption of the bank; those of one length class and family have the same."""
        captions = self.pool.bank.captions
        families: dict[str | None, int] = {}
        family = [families.setdefault(caption.family, len(families)) for caption in captions]
        codes = length_codes(self._lengths, self.pool.context.params.text)
        return np.asarray(codes * len(families) + family, dtype=np.int64)

    def _label_cents(self, caption: Caption, place: Place) -> float:
        context = self.pool.context
        return self.unit * label_price(draft_of(caption.text, caption, place, context), context)
