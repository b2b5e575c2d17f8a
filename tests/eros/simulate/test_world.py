"""Counts, shares and kinds of the simulated fleet."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eros.digest import content_digest
from eros.simulate import world
from eros.simulate.history import Messages
from eros.simulate.pages import tier_of
from eros.simulate.truth import CAPTION_COUNTS
from eros.text.content_match import named_content
from eros.text.key import caption_key

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue
    from eros.simulate import World

DIGEST = """
from database.catalogue import shipped_catalogue
from eros.digest import content_digest
from eros.simulate import world
fleet = world(7, shipped_catalogue())
print(content_digest([fleet.pages, fleet.captions, fleet.messages, fleet.truth]))
"""


def test_the_fleet_has_every_kind_of_page(fleet: World) -> None:
    creators = [page.creator for page in fleet.pages]
    assert len(creators) == len({c.page_name for c in creators}) == 37
    assert all(c.is_active for c in creators)
    assert {c.page_type for c in creators} == {"paid", "free"}
    assert {c.sub_type for c in creators} == {"porno_commercial", "porno_amateur", "softcore", "lifestyle"}
    assert {tier_of(c.active_fans) for c in creators} == {"LOW", "MID", "HIGH", "ULTRA"}
    assert {"US", "GB", "DE", "AU"} <= {c.country for c in creators}
    assert len({c.timezone for c in creators}) >= 6
    kinds = Counter(page.kind for page in fleet.pages)
    assert [kinds[k] for k in ("own_captions", "no_history", "tired", "minimal")] == [1, 1, 1, 1]


def test_alexia_is_a_paid_page_of_the_high_tier_with_a_good_history(fleet: World) -> None:
    index = fleet.truth.pages.index("alexia")
    creator = fleet.pages[index].creator
    priced = (fleet.messages.page == index) & (fleet.messages.price_cents > 0)
    assert creator.page_type == "paid"
    assert tier_of(creator.active_fans) == "HIGH"
    assert priced.sum() > 1000


def test_most_pages_hold_half_of_the_inventory_or_more(fleet: World) -> None:
    sizes = {page.kind: len(page.vault) for page in fleet.pages}
    regular = [len(page.vault) for page in fleet.pages if page.kind == "regular"]
    assert 15 <= min(regular) <= max(regular) <= 28
    assert sizes["minimal"] <= 5


def test_the_bank_has_its_size_and_shares(fleet: World) -> None:
    captions = fleet.captions
    assert len(captions) == 59_405
    assert abs(np.mean(captions.owner < 0) - 0.82) < 0.005
    for caption_type, wanted in CAPTION_COUNTS.items():
        assert (captions.caption_type == captions.caption_types.index(caption_type)).sum() == wanted


def test_lengths_are_spread_as_in_a_real_bank(fleet: World, catalogue: Catalogue) -> None:
    length = np.array([len(text) for text in fleet.captions.texts])
    best = (length >= 250) & (length < 450)
    priced = np.array([s.requires_price for s in catalogue.send_types.values()])[fleet.captions.caption_type]
    assert 0.07 < best.mean() < 0.09
    assert priced[best].mean() >= 0.6
    assert 90 < length.mean() < 130


def test_no_two_captions_are_the_same_and_none_is_empty(fleet: World) -> None:
    assert len({caption_key(text) for text in fleet.captions.texts}) == len(fleet.captions)
    assert all(text.strip() == text and len(text) > 5 for text in fleet.captions.texts)


def test_a_text_names_no_content_but_its_own(fleet: World) -> None:
    captions = fleet.captions
    named = [named_content(text) for text in captions.texts]
    own = [captions.contents[i] for i in captions.content.tolist()]
    assert sum(bool(found - {key}) for found, key in zip(named, own, strict=True)) < 0.01 * len(captions)
    assert sum(map(bool, named)) > 0.1 * len(captions)


def test_texts_carry_emoji_lines_and_no_open_place(fleet: World) -> None:
    texts = fleet.captions.texts
    assert not any("{" in text for text in texts)
    assert any("\n" in text for text in texts)
    assert 0.3 < np.mean([not text.replace("\n", "").isascii() for text in texts]) < 0.8


def test_a_page_owns_only_captions_it_has_the_content_for(fleet: World, catalogue: Catalogue) -> None:
    captions = fleet.captions
    for owner, content in zip(captions.owner.tolist(), captions.content.tolist(), strict=True):
        key = captions.contents[content]
        if owner >= 0 and catalogue.content_types[key].is_inventory:
            assert key in fleet.pages[owner].vault


def test_the_page_that_refuses_shared_captions_has_exactly_25_and_lets_them_rest(fleet: World) -> None:
    index = next(i for i, page in enumerate(fleet.pages) if page.kind == "own_captions")
    own = np.flatnonzero(fleet.captions.owner == index)
    assert own.size == 25
    assert not fleet.pages[index].creator.use_shared_captions
    linked = (fleet.messages.page == index) & (fleet.messages.edit < 0) & (fleet.messages.caption >= 0)
    assert set(fleet.messages.caption[linked].tolist()) <= set(own.tolist())
    assert fleet.messages.day[linked].max() <= fleet.messages.day.max() - 16


def test_styles_families_tiers_and_paid_only_are_set_where_they_belong(fleet: World) -> None:
    captions = fleet.captions
    kind = np.array(captions.caption_types)[captions.caption_type]
    ppv = np.isin(kind, ("ppv_video", "ppv_message"))
    assert set(captions.style[ppv].tolist()) == {-1, 0, 1, 2, 3}
    assert (captions.style[~ppv] == -1).all()
    assert (captions.family[kind == "ppv_followup"] >= 0).all()
    assert (captions.family[kind != "ppv_followup"] == -1).all()
    assert ((captions.price_tier >= 0) == (captions.price_cents > 0)).all()
    assert set(captions.price_tier.tolist()) == {-1, 0, 1, 2}
    assert 0.02 < captions.paid_only.mean() < 0.1
    assert not (captions.paid_only & (captions.owner >= 0)).any()


def test_a_message_text_is_its_captions_or_an_edited_form_of_it(fleet: World) -> None:
    texts = fleet.message_texts()
    messages = fleet.messages
    assert len(texts) == len(messages)
    edited = 0
    for text, caption, edit in zip(texts, messages.caption.tolist(), messages.edit.tolist(), strict=True):
        if caption >= 0:
            assert text.startswith(fleet.captions.texts[caption])
            assert (text == fleet.captions.texts[caption]) == (edit < 0)
            edited += edit >= 0
        else:
            assert text == ""
    assert 0.05 < edited / len(texts) < 0.15


@pytest.mark.no_cover
def test_one_seed_is_one_world_whatever_the_hash_seed(fleet: World) -> None:
    elsewhere = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", DIGEST],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert elsewhere == content_digest([fleet.pages, fleet.captions, fleet.messages, fleet.truth])


@pytest.mark.no_cover
def test_another_seed_is_another_world(fleet: World, catalogue: Catalogue) -> None:
    other = world(8, catalogue)
    assert content_digest(other.captions.texts) != content_digest(fleet.captions.texts)
    assert content_digest(other.messages) != content_digest(fleet.messages)
    assert isinstance(other.messages, Messages)
