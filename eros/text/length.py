"""Short, medium or long: the class of a text's length (rule `length-class`)."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, get_args

from eros.model.catalogue import LengthClass
from eros.text.check import advice, passed

if TYPE_CHECKING:
    from eros.params.text import TextParams
    from eros.text.check import Check

__all__ = ["check_length", "length_class"]

_CLASSES: tuple[LengthClass, ...] = get_args(LengthClass)


def length_class(text: str, params: TextParams) -> LengthClass:
    """The class of a trimmed text by its characters."""
    return _CLASSES[bisect_right(params.length_class_chars, len(text.strip()))]


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
