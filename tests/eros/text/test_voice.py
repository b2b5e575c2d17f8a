from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.model.creator import Persona
from eros.text.voice import check_voice, slang_words, tones, voice
from tests.builders import the_params

PARAMS = the_params().text
TEXT = "Guess what happens if you tickle a cat, it is a silly game and I lost it twice 🎈"


def a_persona(**changes: Any) -> Persona:
    """A playful page that uses an emoji or two and a little slang."""
    values: dict[str, Any] = {
        "primary_tone": "playful",
        "secondary_tone": "warm",
        "emoji_frequency": "moderate",
        "favourite_emojis": ("🎈", "✨"),
        "slang_level": "light",
        "average_length": 80.0,
    }
    return Persona(**(values | changes))


def test_a_text_in_the_pages_own_voice_has_every_point() -> None:
    check = check_voice(TEXT, a_persona(), PARAMS)
    assert (check.verdict, check.score) == ("pass", 100.0)


@pytest.mark.parametrize(
    ("changes", "score"),
    [
        ({"primary_tone": "warm", "secondary_tone": "playful"}, 90.0),
        ({"primary_tone": "sweet", "secondary_tone": None}, 76.0),
        ({"primary_tone": "philosophical", "secondary_tone": None}, 80.0),
        ({"emoji_frequency": "heavy"}, 80.0),
        ({"emoji_frequency": "none"}, 90.0),
        ({"slang_level": "heavy"}, 90.0),
        ({"average_length": None}, 100.0),
        ({"average_length": 159.0}, 100.0),
        ({"average_length": 4000.0}, 80.0),
    ],
)
def test_each_part_costs_its_own_points(changes: dict[str, Any], score: float) -> None:
    assert check_voice(TEXT, a_persona(**changes), PARAMS).score == pytest.approx(score)


def test_below_the_least_score_a_person_looks_and_is_told_each_part_that_lost_points() -> None:
    persona = a_persona(primary_tone="sweet", secondary_tone=None, emoji_frequency="heavy", average_length=4000.0)
    check = check_voice(TEXT, persona, PARAMS)
    assert check.score == pytest.approx(36.0)
    assert check.verdict == "review"
    assert check.finding == "36 of 100 for sweet; heard: playful"
    assert check.fix == (
        "say it in the page's tone, sweet; the page's emoji are heavy, such as 🎈 ✨; the page writes about 4000 characters"
    )


def test_a_text_exactly_at_the_least_score_passes() -> None:
    limit = PARAMS.model_copy(update={"voice_min": 76.0})
    assert check_voice(TEXT, a_persona(primary_tone="sweet", secondary_tone=None), limit).verdict == "pass"


def test_the_tone_of_the_bank_counts_more_than_what_is_heard() -> None:
    assert voice(TEXT, a_persona(), PARAMS, "sweet").tone == PARAMS.voice_tones[3]
    assert voice("No tone at all.", a_persona(), PARAMS, "playful").tone == 1.0
    assert voice("No tone at all.", a_persona(), PARAMS).tone == PARAMS.voice_tones[2]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("", set()),
        ("The table is brown.", set()),
        ("Guess what, this is a silly game", {"playful"}),
        ("Sweet dreams, darling", {"sweet"}),
        ("Trust me, I am the boss", {"confident"}),
        ("It is our secret, and only a hint", {"mysterious"}),
        ("Thank you, I am so glad", {"warm"}),
        ("Oops, I am in trouble", {"cheeky"}),
        ("A silly secret", {"playful", "mysterious"}),
    ],
)
def test_the_tones_with_most_signs_are_heard(text: str, heard: set[str]) -> None:
    assert tones(text) == heard


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Are you there?", 0),
        ("u r gonna luv it", 4),
        ("NGL, lol.", 2),
        ("Y’all ain't ready", 2),  # noqa: RUF001 - a curly apostrophe
        ("A litre of rum is a burden", 0),
    ],
)
def test_slang_is_counted_by_whole_words(text: str, count: int) -> None:
    assert slang_words(text) == count


@given(st.text(max_size=300), st.sampled_from(["none", "light", "moderate", "heavy"]), st.floats(0, 5000))
def test_every_text_has_a_score(text: str, frequency: Any, length: float) -> None:
    persona = a_persona(emoji_frequency=frequency, average_length=length)
    assert 0.0 <= voice(text, persona, PARAMS).score(PARAMS) <= 100.0
