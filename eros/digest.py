"""Stable digests: the same value gives the same text on every machine and Python."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Columnar", "Labelled", "content_digest", "seed_from", "short_code", "uniform"]

_NUMBERS = ({int}, {float}, {bool})
_NO_TEXT = -1
"""The length of None among texts."""


@runtime_checkable
class Labelled(Protocol):
    """A column of few distinct texts: the number of each in their order, and the number in every row, -1 for None."""

    @property
    def numbers(self) -> Mapping[str, int]:
        """The texts with their numbers."""

    @property
    def column(self) -> NDArray[np.int64]:
        """The rows."""


@runtime_checkable
class Columnar(Protocol):
    """A mapping to dataclasses of one kind that keeps them in columns."""

    def keys_kind_and_columns(self) -> tuple[list[Any], type[Any], list[Labelled | NDArray[Any] | Sequence[Any]]]:
        """The keys in their order, the class of what they stand for and one column for each of its fields."""


def content_digest(value: Any) -> str:
    """SHA-256 (hex) of a value made of dataclasses, mappings, sequences, sets, arrays, dates and plain values.

    Keys of mappings are texts or numbers.
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = [type(value).__name__, *(_columns(getattr(value, field.name)) for field in fields(value))]
    text = json.dumps(value, default=_plain, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seed_from(*parts: object) -> int:
    """A seed in 0..2^31-1 from anything that prints stably."""
    return int.from_bytes(_raw(parts)[:4], "big") >> 1


def uniform(*parts: object) -> float:
    """A number in [0, 1) drawn from the digest of its arguments; this is all the chance the planner uses."""
    return int.from_bytes(_raw(parts)[:8], "big") / 2**64


def short_code(*parts: object) -> str:
    """Six letters and digits (base32) that tell two saved plans apart."""
    return base64.b32encode(_raw(parts)).decode()[:6]


@cache
def _parts(kind: type[Any]) -> Callable[[Any], Any]:
    """What reads all fields of a dataclass at once, its class first so that kinds differ."""
    return attrgetter("__class__.__name__", *(f.name for f in fields(kind)))


def _columns(part: Any) -> Any:
    """A mapping to dataclasses of one kind as its keys and the columns of their fields: far faster than row by row."""
    if isinstance(part, Columnar):
        keys, kind, columns = part.keys_kind_and_columns()
        return [_column(keys), kind.__name__, *map(_column, columns)] if keys else {}
    if not isinstance(part, Mapping):
        return part
    kinds = set(map(type, part.values()))
    if len(kinds) != 1 or not is_dataclass(kind := kinds.pop()):
        return part
    keys = sorted(part)
    rows = [*map(part.__getitem__, keys)]
    return [_column(keys), kind.__name__, *(_column([*map(attrgetter(f.name), rows)]) for f in fields(kind))]


def _column(values: Labelled | NDArray[Any] | Sequence[Any]) -> Any:
    """Numbers as an array, labels as their texts and numbers; other texts as their lengths and the digest of all of them."""
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values, Labelled):
        return [[*values.numbers], values.column]
    kinds = set(map(type, values))
    if kinds in _NUMBERS and (numbers := np.array(values)).dtype != object:
        return numbers
    if kinds <= {str, NoneType}:
        texts = values if NoneType not in kinds else [text for text in values if text is not None]
        lengths = np.array([_NO_TEXT if text is None else len(text) for text in values])
        return [lengths, hashlib.sha256("".join(texts).encode("utf-8", "surrogatepass")).hexdigest()]
    return values


def _raw(parts: Iterable[object]) -> bytes:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()


def _plain(value: Any) -> Any:
    """A value JSON knows in place of one it does not."""
    if is_dataclass(value) and not isinstance(value, type):
        return _parts(type(value))(value)
    match value:
        case datetime() | date():
            return value.isoformat()
        case np.ndarray():
            raw = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
            return [value.dtype.name, list(value.shape), hashlib.sha256(raw.tobytes()).hexdigest()]
        case BaseModel():
            return value.model_dump()
        case set() | frozenset():
            return sorted(value, key=lambda part: part if isinstance(part, str) else content_digest(part))
        case _:
            raise TypeError(f"cannot digest {type(value).__name__}")
