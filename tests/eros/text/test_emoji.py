from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.text.emoji import check_emoji, emoji_limit, emoji_use, graphemes
from tests.builders import the_params

if TYPE_CHECKING:
    from eros.model.creator import EmojiFrequency

PARAMS = the_params().text


@pytest.mark.parametrize(
    ("text", "count", "length"),
    [
        ("plain", 0, 5),
        ("❤️", 1, 1),
        ("❤", 1, 1),
        ("❤\ufe0e", 0, 1),
        ("👍🏽", 1, 1),
        ("👩‍👩‍👧", 1, 1),
        ("❤️‍🔥", 1, 1),
        ("🇩🇪🇫🇷", 2, 2),
        ("🇩", 0, 1),
        ("1️⃣ 2 #️⃣ *", 2, 7),
        ("12 # * 3", 0, 8),
        ("© ™ ®", 0, 5),
        ("©️", 1, 1),
        ("é ñ ç", 0, 5),
        ("  🔥  ", 1, 1),
        ("", 0, 0),
    ],
)
def test_emoji_are_counted_as_a_reader_sees_them(text: str, count: int, length: int) -> None:
    use = emoji_use(text)
    assert (use.count, use.length) == (count, length)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("😀😃😄", 3),
        ("😀 😃\n😄", 3),
        ("☺️☺️☺️", 3),
        ("😀\u200b😃\ufe0f😄", 3),
        ("😀❤️😃", 1),
        ("😀😃 and 😄", 2),
        ("😈😈😈", 0),
        ("😺😺😺", 0),
        ("🔥🔥🔥🔥", 0),
        ("😮‍💨😮‍💨", 2),
    ],
)
def test_yellow_faces_in_a_row_are_counted_over_space_and_invisible_signs(text: str, row: int) -> None:
    assert emoji_use(text).faces_in_row == row


def test_face_heart_face_passes_and_three_faces_do_not() -> None:
    assert check_emoji("😀❤️", PARAMS).verdict == "pass"
    three = check_emoji("A long sentence that has room for three of them: 😀😀😀", PARAMS)
    assert three.verdict == "review"
    assert three.finding == "3 yellow faces in a row"


@pytest.mark.parametrize(("length", "limit"), [(10, 2), (50, 5), (99, 9), (100, 7), (249, 17), (250, 12), (400, 20)])
def test_the_limit_follows_the_density_for_the_length(length: int, limit: int) -> None:
    assert emoji_limit(length, PARAMS) == limit


def test_twelve_emoji_in_ninety_characters_are_too_many() -> None:
    text = "a" * 78 + "🔥" * 12
    check = check_emoji(text, PARAMS)
    assert check.verdict == "review"
    assert check.score == pytest.approx(12 / 90)
    assert check.fix == "take out 3"


@pytest.mark.parametrize(
    ("frequency", "count", "verdict"),
    [
        ("none", 0, "pass"),
        ("none", 1, "review"),
        ("light", 1, "pass"),
        ("light", 2, "review"),
        ("moderate", 2, "pass"),
        ("moderate", 3, "review"),
        ("heavy", 3, "pass"),
        ("heavy", 4, "review"),
        ("heavy", 0, "pass"),
    ],
)
def test_the_personas_frequency_wins_over_density(frequency: EmojiFrequency, count: int, verdict: str) -> None:
    text = "Hi " + "🔥" * count
    assert check_emoji(text, PARAMS, frequency).verdict == verdict


def test_a_heavy_page_may_use_in_a_long_text_what_density_allows() -> None:
    assert emoji_limit(400, PARAMS, "heavy") == emoji_limit(400, PARAMS)
    assert emoji_limit(400, PARAMS, "moderate") == 2


@given(st.text(max_size=200))
def test_characters_are_all_there_and_emoji_are_some_of_them(text: str) -> None:
    use = emoji_use(text)
    assert "".join(graphemes(text)) == text
    assert 0 <= use.faces_in_row <= use.count <= use.length
    assert 0.0 <= use.density <= 1.0


signs = st.one_of(
    st.sampled_from(list("ab 1#\n\r😀😂🙂🎈👨👩👧🇩🇪❤각\u200d\ufe0f\u20e3\u0301\u0600\u1100")), st.characters()
)


@given(st.lists(signs, max_size=14).map("".join))
def test_a_text_has_as_many_characters_as_its_grapheme_clusters(text: str) -> None:
    assert emoji_use(text).length == len(graphemes(text.strip()))


@given(st.lists(signs, max_size=8).map("".join), st.lists(signs, max_size=8).map("".join))
def test_emoji_of_two_lines_are_those_of_each(first: str, second: str) -> None:
    use = emoji_use(f"a{first}\n\n{second}a")
    assert use.count == emoji_use(f"a{first}\na").count + emoji_use(f"a\n{second}a").count
