"""What the SOFT checks of texts cost in the places of a week."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from eros.rules.soft.lengths import best_lengths
from eros.rules.soft.written import draft_of, label_price, words_price
from eros.text.length import length_codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eros.model.caption import Caption
    from eros.model.catalogue import PpvStyle
    from eros.plan.pool import CaptionPool
    from eros.rules.soft.written import Place

    Floats = NDArray[np.float64]

__all__ = ["TextPrices"]


@dataclass(frozen=True)
class TextPrices:
    """Cents of the rules that texts break; `unit` is the page's median send value. A text is read when it is asked for."""

    pool: CaptionPool
    unit: float
    _labels: dict[tuple[str, PpvStyle | None], Floats] = field(default_factory=dict)
    _readers: dict[Place, Callable[[int], float]] = field(default_factory=dict)

    def by_labels(self, place: Place) -> Floats:
        """What the lengths and families of a type's captions cost in a place, by row of the bank."""
        key = place.send_type, place.parent_style  # channel and price are nothing to them
        if key not in self._labels:
            self._labels[key] = self._of_labels(place)
        return self._labels[key]

    def by_reading(self, place: Place) -> Callable[[int], float]:
        """What the words of the caption in a row of the bank cost in a place beyond that; one function for places alike."""
        place = replace(place, parent_style=None)  # the parent is nothing to them
        return self._readers.setdefault(place, partial(self._read, place))

    def _read(self, place: Place, row: int) -> float:
        context, caption = self.pool.context, self.pool.bank.captions[row]
        return self.unit * words_price(draft_of(caption.text, caption, place, context), context)

    @cached_property
    def other_length(self) -> NDArray[np.bool_]:
        """Captions of the bank that have not the length that earns most (rule `length`)."""
        best = best_lengths(self.pool.context.params)
        chars = self.pool.bank.chars
        return np.asarray((chars < best.start) | (chars >= best.stop))

    def _of_labels(self, place: Place) -> Floats:
        """Captions of one length class and family cost the same."""
        rows = self.pool.options[place.send_type].rows
        kinds, first = np.unique(self._kinds[rows], return_index=True)
        cents = np.zeros(self._kinds.max(initial=0) + 1)
        cents[kinds] = [self._label_cents(self.pool.bank.captions[row], place) for row in rows[first].tolist()]
        return cents[self._kinds]

    @cached_property
    def _kinds(self) -> NDArray[np.int64]:
        """A number per caption of the bank, the same for those of one length class and family."""
        families = self.pool.context.problem.drawn.labels("family")
        length = length_codes(self.pool.bank.chars, self.pool.context.params.text)
        return np.asarray(length * (len(families.numbers) + 1) + families.column + 1)

    def _label_cents(self, caption: Caption, place: Place) -> float:
        context = self.pool.context
        return self.unit * label_price(draft_of(caption.text, caption, place, context), context)
