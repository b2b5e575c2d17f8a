from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcp_server.tools.trends import WINDOWS

if TYPE_CHECKING:
    from eros.params import Params
    from tests.mcp_client import Caller


@pytest.mark.parametrize(
    ("page", "period", "last"),
    [("alexia", "14d", "2026-11-21"), ("beatrix", "7d", "2026-11-22"), ("alexia", "30d", "2026-11-21")],
)
def test_trends_of_a_page_come_with_n_and_interval(client: Caller, page: str, period: str, last: str) -> None:
    answer = client("get_performance_trends", creator_id=page, period=period)
    assert [row["metric"] for row in answer["trends"]] == ["revenue", "views", "purchases"]
    days = int(period[:-1])
    for row in answer["trends"]:
        assert row["low"] <= row["change"] <= row["high"]
        clear = "up" if row["low"] > 0 else "down" if row["high"] < 0 else "no clear change"
        assert row["direction"] == clear
        assert 0 < row["now"]["days"] <= days
        assert row["now"]["low"] <= row["now"]["value"] <= row["now"]["high"]
    assert answer["last_date"] == last  # the page's own date at as_of


def test_two_weeks_are_compared_unless_another_period_is_asked_for(client: Caller) -> None:
    usual = client("get_performance_trends", creator_id="alexia")
    assert usual == client("get_performance_trends", creator_id="alexia", period="14d")
    assert usual["left_out"] == {"2026-10-31": "Halloween", "2026-11-11": "Veterans Day"}
    assert "period = '60d': must be '7d', '14d' or '30d'" in client.refused(
        "get_performance_trends", creator_id="alexia", period="60d"
    )


def test_a_saturated_page_is_red_and_says_why(client: Caller) -> None:
    elodie = client("get_performance_trends", creator_id="elodie")
    assert (elodie["zone"], elodie["risk"]) == ("RED", "CRITICAL")
    assert elodie["saturation"] >= 60
    assert elodie["confidence"] >= 0.5
    assert "against the same weekdays" in elodie["reason"]
    assert [row["direction"] for row in elodie["trends"] if row["metric"] == "views"] == ["down"]


def test_a_page_without_history_has_no_verdict_and_no_trend(client: Caller) -> None:
    nadia = client("get_performance_trends", creator_id="nadia")
    assert (nadia["zone"], nadia["size"]) == ("UNKNOWN", "NEW")
    assert [nadia[name] for name in ("saturation", "opportunity", "risk", "planner_trend")] == [None] * 4
    assert nadia["reason"].startswith("New page: 0 messages")
    for row in nadia["trends"]:
        assert (row["change"], row["low"], row["direction"]) == (None, None, "unknown")
        assert row["remark"].startswith("Unknown: 0 days with sends now, 0 before")


def test_content_types_are_ranked_with_n_interval_and_window(client: Caller) -> None:
    answer = client("get_content_type_rankings", creator_id="bianca")
    rows = answer["rankings"]
    assert len(rows) == answer["total"] > 10
    assert [row["rps_cents"] for row in rows] == sorted((row["rps_cents"] for row in rows), reverse=True)
    assert all(row["low_cents"] <= row["rps_cents"] <= row["high_cents"] for row in rows)
    assert {row["content_type"] for row in rows if row["tier"] == "AVOID"} == {"voice_note", "pool_set"}
    assert all(row["n"] >= 20 for row in rows if row["tier"] != "UNKNOWN")
    held = {row["content_type"]: row["in_vault"] for row in rows}
    vault = client("get_vault_availability", creator_id="bianca")
    assert {key for key, value in held.items() if value} <= {row["content_type"] for row in vault["held"]}
    assert held["bundle_offer"] is None


def test_a_timeframe_holds_for_all_types_and_few_messages_give_no_tier(client: Caller) -> None:
    month = client("get_content_type_rankings", creator_id="beatrix", timeframe="30d")
    assert {row["window_days"] for row in month["rankings"]} == {30}
    assert {row["tier"] for row in month["rankings"] if row["n"] < 20} == {"UNKNOWN"}
    everything = client("get_content_type_rankings", creator_id="beatrix", timeframe="all")
    assert {row["window_days"] for row in everything["rankings"]} == {None}
    assert sum(row["n"] for row in everything["rankings"]) > sum(row["n"] for row in month["rankings"])


def test_a_page_that_sold_nothing_has_no_ranking(client: Caller) -> None:
    nadia = client("get_content_type_rankings", creator_id="nadia")
    assert (nadia["total"], nadia["rankings"]) == (0, [])
    assert nadia["next"].startswith("No priced message")


def test_the_timeframes_are_the_windows_the_planner_tries(params: Params) -> None:
    assert tuple(days for days in WINDOWS.values() if days) == params.estimate.ranking_windows
