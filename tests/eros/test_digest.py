"""Digests: what changes them, what does not, and that they are the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from eros.digest import content_digest

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Entry:
    number: int
    share: float
    text: str
    note: str | None
    flag: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    entries: Mapping[int, Entry]


FIRST = Entry(7, 0.5, "It is late \U0001f319.", None, flag=True)
BOOK = Book({1: FIRST, 2: Entry(8, 1.0, "Hello", "plain", flag=False, parts=("a", "b"))})


def with_first(**changes: Any) -> Book:
    return Book({**BOOK.entries, 1: replace(FIRST, **changes)})


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 9},
        {"number": 7.0},
        {"number": 2**70},
        {"share": 0.5000000000000001},
        {"text": "It is late \U0001f31a."},
        {"text": "It is late \U0001f319.\n"},
        {"note": ""},
        {"note": "None"},
        {"flag": False},
        {"flag": 1},
        {"parts": ("",)},
    ],
    ids=str,
)
def test_a_change_in_one_field_of_one_row_changes_the_digest(changes: dict[str, Any]) -> None:
    assert content_digest(with_first(**changes)) != content_digest(BOOK)


def test_where_one_text_ends_and_the_next_begins_counts() -> None:
    def two(first: str, second: str) -> str:
        return content_digest(Book({1: replace(FIRST, text=first), 2: replace(FIRST, text=second)}))

    assert len({two("ab", "c"), two("a", "bc"), two("abc", ""), two("", "abc")}) == 4


def test_a_text_no_utf8_can_hold_has_a_digest() -> None:
    assert content_digest(with_first(text="\ud83c")) != content_digest(with_first(text="\ud83d"))


def test_the_order_in_which_a_mapping_was_filled_does_not_count() -> None:
    assert content_digest(Book({key: BOOK.entries[key] for key in (2, 1)})) == content_digest(BOOK)


def test_the_byte_order_and_the_layout_of_an_array_do_not_count() -> None:
    values = np.arange(6, dtype=np.float64).reshape(2, 3)
    same = (values.astype(">f8"), np.asfortranarray(values))
    assert {content_digest([array]) for array in same} == {content_digest([values])}
    assert content_digest([values.astype(np.int64)]) != content_digest([values])
    assert content_digest([values.reshape(3, 2)]) != content_digest([values])


def test_a_digest_is_the_same_on_every_machine_and_python() -> None:
    assert content_digest(BOOK) == "8976721c31872a8240f094af4a2dc90ec35052e19c359ed383b10911e240643b"
