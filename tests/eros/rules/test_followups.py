from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import (
    a_context,
    a_lawful_schedule,
    a_problem,
    a_schedule,
    a_send,
    at,
    broken_rules,
    changed,
    moved,
    with_rules,
    without,
)

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
FREELY = with_rules(diversity_total=0, diversity_revenue=0, diversity_engagement=0, diversity_retention=0)


def week_of(*sends: Send) -> Schedule:
    return a_schedule(PROBLEM, sends)


@pytest.mark.parametrize(
    ("clock", "is_broken"), [("11:26", True), ("11:27", False), ("11:57", False), ("11:58", True), ("10:41", True)]
)
def test_a_followup_starts_15_to_45_minutes_after_its_parent(clock: str, *, is_broken: bool) -> None:
    assert ("followup-window" in broken_rules(moved(PROBLEM, LAWFUL, "s03", at(0, clock)), CONTEXT)) is is_broken


def test_a_followup_may_cross_midnight() -> None:
    parent = a_send(PROBLEM, "s01", "ppv_video", at(0, "23:51"))
    followup = a_send(PROBLEM, "s02", "ppv_followup", at(1, "00:17"), parent=parent)
    assert broken_rules(week_of(parent, followup), a_context(PROBLEM, params=FREELY)) == []


def test_a_followup_without_a_parent_in_the_schedule_is_refused() -> None:
    assert broken_rules(without(LAWFUL, "s02"), CONTEXT) == ["followup-parent"]
    assert broken_rules(changed(LAWFUL, "s03", parent_ref=None), CONTEXT) == ["min-gap", "followup-parent"]


def test_a_cancelled_parent_is_no_parent() -> None:
    assert broken_rules(changed(LAWFUL, "s02", status="cancelled"), CONTEXT) == ["followup-parent"]


def test_only_some_types_have_followups() -> None:
    to_bundle = moved(PROBLEM, changed(LAWFUL, "s03", parent_ref="s07", label="BUNDLES"), "s03", at(1, "14:37"))
    assert broken_rules(to_bundle, CONTEXT) == []
    week = moved(PROBLEM, changed(LAWFUL, "s03", parent_ref="s12", label="BUNDLES"), "s03", at(2, "19:46"))
    assert broken_rules(week, CONTEXT) == ["followup-parent"]


def test_a_followup_of_a_followup_is_refused() -> None:
    second = a_send(PROBLEM, "s30", "ppv_followup", at(0, "12:19"), parent_ref="s03", label="PPV")
    week = replace(LAWFUL, sends=(*LAWFUL.sends[:3], second, *LAWFUL.sends[3:]))
    assert broken_rules(week, CONTEXT) == ["followup-parent"]


def test_a_parent_has_one_followup() -> None:
    second = a_send(PROBLEM, "s30", "ppv_followup", at(0, "11:28"), parent_ref="s02", label="PPV")
    week = replace(LAWFUL, sends=(*LAWFUL.sends, second))
    assert broken_rules(week, CONTEXT) == ["min-gap", "per-hour", "followup-parent"]


def test_an_ordinary_send_hangs_on_no_other() -> None:
    assert broken_rules(changed(LAWFUL, "s04", parent_ref="s02"), CONTEXT) == ["followup-parent"]


def test_a_day_holds_four_followups_and_no_fifth() -> None:
    kinds = ["ppv_video", "ppv_message", "ppv_video", "ppv_message", "ppv_video"]
    parents = [
        a_send(PROBLEM, f"s{n:02}", kind, at(0, f"{10 + 2 * n}:07"), ppv_style="solo")
        for n, kind in enumerate(kinds, start=1)
    ]
    children = [
        a_send(PROBLEM, f"f{parent.ref[1:]}", "ppv_followup", parent.week_minute + 29, parent=parent)
        for parent in parents
    ]
    context = a_context(PROBLEM, params=FREELY)
    assert broken_rules(week_of(*parents, *children[:4]), context) == []
    assert broken_rules(week_of(*parents, *children), context) == ["type-per-day", "followup-per-day"]
