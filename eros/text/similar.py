"""Which caption a text was made from when it is no caption word for word."""

from __future__ import annotations

import re
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from eros.text.words import split_words, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["Like", "TextIndex"]

_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_RAREST = 16
"""Pairs of words of a text that are looked up, the rarest first."""
_COMMON = 3_000
"""Texts in which a pair of words says nothing, unless all pairs of a text are like that."""
_NEAR = 40
"""Texts with the most and rarest pairs in common, which are compared letter by letter."""
_NEAREST = 6
"""The most alike of them, which are compared by all that counts."""
_SAME_WORD = 80
"""Ratio (0-100) from which a word is another with a slip of the finger."""


class Like(NamedTuple):
    """The place of a text in the index and how alike it is, 0-1."""

    place: int
    likeness: float


class TextIndex:
    """Texts by their pairs of neighbouring words: finds those that share rare pairs with another text.

    Likeness is the smaller of two shares: letters (the mean of the indel ratio of the whole and that of the shorter text
    within the longer, so that a greeting before or a question after costs little), and words (those of the text in the
    index that the other has too, by their rarity log(n / texts with it), so that another subject costs much).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [_shown(text) for text in texts]
        self._ids: dict[str, int] = {}
        pairs, sizes, used = array("q"), array("q"), array("q")
        for text in self._texts:
            words = [self._ids.setdefault(word, len(self._ids)) for word in _words(text)]
            own = _pairs(words)
            pairs.extend(own)
            sizes.append(len(own))
            used.extend(set(words))
        flat = np.array(pairs, dtype=np.int64)
        order = np.argsort(flat, kind="stable")
        self._pair, self._start, self._count = np.unique(flat[order], return_index=True, return_counts=True)
        self._places = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        texts_with = np.bincount(np.array(used, dtype=np.int64), minlength=len(self._ids))
        self._rarity: list[float] = np.log((1 + len(sizes)) / np.maximum(texts_with, 1)).tolist()

    def nearest(self, text: str, usable: NDArray[np.bool_]) -> list[Like]:
        """The few usable texts most like this one, the most alike first, of equal ones the first in the index.

        `usable` (shape (texts,)) says which count.
        """
        shown = _shown(text)
        near = {place: self._texts[place] for place in self._candidates(shown, usable)}
        ratios = process.extract(shown, near, scorer=fuzz.ratio, processor=None, limit=_NEAREST)
        words = frozenset(_words(shown))
        found = [Like(place, self._likeness(shown, words, other, ratio)) for other, ratio, place in ratios]
        return sorted(found, key=lambda like: (-like.likeness, like.place))

    def _likeness(self, text: str, words: frozenset[str], other: str, ratio: float) -> float:
        letters = (ratio + fuzz.partial_ratio(text, other)) / 200
        return round(min(letters, self._shared(words, other)), 4)

    def _shared(self, words: frozenset[str], other: str) -> float:
        held = total = 0.0
        for word in set(_words(other)):
            rarity = self._rarity[self._ids[word]]
            total += rarity
            if word in words or process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=_SAME_WORD):
                held += rarity
        return held / total if total else 1.0

    def _candidates(self, text: str, usable: NDArray[np.bool_]) -> list[int]:
        pairs = np.array(_pairs([self._ids.get(word, -1) for word in _words(text)]), dtype=np.int64)
        at = np.searchsorted(self._pair, pairs)
        at = at[np.append(self._pair, -1)[at] == pairs]
        if not at.size:
            return []
        at = at[np.argsort(self._count[at], kind="stable")][:_RAREST]
        if (telling := self._count[at] <= _COMMON).any():
            at = at[telling]
        found = np.concatenate([self._places[self._start[i] : self._start[i] + self._count[i]] for i in at.tolist()])
        weights = np.repeat(1.0 / np.sqrt(self._count[at]), self._count[at])
        score = np.bincount(found, weights, minlength=usable.size) * usable
        best = np.flatnonzero(score)
        places = best[np.argsort(-score[best], kind="stable")[:_NEAR]]
        return [int(place) for place in places]


def _shown(text: str) -> str:
    """What a reader sees, in lower case and without HTML."""
    return " ".join(visible_text(_TAG.sub(" ", text)).split())


def _words(shown: str) -> list[str]:
    return [word for word in split_words(shown) if word[0].isalnum()]


def _pairs(ids: list[int]) -> list[int]:
    """Each distinct pair of known neighbours as one number; a single word is its own neighbour."""
    row = ids * 2 if len(ids) == 1 else ids
    return sorted({one << 32 | other for one, other in pairwise(row) if one >= 0 and other >= 0})
