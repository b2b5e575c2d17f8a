from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.text.content_match import (
    all_named,
    hidden_content,
    lacking_keys,
    match_content,
    named_content,
    vocabulary,
)
from tests.builders import the_catalogue

CONTENTS = the_catalogue().content_types
INVENTORY = frozenset(key for key, content in CONTENTS.items() if content.is_inventory)


def script(word: str) -> str:
    """The word in mathematical script letters."""
    return "".join(chr(0x1D4EA + ord(letter) - ord("a")) for letter in word)


def full_width(word: str) -> str:
    """The word in full-width letters."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in word)


@pytest.mark.parametrize(
    "text",
    [
        "thinking ahead to the weekend",
        "I object to an update at midpoint, said the florist",
        "Walking home along the beach. Set your alarm for eight!",
        "My voice is gone, note that down",
        "We danced all night and the gym was closed",
        "A long story, a short one and a video call with mum",
        "For the beach\nSet two alarms; gym\nset three",
        "Yoga? Flow? Neither, I slept until noon",
        "No cosplay this time, just me",
        "My morning routine is coffee and more coffee",
        "The price is $10, 20 % off until 1 am",
        "",
        "🎤 🎬 🏖️",
    ],
)
def test_an_ordinary_sentence_names_no_content(text: str) -> None:
    assert named_content(text) == frozenset()
    assert hidden_content(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A new voice note waits for you", "voice_note"),
        ("Three VOICE NOTES!", "voice_note"),
        ("voice, 🎤 note", "voice_note"),
        ("My cosplay, again", "cosplay_set"),
        ("co\u200bspl\u00aday", "cosplay_set"),
        (script("cosplay") + " tonight", "cosplay_set"),
        (full_width("yoga") + " " + full_width("flow") + " at dawn", "yoga_flow"),
        ("Come to the outdoor shoot", "scenery"),
        ("Set? No: a beach set!\nMine.", "beach_set"),
    ],
)
def test_content_is_named_by_whole_words_in_order(text: str, key: str) -> None:
    assert named_content(text) == {key}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("c o s p l a y tonight", "cosplay_set"),
        ("a c.o.s.p.l.a.y, you know", "cosplay_set"),
        ("C0SPL4Y!", "cosplay_set"),
        ("co$p1ay", "cosplay_set"),
        ("v0ice n0te", "voice_note"),
        ("\u0441o\u0455\u0440l\u0430\u0443", "cosplay_set"),
        ("yo-ga fl_ow", "yoga_flow"),
    ],
)
def test_a_disguised_spelling_is_only_reported(text: str, key: str) -> None:
    assert named_content(text) == frozenset()
    assert hidden_content(text) == {key}


def test_what_is_named_plainly_is_not_reported_as_disguised() -> None:
    assert hidden_content("cosplay c0splay") == frozenset()


def test_a_phrase_outside_the_harmless_one_still_counts() -> None:
    assert named_content("no cosplay today, but a voice note") == {"voice_note"}
    assert named_content("no cosplay? Yes, cosplay set!") == {"cosplay_set"}


def test_a_vault_lacks_what_it_does_not_hold_and_categories_it_holds_nothing_of() -> None:
    lacking = lacking_keys(CONTENTS, frozenset({"gym_set", "voice_note"}))
    assert {"yoga_flow", "scenery", "cast"} <= lacking
    assert not lacking & {"gym_set", "voice_note", "movement"}


def test_content_the_operators_catalogue_does_not_have_is_not_missed() -> None:
    assert lacking_keys({}, frozenset()) == frozenset()


def test_a_match_names_what_is_missing_and_what_is_hidden() -> None:
    lacking = lacking_keys(CONTENTS, frozenset())
    found = match_content("A voice note, a gym set and c0splay", lacking)
    assert (found.mismatch, found.obfuscated) == (("gym_set", "voice_note"), ("cosplay_set",))
    assert match_content("A voice note", lacking_keys(CONTENTS, INVENTORY)) == match_content("", lacking)


def test_every_key_of_the_vocabulary_exists_and_every_inventory_type_is_named_by_its_own_name() -> None:
    assert vocabulary().keys <= set(CONTENTS) | {content.category for content in CONTENTS.values()}
    for key in INVENTORY:
        assert named_content(f"Look: {CONTENTS[key].name}!") == {key}, key


def test_the_vocabulary_is_broad_enough() -> None:
    assert len(vocabulary().keys) >= 12
    assert len(vocabulary().joined) >= 80


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert not named_content(text) & hidden_content(text)


PIECES = st.sampled_from(
    [
        "cosplay",
        "beach",
        "set",
        "\n",
        " ",
        "é",
        "\ud83c",
        "🎤",
        full_width("yoga"),
        "flow",
        "no cosplay today",
        "voice notes",
    ]
)


@given(
    st.lists(st.lists(PIECES).map("".join)), st.frozensets(st.sampled_from([*sorted(vocabulary().keys), "unheard_of"]))
)
def test_what_many_texts_name_is_what_each_of_them_names(texts: list[str], keys: frozenset[str]) -> None:
    assert all_named(texts, keys) == [named_content(text) & keys for text in texts]


@pytest.mark.no_cover
def test_a_text_of_a_million_letters_is_read_in_one_pass() -> None:
    endless = "c o s p l a y. beach set " * 40_000
    assert named_content(endless) == {"beach_set"}
    assert hidden_content(endless) == {"cosplay_set"}
