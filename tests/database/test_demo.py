"""The demo database, clean and dirty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from database.catalogue import shipped_catalogue
from database.check import check_database
from database.demo import DEMO_SEED, create_demo
from database.demo_defects import DEFECTS, spoil
from database.digest import content_digest_of
from database.engine import open_engine, reading, writing
from database.settings import shipped_params
from database.store import SqlStore
from database.tables import (
    caption_bank,
    caption_usage,
    creator_metrics_daily,
    creator_personas,
    creators,
    database_info,
    fleet_figures,
    mass_messages,
    vault,
)
from eros.errors import DatabaseError
from eros.estimate.page import estimate
from eros.model.clock import first_monday_after
from eros.model.wishes import Wishes
from eros.simulate import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from eros.model.problem import Problem

WEEK = date(2026, 11, 23)


@pytest.fixture(scope="module")
def engine(demo_database: Path) -> Iterator[Engine]:
    engine = open_engine(demo_database, read_only=True)
    yield engine
    engine.dispose()


@pytest.fixture
def demo(engine: Engine) -> Iterator[Connection]:
    with reading(engine) as connection:
        yield connection


def _problem(engine: Engine, page: str) -> Problem:
    params = shipped_params()
    store = SqlStore(engine, params)
    as_of = store.as_of(datetime(2030, 1, 1, tzinfo=UTC))
    return store.load_problem(page, WEEK, Wishes(), as_of=as_of, pool=params.plan.caption_pool)


def test_every_page_of_the_demo_has_shoots_of_what_it_holds_and_one_outfit_nobody_noted(engine: Engine) -> None:
    for page in ("alexia", "beatrix"):
        shoots = _problem(engine, page).shoots
        assert {shoot.content_type for shoot in shoots} <= _problem(engine, page).vault
        assert [shoot.outfit is None for shoot in shoots] == [True, False, False, False]


def test_the_demo_has_37_active_pages_with_voice_and_vault(demo: Connection) -> None:
    assert demo.scalar(select(func.count()).where(creators.c.is_active == 1)) == 37
    assert demo.scalar(select(func.count()).select_from(creator_personas)) == 37
    assert demo.scalar(select(func.count(vault.c.creator_id.distinct()))) == 37
    for emojis in demo.scalars(select(creator_personas.c.favourite_emojis)):
        assert len(emojis) == 3


def test_the_demo_has_59405_captions_most_of_them_shared(demo: Connection) -> None:
    shared = demo.scalar(select(func.count()).where(caption_bank.c.creator_id.is_(None))) or 0
    assert demo.scalar(select(func.count()).select_from(caption_bank)) == 59_405
    assert shared / 59_405 == pytest.approx(0.82, abs=0.005)
    lengths = demo.scalar(select(func.count()).where(caption_bank.c.char_length.between(250, 449))) or 0
    assert lengths / 59_405 == pytest.approx(0.08, abs=0.01)


def test_the_demo_has_about_73000_messages_with_possible_counts(demo: Connection) -> None:
    n, sent, viewed = demo.execute(
        select(func.count(), func.sum(mass_messages.c.sent), func.sum(mass_messages.c.viewed))
    ).one()
    assert n == pytest.approx(73_000, rel=0.02)
    assert 0.1 < viewed / sent < 0.5
    linked = demo.scalar(select(func.count(mass_messages.c.caption_id))) or 0
    assert linked / n == pytest.approx(0.92, abs=0.02)


def test_the_aggregates_are_there(demo: Connection) -> None:
    n = demo.scalar(select(func.count()).select_from(mass_messages))
    assert demo.scalar(select(func.sum(creator_metrics_daily.c.sends))) == n
    assert (demo.scalar(select(func.count()).select_from(caption_usage)) or 0) > 5_000
    assert demo.scalar(select(func.count()).where(fleet_figures.c.kind == "weekday")) == 7
    assert (demo.scalar(select(func.max(caption_bank.c.fleet_index))) or 0) > 1.2


def test_the_demo_knows_what_it_is(demo: Connection) -> None:
    facts = {row.key: row.value for row in demo.execute(select(database_info))}
    assert facts["is_demo"] == "1"
    assert facts["seed"] == str(DEMO_SEED)


@pytest.mark.no_cover
def test_the_demo_is_sound(engine: Engine) -> None:
    assert check_database(engine) == ()


def test_the_default_week_of_every_page_begins_on_23_november(engine: Engine) -> None:
    store = SqlStore(engine, shipped_params())
    as_of = store.as_of(datetime(2030, 1, 1, tzinfo=UTC))
    assert {first_monday_after(as_of, s.creator.zone) for s in store.creators()} == {WEEK}


def test_one_page_is_red_alexia_is_not_and_pages_without_evidence_are_unknown(engine: Engine) -> None:
    params = shipped_params()
    zones = {
        page: estimate(_problem(engine, page), params).saturation.zone
        for page in ("elodie", "alexia", "nadia", "tamsin")
    }
    assert zones["elodie"] == "RED"
    assert zones["alexia"] in {"GREEN", "YELLOW"}
    assert zones["nadia"] == zones["tamsin"] == "UNKNOWN"


def test_the_page_without_shared_captions_has_25_and_most_are_rested(engine: Engine) -> None:
    problem = _problem(engine, "nerina")
    assert len(problem.captions) == 25
    assert not problem.creator.use_shared_captions
    newest = [day for day in problem.last_used.values() if day > WEEK - timedelta(days=15)]
    assert newest == []


def test_the_same_seed_gives_the_same_contents_clean_or_dirty(demo_copy: Path, tmp_path: Path) -> None:
    spoil(demo_copy)
    told: list[str] = []
    again = tmp_path / "again.db"
    create_demo(again, dirty=True, progress=told.append)
    assert content_digest_of(again) == content_digest_of(demo_copy)
    assert len(told) == 4
    again.unlink()


@pytest.mark.no_cover
def test_the_digest_sees_a_single_changed_value(demo_copy: Path) -> None:
    before = content_digest_of(demo_copy)
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(text("UPDATE vault SET quantity = quantity + 1 WHERE rowid = 1"))
    engine.dispose()
    assert content_digest_of(demo_copy) != before


def test_a_demo_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "eros.db"
    path.write_text("mine")
    with pytest.raises(DatabaseError, match="exists already"):
        create_demo(path)
    assert path.read_text() == "mine"


def test_the_dirty_demo_has_exactly_the_defects_it_promises(demo_copy: Path) -> None:
    spoil(demo_copy)
    engine = open_engine(demo_copy, read_only=True)
    queries = {
        "null_creator": "creator_id IS NULL AND page_name IN (SELECT page_name FROM creators)",
        "unknown_page": "creator_id IS NULL AND page_name = 'nobody'",
        "nan_page": "creator_id IS NULL AND page_name = 'nan'",
        "viewed_above_sent": "viewed > sent",
        "negative_count": "purchased < 0",
        "broken_caption_link": "caption_id NOT IN (SELECT caption_id FROM caption_bank)",
        "priced_without_price": "is_priced = 1 AND price_cents IS NULL",
    }
    with reading(engine) as connection:
        found = {
            name: connection.scalar(text(f"SELECT count(*) FROM mass_messages WHERE {condition}"))  # noqa: S608 - our own
            for name, condition in queries.items()
        }
        defective = " OR ".join(f"({condition})" for condition in queries.values())
        together = connection.scalar(text(f"SELECT count(*) FROM mass_messages WHERE {defective}"))  # noqa: S608 - our own
        found["orphan_usage"] = connection.scalar(
            text("SELECT count(*) FROM caption_usage WHERE caption_id NOT IN (SELECT caption_id FROM caption_bank)")
        )
        found["conflicting_caption"] = connection.scalar(
            text("SELECT count(*) - count(DISTINCT caption_key) FROM caption_bank")
        )
        mendable = connection.scalar(
            text(
                "SELECT count(*) FROM mass_messages m JOIN caption_bank c ON c.caption_key = m.caption_key "
                "WHERE m.caption_id > 9000000"
            )
        )
    engine.dispose()
    assert found == DEFECTS
    assert together == sum(found[name] or 0 for name in queries)
    assert (mendable or 0) >= DEFECTS["broken_caption_link"]


@pytest.mark.no_cover
def test_the_dirty_demo_is_found_out(demo_copy: Path) -> None:
    spoil(demo_copy)
    engine = open_engine(demo_copy)
    found = {finding.name: finding.count for finding in check_database(engine)}
    engine.dispose()
    assert sum(found.values()) >= sum(DEFECTS.values())
    assert len(found) >= 8


@pytest.mark.no_cover
def test_a_stored_message_is_read_back_as_it_was_drawn(demo: Connection) -> None:
    fleet = world(DEMO_SEED, shipped_catalogue())
    drawn, texts = fleet.messages, fleet.message_texts()
    for i in range(0, len(drawn), 997):
        row = demo.execute(select(mass_messages).where(mass_messages.c.message_id == i + 1)).one()
        page = fleet.pages[int(drawn.page[i])].creator
        assert (row.creator_id, row.page_name) == (page.creator_id, page.page_name)
        assert row.sent_at == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(drawn.sent_at[i]))
        local = row.sent_at.astimezone(page.zone)
        assert (row.local_date, row.local_hour, row.local_weekday) == (local.date(), local.hour, local.weekday())
        assert (row.sent, row.viewed, row.purchased) == (drawn.sent[i], drawn.viewed[i], drawn.purchased[i])
        assert (row.price_cents or 0, row.earnings_cents) == (drawn.price_cents[i], drawn.earnings_cents[i])
        assert row.is_priced == (row.price_cents is not None)
        assert row.text == texts[i]
        assert row.type_source == ("rules" if row.caption_id is None else "caption")
