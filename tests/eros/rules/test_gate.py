from __future__ import annotations

from dataclasses import replace

from eros.model.schedule import Violation
from eros.rules.gate import export_gate
from tests.builders import a_lawful_schedule, a_problem, changed, with_rules

LAWFUL = a_lawful_schedule(a_problem())
OPEN = with_rules(auto_export=True)


def test_a_valid_complete_green_week_leaves_by_itself_where_that_is_switched_on() -> None:
    assert export_gate(LAWFUL, (), OPEN) == ()


def test_every_reason_is_named() -> None:
    red = changed(replace(LAWFUL, zone="RED"), "s01", caption_id=None, caption_text="  ")
    broken = [Violation("min-gap", ("s01",), "", ""), Violation("week", ("s02",), "", "")]
    assert export_gate(red, broken, with_rules(auto_export=False)) == (
        "2 HARD rules are broken: min-gap, week",
        "1 sends still need a caption",
        "the audience is saturated (zone RED)",
        "automatic export is off (rules.auto_export)",
    )


def test_a_cancelled_send_needs_no_caption() -> None:
    week = changed(LAWFUL, "s01", caption_id=None, caption_text=None, status="cancelled")
    assert export_gate(week, (), OPEN) == ()
