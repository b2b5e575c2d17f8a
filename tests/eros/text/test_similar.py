from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.text.similar import TextIndex

BANK = (
    "Good morning! The new garden set is finally here. Unlock it and tell me what you think. 🌻",
    "Good morning! The new pool set is finally here. Unlock it and tell me what you think. 🌻",
    "I stayed up late to finish this one. Every second of it was worth it. Come and see.",
    "Text me a number from one to ten. 💋",
)
ALL = np.ones(len(BANK), dtype=np.bool_)
LINKED = 0.95


@pytest.fixture(scope="module")
def index() -> TextIndex:
    return TextIndex(BANK)


@pytest.mark.parametrize("place", range(len(BANK)))
def test_a_text_is_most_like_itself(index: TextIndex, place: int) -> None:
    assert index.nearest(BANK[place], ALL)[0] == (place, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "Hey Anna, I stayed up late to finish this one. Every second of it was worth it. Come and see.",
        "I stayed up late to finish this one. Every second of it was worth it. Come and see. Kisses.",
        "<p>I stayed up late to finish this one.<br />Every second of it was worth it. Come and see.</p>",
        "I stayed up late to finish this one. Every secnd of it was worth it. Come and see!!",
        "i STAYED up late to finish this one 🔥 every second of it was worth it, come and see",
    ],
)
def test_greetings_slips_signs_and_html_leave_a_text_what_it_was(index: TextIndex, text: str) -> None:
    best, *others = index.nearest(text, ALL)
    assert best.place == 2
    assert best.likeness >= LINKED
    assert all(other.likeness < 0.8 for other in others)


def test_another_subject_weighs_more_than_its_letters(index: TextIndex) -> None:
    text = BANK[0].replace("garden", "balcony")
    assert all(like.likeness < LINKED for like in index.nearest(text, ALL))
    assert index.nearest(BANK[1], ALL)[0].place == 1


def test_only_usable_texts_are_found(index: TextIndex) -> None:
    assert [like.place for like in index.nearest(BANK[0], np.array([False, True, False, False]))] == [1]


def test_equal_texts_are_found_in_the_order_of_the_index() -> None:
    twice = TextIndex([BANK[3], BANK[2], BANK[3]])
    assert [like.place for like in twice.nearest(BANK[3], np.ones(3, dtype=np.bool_))[:2]] == [0, 2]


@pytest.mark.parametrize("text", ["", "🔥🔥", "Entirely unrelated words"])
def test_what_shares_no_words_finds_nothing(index: TextIndex, text: str) -> None:
    assert index.nearest(text, ALL) == []


def test_an_empty_index_finds_nothing() -> None:
    assert TextIndex([]).nearest("Hello you", np.ones(0, dtype=np.bool_)) == []


@given(texts=st.lists(st.text(alphabet="ab <>.!é🔥\n", max_size=30), max_size=6), text=st.text(max_size=30))
def test_likeness_is_a_share_and_the_order_never_depends_on_chance(texts: list[str], text: str) -> None:
    usable = np.ones(len(texts), dtype=np.bool_)
    found = TextIndex(texts).nearest(text, usable)
    assert all(0 <= like.likeness <= 1 for like in found)
    assert found == TextIndex(texts).nearest(text, usable)
    assert found == sorted(found, key=lambda like: (-like.likeness, like.place))
