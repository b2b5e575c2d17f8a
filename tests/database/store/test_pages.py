from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from database.catalogue import shipped_catalogue
from database.tables import caption_restrictions, creator_personas, creators, database_info, mass_messages, vault
from eros.errors import ConfigurationError, CreatorNotFoundError
from eros.model.caption import Restrictions
from eros.model.creator import Persona, VaultItem
from eros.model.wishes import Wishes
from tests.database_builders import (
    NOW,
    a_plan,
    a_planning_database,
    a_store,
    add,
    an_engine,
    message_row,
    page_row,
    request,
    vault_rows,
)
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from eros.ports import Store


def test_the_catalogue_of_a_new_database_is_the_shipped_one(tmp_path: Path) -> None:
    store: Store = a_store(an_engine(tmp_path))
    assert store.catalogue() == shipped_catalogue()


def test_active_pages_are_listed_by_name_with_messages_and_newest_standing_week(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, creators, page_row("anna"), page_row("old", is_active=False))
    add(engine, mass_messages, message_row(date(2026, 11, 1)), message_row(date(2026, 11, 2)))
    store = a_store(engine)
    store.save(a_plan(), request())
    store.save(a_plan(seed=8), request(status="approved"))
    listed = [
        (s.creator.page_name, s.messages, s.last_week, s.last_status) for s in store.creators(count_messages=True)
    ]
    assert listed == [("anna", 0, None, None), ("lena", 2, MONDAY, "approved"), ("mara", 0, None, None)]


def test_a_page_is_found_by_id_by_name_and_by_name_in_other_case(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, creators, page_row("lena", subscription_price_cents=999, view_value_cents=1.5), page_row("LENA"))
    store = a_store(engine)
    assert store.creator("c-lena").page_name == "lena"
    assert store.creator("lena").creator_id == "c-lena"
    assert store.creator("LENA").creator_id == "c-LENA"
    assert store.creator("Lena").page_name.casefold() == "lena"
    assert (store.creator("lena").subscription_price_cents, store.creator("lena").view_value_cents) == (999, 1.5)


def test_an_unknown_page_is_an_error_that_names_the_closest_active_pages(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    names = ("alexia", "alexis", "bruna", "carla")
    add(engine, creators, *(page_row(name) for name in names), page_row("alex", is_active=False))
    with pytest.raises(CreatorNotFoundError) as caught:
        a_store(engine).creator("Alexa")
    assert str(caught.value) == "No page 'Alexa'. Closest: alexia, alexis. `eros creators` lists all."


def test_a_page_nobody_resembles_gets_no_guess(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    with pytest.raises(CreatorNotFoundError, match="`eros page add` makes one"):
        a_store(engine).creator("lena")
    add(engine, creators, page_row("lena"))
    with pytest.raises(CreatorNotFoundError) as caught:
        a_store(engine).creator("zzz")
    assert str(caught.value) == "No page 'zzz'. `eros creators` lists all."


def test_a_plan_counts_from_now_but_in_a_demo_database_from_its_newest_message(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    newest = datetime(2026, 11, 2, 20, tzinfo=UTC)
    add(engine, mass_messages, message_row(date(2026, 11, 2)), message_row(date(2026, 11, 1), creator_id="c-mara"))
    assert store.as_of(NOW + timedelta(microseconds=7)) == NOW
    add(engine, database_info, {"key": "is_demo", "value": "1"})
    assert store.as_of(NOW) == newest
    assert store.as_of(NOW + timedelta(days=400)) == newest


def test_a_demo_database_without_messages_counts_from_now(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, database_info, {"key": "is_demo", "value": "1"})
    assert a_store(engine).as_of(NOW) == NOW


def test_vaults_name_the_inventory_each_page_really_holds(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, creators, page_row("lena"), page_row("mara"))
    gone = {"creator_id": "c-lena", "content_type": "gym_set", "has_content": False}
    rows = vault_rows("c-lena", "studio_set", "beach_set", "flash_sale")
    add(engine, vault, *rows)
    add(engine, vault, gone)
    store = a_store(engine)
    assert store.vaults() == {"c-lena": frozenset({"studio_set", "beach_set"}), "c-mara": frozenset()}
    problem = store.load_problem("c-lena", MONDAY, Wishes(), as_of=NOW, pool=5)
    assert problem.vault == frozenset({"studio_set", "beach_set"})


def test_a_pattern_that_cannot_be_matched_in_linear_time_is_an_error_at_load(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, creators, page_row("lena"))
    row = {
        "creator_id": "c-lena",
        "version": 1,
        "soft_patterns": ["fine", r"(a)\1"],
        "created_by": "ana",
        "created_at": NOW,
    }
    add(engine, caption_restrictions, row)
    with pytest.raises(ConfigurationError, match="no valid RE2 expression"):
        a_store(engine).load_problem("lena", MONDAY, Wishes(), as_of=NOW, pool=5)


def test_the_newest_version_of_a_pages_restrictions_holds(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, creators, page_row("lena"))
    store = a_store(engine)
    assert store.load_problem("lena", MONDAY, Wishes(), as_of=NOW, pool=5).restrictions == Restrictions()
    first = {"creator_id": "c-lena", "version": 1, "hard_patterns": ["old"], "created_by": "ana", "created_at": NOW}
    second = first | {
        "version": 2,
        "hard_patterns": ["free gift", "win"],
        "soft_patterns": ["soon"],
        "blocked_categories": ["movement"],
        "blocked_tiers": ["premium"],
        "allowed_categories": ["style"],
        "allowed_tiers": ["basic"],
    }
    add(engine, caption_restrictions, first)
    add(engine, caption_restrictions, second)
    assert store.load_problem("lena", MONDAY, Wishes(), as_of=NOW, pool=5).restrictions == Restrictions(
        hard_patterns=("free gift", "win"),
        soft_patterns=("soon",),
        blocked_categories=frozenset({"movement"}),
        blocked_tiers=frozenset({"premium"}),
        allowed_categories=frozenset({"style"}),
        allowed_tiers=frozenset({"basic"}),
    )


def test_a_vault_tells_pieces_and_quality_of_what_is_really_held(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, creators, page_row("lena"), page_row("mara"))
    add(
        engine, vault, {"creator_id": "c-lena", "content_type": "pool_set", "quantity": 7, "quality": 4, "notes": "new"}
    )
    add(engine, vault, {"creator_id": "c-lena", "content_type": "beach_set"})
    add(engine, vault, {"creator_id": "c-lena", "content_type": "gym_set", "has_content": False})
    store = a_store(engine)
    assert store.vault("c-lena") == (VaultItem("beach_set", 0, None, None), VaultItem("pool_set", 7, 4, "new"))
    assert store.vault("c-mara") == ()


def test_a_persona_is_read_with_its_emojis_whether_they_are_a_list_or_a_text(tmp_path: Path) -> None:
    engine = an_engine(tmp_path)
    add(engine, creators, page_row("lena"), page_row("mara"), page_row("nora"))
    persona = {
        "creator_id": "c-lena",
        "primary_tone": "playful",
        "favourite_emojis": ["🌊", "✨"],
        "slang_level": "none",
    }
    add(engine, creator_personas, persona)
    add(engine, creator_personas, {"creator_id": "c-mara", "primary_tone": "warm", "favourite_emojis": "🌊 ✨"})
    store = a_store(engine)
    assert store.persona("c-lena") == Persona("playful", None, "moderate", ("🌊", "✨"), "none", None)
    mara = store.persona("c-mara")
    assert mara is not None
    assert mara.favourite_emojis == ("🌊", "✨")
    assert store.persona("c-nora") is None
