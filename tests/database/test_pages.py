from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, insert, select

from database.engine import open_engine, reading, writing
from database.pages import add_page, set_page
from database.tables import creator_metrics_daily, creators, mass_messages
from eros.errors import ConfigurationError, ConflictError, CreatorNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.model.creator import Creator

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "name": "Alma.Rose",
    "page_type": "paid",
    "timezone": "Europe/Berlin",
    "fans": 1200,
    "sub_type": "softcore",
}


@pytest.fixture
def engine(empty_database: Path) -> Iterator[Engine]:
    opened = open_engine(empty_database)
    yield opened
    opened.dispose()


def added(engine: Engine, **changes: Any) -> Creator:
    return add_page(engine, **{**FACTS, "now": NOW, **changes})


def pages(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(creators))]


def test_five_facts_make_a_page(engine: Engine) -> None:
    creator = added(engine)
    assert (creator.creator_id, creator.page_name, creator.display_name) == ("alma.rose", "Alma.Rose", "Alma.Rose")
    assert (creator.page_type, creator.timezone) == ("paid", "Europe/Berlin")
    assert (creator.active_fans, creator.sub_type, creator.is_active) == (1200, "softcore", True)


def test_optional_facts_are_kept(engine: Engine) -> None:
    creator = added(
        engine, display_name="Alma", tier=1, subscription_price_cents=999, country="de", view_value_cents=0.5
    )
    assert (creator.display_name, creator.tier, creator.subscription_price_cents) == ("Alma", 1, 999)
    assert (creator.country, creator.view_value_cents) == ("DE", 0.5)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "alma\n", "a" * 101, "älma", "..", "NaN", "-"])
def test_a_name_with_other_signs_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be used"):
        added(engine, name=name)
    assert pages(engine) == []


@pytest.mark.parametrize("name", ["a", "a" * 100, "A_b-c.9"])
def test_letters_digits_and_three_signs_make_a_name(engine: Engine, name: str) -> None:
    assert added(engine, name=name).page_name == name


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"page_type": "trial"}, "page_type cannot be 'trial'. Allowed: paid, free"),
        ({"sub_type": "soft"}, "Allowed: porno_commercial, porno_amateur, softcore, lifestyle"),
        ({"timezone": "Berlin"}, "'Berlin' is no IANA time zone"),
        ({"fans": -1}, "fans cannot be -1. Allowed: 0 or more"),
        ({"tier": 6}, "Allowed: 1 .best. to 5"),
        ({"country": "Germany"}, "two letters"),
        ({"subscription_price_cents": -5}, "0 or more, in cents"),
        ({"view_value_cents": -0.1}, "0 or more, in cents"),
        ({"display_name": " "}, "any text that is not empty"),
    ],
)
def test_an_impossible_fact_is_refused_with_what_is_allowed(engine: Engine, wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        added(engine, **wrong)
    assert pages(engine) == []


@pytest.mark.parametrize("name", ["Alma.Rose", "ALMA.ROSE"])
def test_a_taken_name_is_refused_in_any_case(engine: Engine, name: str) -> None:
    added(engine)
    with pytest.raises(ConflictError, match=r"'Alma\.Rose' exists already"):
        added(engine, name=name)


def test_facts_change_one_by_one(engine: Engine) -> None:
    before = added(engine)
    after = set_page(engine, "ALMA.rose", now=LATER, fans=1300, is_active=False, view_value_cents=None)
    assert (after.active_fans, after.is_active, after.view_value_cents) == (1300, False, None)
    assert (after.page_type, after.timezone) == (before.page_type, before.timezone)


def test_setting_nothing_writes_nothing(engine: Engine) -> None:
    added(engine)
    before = pages(engine)
    set_page(engine, "alma.rose", now=LATER)
    assert pages(engine) == before


@pytest.mark.parametrize("wrong", [{"timezone": "Mars/Olympus"}, {"page_type": "gold"}, {"fans": -2}])
def test_a_refused_change_leaves_the_page_as_it_was(engine: Engine, wrong: dict[str, Any]) -> None:
    added(engine)
    before = pages(engine)
    with pytest.raises(ConfigurationError):
        set_page(engine, "alma.rose", now=LATER, display_name="Other", **wrong)
    assert pages(engine) == before


def test_an_unknown_page_is_named_with_the_closest(engine: Engine) -> None:
    added(engine)
    with pytest.raises(CreatorNotFoundError, match=r"Closest: Alma\.Rose"):
        set_page(engine, "alma.rosa", now=LATER, fans=1)


def test_a_new_time_zone_takes_the_messages_and_their_sums_along(engine: Engine) -> None:
    added(engine)
    message = {
        "creator_id": "alma.rose",
        "sent_at": datetime(2026, 11, 1, 23, 30, tzinfo=UTC),
        "local_date": date(2026, 11, 2),
        "local_hour": 0,
        "local_weekday": 0,
        "sent": 10,
    }
    with writing(engine) as connection:
        connection.execute(insert(mass_messages).values(message))
    set_page(engine, "alma.rose", now=LATER, timezone="America/New_York")
    m = mass_messages.c
    with reading(engine) as connection:
        assert connection.execute(select(m.local_date, m.local_hour, m.local_weekday)).one() == (
            date(2026, 11, 1),
            18,
            6,
        )
        assert connection.scalars(select(creator_metrics_daily.c.local_date)).all() == [date(2026, 11, 1)]


def test_a_new_time_zone_of_a_page_without_messages_needs_no_sums(engine: Engine) -> None:
    added(engine)
    assert set_page(engine, "alma.rose", now=LATER, timezone="Asia/Tokyo").timezone == "Asia/Tokyo"
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(creator_metrics_daily)) == 0
