from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import jsonschema
from sqlalchemy import update

from database.engine import open_engine, writing
from database.store import SqlStore
from database.tables import caption_bank
from tests.mcp_client import connected
from tests.mcp_weeks import ALEXIA, MONDAY, TAMSIN, of_type, own_text, saved
from tests.project.regenerate import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from eros.params import Params
    from tests.mcp_client import Caller


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_saving_twice_changes_nothing_whoever_wrote_the_week(saving_client: Caller) -> None:
    first = saved(saving_client)
    again = saved(saving_client)
    by_hand = saved(saving_client, items=first["items"])
    assert (first["unchanged"], first["version"], first["status"]) == (False, 1, "draft")
    for answer in (again, by_hand):
        assert (answer["unchanged"], answer["schedule_id"]) == (True, first["schedule_id"])
        assert answer["next"] == "Nothing changed: version 1 says the same."


def test_another_version_is_set_beside_the_one_before(saving_client: Caller) -> None:
    first = saved(saving_client, **ALEXIA)
    items = [dict(item) for item in first["items"]]
    bundle, moved = of_type(items, "bundle")[0], items[-1]
    bundle["price_cents"] += 500
    moved["time"] = moved["time"][:3] + ("58" if moved["time"][3:] != "58" else "59")
    dropped = next(item for item in items if item["send_type_key"] == "ppv_followup")
    second = saved(saving_client, **ALEXIA, items=[item for item in items if item is not dropped], expected_version=1)
    changes = second["changes"]
    assert (second["version"], changes["previous_version"], changes["kept"]) == (2, 1, len(items) - 3)
    assert [row["ref"] for row in changes["dropped"]] == [dropped["ref"]]
    assert changes["added"] == []
    rows = {row["ref"]: (row["before"], row["after"]) for row in changes["changed"]}
    assert rows[bundle["ref"]][1] == {"price_cents": bundle["price_cents"]}
    assert rows[moved["ref"]][1] == {"time": moved["time"]}
    assert changes["forecast_cents"] == second["forecast"]["cents"] - first["forecast"]["cents"] != 0


def test_notes_go_with_a_send_and_a_change_of_them_is_a_change(saving_client: Caller) -> None:
    items = [dict(item) for item in saved(saving_client)["items"]]
    items[0]["notes"] = "Answer within the hour."
    second = saved(saving_client, items=items, expected_version=1)
    (row,) = second["changes"]["changed"]
    assert (row["ref"], row["after"]) == (items[0]["ref"], {"notes": "Answer within the hour."})
    assert second["items"][0]["notes"] == "Answer within the hour."
    shown = saving_client("save_schedule", schedule_id=second["schedule_id"], document=True)
    assert shown["schedule"]["items"][0]["notes"] == "Answer within the hour."


def test_a_text_of_ones_own_stands_and_a_missing_one_keeps_the_week_a_draft(saving_client: Caller) -> None:
    items = [dict(item) for item in saving_client("save_schedule", **TAMSIN)["items"]]
    own_text(items, "Good morning, how are you today?")
    written = saving_client("save_schedule", **TAMSIN, items=items)
    assert [item["text"] for item in written["items"] if "text" in item] == ["Good morning, how are you today?"]
    assert written["shortfalls"] == []
    del of_type(items, "bundle")[0]["caption_id"]
    refused = saving_client.refused("save_schedule", **TAMSIN, items=items, dry_run=False, status="approved")
    assert f"- gate {of_type(items, 'bundle')[0]['ref']}: 1 sends have no text" in refused
    draft = saved(saving_client, items=items)
    assert [(s["what"], s["rule"], s["day"]) for s in draft["shortfalls"]] == [("bundle", "needs_caption", MONDAY)]
    assert draft["remarks"] == ["1 sends need a caption or text; until then nothing is approved."]
    assert "gate" in saving_client.refused(
        "save_schedule", schedule_id=draft["schedule_id"], status="approved", dry_run=False
    )


def test_an_approved_week_is_replaced_only_knowingly(saving_client: Caller) -> None:
    draft = saved(saving_client)
    approving = {"schedule_id": draft["schedule_id"], "status": "approved", "dry_run": False}
    assert "is version 1, not 4" in saving_client.refused("save_schedule", **approving, expected_version=4)
    approved = saving_client("save_schedule", **approving)
    assert (approved["version"], approved["status"], approved["items"]) == (1, "approved", draft["items"])
    assert "Approving is a person's decision: make sure one took it." in approved["remarks"]
    assert saving_client("save_schedule", **approving)["unchanged"]
    other = {"wishes": {"seed": 5}}
    look = saving_client("save_schedule", **TAMSIN, **other)
    assert "saving over it needs replace=true and expected_version=1." in look["remarks"][0]
    stale_look = saving_client("save_schedule", **TAMSIN, **other, expected_version=2)
    assert stale_look["remarks"][0].startswith("expected_version 2 is not the version that stands (1)")
    for refusal in ({}, {"replace": True}, {"expected_version": 1}):
        text = saving_client.refused("save_schedule", **TAMSIN, **other, **refusal, dry_run=False)
        assert "(version 1) is protected: it is approved" in text
    stale = saving_client.refused("save_schedule", **TAMSIN, **other, replace=True, expected_version=2, dry_run=False)
    assert "stands at version 1, not 2" in stale
    assert saved(saving_client, **other, replace=True, expected_version=1)["version"] == 2
    superseded = saving_client.refused("save_schedule", **approving)
    assert f"{draft['schedule_id']} (version 1) is superseded." in superseded


def test_what_went_out_stays_whatever_is_sent(demo_copy: Path, params: Params) -> None:
    with connected(demo_copy) as client:
        week = saved(client)
        engine = open_engine(demo_copy)
        out = week["items"][3]["ref"]
        SqlStore(engine, params).mark(week["schedule_id"], out, "sent", actor="tester", now=NOW)
        engine.dispose()
        replacing = {"replace": True, "expected_version": 1}
        items = [dict(item) for item in week["items"]]
        text = client.refused("save_schedule", **TAMSIN, items=items[1:], dry_run=False)
        assert "1 of its sends are out" in text
        without = saved(client, items=[item for item in items if item["ref"] != out][1:], **replacing)
        assert without["sent"] == [out]
        assert items[3] in without["items"]
        items[3]["time"] = "13:41"
        assert f"- known-keys {out}: the ref belongs to" in client.refused("save_schedule", **TAMSIN, items=items)
        planned = saved(client, wishes={"seed": 4}, replace=True, expected_version=2)
        assert planned["sent"] == [out]


def test_a_saved_week_is_read_checked_and_given_as_its_document(saving_client: Caller) -> None:
    week = saved(saving_client)
    read = saving_client("save_schedule", schedule_id=week["schedule_id"])
    assert (read["violations"], read["items"]) == ([], week["items"])
    whole = saving_client("save_schedule", schedule_id=week["schedule_id"], document=True)
    schema = json.loads((ROOT / "docs/reference/schedule.schema.json").read_text())
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(whole["schedule"])
    assert (whole["items"], len(whole["schedule"]["items"])) == ([], week["send_count"])


def test_a_saved_week_that_no_longer_keeps_the_rules_is_shown_and_not_approved(demo_copy: Path) -> None:
    with connected(demo_copy) as client:
        week = saved(client)
        engine = open_engine(demo_copy)
        used = week["items"][2]["caption_id"]
        with writing(engine) as connection:
            connection.execute(update(caption_bank).where(caption_bank.c.caption_id == used).values(is_active=False))
        engine.dispose()
        read = client("save_schedule", schedule_id=week["schedule_id"])
        assert [(v["rule"], v["refs"]) for v in read["violations"]] == [("known-keys", [week["items"][2]["ref"]])]
        assert "1 HARD rules are broken" in read["remarks"][0]
        refused = client.refused("save_schedule", schedule_id=week["schedule_id"], status="approved", dry_run=False)
        assert f"- known-keys {week['items'][2]['ref']}" in refused


def test_another_pages_week_is_not_taken_for_the_one_named(saving_client: Caller) -> None:
    week = saved(saving_client)["schedule_id"]
    refused = saving_client.refused("save_schedule", schedule_id=week, creator_id="alexia")
    assert f"{week} is tamsin's week from 2026-11-23; creator_id and week_start say another." in refused
