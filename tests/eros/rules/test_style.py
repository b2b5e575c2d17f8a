from __future__ import annotations

from dataclasses import replace

import pytest

from eros.rules import violations
from tests.builders import a_context, a_lawful_schedule, a_problem, broken_rules, changed

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)


@pytest.mark.parametrize(
    ("style", "is_broken"), [("winner", True), ("bundle", True), ("solo", False), ("feature", False)]
)
def test_two_ppv_sends_in_a_row_never_share_winner_or_bundle(style: str, *, is_broken: bool) -> None:
    week = changed(changed(LAWFUL, "s02", ppv_style=style), "s05", ppv_style=style)
    assert broken_rules(week, CONTEXT) == (["style-adjacent"] if is_broken else [])


def test_other_sends_and_days_between_them_do_not_count() -> None:
    week = changed(LAWFUL, "s17", ppv_style="winner")
    assert [v.refs for v in violations(week, CONTEXT)] == [("s05", "s17")]


def test_the_style_before_the_week_counts() -> None:
    problem = replace(PROBLEM, last_style="winner")
    assert broken_rules(LAWFUL, a_context(problem)) == []
    week = changed(changed(LAWFUL, "s02", ppv_style="winner"), "s05", ppv_style="solo")
    assert broken_rules(week, CONTEXT) == []
    assert [v.refs for v in violations(week, a_context(problem))] == [("s02",)]


def test_a_sent_ppv_the_schedule_does_not_list_is_a_neighbour() -> None:
    s02 = next(send for send in LAWFUL.sends if send.ref == "s02")
    problem = replace(PROBLEM, committed=(s02.with_(ref="x1", ppv_style="bundle", status="sent", caption_id=None),))
    week = replace(LAWFUL, sends=tuple(send for send in LAWFUL.sends if send.ref not in {"s02", "s03"}))
    assert broken_rules(week, a_context(problem)) == []
    assert broken_rules(changed(week, "s05", ppv_style="bundle"), a_context(problem)) == ["style-adjacent"]
