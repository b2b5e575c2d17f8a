"""Short, medium or long: the class of a text's length (rule `length-class`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from eros.model.catalogue import LengthClass
from eros.text.check import advice, passed

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from eros.params.text import TextParams
    from eros.text.check import Check

__all__ = ["check_length", "length_class", "length_codes"]

_CLASSES: tuple[LengthClass, ...] = get_args(LengthClass)


def length_codes(lengths: ArrayLike, params: TextParams) -> NDArray[np.intp]:
    """The places of the classes of lengths in short, medium, long; `lengths` are characters of trimmed texts."""
    return np.searchsorted(params.length_class_chars, lengths, side="right")


def length_class(text: str, params: TextParams) -> LengthClass:
    """The class of a trimmed text by its characters."""
    return _CLASSES[int(length_codes(len(text.strip()), params))]


def check_length(text: str, wanted: LengthClass, params: TextParams) -> Check:
    """Rule `length-class` for a send without a price: advice where the type prefers another class; `score` is the length."""
    found, length = length_class(text, params), len(text.strip())
    said = f"{length} characters, {found}"
    if found == wanted:
        return passed("length-class", said, length)
    bounds = (0, *params.length_class_chars)
    place = _CLASSES.index(wanted)
    room = f"{bounds[place]} or more" if wanted == _CLASSES[-1] else f"{bounds[place]} to {bounds[place + 1] - 1}"
    return advice("length-class", f"{said}; the type prefers {wanted}", f"write {room} characters", length)
