from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mcp_client import Caller

MONDAY = "2026-11-23"


def test_a_weeks_volume_comes_by_day_and_category_with_every_factor(client: Caller) -> None:
    week = client("get_volume_config", creator_id="alexia", week_start=MONDAY)
    assert [day["date"] for day in week["days"]] == [f"2026-11-{day}" for day in range(23, 30)]
    assert all(day["total"] == day["revenue"] + day["engagement"] + day["retention"] for day in week["days"])
    assert week["week_total"] == sum(day["total"] for day in week["days"])
    factors = {factor["name"]: factor for factor in week["factors"]}
    assert factors["tier"]["effect"].startswith("HIGH paid page: 5.00 revenue")
    assert factors["holiday Thu"] == {"name": "holiday Thu", "value": 0.7, "effect": "Thanksgiving Day"}
    assert factors["week revenue"]["value"] == sum(day["revenue"] for day in week["days"])
    assert week["days"][3]["total"] == min(day["total"] for day in week["days"])


def test_without_a_week_it_is_the_one_planned_next(client: Caller) -> None:
    assert client("get_volume_config", creator_id="alexia") == client(
        "get_volume_config", creator_id="alexia", week_start=MONDAY
    )
    other = client("get_volume_config", creator_id="alexia", week_start="2026-11-30")
    assert other["days"][0]["date"] == "2026-11-30"
    assert "holiday Thu" not in {factor["name"] for factor in other["factors"]}


def test_a_free_page_keeps_nobody_and_a_red_page_cools_down(client: Caller) -> None:
    free = client("get_volume_config", creator_id="beatrix", week_start=MONDAY)
    assert {day["retention"] for day in free["days"]} == {0}
    red = client("get_volume_config", creator_id="elodie", week_start=MONDAY)
    assert red["zone"] == "RED"
    assert [day["cooling"] for day in red["days"]] == [True, True, False, False, False, False, False]
    assert [day["revenue"] for day in red["days"]][:2] == [0, 0]
    assert "zone RED" in {factor["name"] for factor in red["factors"]}


def test_a_page_without_history_goes_by_the_table(client: Caller) -> None:
    nadia = client("get_volume_config", creator_id="nadia", week_start=MONDAY)
    assert (nadia["messages"], nadia["zone"], nadia["extrapolated"]) == (0, "UNKNOWN", True)
    factors = {factor["name"]: factor["value"] for factor in nadia["factors"]}
    assert factors["history confidence"] == 0.7


def test_the_week_a_plan_fills_is_the_one_shown(client: Caller) -> None:
    text = client.refused("get_volume_config", creator_id="alexia", week_start="2026-11-24")
    assert "week_start = '2026-11-24': must be a Monday, and this is a Tuesday" in text
