# ruff: noqa: RUF001 - letters as people type them

from __future__ import annotations

import pytest

from eros.text.structure import check_ppv, check_wall, ppv_structure, wall_structure
from tests.builders import the_params

PARAMS = the_params().text
WALL = "Guess who got lost again?\nI took the wrong bus and stayed at the lake until the sun went down.\nTell me yours."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Guess what. A video of ten minutes. Open it tonight.", ("hook", "what", "now", "action")),
        ("Open it.", ("action",)),
        ("there is a voice note", ("what",)),
        ("i am here tonight with a lamp", ("now",)),
        ("Hello?", ("hook",)),
        ("", ()),
        ("  \n ", ()),
    ],
)
def test_the_parts_of_a_ppv_text_are_found_by_their_signs(text: str, found: tuple[str, ...]) -> None:
    structure = ppv_structure(text, PARAMS)
    assert structure.found == found
    assert {*structure.found, *structure.missing} == {"hook", "what", "now", "action"}
    assert structure.share == len(found) / 4


def test_a_hook_stands_at_the_beginning_or_is_none() -> None:
    late = (
        "the lamp and the table and the armchair and the carpet and the curtain and the door and the window, surprise"
    )
    assert "hook" in ppv_structure(f"surprise, {late}", PARAMS).found
    assert "hook" not in ppv_structure(late, PARAMS).found


def test_a_short_first_sentence_is_a_hook_a_long_one_is_none() -> None:
    long = "the lamp stands beside the table that stands beside the green armchair by the large window"
    assert "hook" in ppv_structure(f"the lamp. {long}", PARAMS).found
    assert "hook" not in ppv_structure(f"{long}. the lamp", PARAMS).found
    assert "hook" not in ppv_structure("the lamp.", PARAMS).found


def test_letters_of_other_fonts_and_curly_quotes_are_read_like_others() -> None:
    assert ppv_structure("𝐆𝐮𝐞𝐬𝐬: 𝐚 𝐯𝐢𝐝𝐞𝐨, 𝐨𝐩𝐞𝐧 𝐢𝐭 𝐭𝐨𝐝𝐚𝐲", PARAMS).missing == ()
    assert "action" in ppv_structure("don’t miss it", PARAMS).found


def test_three_of_four_parts_pass_and_two_ask_for_the_missing_ones_by_name() -> None:
    assert check_ppv("Guess what: a video, open it.", PARAMS).verdict == "pass"
    asked = check_ppv("A video, open it", PARAMS)
    assert (asked.verdict, asked.score) == ("review", 0.5)
    assert "a hook" in asked.fix
    assert "why now" in asked.fix
    assert "call to action" not in asked.fix


def test_no_sign_of_a_part_is_a_claim_that_may_be_false() -> None:
    honest = check_ppv("Guess what: a video for a slow day, tell me how you like it.", PARAMS)
    assert (honest.verdict, honest.score) == ("pass", 1.0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WALL, ("opening", "description", "closing")),
        ("\n\n".join(WALL.splitlines()), ("opening", "description", "closing")),
        ("\n".join(WALL.splitlines()[:2]), ("opening", "description")),
        ("\n".join(WALL.splitlines()[::2]), ("opening", "closing")),
        (WALL.replace("\n", " "), ()),
        ("One line.", ()),
        ("", ()),
        ("One.\nTwo.\nThree.", ("opening",)),
    ],
)
def test_the_parts_of_a_wall_text_are_its_lines(text: str, found: tuple[str, ...]) -> None:
    assert wall_structure(text, PARAMS).found == found


def test_two_of_three_parts_pass_because_parts_are_counted() -> None:
    two = check_wall("\n".join(WALL.splitlines()[:2]), PARAMS)
    assert two.verdict == "pass"
    assert two.score == pytest.approx(2 / 3)
    assert check_wall("One.\nTwo.\nThree.", PARAMS).verdict == "review"
    assert check_wall(WALL.replace("\n", " "), PARAMS).verdict == "review"
