from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eros.render.words import clock_time

if TYPE_CHECKING:
    from tests.mcp_client import Caller
    from tests.mcp_server.tools.conftest import Planner

WEEK = "2026-11-23"
TUESDAY = "2026-11-24"


def a_send(ref: str, send_type: str, day: str = TUESDAY) -> dict[str, str]:
    return {"ref": ref, "send_type_key": send_type, "date": day}


def timed(client: Caller, *sends: dict[str, str], page: str = "alexia") -> Any:
    return client("get_best_timing", creator_id=page, week_start=WEEK, sends=list(sends))


def rules(answer: Any) -> dict[str, str]:
    """The rule that keeps each send out, by ref."""
    return {row["ref"]: row["rule"] for row in answer["unplaced"]}


@pytest.mark.parametrize("page", ["alexia", "beatrix"])
def test_the_sends_of_a_plan_get_the_minutes_of_the_plan(page: str, client: Caller, planned: Planner) -> None:
    plan = planned(page)
    sends = [a_send(send.ref, send.send_type, plan.date_of(send).isoformat()) for send in plan.sends]
    answer = timed(client, *sends, page=page)
    assert answer["unplaced"] == []
    assert {row["ref"]: (row["date"], row["time"]) for row in answer["sends"]} == {
        send.ref: (plan.date_of(send).isoformat(), clock_time(send.minute)) for send in plan.sends
    }
    followups = {send.ref: send.parent_ref for send in plan.sends if send.send_type == "ppv_followup"}
    assert followups
    assert {row["ref"]: row["parent_ref"] for row in answer["sends"] if row["parent_ref"]} == followups


def test_curves_say_whether_they_hold_out_of_sample(client: Caller) -> None:
    answer = client("get_best_timing", creator_id="alexia", week_start=WEEK, days_lookback=730)
    planner = answer["planner"]
    assert (len(planner["hours"]), len(planner["weekdays"])) == (24, 7)
    assert (
        planner["reliable"] == (planner["lift_low"] > 0) == (not planner["verdict"].startswith("no reliable pattern"))
    )
    assert planner["hours"][answer["best_hours"][0]] == max(planner["hours"])
    assert answer["sends"] == answer["unplaced"] == []
    assert answer["timezone"] == "America/Los_Angeles"


def test_a_few_days_show_no_pattern_and_leave_the_planner_its_own(client: Caller) -> None:
    short = client("get_best_timing", creator_id="alexia", week_start=WEEK, days_lookback=7)
    whole = client("get_best_timing", creator_id="alexia", week_start=WEEK, days_lookback=730)
    assert not short["recent"]["reliable"]
    assert short["recent"]["verdict"].startswith("no reliable pattern")
    assert short["recent"]["lift_low"] is None
    assert short["planner"] == whole["planner"] == whole["recent"]


def test_sends_beyond_a_cap_are_left_out_by_its_rule(client: Caller) -> None:
    answer = timed(
        client,
        *(a_send(f"p{n}", "ppv_video") for n in range(6)),
        a_send("v1", "vip_program"),
        a_send("v2", "vip_program", "2026-11-26"),
    )
    assert rules(answer) == {"p4": "type-per-day", "p5": "type-per-day", "v2": "type-per-week"}
    assert len(answer["sends"]) == 5
    assert answer["next"].startswith("Move the unplaced sends")


def test_follow_ups_need_a_parent_and_its_window(client: Caller) -> None:
    answer = timed(client, a_send("p", "ppv_video"), a_send("f1", "ppv_followup"), a_send("f2", "ppv_followup"))
    first, second = answer["sends"]
    assert (first["ref"], second["ref"], second["parent_ref"]) == ("p", "f1", "p")
    minutes = [int(row["time"][:2]) * 60 + int(row["time"][3:]) for row in answer["sends"]]
    assert 15 <= minutes[1] - minutes[0] <= 45
    assert rules(answer) == {"f2": "followup-parent"}


def test_a_type_the_page_may_not_send_has_no_minute(client: Caller) -> None:
    assert rules(timed(client, a_send("r", "renew_on_message"), page="beatrix")) == {"r": "page-type"}


@pytest.mark.parametrize(
    ("sends", "says"),
    [
        ([a_send("x", "ppv_vidoe")], "No send type 'ppv_vidoe'. Closest: ppv_video"),
        ([a_send("x", "bundle", "2026-11-30")], "sends: x on 2026-11-30 lies outside the week from 2026-11-23."),
        ([a_send("x", "bundle"), a_send("x", "bundle")], "sends: the ref 'x' comes twice."),
        ([a_send("x y", "bundle")], "sends.0.ref = 'x y': must match '^[A-Za-z0-9"),
    ],
)
def test_sends_that_make_no_sense_are_refused(sends: list[dict[str, str]], says: str, client: Caller) -> None:
    assert says in client.refused("get_best_timing", creator_id="alexia", week_start=WEEK, sends=sends)
