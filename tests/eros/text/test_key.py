from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.text.key import caption_key, normalised

SPACES = st.text(alphabet=" \t\n\u00a0\u200b", min_size=1)


@pytest.mark.parametrize(
    "other",
    [
        "  weekend\tbundle,\r\n two parts ",
        "WEEKEND Bundle, two parts",
        "Weekend bundle, two parts\ufeff",
        "Week\u200bend bundle, two parts",
        "\uff37eekend bundle, two parts",
    ],
)
def test_letter_case_white_space_and_invisible_characters_make_no_other_caption(other: str) -> None:
    assert caption_key(other) == caption_key("Weekend bundle, two parts")


@pytest.mark.parametrize(
    "other", ["Weekend bundle, two parts!", "Weekend bundle, three parts", "Weekend bundle, two parts 🎉"]
)
def test_other_words_signs_or_emoji_make_another_caption(other: str) -> None:
    assert caption_key(other) != caption_key("Weekend bundle, two parts")


def test_an_emoji_is_the_same_with_and_without_its_variation_selector() -> None:
    assert caption_key("love \u2764\ufe0f") == caption_key("love \u2764")


@given(st.text(), SPACES)
def test_a_normalised_text_is_its_own_normal_form(text: str, space: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert caption_key(f"{space}{text}{space}") == caption_key(text) == caption_key(once)


def test_a_key_is_32_hex_digits() -> None:
    key = caption_key("")
    assert len(key) == 32
    assert int(key, 16) >= 0
