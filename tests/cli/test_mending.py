from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import FOUND, REFUSED
from tests.schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


def of_day(week: dict[str, Any], date: str) -> list[dict[str, Any]]:
    return [item for item in week["items"] if item["date"] == date and item["status"] == "planned"]


def test_a_withdrawn_caption_is_replaced_and_kept_as_a_version(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    item = next(item for item in week["items"] if item["send_type_key"] == "ppv_video")
    done = cli("mend", "tamsin", "--without-caption", item["caption_id"], db=demo_copy)
    assert (done.code, done.err) == (0, "")
    assert f"reworded  {item['ref']}" in done.out
    assert "1 place changed; no lawful week changes fewer than 1." in done.out
    shown = cli("show", "tamsin", "--json", db=demo_copy).json
    VALIDATOR.validate(shown)
    assert (shown["version"], shown["status"]) == (2, "draft")
    assert item["caption_id"] not in {other["caption_id"] for other in shown["items"]}
    assert cli("validate", "tamsin", db=demo_copy).code == 0
    again = cli("mend", "tamsin", "--without-caption", item["caption_id"], db=demo_copy)
    assert again.out == "Nothing to mend: version 2 stands as it is.\n"


def test_a_closed_day_is_cleared_within_the_places_allowed_or_all_that_is_broken_is_listed(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    friday = of_day(week, "2026-11-27")
    nothing = cli("mend", "tamsin", "--close-day", "fri", "--at-most", "0", db=demo_copy)
    assert (nothing.code, nothing.out) == (FOUND, "")
    assert nothing.err.count("lies on a closed day") == len(friday)
    few = cli("mend", "tamsin", "--close-day", "fri", "--at-most", "1", db=demo_copy)
    assert (few.code, "1 place: too few to mend" in few.err) == (FOUND, True)
    least = int(few.err.split("--at-most ")[1].split(".")[0])
    assert cli("show", "tamsin", "--json", db=demo_copy).json["version"] == 1
    shown = cli("mend", "tamsin", "--close-day", "fri", "--at-most", least, "--no-save", "--json", db=demo_copy).json
    assert (shown["schedule_id"], of_day(shown, "2026-11-27")) == (None, [])
    done = cli("mend", "tamsin", "--close-day", "fri", "--at-most", least, "--json", db=demo_copy)
    assert (done.code, done.json["version"], done.json["wishes"]["closed_days"]) == (0, 2, [4])
    assert cli("validate", "tamsin", db=demo_copy).code == 0


def test_a_failed_send_is_on_record_and_what_is_stale_is_placed_later_or_given_up(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    out, late, *_, last = week["items"]
    assert cli("mark", "tamsin", out["ref"], "sent", db=demo_copy).code == 0
    moment = f"{late['date']}T23:59"
    arguments = ["mend", "tamsin", "--failed", last["ref"], "--from", moment]
    refused = cli(*arguments, db=demo_copy)
    assert (refused.code, "--replace" in refused.err) == (REFUSED, True)
    done = cli(*arguments, "--replace", "--json", db=demo_copy)
    assert (done.code, done.err) == (0, "")
    items = {item["ref"]: item for item in done.json["items"]}
    assert (items[out["ref"]]["status"], items[out["ref"]]["utc"]) == ("sent", out["utc"])
    assert items[last["ref"]]["status"] == "failed"
    begun = done.json["wishes"]["not_before"]
    assert {item["status"] for item in items.values() if item["utc"] < begun} == {"sent", "cancelled"}
    assert cli("validate", "tamsin", db=demo_copy).code == 0


@pytest.mark.no_cover
@pytest.mark.usefixtures("week")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--failed", "nope"], "has no send 'nope'"),
        (["--close-day", "someday"], "--close-day 'someday' is no day"),
        (["--at-most", "-1"], "At most -1 places make no sense"),
        (["--from", "2026-12-05"], "The week from 2026-11-23 is over"),
    ],
)
def test_a_repair_that_makes_no_sense_is_refused_with_the_way_out(
    cli: Callable[..., Result], demo_copy: Path, options: list[str], sentence: str
) -> None:
    result = cli("mend", "tamsin", *options, db=demo_copy)
    assert (result.code, sentence in result.err) == (REFUSED, True), result.err


def test_an_approved_week_is_mended_only_knowingly(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    caption = next(item["caption_id"] for item in week["items"] if item["caption_id"])
    cli("approve", "tamsin", db=demo_copy)
    refused = cli("mend", "tamsin", "--without-caption", caption, db=demo_copy)
    assert (refused.code, "--replace" in refused.err) == (REFUSED, True)
    assert cli("mend", "tamsin", "--without-caption", caption, "--replace", db=demo_copy).code == 0
    superseded = cli("mend", week["schedule_id"], db=demo_copy)
    assert (superseded.code, "is superseded. Mend the version that stands: eros mend tamsin" in superseded.err) == (
        REFUSED,
        True,
    )
