from __future__ import annotations

import json
from datetime import date

import pydantic
import pytest

from eros.errors import ConfigurationError
from eros.model.wishes import PinnedSend, Wishes
from mcp_server.errors import argument_text, shown
from mcp_server.inputs import Arguments, CreatorId, Key, WeekStart, WishesInput
from mcp_server.schemas import json_schema


class Asked(Arguments):
    """Arguments of a tool that is none."""

    creator_id: CreatorId
    week_start: WeekStart | None = None
    exclude: list[Key] = pydantic.Field(default=[], description="Keys.")


def refusal(**arguments: object) -> str:
    """What is said of arguments that are refused."""
    with pytest.raises(pydantic.ValidationError) as caught:
        Asked.model_validate(arguments)
    return argument_text("get_x", caught.value, Asked)


def test_a_week_starts_on_a_monday_written_as_a_date() -> None:
    assert Asked(creator_id="a", week_start="2026-11-23").week_start == date(2026, 11, 23)  # type: ignore[arg-type]
    assert "week_start = '2026-11-24': must be a Monday, and this is a Tuesday." in refusal(
        creator_id="a", week_start="2026-11-24"
    )


@pytest.mark.parametrize(
    "text", ["23.11.2026", "2026-11-23\n", "2026-13-01", "20261123", 1795392000, True, "२०२६-११-२३"]
)
def test_what_is_no_date_is_refused(text: object) -> None:
    assert "week_start = " in refusal(creator_id="a", week_start=text)


@pytest.mark.parametrize("name", ["alexia\n", "", "a b", "a" * 101, "é", "a/b", None, 7, ["alexia"]])
def test_a_page_is_matched_whole(name: object) -> None:
    assert "creator_id = " in refusal(creator_id=name)


def test_a_page_name_may_have_dots_and_dashes() -> None:
    assert Asked(creator_id="lena.m-2_x").creator_id == "lena.m-2_x"


def test_very_many_faults_are_counted() -> None:
    text = refusal(creator_id="a", exclude=["NO"] * 50)
    assert "exclude.0 = 'NO': must match" in text
    assert "... and 30 more" in text


def test_a_value_is_shown_short() -> None:
    assert shown("x" * 1_000) == f"'{'x' * 76}..."
    assert shown(10**5_000) == "a huge int"


def test_the_schema_of_a_week_is_a_date() -> None:
    properties = json_schema(Asked, "validation")["properties"]
    assert properties["week_start"]["type"] == "string"
    assert properties["week_start"]["format"] == "date"
    assert properties["exclude"]["items"] == {"pattern": "^[a-z0-9_]{1,100}$", "type": "string"}


def wishes(**given: object) -> Wishes:
    """Wishes of a week from 2026-11-23 as a client writes them."""
    return WishesInput.model_validate_json(json.dumps(given)).to_wishes(date(2026, 11, 23))


def test_wishes_are_those_of_the_command_line() -> None:
    pin = {"ref": "a", "send_type_key": "bump_normal", "date": "2026-11-24", "time": "10:07", "text": "Hello"}
    assert wishes() == Wishes()
    assert wishes(
        emphasis={"revenue": 2, "dm_farm": 0.5},
        closed_days=["sun", "mon"],
        closed_hours=[9, 9],
        blocked_types=["vip_program"],
        pinned=[pin],
        mode="safe",
        drip_day="fri",
        seed=7,
    ) == Wishes(
        closed_days=frozenset({0, 6}),
        closed_hours=frozenset({9}),
        emphasis=(("dm_farm", 0.5), ("revenue", 2.0)),
        blocked_types=frozenset({"vip_program"}),
        pinned=(PinnedSend("a", "bump_normal", 1440 + 607, text="Hello"),),
        mode="safe",
        drip_day=4,
    )


def test_every_pin_outside_the_week_is_named() -> None:
    pins = [
        {"ref": day, "send_type_key": "bump_normal", "date": day, "time": "10:07"}
        for day in ("2026-11-22", "2026-11-29", "2026-11-30")
    ]
    with pytest.raises(ConfigurationError, match=r"2026-11-22 \(2026-11-22\), 2026-11-30 \(2026-11-30\)\."):
        wishes(pinned=pins)


@pytest.mark.parametrize(
    "wish",
    [
        {"emphasis": {"revenue": 0}},
        {"closed_days": ["monday"]},
        {"closed_hours": [24]},
        {"drip_day": "friday"},
        {"pinned": [{"ref": "a", "send_type_key": "bump_normal", "date": "2026-11-24", "time": "24:00"}]},
        {
            "pinned": [
                {"ref": "a", "send_type_key": "x", "date": "2026-11-24", "time": "10:00", "text": "a", "caption_id": 1}
            ]
        },
        {"drip": True},
    ],
)
def test_a_wish_out_of_range_is_refused(wish: dict[str, object]) -> None:
    with pytest.raises(pydantic.ValidationError):
        wishes(**wish)
