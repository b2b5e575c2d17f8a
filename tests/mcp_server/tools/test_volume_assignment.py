from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.wishes import PinnedSend, Wishes
from eros.rules import HARD
from tests.builders import at

if TYPE_CHECKING:
    from eros.model.schedule import Schedule
    from tests.mcp_client import Caller
    from tests.mcp_server.tools.conftest import Planner

WEEK = "2026-11-23"


def counted(answer: Any) -> Counter[tuple[str, str]]:
    """Sends by date and type."""
    return Counter({(day["date"], key): count for day in answer["days"] for key, count in day["counts"].items()})


def of(plan: Schedule) -> Counter[tuple[str, str]]:
    return Counter((plan.date_of(send).isoformat(), send.send_type) for send in plan.sends)


@pytest.mark.parametrize("page", ["alexia", "beatrix"])
def test_the_allocation_is_the_one_a_plan_of_the_week_contains(page: str, client: Caller, planned: Planner) -> None:
    answer, plan = client("get_volume_assignment", creator_id=page, week_start=WEEK), planned(page)
    assert counted(answer) == of(plan)
    assert answer["total"] == sum(day["total"] for day in answer["days"]) == len(plan.sends)
    stage = plan.stages[0]
    assert (stage.name, round(stage.objective_cents)) == ("allocation", answer["objective_cents"])
    assert answer["bound_cents"] >= answer["objective_cents"]
    assert 0 <= answer["gap_percent"] <= 0.2
    assert [(row["what"], row["count"]) for row in answer["shortfalls"]] == [
        (shortfall.what, shortfall.count) for shortfall in plan.shortfalls if shortfall.rule != "needs_caption"
    ]


def test_wishes_and_seed_shape_it_as_they_shape_the_plan(client: Caller, planned: Planner) -> None:
    plan = planned(
        "alexia",
        Wishes(
            closed_days=frozenset({2}),
            blocked_types=frozenset({"bundle"}),
            emphasis=(("engagement", 2.0),),
            mode="safe",
            pinned=(PinnedSend("mine", "vip_program", at(4, "20:00")),),
        ),
        seed=7,
    )
    wishes = {
        "closed_days": ["wed"],
        "blocked_types": ["bundle"],
        "emphasis": {"engagement": 2.0},
        "mode": "safe",
        "pinned": [{"ref": "mine", "send_type_key": "vip_program", "date": "2026-11-27", "time": "20:00"}],
        "seed": 7,
    }
    answer = client("get_volume_assignment", creator_id="alexia", week_start=WEEK, wishes=wishes)
    assert counted(answer) == of(plan)
    assert answer["seed"] == 7
    assert answer["days"][2]["counts"] == {}
    assert answer["days"][4]["fixed"] == {"vip_program": 1}
    assert answer["days"][4]["counts"]["vip_program"] == 1


def test_what_binding_rules_cost_is_named_dearest_first(client: Caller) -> None:
    answer = client("get_volume_assignment", creator_id="alexia", week_start=WEEK)
    costs = [row["cost_cents"] for row in answer["rule_costs"]]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] >= 1
    named = {rule for row in answer["rule_costs"] for rule in row["rules"]}
    assert {"volume", "type-per-day"} <= named <= {"volume"} | {rule.id for rule in HARD}
    assert "linear relaxation" in answer["units"]


def test_pins_that_clash_are_refused_as_the_plan_would(client: Caller) -> None:
    pins = [
        {"ref": "a", "send_type_key": "ppv_video", "date": WEEK, "time": "20:00"},
        {"ref": "b", "send_type_key": "ppv_message", "date": WEEK, "time": "21:00"},
    ]
    text = client.refused("get_volume_assignment", creator_id="alexia", week_start=WEEK, wishes={"pinned": pins})
    assert "ppv-gap a, b" in text
    assert "Fix:" in text


def test_a_wish_for_a_type_there_is_not_is_refused(client: Caller) -> None:
    text = client.refused(
        "get_volume_assignment", creator_id="alexia", week_start=WEEK, wishes={"blocked_types": ["vip"]}
    )
    assert text.startswith("No send type 'vip'.")
