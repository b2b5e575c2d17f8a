from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import REFUSED
from tests.schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

MOMENT = "2026-11-25T14:30"


def test_the_rest_of_a_week_is_planned_from_a_moment_on(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    out, late = week["items"][0], week["items"][1]
    assert cli("mark", "tamsin", out["ref"], "sent", db=demo_copy).code == 0
    done = cli("generate", "tamsin", "--from", MOMENT, "--replace", "--json", db=demo_copy)
    assert (done.code, done.err) == (0, "")
    again = done.json
    VALIDATOR.validate(again)
    assert (again["week_start"], again["wishes"]["not_before"]) == (week["week_start"], "2026-11-25T01:30:00Z")
    before = [item for item in again["items"] if item["utc"] < "2026-11-25T01:30:00Z"]
    assert [(item["ref"], item["utc"]) for item in before] == [
        (item["ref"], item["utc"]) for item in week["items"] if item["utc"] < "2026-11-25T01:30:00Z"
    ]
    assert {item["ref"]: item["status"] for item in before[:2]} == {out["ref"]: "sent", late["ref"]: "stale"}
    assert {item["status"] for item in again["items"] if item not in before} == {"planned"}
    assert cli("validate", "tamsin", db=demo_copy).code == 0
    assert "Nothing changed" in cli("generate", "tamsin", "--from", MOMENT, "--replace", db=demo_copy).out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tamsin", "--from", "2026-11-31"], "--from '2026-11-31' is no local date or time. Write 2026-11-25"),
        (["tamsin", "--from", "tomorrow"], "is no local date or time"),
        (["tamsin", "--from", "2026-12-01", "--week", "2026-11-23"], "The week from 2026-11-23 is over by 2026-12-01"),
        (["--all", "--from", "2026-11-25"], "Name the page instead of --all"),
    ],
)
def test_a_moment_that_makes_no_sense_is_refused_with_the_way_out(
    cli: Callable[..., Result], demo_copy: Path, arguments: list[str], sentence: str
) -> None:
    result = cli("generate", *arguments, db=demo_copy)
    assert (result.code, sentence in result.err) == (REFUSED, True), result.err
