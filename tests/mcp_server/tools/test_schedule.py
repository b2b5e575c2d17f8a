from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from database.engine import open_engine
from database.tables import caption_bank, creators, vault
from tests.database_builders import add, caption_row, page_row, vault_rows
from tests.mcp_client import Caller, connected
from tests.mcp_weeks import ALEXIA, MONDAY, first_of, of_type

if TYPE_CHECKING:
    from pathlib import Path

    Items = list[dict[str, Any]]


def test_without_items_the_whole_week_is_planned_and_nothing_is_saved(client: Caller, alexia_week: Any) -> None:
    assert (alexia_week["status"], alexia_week["schedule_id"], alexia_week["version"]) == ("planned", None, 0)
    assert alexia_week["send_count"] == len(alexia_week["items"]) > 100
    assert (
        alexia_week["forecast"]["low_cents"] < alexia_week["forecast"]["cents"] < alexia_week["forecast"]["high_cents"]
    )
    assert sum(alexia_week["forecast_cents"].values()) == pytest.approx(alexia_week["forecast"]["cents"], abs=100)
    assert {str(item["caption_id"]) for item in alexia_week["items"]} == set(alexia_week["captions"])
    assert len(json.dumps(alexia_week)) < 50_000
    assert client("get_active_creators", limit=1)["creators"][0]["last_week_start"] is None


def test_a_planned_week_sent_back_is_the_same_week(client: Caller, alexia_week: Any, items: Items) -> None:
    again = client("save_schedule", **ALEXIA, items=items)
    same = set(alexia_week) - {"schedule"}
    assert {key: again[key] for key in same} == {key: alexia_week[key] for key in same}


def test_what_the_type_fixes_need_not_be_said_and_what_one_decides_must_be(client: Caller, items: Items) -> None:
    bare = [
        {
            k: v
            for k, v in item.items()
            if k not in ("channel_key", "target_key") or item.get("campaign") == "bundle_wall"
        }
        for item in items
    ]
    again = client("save_schedule", **ALEXIA, items=bare, document=True)["schedule"]["items"]
    told = {item["ref"]: item for item in items}
    assert {item["target_key"] for item in again if item["send_type_key"] == "ppv_followup"} == {"ppv_non_purchasers"}
    assert all(item["label"] == "GAMES" for item in again if item["send_type_key"] == "game_post")
    assert all(item["channel_key"] == told[item["ref"]]["channel_key"] for item in again)
    for item in of_type(bare, "bundle", "ppv_followup"):
        item.pop("price_cents", None)
        item.pop("parent_ref", None)
    refused = client.refused("save_schedule", **ALEXIA, items=bare)
    assert refused.count("bundle needs a price and has none. Fix: add the price.") == len(
        of_type(items, "bundle")
    ) + refused.count("flash_bundle needs")
    assert refused.count("its parent None is not in the schedule") == len(of_type(items, "ppv_followup"))


def test_a_follow_up_hangs_on_its_parent_by_ref(client: Caller, items: Items) -> None:
    parents = {item["parent_ref"] for item in of_type(items, "ppv_followup")}
    renamed = {ref: f"parent-of-{ref}" for ref in parents}
    for item in items:
        item["ref"] = renamed.get(item["ref"], item["ref"])
        if "parent_ref" in item:
            item["parent_ref"] = renamed.get(item["parent_ref"], item["parent_ref"])
    document = client("save_schedule", **ALEXIA, items=items, document=True)["schedule"]
    labels = {item["ref"]: item["label"] for item in document["items"]}
    for item in document["items"]:
        if item["send_type_key"] == "ppv_followup":
            assert item["label"] == labels[item["parent_ref"]]


def test_a_brief_answer_leaves_out_what_the_caller_holds_and_nothing_else(client: Caller) -> None:
    week = client("save_schedule", **ALEXIA)
    brief = client("save_schedule", **ALEXIA, items=week["items"], brief=True)
    full = client("save_schedule", **ALEXIA, items=week["items"])
    dearest = full["warnings"][: len(brief["warnings"])]
    rest = len(full["warnings"]) - len(dearest) + full["warnings_left_out"]
    left_out: dict[str, Any] = {"items": [], "captions": {}, "forecast_cents": {}}
    assert brief == full | left_out | {"warnings": dearest, "warnings_left_out": rest}
    assert brief["send_count"] == len(week["items"]) > 40
    assert 0 < len(dearest) <= 10


def test_wishes_shape_the_plan_and_bind_the_items(client: Caller) -> None:
    pin = {"ref": "mine", "send_type_key": "bump_normal", "date": "2026-11-25", "time": "18:00", "text": "Tea at six?"}
    wishes = {
        "closed_days": ["sun"],
        "closed_hours": [21],
        "blocked_types": ["like_farm"],
        "pinned": [pin],
        "mode": "safe",
    }
    week = client("save_schedule", **ALEXIA, wishes=wishes)
    assert "2026-11-29" not in {item["date"] for item in week["items"]}
    assert "21" not in {item["time"][:2] for item in week["items"]}
    assert "like_farm" not in {item["send_type_key"] for item in week["items"]}
    [mine] = [item for item in week["items"] if item["ref"] == "mine"]
    assert (mine["time"], mine["text"], mine["pinned"], week["mode"]) == ("18:00", "Tea at six?", True, "safe")
    others = [item for item in week["items"] if item["ref"] != "mine"]
    again = client("save_schedule", **ALEXIA, items=others, wishes=wishes)
    assert again["items"] == week["items"]


def test_a_free_page_is_planned_without_what_only_paid_pages_send(client: Caller) -> None:
    week = client("save_schedule", creator_id="ulrika", week_start=MONDAY)
    items = week["items"]
    assert client("save_schedule", creator_id="ulrika", week_start=MONDAY, items=items)["forecast"] == week["forecast"]
    first_of(items, "bump_normal", send_type_key="renew_on_post")
    refused = client.refused("save_schedule", creator_id="ulrika", week_start=MONDAY, items=items)
    assert "renew_on_post does not exist on a free page" in refused


def test_a_time_the_clock_change_leaves_out_is_no_time(client: Caller) -> None:
    page = {"creator_id": "alexia", "week_start": "2027-03-08"}
    items = client("save_schedule", **page)["items"]
    assert client("save_schedule", **page, items=items)["send_count"] == len(items)
    item = of_type(items, "bump_normal")[0]
    item |= {"date": "2027-03-14", "time": "02:31"}
    refused = client.refused("save_schedule", **page, items=items)
    assert f"- week {item['ref']}: 2027-03-14 02:31 does not exist in America/Los_Angeles (clock change)" in refused


def test_a_page_without_history_or_texts_gets_a_week_of_gaps(empty_database: Path) -> None:
    engine = open_engine(empty_database)
    add(engine, creators, page_row("nova"), page_row("idle", is_active=False))
    add(engine, vault, *vault_rows("c-nova", "studio_set"))
    add(engine, caption_bank, caption_row(1, "bump_normal"))
    engine.dispose()
    with connected(empty_database) as client:
        week = client("save_schedule", creator_id="nova", week_start=MONDAY)
        gaps = sum(s["count"] for s in week["shortfalls"] if s["rule"] == "needs_caption")
        assert gaps == week["send_count"] - sum("caption_id" in item for item in week["items"]) > 0
        assert (
            client("save_schedule", creator_id="nova", week_start=MONDAY, items=week["items"])["items"] == week["items"]
        )
        refused = client.refused(
            "save_schedule", creator_id="nova", week_start=MONDAY, dry_run=False, status="approved"
        )
        assert "- gate " in refused
        assert "is inactive" in client.refused("save_schedule", creator_id="idle", week_start=MONDAY)
        assert "is inactive" in client.refused(
            "save_schedule", creator_id="idle", week_start=MONDAY, items=week["items"][:1]
        )
