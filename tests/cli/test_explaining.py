from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


def test_a_closed_day_is_supposed_and_nothing_is_saved(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    asked = ("explain", "tamsin", "--what-if", "closed_days=thu")
    found = cli(*asked, "--json", db=demo_copy).json
    assert found["changes"]["dropped"]
    assert not any(item["weekday"] == 3 for item in found["changes"]["added"])
    assert not found["saved_week_differs"]
    change = found["forecast_change"]
    assert change["low_cents"] < change["cents"] < change["high_cents"]
    assert change["cents"] == pytest.approx(found["changes"]["forecast_change_cents"], abs=1)
    planned = cli("generate", "tamsin", "--closed-days", "thu", "--no-save", "--json", db=demo_copy).json
    assert planned["forecast"]["cents"] - week["forecast"]["cents"] == found["changes"]["forecast_change_cents"]
    shown = cli(*asked, db=demo_copy)
    assert (shown.code, shown.err) == (0, "")
    assert "Planned anew with closed_days=thu; nothing is saved" in shown.out
    assert cli("show", "tamsin", "--json", db=demo_copy).json["items"] == week["items"]


@pytest.mark.no_cover
def test_what_is_supposed_alone_or_together_is_what_planning_with_it_gives(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    asked = ["--what-if", "rules.min_gap_minutes=60", "--what-if", "blocked_types=vip_program"]
    found = cli("explain", week["schedule_id"], *asked, "--json", db=demo_copy).json
    again = ("generate", "tamsin", "--blocked-types", "vip_program", "--no-save", "--json")
    planned = cli(*again, db=demo_copy, EROS_RULES__MIN_GAP_MINUTES="60").json
    assert found["changes"]["after"]["forecast_cents"] == planned["forecast"]["cents"]
    assert found["what_if"] == ["rules.min_gap_minutes=60", "blocked_types=vip_program"]


@pytest.mark.no_cover
def test_a_cap_of_a_send_type_is_supposed(cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]) -> None:
    key = "send_types.ppv_video.max_per_day"
    found = cli("explain", week["schedule_id"], "--what-if", f"{key}=0", "--json", db=demo_copy).json
    changes = found["changes"]
    gone = [item for item in changes["dropped"] if item["send_type_key"] == "ppv_video"]
    assert len(gone) == sum(item["send_type_key"] == "ppv_video" for item in week["items"]) > 0


REFUSALS = (
    ("closed_day=thu", "there is nothing called 'closed_day'. Closest: closed_days"),
    ("rules.min_gap=60", "Closest: rules.min_gap_minutes"),
    ("send_types.bundel.max_per_day=2", "Closest: send_types.bundle.max_per_day"),
    ("closed_days", "gives no value. Write it as closed_days=thu."),
    ("closed_days=someday", "'someday' is no day"),
    ("drip_day=someday", "'someday' is no day"),
    ("mode=wild", "there is no such mode. optimize, safe, conservative."),
    ("rules.min_gap_minutes=5", "Allowed: 15 to 720 min."),
    ("rules.min_gap_minutes=much", "rules.min_gap_minutes = 'much' (--what-if)"),
    ("send_types.bundle.max_per_day=many", "'many' is no whole number"),
    ("send_types.bundle.max_per_day=none", "has no value. Give a whole number."),
    ("seed=1.5", "'1.5' is no whole number. Write it as seed=2."),
    ("blocked_types=bundel", "No send type 'bundel'"),
)


@pytest.mark.no_cover
@pytest.mark.usefixtures("week")
def test_what_cannot_be_supposed_is_refused_with_the_way_out(cli: Callable[..., Result], demo_copy: Path) -> None:
    for asked, sentence in REFUSALS:
        result = cli("explain", "tamsin", "--what-if", asked, db=demo_copy)
        assert (result.code, sentence in result.err) == (REFUSED, True), result.err


def test_an_edited_week_is_set_beside_what_would_be_planned_and_says_so(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    ref = next(item["ref"] for item in week["items"] if item["send_type_key"] == "ppv_video")
    assert cli("edit", "tamsin", ref, "--price", "24.99", db=demo_copy).code == 0
    same = cli("explain", "tamsin", "--what-if", "mode=optimize", "--what-if", "drip_day=none", db=demo_copy)
    assert (same.code, "was edited, or data came in" in same.err) == (0, True)
    assert f"The same {len(week['items'])} sends." in same.out


def test_a_send_is_explained_by_its_terms_and_by_what_would_be_second_best(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    item = next(item for item in week["items"] if item["send_type_key"] == "ppv_video")
    found = cli("explain", "tamsin", item["ref"], "--json", db=demo_copy).json
    assert found["terms"] == item["reasons"]["terms"]
    earned = found["forecast_cents"] + found["preference_cents"]
    assert sum(found["terms"].values()) == pytest.approx(earned, abs=0.02)
    second = found["second_minute"]
    assert second["minute"] // 60 != item["minute"] // 60
    caption = found["second_caption"]
    assert caption["caption_id"] != item["caption_id"]
    shown = cli("explain", "tamsin", item["ref"], db=demo_copy)
    assert (shown.code, shown.err) == (0, "")
    assert f"Second-best caption: {caption['caption_id']}" in shown.out
    assert f"Second-best time of the day: {second['time']}" in shown.out


def test_a_send_that_is_not_there_is_named(cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]) -> None:
    result = cli("explain", "tamsin", "nope", db=demo_copy)
    assert (result.code, "has no send 'nope'. `eros show SCH_" in result.err) == (REFUSED, True)
    every = cli("explain", "tamsin", "--rules", "--what-if", "mode=safe", db=demo_copy)
    assert (every.code, "three questions" in every.err) == (REFUSED, True)
    assert cli("show", "tamsin", "--json", db=demo_copy).json["version"] == week["version"]


def test_a_week_is_explained_by_the_parts_of_its_objective_and_what_its_rules_cost(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    found = cli("explain", "tamsin", "--json", db=demo_copy).json
    assert sum(found["objective_terms"].values()) == pytest.approx(week["objective_cents"], abs=0.02)
    assert {stage["name"] for stage in found["stages"]} >= {"allocation", "timing", "captions"}
    costs = [cost["cost_cents"] for cost in found["rule_costs"]]
    assert costs == sorted(costs, reverse=True)
    assert min(costs) >= found["open_cents"] > 0
    shown = cli("explain", "tamsin", db=demo_copy)
    assert (shown.code, "objective" in shown.out, "Stage allocation" in shown.out) == (0, True, True)
    closed = cli("generate", "tamsin", "--closed-days", "thu", "--json", db=demo_copy).json
    every = cli("explain", closed["schedule_id"], "--rules", "--json", db=demo_copy).json
    assert "closed_days" in {rule for cost in every["rule_costs"] for rule in cost["rules"]}
    assert "linear relaxation" in " ".join(cli("explain", "tamsin", "--rules", db=demo_copy).out.split())
