from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules import HARD
from eros.rules.touching import SELECTIVE

if TYPE_CHECKING:
    from tests.mcp_client import Caller


def test_there_are_21_send_types_and_18_for_free_pages(client: Caller) -> None:
    assert client("get_send_types")["total"] == 21
    free = client("get_send_types", page_type="free")
    assert free["total"] == len(free["send_types"]) == 18
    assert "renew_on_post" not in [row["key"] for row in free["send_types"]]


def test_send_types_are_filtered_by_category_and_page_type_together(client: Caller) -> None:
    rows = client("get_send_types", category="retention", page_type="free")["send_types"]
    assert [row["key"] for row in rows] == ["ppv_message", "ppv_followup"]


def test_one_send_type_is_shown_with_its_limits_and_no_rule_that_leaves_it_alone(client: Caller) -> None:
    vip = client("get_send_type_details", send_type_key="vip_program")
    assert (vip["max_per_day"], vip["max_per_week"], vip["min_gap_hours"]) == (1, 1, 24)
    assert vip["channels"] == ["mass_message", "wall_post"]
    assert vip["requires"] == ["media", "flyer", "price"]
    rules = [rule["id"] for rule in vip["rules"]]
    assert "type-per-week" in rules
    assert "ppv-gap" not in rules
    assert "followup-window" not in rules


def test_a_follow_up_is_touched_by_the_rules_of_follow_ups(client: Caller) -> None:
    rules = {rule["id"] for rule in client("get_send_type_details", send_type_key="ppv_followup")["rules"]}
    assert {"followup-window", "followup-parent", "followup-per-day", "labels"} <= rules


def test_rules_that_leave_types_alone_are_rules() -> None:
    assert set(SELECTIVE) <= {rule.id for rule in HARD}


def test_an_unknown_send_type_is_answered_with_the_closest_and_where_to_look(client: Caller) -> None:
    text = client.refused("get_send_type_details", send_type_key="ppv_vidoe")
    assert text.startswith("No send type 'ppv_vidoe'. Closest: ppv_video")
    assert "Call get_send_types" in text
