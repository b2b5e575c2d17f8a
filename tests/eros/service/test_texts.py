from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pydoc_data.topics import topics
from typing import TYPE_CHECKING

import pytest

from database.tables import caption_restrictions, creator_personas, creators, vault
from eros.errors import ConfigurationError, CreatorNotFoundError, KeyNotFoundError
from eros.rules.captions import content_fault
from eros.service import check_text
from eros.text.content_match import lacking_keys
from tests.corpus import HARD_PATTERNS, SOFT_PATTERNS, VAULT, Labelled, caught, harmless
from tests.database_builders import NOW, a_store, add, an_engine, page_row, vault_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from database.store import SqlStore
    from eros.params import Params
    from eros.text.check import Check, TextReport


@dataclass(frozen=True)
class Desk:
    """Where texts are checked: a store with the pages lena (no persona) and mara (sweet, no emoji)."""

    store: SqlStore
    params: Params

    def check(self, labelled: Labelled, page: str | None = "lena") -> TextReport:
        """The report on a text of the corpus."""
        return check_text(
            self.store,
            labelled.text,
            self.params,
            page=page,
            send_type=labelled.send_type,
            price_cents=labelled.price_cents,
            singles_cents=labelled.singles_cents,
        )

    def of_rule(self, text: str, rule: str, page: str | None = "lena") -> Check:
        """What one rule says of a text for no send type in particular."""
        return next(check for check in self.check(Labelled(text, None), page).checks if check.rule == rule)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    from database.settings import shipped_params  # noqa: PLC0415 - the session's fixture has another scope

    engine = an_engine(tmp_path_factory.mktemp("texts"))
    add(engine, creators, page_row("lena"), page_row("mara"))
    add(engine, vault, *vault_rows("c-lena", *sorted(VAULT)), *vault_rows("c-mara", *sorted(VAULT)))
    limits = {"hard_patterns": list(HARD_PATTERNS), "soft_patterns": list(SOFT_PATTERNS)}
    add(
        engine,
        caption_restrictions,
        {"creator_id": "c-lena", "version": 1, **limits, "created_by": "ana", "created_at": NOW},
    )
    add(
        engine,
        creator_personas,
        {"creator_id": "c-mara", "primary_tone": "sweet", "emoji_frequency": "none", "slang_level": "none"},
    )
    yield Desk(a_store(engine), shipped_params())
    engine.dispose()


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len({labelled.text for labelled in harmless()}) == len(harmless()) >= 150
    assert len({labelled.text for labelled in caught()}) == len(caught()) >= 100
    assert not {labelled.text for labelled in harmless()} & {labelled.text for labelled in caught()}


@pytest.mark.parametrize("labelled", harmless(), ids=lambda labelled: labelled.text[:40])
def test_a_harmless_text_passes_every_check(desk: Desk, labelled: Labelled) -> None:
    report = desk.check(labelled)
    assert [check for check in report.checks if check.verdict != "pass"] == []
    assert report.verdict == "pass"


@pytest.mark.parametrize("labelled", caught(), ids=lambda labelled: labelled.text[:40])
def test_a_text_with_a_fault_is_caught_by_the_check_it_is_about(desk: Desk, labelled: Labelled) -> None:
    report = desk.check(labelled)
    (check,) = (check for check in report.checks if check.rule == labelled.rule)
    assert check.verdict == labelled.verdict
    assert check.fix
    assert report.verdict in {labelled.verdict, "block"}


def test_without_a_page_a_text_is_held_against_no_vault_and_no_limits(desk: Desk) -> None:
    report = desk.check(Labelled("My cosplay set, meet in person", None), page=None)
    assert report.verdict == "pass"
    assert [check.rule for check in report.checks] == ["content-match", "emoji", "fonts", "honesty"]
    assert report.checks[0].finding == "names cosplay_set; a page's vault decides"


def test_a_page_with_a_persona_is_asked_for_its_voice_and_its_emoji(desk: Desk) -> None:
    assert desk.of_rule("Sweet dreams, darling.", "voice", "mara").score == 100
    assert desk.of_rule("Sweet dreams 🔥", "emoji", "mara").verdict == "review"
    assert desk.of_rule("Sweet dreams 🔥", "emoji").verdict == "pass"
    assert "voice" not in {check.rule for check in desk.check(Labelled("Hi", None)).checks}


def test_a_block_says_which_content_or_which_pattern_stands_in_the_way(desk: Desk) -> None:
    assert desk.of_rule("A cosplay set", "content-match").finding == "names cosplay_set, which the vault lacks"
    assert HARD_PATTERNS[0] in desk.of_rule("Meet me in person", "restrictions").finding
    assert desk.of_rule("The beach set", "content-match").finding == "names beach_set"


def test_only_a_priced_send_has_a_length_factor(desk: Desk) -> None:
    long = "A calm sentence. " * 20
    priced, free = (desk.check(Labelled(long, kind)) for kind in ("ppv_video", "bump_normal"))
    assert (priced.length, priced.length_class, priced.length_factor) == (339, "long", 1.0)
    assert (free.length_class, free.length_factor) == ("long", None)
    short = desk.check(Labelled("Open it.", "ppv_video"))
    assert short.length_factor == pytest.approx(0.688)


def test_what_nobody_knows_and_what_nobody_wrote_is_refused(desk: Desk) -> None:
    with pytest.raises(CreatorNotFoundError, match="lenna"):
        desk.check(Labelled("Hi", None), page="lenna")
    with pytest.raises(KeyNotFoundError, match="ppv_video"):
        desk.check(Labelled("Hi", "ppv_vidio"))
    with pytest.raises(ConfigurationError, match="The text is empty"):
        desk.check(Labelled(" \n", None))


def test_half_a_character_from_a_terminal_is_read_as_one_that_is_missing(desk: Desk) -> None:
    assert desk.check(Labelled("Hi \udce9", None)).text == "Hi ?"


@pytest.mark.no_cover
def test_of_the_demos_bank_less_than_one_caption_in_a_hundred_is_blocked(desk: Desk, demo_database: Path) -> None:
    contents = desk.store.catalogue().content_types
    with closing(sqlite3.connect(demo_database)) as connection:
        rows = connection.execute("SELECT text, content_type FROM caption_bank WHERE caption_id % 20 = 0").fetchall()
    blocked = [
        text
        for text, content in rows
        if content_fault(text, lacking_keys(contents, frozenset({content} if contents[content].is_inventory else ())))
    ]
    assert len(rows) > 2_000
    assert len(blocked) < len(rows) / 100, blocked[:5]


def test_of_english_nobody_wrote_for_this_less_than_one_sentence_in_a_hundred_is_blocked(desk: Desk) -> None:
    lacking = lacking_keys(desk.store.catalogue().content_types, frozenset())
    sentences = [text for topic in topics.values() for text in re.split(r"(?<=[.!?])\s+", topic)]
    blocked = [text for text in sentences if content_fault(text, lacking)]
    assert len(sentences) > 2_000
    assert len(blocked) < len(sentences) / 100, blocked[:5]
