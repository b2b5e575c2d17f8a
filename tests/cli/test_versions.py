from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from database.engine import open_engine, writing
from database.tables import schedules
from eros.cli.run import FOUND, REFUSED
from tests.schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


def a_ppv(week: dict[str, Any]) -> dict[str, Any]:
    return next(item for item in week["items"] if item["send_type_key"] == "ppv_video")


def test_an_edit_shows_what_it_changes_and_is_kept_as_a_version(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    ref = a_ppv(week)["ref"]
    done = cli("edit", "tamsin", ref, "--price", "24.99", db=demo_copy)
    assert (done.code, done.err) == (0, "")
    assert f"repriced  {ref}" in done.out
    assert "to $24.99" in done.out
    assert "Next: eros approve tamsin" in done.out
    shown = cli("show", "tamsin", "--json", db=demo_copy).json
    VALIDATOR.validate(shown)
    assert (shown["version"], shown["status"]) == (2, "draft")
    again = cli("edit", "tamsin", ref, "--price", "$24.99", db=demo_copy)
    assert again.out == "Nothing changed: version 2 says the same.\n"
    own = cli("edit", "tamsin", ref, "--text", "A quiet evening by the lake.", "--json", db=demo_copy).json
    VALIDATOR.validate(own)
    item = next(item for item in own["items"] if item["ref"] == ref)
    assert (item["caption_id"], item["caption_text"]) == (None, "A quiet evening by the lake.")


def test_time_and_date_move_a_send_and_each_alone_keeps_the_other(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    item = a_ppv(week)
    late = cli("edit", "tamsin", item["ref"], "--time", "23:07", "--json", db=demo_copy)
    assert late.code == 0, late.err
    moved = next(i for i in late.json["items"] if i["ref"] == item["ref"])
    assert (moved["date"], moved["minute"]) == (item["date"], 23 * 60 + 7)
    outside = cli("edit", "tamsin", item["ref"], "--date", "2026-12-01", db=demo_copy)
    assert (outside.code, "[week]" in outside.err) == (FOUND, True)
    assert cli("show", "tamsin", "--json", db=demo_copy).json["version"] == 2


def test_a_refused_edit_lists_every_rule_and_saves_nothing(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    item, other = a_ppv(week), week["items"][0]
    clock = f"{other['minute'] // 60}:{other['minute'] % 60:02}"
    refused = cli("edit", "tamsin", item["ref"], "--date", other["date"], "--time", clock, "--price", "3", db=demo_copy)
    assert refused.code == FOUND
    assert f"[requirements] {item['ref']}: costs 3.00" in refused.err
    assert "[min-gap]" in refused.err
    assert cli("show", "tamsin", "--json", db=demo_copy).json["version"] == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Nothing is to change about"),
        (["--time", "25:00"], "--time '25:00' is no time of day. Write it as 19:07."),
        (["--date", "tomorrow"], "--date 'tomorrow' is no date. Write a day as 2026-11-23."),
        (["--price", "cheap"], "--price 'cheap' is no price. Write it as 19.69."),
        (["--price", "9.999"], "--price '9.999' is no price."),
        (["--price", "nan"], "--price 'nan' is no price."),
        (["--drop", "--price", "9.99"], "dropped and changed at once"),
        (["--caption", "99999999"], "No active caption 99999999"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_with_the_way_out(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], options: list[str], sentence: str
) -> None:
    result = cli("edit", "tamsin", a_ppv(week)["ref"], *options, db=demo_copy)
    assert (result.code, sentence in result.err) == (REFUSED, True), result.err


@pytest.mark.usefixtures("week")
def test_a_send_that_is_not_there_is_named(cli: Callable[..., Result], demo_copy: Path) -> None:
    for options in (["--drop"], ["--time", "20:07"]):
        result = cli("edit", "tamsin", "nope", *options, db=demo_copy)
        assert (result.code, "has no send 'nope'. `eros show SCH_" in result.err) == (REFUSED, True)


def test_versions_are_compared_and_the_earlier_one_comes_back(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    ref = a_ppv(week)["ref"]
    alone = cli("diff", "tamsin", db=demo_copy)
    assert (alone.code, "has no version before it" in alone.err) == (REFUSED, True)
    dropped = cli("edit", "tamsin", ref, "--drop", "--json", db=demo_copy).json
    shown = cli("diff", "tamsin", db=demo_copy)
    assert f"dropped  {ref}" in shown.out
    diff = cli("diff", "tamsin", "--json", db=demo_copy).json
    assert [item["ref"] for item in diff["dropped"]] == [ref]
    assert (diff["before"]["version"], diff["after"]["version"], diff["added"]) == (1, 2, [])
    assert diff["forecast_change_cents"] == dropped["forecast"]["cents"] - week["forecast"]["cents"]
    back = cli("diff", dropped["schedule_id"], week["schedule_id"], "--json", db=demo_copy).json
    assert [item["ref"] for item in back["added"]] == [ref]

    restored = cli("rollback", "tamsin", db=demo_copy)
    assert (restored.code, f"added  {ref}" in restored.out) == (0, True)
    now = cli("show", "tamsin", "--json", db=demo_copy).json
    assert (now["version"], now["items"]) == (3, week["items"])
    assert cli("rollback", "tamsin", "--to", "2", "--json", db=demo_copy).json["items"] == dropped["items"]


def test_a_week_is_approved_by_name_once_and_then_protected(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    approved = cli("approve", "tamsin", db=demo_copy)
    assert (approved.code, approved.err) == (0, "")
    assert approved.out == f"tamsin 2026-11-23 {week['schedule_id']} (version 1) is approved.\n"
    assert "stays: it is approved already." in cli("approve", week["schedule_id"], db=demo_copy).out
    ref = a_ppv(week)["ref"]
    refused = cli("edit", "tamsin", ref, "--price", "24.99", db=demo_copy)
    assert (refused.code, "--replace" in refused.err) == (REFUSED, True)
    assert cli("edit", "tamsin", ref, "--price", "24.99", "--replace", db=demo_copy).code == 0
    [row] = cli("approve", "tamsin", "--json", db=demo_copy).json
    assert (row["outcome"], row["version"], row["status"], row["violations"]) == ("approved", 2, "approved", [])


@pytest.mark.usefixtures("week")
def test_a_red_week_passes_with_a_warning_when_named_and_is_passed_over_by_all(
    cli: Callable[..., Result], demo_copy: Path
) -> None:
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(update(schedules).values(zone="RED"))
    engine.dispose()
    skipped = cli("approve", "--all", db=demo_copy)
    assert (skipped.code, "is skipped: zone RED" in skipped.out) == (0, True)
    assert cli("approve", "--all", "--zone", "green", "--json", db=demo_copy).json[0]["outcome"] == "skipped"
    assert cli("show", "tamsin", "--json", db=demo_copy).json["status"] == "draft"
    named = cli("approve", "tamsin", db=demo_copy)
    assert (named.code, "is approved." in named.out, "zone RED" in named.err) == (0, True, True)


def test_a_week_with_an_open_text_is_not_approved_alone_or_with_all(
    cli: Callable[..., Result], demo_copy: Path
) -> None:
    cli("generate", "nerina", db=demo_copy)
    named = cli("approve", "nerina", db=demo_copy)
    assert (named.code, "[gate]" in named.err, "sends have no text" in " ".join(named.err.split())) == (
        FOUND,
        True,
        True,
    )
    every = cli("approve", "--all", "--zone", "GREEN,YELLOW,RED,UNKNOWN", db=demo_copy)
    assert (every.code, "[gate]" in every.out) == (FOUND, True)
    [row] = cli("approve", "--all", "--zone", "GREEN,YELLOW,RED,UNKNOWN", "--json", db=demo_copy).json
    assert (row["outcome"], row["violations"][0]["rule"]) == ("refused", "gate")


def test_approving_asks_for_one_week_or_all(cli: Callable[..., Result], demo_copy: Path) -> None:
    for options, sentence in (
        ([], "Name one week or page, or --all"),
        (["tamsin", "--all"], "Name one week or page, or --all"),
        (["tamsin", "--zone", "GREEN"], "--zone goes with --all"),
        (["--all", "--zone", "blue"], "--zone 'BLUE' is no zone. Zones are GREEN, YELLOW, RED, UNKNOWN."),
    ):
        result = cli("approve", *options, db=demo_copy)
        assert (result.code, sentence in result.err) == (REFUSED, True), result.err
    assert cli("approve", "--all", db=demo_copy).out == "No saved week. Plan some: eros generate --all\n"
