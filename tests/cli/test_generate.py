from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from database.digest import content_digest_of
from database.engine import open_engine, writing
from database.tables import creators
from eros.cli.run import FOUND, REFUSED
from tests.schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

FEW = ("alexia", "tamsin", "ulrika")


def without_timings(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "timings_ms"}


@pytest.fixture
def few_pages(demo_copy: Path) -> Path:
    """The demo with three active pages."""
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(update(creators).where(creators.c.page_name.not_in(FEW)).values(is_active=False))
    engine.dispose()
    return demo_copy


def test_a_week_is_shown_by_day_with_totals_and_is_saved(cli: Callable[..., Result], demo_copy: Path) -> None:
    result = cli("generate", "alexia", db=demo_copy)
    assert (result.code, result.err) == (0, "")
    for day in ("Monday 23 November", "Sunday 29 November"):
        assert day in result.out
    for part in ("Forecast", "90 % interval", "Shortfalls", "Took", str(demo_copy), "SCH_2026W48_ALEXIA_", "version 1"):
        assert part in result.out
    assert result.out.endswith("Next: eros export alexia --format csv\n")
    assert cli("creators", "--json", db=demo_copy).json[0]["last_week"] == "2026-11-23"


def test_json_is_the_published_document_and_nothing_else(cli: Callable[..., Result], demo_database: Path) -> None:
    result = cli("generate", "alexia", "--no-save", "--json", db=demo_database)
    VALIDATOR.validate(result.json)
    assert result.err == ""
    assert result.json["schedule_id"] is None
    assert result.json["items"]
    assert set(result.json["timings_ms"]) == {"load", "plan"}


def test_terms_of_every_send_sum_to_its_forecast_and_preference(
    cli: Callable[..., Result], demo_database: Path
) -> None:
    document = cli("generate", "alexia", "--no-save", "--json", db=demo_database).json
    for item in document["items"]:
        worth = item["forecast_cents"] + item["preference_cents"]
        assert sum(item["reasons"]["terms"].values()) == pytest.approx(worth, abs=0.01)
    total = sum(item["forecast_cents"] for item in document["items"])
    assert document["forecast"]["cents"] == pytest.approx(total, abs=1)


@pytest.mark.no_cover
def test_no_save_leaves_the_database_as_it_is(cli: Callable[..., Result], demo_copy: Path) -> None:
    before = content_digest_of(demo_copy)
    result = cli("generate", "tamsin", "--no-save", db=demo_copy)
    assert (result.code, "not saved" in result.out, "without --no-save" in result.out) == (0, True, True)
    assert content_digest_of(demo_copy) == before


@pytest.mark.no_cover
def test_the_same_seed_gives_the_same_week_and_another_seed_another(
    cli: Callable[..., Result], demo_database: Path
) -> None:
    first, again, other = (
        without_timings(cli("generate", "tamsin", "--no-save", "--json", "--seed", seed, db=demo_database).json)
        for seed in (5, 5, 6)
    )
    assert first == again
    assert first["seed"] == 5
    assert [item["minute"] for item in first["items"]] != [item["minute"] for item in other["items"]]


@pytest.mark.no_cover
def test_what_is_favoured_is_sent_more_often_and_closed_hours_stay_empty(
    cli: Callable[..., Result], demo_database: Path
) -> None:
    def planned(*wishes: str) -> dict[str, Any]:
        document: dict[str, Any] = cli("generate", "dahlia", "--no-save", "--json", *wishes, db=demo_database).json
        return document

    def count(document: dict[str, Any], key: str) -> int:
        return sum(item["send_type_key"] == key for item in document["items"])

    usual = planned()
    document = planned("--emphasis", "bump_flyer=9.5,engagement=0.5", "--closed-hours", "11,17-19")
    assert document["wishes"]["emphasis"] == {"bump_flyer": 9.5, "engagement": 0.5}
    assert document["wishes"]["closed_hours"] == [11, 17, 18, 19]
    assert count(document, "bump_flyer") > count(usual, "bump_flyer")
    assert not {item["minute"] // 60 for item in document["items"]} & {11, 17, 18, 19}
    assert {item["minute"] // 60 for item in usual["items"]} & {11, 17, 18, 19}


def test_a_drip_day_has_a_window_that_sells_nothing_and_the_next_week_turns_the_styles_on(
    cli: Callable[..., Result], demo_database: Path
) -> None:
    document = cli("generate", "dahlia", "--no-save", "--json", "--drip-day", "fri", db=demo_database).json
    assert document["wishes"]["drip_day"] == 4
    shown = [item for item in document["items"] if item["drip_window"]]
    assert len({(item["weekday"], item["drip_window"], item["outfit_id"]) for item in shown}) == 1
    start, end = (60 * int(time[:2]) for time in shown[0]["drip_window"].split("-"))
    friday = [item for item in document["items"] if item["weekday"] == 4]
    assert not [i for i in friday if start <= i["minute"] < end and i["price_cents"] is not None]
    assert len(document["rotation"]["order"]) == 4


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (("--drip-day", "someday"), "--drip-day 'someday' is no day. Days are mon, tue, wed, thu, fri, sat, sun."),
        (
            ("--drip-day", "fri", "--closed-days", "fri"),
            "The drip day 4 is closed (0 = Monday). Open it, or wish another.",
        ),
        (("--closed-hours", "9pm"), "--closed-hours '9pm' is no hour. Write hours as 9, ranges as 1-5."),
        (("--closed-hours", "5-1"), "--closed-hours '5-1' ends before it begins. Write 1-5."),
        (("--closed-hours", "22-24"), "Closed hour 24 does not exist; hours are 0 to 23."),
        (("--emphasis", "revenue=much"), "--emphasis 'revenue=much' has no weight."),
        (("--emphasis", "revenue=0"), "The emphasis 0 on 'revenue' is out of range; weights are 0.1 to 10."),
        (("--emphasis", "revenue,revenue=2"), "The emphasis names 'revenue' twice; give it one weight."),
        (("--emphasis", "income"), "No send type 'income'. Known:"),
    ],
)
def test_a_wish_that_says_nothing_is_refused(
    cli: Callable[..., Result], demo_database: Path, wish: tuple[str, ...], message: str
) -> None:
    result = cli("generate", "dahlia", "--no-save", *wish, db=demo_database)
    assert result.code == REFUSED
    assert message in result.err


def test_a_closed_day_has_no_sends_and_a_blocked_type_none_at_all(
    cli: Callable[..., Result], demo_database: Path
) -> None:
    document = cli(
        "generate",
        "alexia",
        "--no-save",
        "--json",
        "--closed-days",
        "thu,Sunday",
        "--blocked-types",
        "bundle, ppv_video",
        db=demo_database,
    ).json
    assert document["wishes"] == {
        "closed_days": [3, 6],
        "closed_hours": [],
        "emphasis": {},
        "blocked_types": ["bundle", "ppv_video"],
        "pinned": [],
    }
    assert {item["weekday"] for item in document["items"]} == {0, 1, 2, 4, 5}
    assert not {"bundle", "ppv_video"} & {item["send_type_key"] for item in document["items"]}


def test_another_week_and_mode_are_planned_when_asked_for(cli: Callable[..., Result], demo_database: Path) -> None:
    document = cli(
        "generate", "tamsin", "--no-save", "--json", "--week", "2026-12-07", "--mode", "conservative", db=demo_database
    ).json
    assert (document["week_start"], document["mode"]) == ("2026-12-07", "conservative")
    assert date.fromisoformat(document["items"][0]["date"]) >= date(2026, 12, 7)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["alexa"], "No page 'alexa'. Closest: alexia."),
        (["alexia", "--week", "2026-11-24"], "2026-11-24 is a Tuesday. The Monday before it is 2026-11-23."),
        (["alexia", "--blocked-types", "ppv"], "No send type 'ppv'. Known: ppv_video,"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_the_way_out(
    cli: Callable[..., Result], demo_database: Path, arguments: list[str], sentence: str
) -> None:
    result = cli("generate", *arguments, db=demo_database)
    assert (result.code, result.out) == (REFUSED, "")
    assert sentence in result.err


def test_all_pages_are_planned_without_a_conflict_and_summed_up(cli: Callable[..., Result], few_pages: Path) -> None:
    result = cli("generate", "--all", "--workers", "1", db=few_pages)
    assert result.code == 0, result.err
    for page in FEW:
        assert f"SCH_2026W48_{page.upper()}_" in result.out
    assert "3: 3 planned, 0 planned with a remark, 0 failed" in result.out
    for page in FEW:
        assert cli("validate", page, db=few_pages).code == 0


def test_all_pages_as_json_are_a_summary_and_one_entry_a_page(cli: Callable[..., Result], few_pages: Path) -> None:
    result = cli("generate", "--all", "--json", "--no-save", "--workers", "2", db=few_pages)
    document = json.loads(result.out)
    summary = document["summary"]
    assert (summary["status"], summary["total"], summary["successful"], summary["failed"]) == ("success", 3, 3, 0)
    assert summary["week_start"] == "2026-11-23"
    assert sum(summary["zones"].values()) == 3
    assert [page["page_name"] for page in document["pages"]] == list(FEW)
    alexia = document["pages"][0]
    assert (alexia["status"], alexia["stage"], alexia["violations"], alexia["schedule_id"]) == (
        "success",
        "done",
        0,
        None,
    )
    assert alexia["sends"] > 40
    assert alexia["export_status"] == "skipped"
    assert "rules.auto_export" in alexia["export_reason"]


@pytest.mark.no_cover
def test_a_page_that_fails_stops_no_other_and_the_exit_code_says_so(
    cli: Callable[..., Result], few_pages: Path
) -> None:
    week = cli("generate", "tamsin", "--json", db=few_pages).json
    cli("mark", "tamsin", week["items"][0]["ref"], "sent", db=few_pages)
    result = cli("generate", "--all", "--workers", "1", db=few_pages)
    assert result.code == FOUND
    assert "3: 2 planned, 0 planned with a remark, 1 failed" in result.out
    assert "tamsin (failed at save)" in result.out
    assert "--replace" in result.out


def test_a_fleet_without_pages_says_how_to_get_one(cli: Callable[..., Result], empty_database: Path) -> None:
    result = cli("generate", "--all", db=empty_database)
    assert result.code == REFUSED
    assert "eros page add" in result.err
