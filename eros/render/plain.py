"""Values as JSON knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["jsonable"]


def jsonable(value: Any) -> Any:
    """A value of mappings, sequences, sets and plain values with string keys, lists and sorted lists in their place."""
    match value:
        case str():
            return value
        case Mapping():
            return {str(key): jsonable(entry) for key, entry in value.items()}
        case set() | frozenset():
            return sorted(jsonable(entry) for entry in value)
        case Iterable():
            return [jsonable(entry) for entry in value]
        case _:
            return value
