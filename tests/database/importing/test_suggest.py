from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from database.engine import open_engine, reading
from database.importing.suggest import caption_rules, suggest
from database.tables import caption_bank

if TYPE_CHECKING:
    from pathlib import Path

    from eros.model.catalogue import Catalogue


@pytest.mark.parametrize(
    ("text", "priced", "caption_type", "why"),
    [
        ("Become a VIP today", True, "vip_program", "it says 'vip'"),
        ("FIRST TIP wins!", True, "first_to_tip", "it says 'first tip'"),
        ("My flash bundle is here", True, "flash_bundle", "it says 'flash'"),
        ("One bundle, three parts", True, "bundle", "it says 'bundle'"),
        ("Going live tonight", False, "live_promo", "it says 'going live', has no price"),
        ("Here is the link", False, "link_drop", "it says 'link', has no price"),
        ("Did you see it?", False, "ppv_followup", "it says 'did you see', has no price, has 250 characters or fewer"),
        ("A new film", True, "ppv_video", "it has a price"),
        ("Hello", False, "bump_normal", "it has no price"),
        ("Hello " * 30, False, "bump_descriptive", "it has no price, has 100 characters or more"),
    ],
)
def test_the_first_rule_that_fits_is_suggested_with_its_reason(
    text: str, caption_type: str, why: str, *, priced: bool
) -> None:
    found, reason = suggest(text, priced=priced)
    assert found == caption_type
    line = next(rule.line for rule in caption_rules() if rule.reason(text, priced=priced))
    assert reason == f"rule {line}: it {why.removeprefix('it ')}"


def test_words_inside_other_words_say_nothing() -> None:
    assert suggest("Respinning vipers", priced=True)[0] == "ppv_video"


def test_every_rule_suggests_a_caption_type_some_send_type_uses(catalogue: Catalogue) -> None:
    used = {key for send_type in catalogue.send_types.values() for key in send_type.caption_types}
    assert {rule.caption_type for rule in caption_rules()} <= used


def test_most_captions_of_the_demo_are_suggested_the_type_they_have(demo_database: Path) -> None:
    """On invented texts, that is; what the rules are worth on a page's own is seen by importing captions that have types."""
    bank = caption_bank.c
    query = select(bank.text, bank.suggested_price_cents, bank.caption_type).where(bank.caption_id % 20 == 0)
    engine = open_engine(demo_database, read_only=True)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    right = sum(suggest(text, priced=bool(price))[0] == caption_type for text, price, caption_type in rows)
    largest = max(sum(row[2] == key for row in rows) for key in {row[2] for row in rows})
    assert right / len(rows) > 0.7 > 2 * largest / len(rows)
