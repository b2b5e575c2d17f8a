# ruff: noqa: RUF001 - letters as people type them

from __future__ import annotations

import pytest

from eros.text.fonts import check_fonts, highlighted
from tests.builders import the_params

PARAMS = the_params().text


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("nothing here", ()),
        ("one **bold** word", ("**bold**",)),
        ("***both***", ("***both***",)),
        ("*soft* and _soft_", ("*soft*", "_soft_")),
        ("~~gone~~ `code` [link](https://example.org)", ("~~gone~~", "`code`", "[link](https://example.org)")),
        ("𝐧𝐞𝐰 𝐯𝐢𝐝𝐞𝐨", ("𝐧𝐞𝐰 𝐯𝐢𝐝𝐞𝐨",)),
        ("𝐧𝐞𝐰, 🔥 𝐯𝐢𝐝𝐞𝐨!", ("𝐧𝐞𝐰, 🔥 𝐯𝐢𝐝𝐞𝐨",)),
        ("𝐧𝐞𝐰 plain 𝐯𝐢𝐝𝐞𝐨", ("𝐧𝐞𝐰", "𝐯𝐢𝐝𝐞𝐨")),
        ("𝐧𝐞𝐰\n𝐯𝐢𝐝𝐞𝐨", ("𝐧𝐞𝐰", "𝐯𝐢𝐝𝐞𝐨")),
        ("**𝐧𝐞𝐰 film**", ("**𝐧𝐞𝐰 film**",)),
        ("ⓗⓘ ｔｈｅｒｅ ʙᴀʙʏ", ("ⓗⓘ ｔｈｅｒｅ ʙᴀʙʏ",)),
        ("<b>one</b> and <i>two</i>", ("<b>one", "<i>two")),
        ("5 * 3 * 2 = 30 and snake_case_name", ()),
        ("🅰️ 🅱️ Ⓜ️ 🔥", ()),
        ("WOW, LOUD", ()),
        ("**open and * lonely", ()),
    ],
)
def test_a_highlighted_phrase_is_one_span_however_it_is_highlighted(text: str, spans: tuple[str, ...]) -> None:
    assert highlighted(text) == spans


def test_a_short_text_may_have_three_spans_and_a_longer_one_two() -> None:
    three, two = "**a** b **c** d **e**", "**a** b **c**"
    assert check_fonts(three, PARAMS).verdict == "pass"
    assert check_fonts(f"{three} **f**", PARAMS).verdict == "review"
    room = " and then some more words" * 4
    assert check_fonts(two + room, PARAMS).verdict == "pass"
    over = check_fonts(three + room, PARAMS)
    assert (over.verdict, over.score) == ("review", 3)
    assert over.fix.startswith("highlight at most 2")
