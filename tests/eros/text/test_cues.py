from __future__ import annotations

import pytest

from eros.errors import ConfigurationError
from eros.text.cues import character_class, cue_patterns, cue_words, patterns_of, plain, words_of


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- a\n", "holds no lists by key"),
        ("", "holds no lists by key"),
        ("hook: now", "'hook' is no list of words"),
        ("hook: []", "'hook' is no list of words"),
        ("hook: [1]", "'hook' is no list of words"),
        ("hook: ['']", "'hook' is no list of words"),
        ("hook: [now, then, now]", "'now' stands twice under 'hook'"),
    ],
)
def test_a_file_without_proper_lists_is_refused(content: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        words_of("cues.yaml", content)


@pytest.mark.parametrize("entry", ["(", "?", r"(a)\1", "(?=x)"])
def test_an_entry_that_cannot_be_matched_in_linear_time_is_refused_by_name(entry: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        patterns_of("cues.yaml", {"hook": ("now", entry)})
    assert repr(entry) in str(refused.value)
    assert "'hook'" in str(refused.value)


def test_a_range_that_is_none_is_refused() -> None:
    assert character_class(("263A", "1F600-1F607")) == r"\x{263A}\x{1F600}-\x{1F607}"
    with pytest.raises(ConfigurationError, match="no code points"):
        character_class(("smile",))


def test_words_are_found_whole_and_signs_anywhere() -> None:
    found = patterns_of("cues.yaml", {"x": ("now", r"\?", "(?:tell|ask) me")})["x"]
    for text in ("right now", "now!", "why?now", "please tell me more", "(now)"):
        assert found.search(text) is not None, text
    for text in ("know", "nowhere", "retell me", "tell meter"):
        assert found.search(text) is None, text


@pytest.mark.parametrize("name", ["structure.yaml", "voice.yaml", "claims.yaml"])
def test_every_shipped_list_of_patterns_can_be_read(name: str) -> None:
    assert set(cue_patterns(name)) == set(cue_words(name))


def test_plain_text_has_small_letters_straight_apostrophes_and_no_half_characters() -> None:
    assert plain("DON’T 𝐬𝐭𝐨𝐩\u200b") == "don't stop"  # noqa: RUF001 - as people type it
    assert plain("a\ud83d!") == "a?!"
