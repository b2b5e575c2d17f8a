from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from database.engine import reading
from database.settings import shipped_params
from database.store.pages import find_creator
from database.tables import creator_personas, creators
from tests.database_builders import an_engine
from tests.importer import Importer

if TYPE_CHECKING:
    from sqlalchemy import Engine

FACTS = "page,page_type,sub_type,timezone,fans"
ROSA = 'Rosa,Paid,Porno Amateur,Europe/Madrid,"1,250"'
TONES = "page,primary_tone,secondary_tone,emoji_frequency,favourite_emojis,slang_level,avg_sentiment,avg_caption_length"


def page(engine: Engine, name: str) -> dict[str, Any]:
    with reading(engine) as connection:
        creator_id = find_creator(connection, name).creator_id
        return dict(connection.execute(select(creators).where(creators.c.creator_id == creator_id)).mappings().one())


def personas(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(creator_personas).order_by("creator_id"))]


def test_a_new_page_is_set_up_from_five_facts(imports: Importer) -> None:
    report = imports.lines(FACTS, ROSA, kind="pages", page=None)
    assert (report.inserted, report.bad) == (1, 0)
    rosa = page(imports.engine, "rosa")
    assert (rosa["creator_id"], rosa["page_name"], rosa["display_name"]) == ("rosa", "Rosa", "Rosa")
    assert (rosa["page_type"], rosa["sub_type"], rosa["timezone"]) == ("paid", "porno_amateur", "Europe/Madrid")
    assert rosa["active_fans"] == 1250


def test_optional_facts_are_taken_in(imports: Importer) -> None:
    imports.lines(
        f"{FACTS},display_name,subscription price,tier,country,shared captions,view value,content notes,active",
        f"{ROSA},Rosa M,$9.99,2,es,no,0.015,by the sea,no",
        kind="pages",
        page=None,
    )
    rosa = page(imports.engine, "rosa")
    names = ("display_name", "subscription_price_cents", "performance_tier", "country", "use_shared_captions")
    assert [rosa[name] for name in names] == ["Rosa M", 999, 2, "ES", False]
    assert (rosa["view_value_cents"], rosa["content_notes"], rosa["is_active"]) == (1.5, "by the sea", False)


def test_a_known_page_changes_by_what_the_file_says_and_by_nothing_else(imports: Importer) -> None:
    before = page(imports.engine, "alma")
    report = imports.lines("page,fans,timezone", "ALMA,1600,", "bella,1500,", kind="pages", page=None)
    assert (report.inserted, report.updated, report.unchanged) == (0, 1, 1)
    after = page(imports.engine, "alma")
    assert {name for name in after if after[name] != before[name]} == {"active_fans"}
    written = imports.everything()
    assert imports.lines("page,fans,timezone", "ALMA,1600,", kind="pages", page=None).unchanged == 1
    assert imports.everything() == written


def test_a_new_time_zone_takes_the_messages_along(imports: Importer) -> None:
    imports.lines("sent_at,sent", "2025-01-03 23:30,100")
    imports.lines("page,timezone", "alma,UTC", kind="pages", page=None)
    assert [str(day) for (day,) in imports.messages("local_date")] == ["2025-01-04"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Rosa,paid,softcore,Europe/Madrid,", "2 fans: is empty; a new page needs page, page_type, sub_type, timezone"),
        ("Rosa,trial,softcore,Europe/Madrid,5", "2 page_type: page_type cannot be 'trial'. Allowed: paid, free"),
        ("Rosa,paid,soft,Europe/Madrid,5", "2 sub_type: sub_type cannot be 'soft'. Allowed: porno_commercial,"),
        ("Rosa,paid,softcore,Madrid,5", "2 timezone: 'Madrid' is no IANA time zone"),
        ("Rosa,paid,softcore,Europe/Madrid,few", "2 fans: 'few' is not a whole number"),
        ("Rosa M,paid,softcore,Europe/Madrid,5", "2 page: Page name 'Rosa M' cannot be used"),
        (",paid,softcore,Europe/Madrid,5", "2 page: is empty"),
        ("alma,gold,,,", "2 page_type: page_type cannot be 'gold'. Allowed: paid, free"),
    ],
)
def test_a_row_that_makes_no_page_is_refused_with_what_is_allowed(imports: Importer, row: str, problem: str) -> None:
    problems = imports.refused(FACTS, row, kind="pages", page=None)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_a_page_stands_once_in_a_file(imports: Importer) -> None:
    assert imports.refused(
        FACTS, ROSA, ROSA.replace("Rosa", "ROSA"), "alma,,,,5", "Alma,,,,6", kind="pages", page=None
    ) == [
        "3 page: is that of line 2 already",
        "5 page: is that of line 4 already",
    ]


def test_a_persona_is_taken_in_and_changed_by_what_a_later_file_says(imports: Importer) -> None:
    report = imports.lines(TONES, 'alma,playful,warm,Light,"🌊, ✨",none,0.4,180.5', kind="personas", page=None)
    assert report.inserted == 1
    assert personas(imports.engine) == [("alma", "playful", "warm", "light", ["🌊", "✨"], "none", 0.4, 180.5)]
    report = imports.lines("primary_tone,favourite_emojis", 'calm,"[""🌙""]"', kind="personas", page="alma")
    assert report.updated == 1
    assert personas(imports.engine) == [("alma", "calm", "warm", "light", ["🌙"], "none", 0.4, 180.5)]
    assert imports.lines("primary_tone", "calm", kind="personas", page="alma").unchanged == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("alma,,,,,,,", "2 primary_tone: is empty"),
        ("alma,calm,,often,,,,", "2 emoji_frequency: no emoji frequency 'often'; known: heavy, light, moderate, none"),
        ("alma,calm,,,,street,,", "2 slang_level: no slang level 'street'; known: heavy, light, none"),
        ("alma,calm,,,[1],,,", "2 favourite_emojis: '[1]' is no list of emojis"),
        ("alma,calm,,,,,2,", "2 avg_sentiment: '2' is not a number from -1 to 1"),
        ("zoe,calm,,,,,,", "2 page: No page 'zoe'."),
        (",calm,,,,,,", "2 page: is empty; name the page in the file or with --page"),
    ],
)
def test_a_row_that_makes_no_persona_is_refused(imports: Importer, row: str, problem: str) -> None:
    problems = imports.refused(TONES, row, kind="personas", page=None)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_a_page_has_one_persona(imports: Importer) -> None:
    assert imports.refused("page,primary_tone", "alma,calm", "ALMA,warm", kind="personas", page=None) == [
        "3 page: is that of line 2 already; a page has one persona"
    ]


NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True).filter(lambda name: name != "nan")
PAGES = st.dictionaries(
    NAMES,
    st.tuples(
        st.sampled_from(("paid", "free")),
        st.sampled_from(("porno_commercial", "porno_amateur", "softcore", "lifestyle")),
        st.sampled_from(("UTC", "Europe/Berlin", "America/Los_Angeles", "Australia/Adelaide")),
        st.integers(0, 10**6),
        st.integers(0, 10_000),
        st.sampled_from(("none", "light", "moderate", "heavy")),
        st.lists(st.sampled_from(("🌊", "✨", "🌙")), max_size=3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=10)
@given(pages=PAGES)
def test_pages_and_personas_come_back_as_they_were_written(
    pages: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("pages")
    engine = an_engine(directory)
    imports = Importer(engine, directory, shipped_params())
    facts = [f"{name};{';'.join(map(str, row[:4]))};${row[4] / 100:.2f}" for name, row in pages.items()]
    report = imports.lines(f"{FACTS.replace(',', ';')};price", *facts, kind="pages", page=None)
    assert (report.bad, report.inserted) == (0, len(pages))
    tones = [f"{name};calm;{row[5]};{' '.join(row[6])}" for name, row in pages.items()]
    titles = "page;primary_tone;emoji_frequency;favourite_emojis"
    assert imports.lines(titles, *tones, kind="personas", page=None).inserted == len(pages)
    for name, row in pages.items():
        held = page(engine, name)
        columns = ("page_type", "sub_type", "timezone", "active_fans", "subscription_price_cents")
        assert tuple(held[column] for column in columns) == row[:5]
    found = {row[0]: (row[3], row[4]) for row in personas(engine)}
    assert found == {name: (row[5], row[6]) for name, row in pages.items()}
    engine.dispose()
