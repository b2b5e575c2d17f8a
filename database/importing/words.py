"""What people call things: their words for our keys, and the closest one where a word is unknown."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from database.catalogue import read_seed
from database.importing.values import BadCellError, plain_name, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Words", "aliases", "closest"]

LEAST_LIKENESS = 50
NAMED_CHOICES = 10
"""So many keys or fewer are all named where a word is unknown."""


class Words:
    """Names for keys, in any case and punctuation; of two meanings of a name the first holds."""

    def __init__(self, what: str, names: Iterable[tuple[str, str]]) -> None:
        """`what` is the noun of messages, `names` pairs of a name and the key it means."""
        self._what = what
        self._shown: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        for name, key in names:
            plain = plain_name(name)
            self._keys.setdefault(plain, key)
            self._shown.setdefault(plain, name)

    def get(self, raw: str) -> str | None:
        """The key a name means, None for an unknown one."""
        return self._keys.get(plain_name(raw))

    def pick(self, raw: str) -> str:
        """The key a name means; raises BadCellError with the closest name, or all keys where they are few."""
        if (key := self.get(raw)) is None:
            keys = sorted(set(self._keys.values()))
            known = f"; known: {', '.join(keys)}" if len(keys) <= NAMED_CHOICES else ""
            raise BadCellError(f"no {self._what} {shown(raw)}{self.closest(raw)}{known}")
        return key

    def closest(self, raw: str) -> str:
        """`; closest: Bump (bump_normal)`, or nothing where no name is near."""
        plain = closest(plain_name(raw), self._keys)
        if plain is None:
            return ""
        name, key = self._shown[plain], self._keys[plain]
        return f"; closest: {name}" + ("" if name == key else f" ({key})")


def closest(name: str, names: Iterable[str]) -> str | None:
    """The likest of some names, None where none is near."""
    found = process.extractOne(name, list(names), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return found[0] if found else None


@cache
def aliases(field: str) -> tuple[tuple[str, str], ...]:
    """The words of seed/plan_words.csv for a field, with their keys."""
    return tuple((row["word"], row["means"]) for row in read_seed("plan_words") if row["field"] == field)
