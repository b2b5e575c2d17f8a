from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eros.render.markdown import chatter_sends, to_manifest, to_markdown
from tests.weeks import a_saved_week, a_send, some_sends

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue


def captions_in(text: str) -> list[str]:
    """The fenced texts, as a Markdown reader finds them."""
    return [token.content.removesuffix("\n") for token in MarkdownIt().parse(text) if token.type == "fence"]


def headings_in(text: str) -> list[str]:
    tokens = MarkdownIt().parse(text)
    return [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]


def test_a_week_reads_by_day_and_send_with_every_fact() -> None:
    text = to_markdown(a_saved_week())
    assert headings_in(text)[:4] == [
        "lena, week of Monday 23 November 2026",
        "Monday 23 November 2026: 2 sends",
        "09:07 ppv_video, s01",
        "09:36 ppv_followup, s02",
    ]
    assert "America/Los_Angeles, SCH_2026W48_LENA_K7Q2MD, version 1, draft. Forecast $42.11" in text
    assert (
        "2026-11-23 17:07 UTC, mass_message to all_active, price $19.69, with media and a flyer, label PPV, style solo, "
        "caption 11, forecast $42.10.\n" in text
    )
    assert "after s01" in text
    assert "link {link}, label PPV, expires 2026-11-30 19:41 local" in text
    assert "## Thursday 26 November 2026: closed\n" in text
    assert "## Saturday 28 November 2026: no sends\n" in text
    assert "(needs a caption)" in text


def test_captions_stand_word_for_word() -> None:
    wanted = [send.caption_text for send in some_sends() if send.caption_text is not None]
    assert captions_in(to_markdown(a_saved_week())) == wanted


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters="\n`~#"), max_size=60))
def test_no_caption_is_markup_and_none_breaks_its_fence(text: str) -> None:
    week = a_saved_week(sends=(a_send("s1", "bump_normal", 600, caption_text=text), a_send("s2", "bump_flyer", 700)))
    shown = to_markdown(week)
    assert len(headings_in(shown)) == 1 + 7 + 2
    found = captions_in(shown)
    assert len(found) == (1 if text.strip() else 0)
    assert not found or found[0].split("\n") == (text.splitlines() or [""])


def test_foreign_names_are_no_markup() -> None:
    week = a_saved_week(page_name="<b>[x](y)*", sends=(a_send("s1", "link_drop", 600, link="`a`\n# b"),))
    text = to_markdown(week)
    assert headings_in(text)[0].startswith(r"\<b\>\[x\](y)\*, week of")
    assert re.search(r"link \\`a\\` # b\.", text)


def test_a_manifest_holds_messages_and_the_posts_fans_answer_and_names_the_chain(catalogue: Catalogue) -> None:
    tip = a_send("s05", "first_to_tip", 3 * 1440 + 600, caption_text="The first to tip wins.", price_cents=3000)
    week = a_saved_week(sends=(*some_sends(), tip.with_(notes="Pin it [first].")))
    assert [send.ref for send in chatter_sends(week, catalogue)] == ["s01", "s02", "s04", "s05"]
    text = to_manifest(week, catalogue)
    dripping = tip.with_(send_type="dm_farm", drip_window="08:00-12:00", outfit_id="blue dress")
    shown = to_manifest(a_saved_week(sends=(dripping,)), catalogue)
    assert "- drip window 08:00-12:00\n- outfit blue dress\n" in shown
    assert "s03" not in text
    assert "- price $30.00\n" in text
    assert "- notes: Pin it \\[first\\].\n" in text
    first, second = (part for part in text.split("### ") if part.startswith(("09:07", "09:36")))
    assert "- to all_active by mass_message\n- price $19.69\n" in first
    assert "- is followed by 09:36 ppv_followup, s02\n" in first
    assert "- follows 09:07 ppv_video, s01\n" in second


def test_what_does_not_go_out_is_in_neither_and_what_went_out_says_so(catalogue: Catalogue) -> None:
    sends = tuple(
        a_send(status, "dm_farm", 600 + i, channel="mass_message", status=status, caption_text=f"I am {status}.")
        for i, status in enumerate(("sent", "cancelled", "failed", "stale"))
    )
    for text in (to_markdown(a_saved_week(sends=sends)), to_manifest(a_saved_week(sends=sends), catalogue)):
        assert captions_in(text) == ["I am sent."]
        assert "10:00 dm_farm, sent (sent)" in text


def test_equal_weeks_give_equal_texts(catalogue: Catalogue) -> None:
    assert to_markdown(a_saved_week()) == to_markdown(a_saved_week())
    assert to_manifest(a_saved_week(), catalogue) == to_manifest(a_saved_week(), catalogue)
