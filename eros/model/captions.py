"""The captions of a problem, kept in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from eros.model.caption import Caption
from eros.model.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["Captions"]

_FIELDS = tuple(one.name for one in fields(Caption))
_LABELS = frozenset(_FIELDS) - {"caption_id", "text", "is_paid_only", "fleet_uses", "fleet_index"}


@dataclass(frozen=True, eq=False)
class Captions(Mapping[int, Caption]):
    """Captions by id, ascending: one column per field of `Caption`, in their order; arrays have shape (c,).

    A caption is put together when it is asked for; what is made of a column is made once.
    """

    columns: tuple[Sequence[Any], ...]
    _labels: dict[str, Labels] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, captions: Mapping[int, Caption]) -> Captions:
        """The same captions; those kept in columns already as they are."""
        if isinstance(captions, cls):
            return captions
        rows = [captions[caption_id] for caption_id in sorted(captions)]
        return cls(tuple([*map(attrgetter(name), rows)] for name in _FIELDS))

    @classmethod
    def of_values(cls, rows: Iterable[Sequence[Any]]) -> Captions:
        """Captions from the values of their fields; one may come several times."""
        by_id = {row[0]: row for row in rows}
        columns = zip(*map(by_id.__getitem__, sorted(by_id)), strict=True) if by_id else ((),) * len(_FIELDS)
        return cls(tuple(map(_shared, _FIELDS, columns)))

    @cached_property
    def rows(self) -> Sequence[Caption]:
        """The captions in their order."""
        return _Rows(self.columns)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """Their ids."""
        return np.array(self.values_of("caption_id"), dtype=np.int64)

    @cached_property
    def chars(self) -> NDArray[np.int64]:
        """Characters of each trimmed text."""
        return np.array([*map(len, map(str.strip, self.values_of("text")))], dtype=np.int64)

    @cached_property
    def fleet_uses(self) -> NDArray[np.int64]:
        """Messages of all pages behind each fleet index."""
        return np.array(self.values_of("fleet_uses"), dtype=np.int64)

    def values_of(self, name: str) -> Sequence[Any]:
        """The column of a field."""
        return self.columns[_FIELDS.index(name)]

    def labels(self, name: str) -> Labels:
        """The column of a field of few distinct texts as numbers."""
        if name not in self._labels:
            self._labels[name] = Labels.of(self.values_of(name))
        return self._labels[name]

    @cached_property
    def fleet_index(self) -> NDArray[np.float64]:
        """What all pages earned with them over what they expected."""
        return np.array(self.values_of("fleet_index"), dtype=np.float64)

    def keys_kind_and_columns(self) -> tuple[list[int], type[Caption], list[Labels | NDArray[Any] | Sequence[Any]]]:
        """What the digest reads."""
        numbers = {"caption_id": self.ids, "fleet_uses": self.fleet_uses, "fleet_index": self.fleet_index}
        columns = (
            self.labels(name) if name in _LABELS else numbers.get(name, self.values_of(name)) for name in _FIELDS
        )
        return [*self.values_of("caption_id")], Caption, [*columns]

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {caption_id: place for place, caption_id in enumerate(self.values_of("caption_id"))}

    def __getitem__(self, caption_id: int) -> Caption:
        return self.rows[self._places[caption_id]]

    def __contains__(self, caption_id: object) -> bool:
        return caption_id in self._places

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self.columns[0])


def _shared(name: str, column: Sequence[Any]) -> Sequence[Any]:
    """The column with equal labels as one and the same text."""
    texts: dict[Any, Any] = {}
    return [*map(texts.setdefault, column, column)] if name in _LABELS else column


class _Rows(Sequence[Caption]):
    """The captions of columns, each put together when it is first asked for."""

    def __init__(self, columns: tuple[Sequence[Any], ...]) -> None:
        self._columns = columns
        self._made: list[Caption | None] = [None] * len(columns[0])

    def __getitem__(self, place: Any) -> Any:
        caption = self._made[place]
        if caption is None:
            caption = self._made[place] = Caption(*(column[place] for column in self._columns))
        return caption

    def __len__(self) -> int:
        return len(self._made)
