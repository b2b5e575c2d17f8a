"""Captions in columns: what they hold, and that nothing tells them from the same captions in a dict."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from eros.digest import content_digest
from eros.model.caption import Caption
from eros.model.captions import Captions
from tests.builders import a_caption

if TYPE_CHECKING:
    from collections.abc import Mapping

BANK = {
    caption.caption_id: caption
    for caption in (
        a_caption(9, text="  Late \U0001f319 ", tone=None, fleet_uses=3),
        a_caption(2, text="Hello", caption_type="dm_farm", creator_id=None),
        a_caption(5, text="", tone="warm", is_paid_only=True),
    )
}


@dataclass(frozen=True)
class Bank:
    captions: Mapping[int, Caption]


def test_they_are_the_mapping_they_were_made_of_ascending_by_id() -> None:
    captions = Captions.of(BANK)
    assert captions == BANK
    assert [*captions] == [2, 5, 9]
    assert [*captions.rows] == [BANK[2], BANK[5], BANK[9]]
    assert 5 in captions
    assert 3 not in captions
    with pytest.raises(KeyError):
        captions[3]


def test_values_that_come_twice_are_one_caption() -> None:
    rows = [astuple(caption) for caption in BANK.values()]
    assert Captions.of_values([*rows, rows[0]]) == BANK
    assert Captions.of_values([]) == {}


def test_a_column_of_labels_numbers_them_in_their_order() -> None:
    captions = Captions.of(BANK)
    types = captions.labels("caption_type")
    names = [*types.numbers]
    assert names == sorted(names)
    assert [names[number] for number in types.column] == [BANK[key].caption_type for key in (2, 5, 9)]
    tones = captions.labels("tone")
    assert [number == -1 for number in tones.column] == [BANK[key].tone is None for key in (2, 5, 9)]


def test_characters_are_those_of_the_trimmed_texts() -> None:
    assert Captions.of(BANK).chars.tolist() == [5, 0, 6]


@pytest.mark.parametrize("captions", [BANK, {}], ids=["some", "none"])
def test_captions_have_one_digest_however_they_came(captions: Mapping[int, Caption]) -> None:
    rows = [astuple(caption) for caption in captions.values()]
    assert content_digest(Bank(Captions.of(captions))) == content_digest(Bank(Captions.of_values(rows)))


@pytest.mark.parametrize("name", [one.name for one in fields(Caption)])
def test_a_change_in_any_field_of_a_caption_changes_the_digest(name: str) -> None:
    usual = BANK[5]
    others: dict[str, Any] = {"caption_id": 6, "is_paid_only": False, "fleet_uses": 7, "fleet_index": 1.5}
    changes: dict[str, Any] = {name: others.get(name, f"another {name}")}
    changed = replace(usual, **changes)
    bank = {changed.caption_id if key == 5 else key: changed if key == 5 else one for key, one in BANK.items()}
    assert content_digest(Bank(Captions.of(bank))) != content_digest(Bank(Captions.of(BANK)))
