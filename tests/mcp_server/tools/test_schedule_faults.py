from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from database.digest import content_digest_of
from tests.depth import drawn
from tests.mcp_weeks import ALEXIA, MONDAY, first_of, of_type, own_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.mcp_client import Caller

    Items = list[dict[str, Any]]
    Mutation = Callable[[Items], Iterable[str]]


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
    return first_of(items, "bundle", caption_id=of_type(items, "ppv_video")[0].pop("caption_id"))


def _child_elsewhere(items: Items) -> list[str]:
    return first_of(items, "ppv_followup", parent_ref=of_type(items, "bump_normal")[0]["ref"])


def _late_parent(items: Items) -> list[str]:
    drop = of_type(items, "wall_link_drop")[0]
    later = [i for i in of_type(items, "bundle") if (i["date"], i["time"]) > (drop["date"], drop["time"])]
    drop["parent_ref"] = later[0]["ref"]
    return [drop["ref"]]


def _only(items: Items, *keys: str) -> list[str]:
    items[:] = of_type(items, *keys)
    return []


MUTATIONS: dict[str, tuple[str, Mutation]] = {
    "another week": ("week", lambda items: first_of(items, "bump_normal", date="2026-12-01")),
    "no such type": ("known-keys", lambda items: first_of(items, "bump_normal", send_type_key="bump_loud")),
    "no such channel": ("channel", lambda items: first_of(items, "bump_normal", channel_key="pigeon")),
    "no such target": ("known-keys", lambda items: first_of(items, "bump_normal", target_key="nobody")),
    "no such caption": ("known-keys", lambda items: first_of(items, "bump_normal", caption_id=99_999_999)),
    "a ref twice": ("known-keys", lambda items: first_of(items, "bump_normal", ref=items[0]["ref"])),
    "another channel": ("channel", lambda items: first_of(items, "bump_normal", channel_key="story")),
    "another target": ("target", lambda items: first_of(items, "bump_normal", target_key="ppv_non_purchasers")),
    "too dear": ("requirements", lambda items: first_of(items, "bundle", price_cents=10_001)),
    "a price on a bump": ("requirements", lambda items: first_of(items, "bump_normal", price_cents=999)),
    "no media": ("requirements", lambda items: first_of(items, "bundle", media=False)),
    "a link too many": ("requirements", lambda items: first_of(items, "bump_normal", link="{link}")),
    "a type too near": ("type-gap", lambda items: _beside(items, "first_to_tip", 61)),
    "a ppv too near": ("ppv-gap", lambda items: _beside(items, "ppv_video", 61)),
    "too near": ("min-gap", lambda items: _beside(items, "bump_descriptive", 16)),
    "at night": ("avoid-hours", lambda items: first_of(items, "bump_normal", time="04:07")),
    "a round minute": ("round-minute", lambda items: first_of(items, "bump_normal", time="12:30")),
    "a caption twice": ("unique-caption", _same_caption),
    "a caption of another kind": ("caption-type", _foreign_caption),
    "a text that promises what is not there": (
        "content-match",
        lambda items: own_text(items, "My studio set is here"),
    ),
    "a parent that has no follow-up": ("followup-parent", _child_elsewhere),
    "a parent that is not there": ("followup-parent", lambda items: first_of(items, "ppv_followup", parent_ref="x")),
    "a late follow-up": (
        "followup-window",
        lambda items: first_of(items, "ppv_followup", date="2026-11-29", time="23:58"),
    ),
    "a link drop before its parent": ("labels", _late_parent),
    "a label of its own": ("labels", lambda items: first_of(items, "bump_normal", label="PPV")),
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

    @settings(max_examples=drawn(25))
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
