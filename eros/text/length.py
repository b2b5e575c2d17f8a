"""Short, medium or long: the class of a text's length (rule `length-class`)."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, get_args

import numpy as np

from eros.model.catalogue import LengthClass
from eros.text.check import advice, passed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from eros.params.text import TextParams
    from eros.text.check import Check, Fault

__all__ = ["check_length", "length_class", "length_codes", "length_faults"]

_CLASSES: tuple[LengthClass, ...] = get_args(LengthClass)


def length_codes(lengths: ArrayLike, params: TextParams) -> NDArray[np.intp]:
    """The places of the classes of lengths in short, medium, long; `lengths` are characters of trimmed texts."""
    return np.searchsorted(params.length_class_chars, lengths, side="right")


def length_class(text: str, params: TextParams) -> LengthClass:
    """The class of a trimmed text by its characters."""
    return _CLASSES[bisect_right(params.length_class_chars, len(text.strip()))]


def check_length(text: str, wanted: LengthClass, params: TextParams) -> Check:
    """Rule `length-class`: advice where `length_faults` yields some; `score` is the length."""
    length = len(text.strip())
    for fault in length_faults(text, wanted, params):
        return advice("length-class", *fault, length)
    return passed("length-class", f"{length} characters, {wanted}", length)


def length_faults(text: str, wanted: LengthClass, params: TextParams) -> Iterator[Fault]:
    """Another class of length than the type of a send without a price prefers."""
    found = length_class(text, params)
    if found != wanted:
        bounds, place = (0, *params.length_class_chars), _CLASSES.index(wanted)
        room = f"{bounds[place]} or more" if wanted == _CLASSES[-1] else f"{bounds[place]} to {bounds[place + 1] - 1}"
        yield f"{len(text.strip())} characters, {found}; the type prefers {wanted}", f"write {room} characters"
