from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from database.digest import content_digest_of
from database.engine import open_engine, writing
from database.store import SqlStore
from database.tables import caption_bank, creators, vault
from tests.database_builders import add, caption_row, page_row, vault_rows
from tests.mcp_client import Caller, connected
from tests.project.regenerate import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from eros.params import Params

    Items = list[dict[str, Any]]
    Mutation = Callable[[Items], Iterable[str]]

MONDAY = "2026-11-23"
ALEXIA = {"creator_id": "alexia", "week_start": MONDAY}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def planned(client: Caller) -> Any:
    """A planned week of a large paid page."""
    return client("save_schedule", **ALEXIA)


@pytest.fixture
def items(planned: Any) -> Items:
    """Its items, to be changed."""
    return [dict(item) for item in planned["items"]]


def of_type(items: Items, *keys: str) -> Items:
    return [item for item in items if item["send_type_key"] in keys]


def saved(client: Caller, **changes: Any) -> Any:
    return client("save_schedule", **{**ALEXIA, "dry_run": False, **changes})


def test_without_items_the_whole_week_is_planned_and_nothing_is_saved(client: Caller, planned: Any) -> None:
    assert (planned["status"], planned["schedule_id"], planned["version"]) == ("planned", None, 0)
    assert planned["send_count"] == len(planned["items"]) > 100
    assert planned["forecast"]["low_cents"] < planned["forecast"]["cents"] < planned["forecast"]["high_cents"]
    assert sum(planned["forecast_cents"].values()) == pytest.approx(planned["forecast"]["cents"], abs=100)
    assert {str(item["caption_id"]) for item in planned["items"]} == set(planned["captions"])
    assert len(json.dumps(planned)) < 50_000
    assert client("get_active_creators", limit=1)["creators"][0]["last_week_start"] is None


def test_a_planned_week_sent_back_is_the_same_week(client: Caller, planned: Any, items: Items) -> None:
    again = client("save_schedule", **ALEXIA, items=items)
    same = set(planned) - {"schedule"}
    assert {key: again[key] for key in same} == {key: planned[key] for key in same}


def test_saving_twice_changes_nothing_whoever_wrote_the_week(saving_client: Caller) -> None:
    first = saved(saving_client)
    again = saved(saving_client)
    by_hand = saved(saving_client, items=first["items"])
    assert (first["unchanged"], first["version"], first["status"]) == (False, 1, "draft")
    for answer in (again, by_hand):
        assert (answer["unchanged"], answer["schedule_id"]) == (True, first["schedule_id"])
        assert answer["next"] == "Nothing changed: version 1 says the same."


def test_another_version_is_set_beside_the_one_before(saving_client: Caller) -> None:
    first = saved(saving_client)
    items = [dict(item) for item in first["items"]]
    bundle, moved = of_type(items, "bundle")[0], items[-1]
    bundle["price_cents"] += 500
    moved["time"] = moved["time"][:3] + ("58" if moved["time"][3:] != "58" else "59")
    dropped = next(item for item in items if item["send_type_key"] == "ppv_followup")
    second = saved(saving_client, items=[item for item in items if item is not dropped], expected_version=1)
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


def _first(items: Items, key: str, **changes: Any) -> list[str]:
    item = of_type(items, key)[0]
    item.update(changes)
    return [item["ref"]]


def _beside(items: Items, key: str, minutes: int) -> list[str]:
    """Moves the second send of a type so many minutes behind the first."""
    first, second = of_type(items, key)[:2]
    at = datetime.fromisoformat(f"{first['date']}T{first['time']}") + timedelta(minutes=minutes)
    second["date"], second["time"] = at.date().isoformat(), f"{at:%H:%M}"
    return [first["ref"], second["ref"]]


def _same_caption(items: Items) -> list[str]:
    first, second = of_type(items, "bundle")[:2]
    second["caption_id"] = first["caption_id"]
    return [first["ref"], second["ref"]]


def _foreign_caption(items: Items) -> list[str]:
    return _first(items, "bundle", caption_id=of_type(items, "ppv_video")[0].pop("caption_id"))


def _child_elsewhere(items: Items) -> list[str]:
    return _first(items, "ppv_followup", parent_ref=of_type(items, "bump_normal")[0]["ref"])


def _late_parent(items: Items) -> list[str]:
    drop = of_type(items, "wall_link_drop")[0]
    later = [i for i in of_type(items, "bundle") if (i["date"], i["time"]) > (drop["date"], drop["time"])]
    drop["parent_ref"] = later[0]["ref"]
    return [drop["ref"]]


def _own_text(items: Items, text: str) -> list[str]:
    item = of_type(items, "bump_normal")[0]
    del item["caption_id"]
    item["text"] = text
    return [item["ref"]]


def _only(items: Items, *keys: str) -> list[str]:
    items[:] = of_type(items, *keys)
    return []


MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "another week": ("week", lambda items: _first(items, "bump_normal", date="2026-12-01")),
    "no such type": ("known-keys", lambda items: _first(items, "bump_normal", send_type_key="bump_loud")),
    "no such channel": ("channel", lambda items: _first(items, "bump_normal", channel_key="pigeon")),
    "no such target": ("known-keys", lambda items: _first(items, "bump_normal", target_key="nobody")),
    "no such caption": ("known-keys", lambda items: _first(items, "bump_normal", caption_id=99_999_999)),
    "a ref twice": ("known-keys", lambda items: _first(items, "bump_normal", ref=items[0]["ref"])),
    "another channel": ("channel", lambda items: _first(items, "bump_normal", channel_key="story")),
    "another target": ("target", lambda items: _first(items, "bump_normal", target_key="ppv_non_purchasers")),
    "too dear": ("requirements", lambda items: _first(items, "bundle", price_cents=10_001)),
    "a price on a bump": ("requirements", lambda items: _first(items, "bump_normal", price_cents=999)),
    "no media": ("requirements", lambda items: _first(items, "bundle", media=False)),
    "a link too many": ("requirements", lambda items: _first(items, "bump_normal", link="{link}")),
    "a type too near": ("type-gap", lambda items: _beside(items, "first_to_tip", 61)),
    "a ppv too near": ("ppv-gap", lambda items: _beside(items, "ppv_video", 61)),
    "too near": ("min-gap", lambda items: _beside(items, "bump_descriptive", 16)),
    "at night": ("avoid-hours", lambda items: _first(items, "bump_normal", time="04:07")),
    "a round minute": ("round-minute", lambda items: _first(items, "bump_normal", time="12:30")),
    "a caption twice": ("unique-caption", _same_caption),
    "a caption of another kind": ("caption-type", _foreign_caption),
    "a text that promises what is not there": (
        "content-match",
        lambda items: _own_text(items, "My studio set is here"),
    ),
    "a parent that has no follow-up": ("followup-parent", _child_elsewhere),
    "a parent that is not there": ("followup-parent", lambda items: _first(items, "ppv_followup", parent_ref="x")),
    "a late follow-up": (
        "followup-window",
        lambda items: _first(items, "ppv_followup", date="2026-11-29", time="23:58"),
    ),
    "a link drop before its parent": ("labels", _late_parent),
    "a label of its own": ("labels", lambda items: _first(items, "bump_normal", label="PPV")),
    "few types": ("diversity", lambda items: _only(items, "bundle", "bump_normal", "renew_on_post")),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_single_fault_is_refused_by_its_rule_at_its_send(client: Caller, items: Items, name: str) -> None:
    rule, mutate = MUTATIONS[name]
    refs = mutate(items)
    text = client.refused("save_schedule", **ALEXIA, items=items)
    lines = [line for line in text.splitlines() if line.startswith(f"- {rule} ")]
    assert lines, text
    assert all(any(ref in line for line in lines) for ref in refs), text
    assert all("Fix: " in line for line in lines)


def test_all_faults_are_told_at_once(client: Caller, items: Items) -> None:
    for item, clock in zip(of_type(items, "bump_normal")[3:], ("04:07", "13:30"), strict=False):
        item["time"] = clock
    for name in ("no such target", "another week", "too dear", "a parent that is not there"):
        MUTATIONS[name][1](items)
    wishes = {"closed_days": ["tue"], "blocked_types": ["like_farm"], "closed_hours": [12]}
    text = client.refused("save_schedule", **ALEXIA, items=items, wishes=wishes)
    for part in ("week", "known-keys", "requirements", "avoid-hours", "round-minute", "followup-parent", "page-type"):
        assert f"\n- {part} " in text
    assert text.count("lies on a closed day") == sum(item["date"] == "2026-11-24" for item in items)
    assert text.count("like_farm is blocked") == len(of_type(items, "like_farm"))
    assert "lies in a closed hour" in text
    assert text.endswith("Call save_schedule again with all of that mended; dry_run checks without saving.")


def test_more_faults_than_anybody_reads_are_counted(client: Caller, items: Items) -> None:
    for item in items:
        item |= {"time": "04:15", "channel_key": "pigeon"}
    text = client.refused("save_schedule", **ALEXIA, items=items)
    assert len(text) < 21_000
    assert "more\nCall save_schedule" in text


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


def test_a_text_of_ones_own_stands_and_a_missing_one_keeps_the_week_a_draft(saving_client: Caller) -> None:
    items = [dict(item) for item in saving_client("save_schedule", **ALEXIA)["items"]]
    _own_text(items, "Good morning, how are you today?")
    written = saving_client("save_schedule", **ALEXIA, items=items)
    assert [item["text"] for item in written["items"] if "text" in item] == ["Good morning, how are you today?"]
    assert written["shortfalls"] == []
    del of_type(items, "bundle")[0]["caption_id"]
    refused = saving_client.refused("save_schedule", **ALEXIA, items=items, dry_run=False, status="approved")
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
    look = saving_client("save_schedule", **ALEXIA, **other)
    assert "saving over it needs replace=true and expected_version=1." in look["remarks"][0]
    stale_look = saving_client("save_schedule", **ALEXIA, **other, expected_version=2)
    assert stale_look["remarks"][0].startswith("expected_version 2 is not the version that stands (1)")
    for refusal in ({}, {"replace": True}, {"expected_version": 1}):
        text = saving_client.refused("save_schedule", **ALEXIA, **other, **refusal, dry_run=False)
        assert "(version 1) is protected: it is approved" in text
    stale = saving_client.refused("save_schedule", **ALEXIA, **other, replace=True, expected_version=2, dry_run=False)
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
        text = client.refused("save_schedule", **ALEXIA, items=items[1:], dry_run=False)
        assert "1 of its sends are out" in text
        without = saved(client, items=[item for item in items if item["ref"] != out][1:], **replacing)
        assert without["sent"] == [out]
        assert items[3] in without["items"]
        items[3]["time"] = "13:41"
        assert f"- known-keys {out}: the ref belongs to" in client.refused("save_schedule", **ALEXIA, items=items)
        planned = saved(client, wishes={"seed": 4}, replace=True, expected_version=2)
        assert planned["sent"] == [out]


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
    _first(items, "bump_normal", send_type_key="renew_on_post")
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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "creator_id is required (or schedule_id"),
        ({"creator_id": "alexa"}, "Closest: alexia"),
        ({"schedule_id": "SCH_2026W48_ALEXIA_AAAAAA"}, "No saved week 'SCH_2026W48_ALEXIA_AAAAAA'"),
        ({"schedule_id": "SCH_2026W48_ALEXIA_AAAAAA", "wishes": {}}, "leave out items and wishes"),
        ({"schedule_id": "SCH_2026W48_ALEXIA_AAAAAA\n"}, "schedule_id = "),
        ({**ALEXIA, "items": []}, "at least 1 item"),
        ({**ALEXIA, "week_start": "9999-12-27"}, "must be of the years 1970 to 2200"),
        ({**ALEXIA, "wishes": {"blocked_types": ["no_type"]}}, "No send type 'no_type'"),
        (
            {**ALEXIA, "items": [{"ref": "a", "send_type_key": "bundle", "date": MONDAY, "time": "9:07"}]},
            "items.0.time",
        ),
        (
            {**ALEXIA, "items": [{"ref": "a", "send_type_key": "x", "date": MONDAY, "time": "09:07", "hour": 9}]},
            "items.0.hour is no argument",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(client: Caller, arguments: dict[str, Any], said: str) -> None:
    assert said in client.refused("save_schedule", **arguments)


def test_another_pages_week_is_not_taken_for_the_one_named(saving_client: Caller) -> None:
    week = saved(saving_client)["schedule_id"]
    refused = saving_client.refused("save_schedule", schedule_id=week, creator_id="tamsin")
    assert f"{week} is alexia's week from 2026-11-23; creator_id and week_start say another." in refused


KEYS = st.sampled_from(
    ["bundle", "bump_normal", "ppv_video", "ppv_followup", "link_drop", "renew_on_post", "vip_program", "x"]
)
DATES = st.sampled_from(["2026-11-23", "2026-11-25", "2026-11-29", "2026-11-30", "1970-01-01", "2200-12-31"])
SOME_ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "ref": st.sampled_from("abcdef"),
            "send_type_key": KEYS,
            "date": DATES,
            "time": st.sampled_from(["00:00", "12:07", "23:59"]),
        },
        optional={
            "channel_key": st.sampled_from(["mass_message", "wall_post", "no"]),
            "target_key": st.sampled_from(["all_active", "renew_off", "no"]),
            "text": st.text(min_size=1, max_size=20),
            "price_cents": st.integers(0, 100_000),
            "parent_ref": st.sampled_from("abcdefg"),
            "media": st.booleans(),
            "label": st.sampled_from(["PPV", "x"]),
            "pinned": st.booleans(),
        },
    ),
    min_size=1,
    max_size=6,
)
SOME_WISHES = st.fixed_dictionaries(
    {},
    optional={
        "closed_days": st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
        "closed_hours": st.lists(st.integers(0, 23)),
        "blocked_types": st.lists(KEYS),
        "emphasis": st.dictionaries(KEYS, st.floats(0.1, 10)),
        "pinned": SOME_ITEMS,
        "mode": st.sampled_from(["optimize", "safe", "conservative"]),
        "seed": st.integers(0, 2**31 - 1),
    },
)


def test_whatever_is_ordered_is_answered_and_a_dry_run_writes_nothing(demo_database: Path, client: Caller) -> None:
    before = content_digest_of(demo_database)

    @settings(max_examples=max(60, settings().max_examples // 2))
    @given(
        arguments=st.fixed_dictionaries(
            {"creator_id": st.just("tamsin")},
            optional={
                "week_start": st.sampled_from([MONDAY, "2026-11-30", "1970-01-05", "2200-12-29"]),
                "items": SOME_ITEMS,
                "wishes": SOME_WISHES,
                "status": st.sampled_from(["draft", "approved"]),
                "dry_run": st.just(True),
                "replace": st.booleans(),
                "document": st.booleans(),
                "brief": st.booleans(),
            },
        )
    )
    def answered(arguments: dict[str, Any]) -> None:
        assert "Internal error" not in client.raw("save_schedule", arguments).model_dump_json()

    answered()
    assert content_digest_of(demo_database) == before
