from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.mcp_wire import wired
from tests.project.bundle_replay import CLOSED, WISHES, Transcript, Work, collapsed, documented, seen_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mcp_wire import Wire

WEEK, NEXT_WEEK = "2026-11-23", "2026-11-30"
PAID, FREE = "alexia", "beatrix"
MOST_IN_ALL, MOST_IN_ONE = 50_000, 17_000
"""Tokens that all phases together, and that one of them, may put before a model; a token is taken as four characters."""


@pytest.fixture(scope="module")
def wire(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    path = Path(shutil.copy(demo_template, tmp_path_factory.mktemp("replay") / "eros.db"))
    with wired({"EROS_DATABASE_URL": str(path)}) as wire:
        wire.greet()
        yield wire
    path.unlink()


@pytest.mark.parametrize(("page", "page_type", "careless"), [(PAID, "paid", True), (FREE, "free", False)])
def test_the_eight_agent_path_ends_in_a_saved_valid_week(
    wire: Wire,
    page: str,
    page_type: str,
    careless: bool,  # noqa: FBT001 - a case of the test
) -> None:
    ask = Transcript(wire)
    assert ask("get_creator_profile", creator_id=page)["page_type"] == page_type
    week = Work(ask, page, WEEK).run(careless=careless)
    assert week["schedule_id"]
    assert week["violations"] == []
    assert (week["status"], week["week_start"]) == ("draft", WEEK)
    assert len(ask.calls) == 9  # eight agents and who coordinates them
    assert sum(ask.tokens.values()) < MOST_IN_ALL
    assert max(ask.tokens.values()) < MOST_IN_ONE
    kept = Transcript(wire)("save_schedule", schedule_id=week["schedule_id"])
    assert len(kept["items"]) == week["send_count"] > 40
    assert CLOSED not in {item["date"] for item in kept["items"]}


@pytest.mark.parametrize("page", [PAID, FREE])
def test_the_fast_path_ends_in_a_saved_valid_week_by_the_call_that_showed_it(wire: Wire, page: str) -> None:
    ask = Transcript(wire)
    versions = []
    for wishes in ({}, WISHES):
        order: dict[str, Any] = {"creator_id": page, "week_start": NEXT_WEEK, "wishes": wishes}
        shown = ask("save_schedule", **order)
        assert shown["schedule_id"] is None
        saved = ask("save_schedule", **order, dry_run=False, brief=True, expected_version=seen_version(shown))
        assert ask("save_schedule", schedule_id=saved["schedule_id"], brief=True)["violations"] == []
        assert ask("save_schedule", schedule_id=saved["schedule_id"])["items"] == shown["items"]
        versions.append(saved["version"])
    assert versions == [1, 2]


def test_a_caption_is_judged_by_pinning_it_and_nothing_is_saved(wire: Wire) -> None:
    ask = Transcript(wire)
    pin = {"ref": "text", "send_type_key": "bump_normal", "date": WEEK, "time": "13:07", "text": "How was your Monday?"}
    order = {"creator_id": "celeste", "week_start": WEEK}
    assert ask("save_schedule", **order, wishes={"pinned": [pin]})["schedule_id"] is None
    found = ask("execute_query", sql="SELECT count(*) FROM v_schedules WHERE page_name = 'celeste'")
    assert found["rows"] == [[0]]


def test_a_phase_that_calls_something_else_than_its_prompt_says_is_seen(wire: Wire) -> None:
    ask = Transcript(wire)
    with pytest.raises(AssertionError), ask.agent("timing-optimizer"):
        ask("get_channels")


def test_the_documented_sequence_is_read_from_the_steps() -> None:
    assert documented("audience-targeter") == ["get_channels", "get_audience_targets"]
    assert collapsed(["a", "a", "b", "a"]) == ["a", "b", "a"]
