from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from database.catalogue import shipped_catalogue
from eros.model.schedule import Shortfall, Violation, Warning_
from eros.render.week import violation_list, week_view
from eros.render.words import clock_time, counted, money, one_line, percent, short_date
from tests.weeks import SAVED_ID, a_saved_week, a_send, a_week

CATALOGUE = shipped_catalogue()


def shown(week: Any, width: int = 100, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(week_view(week, CATALOGUE, width=width, **options))
    output: str = console.file.getvalue()  # type: ignore[attr-defined]
    return output


def line_of(output: str, part: str) -> str:
    return next(line for line in output.splitlines() if part in line)


def test_a_send_stands_under_its_day_with_time_type_caption_price_target_forecast_and_ref() -> None:
    lines = shown(a_week()).splitlines()
    monday = next(i for i, line in enumerate(lines) if line.startswith("Monday 23 November"))
    row = lines[monday + 1]
    parts = ["09:07", "ppv_video", "A quiet evening by the lake", "$19.69", "all active", "$42.10", "s01"]
    positions = [row.index(part) for part in parts]
    assert positions == sorted(positions)


def test_columns_line_up_across_days() -> None:
    output = shown(a_week())
    column = line_of(output, "Send type").index("Caption")
    assert line_of(output, "09:07")[column:].startswith("A quiet")
    assert line_of(output, "14:22")[column:].startswith("Rain")


def test_a_closed_day_says_so_and_an_empty_day_says_no_sends() -> None:
    output = shown(a_week())
    assert "Thursday 26 November  closed" in output
    assert "Tuesday 24 November  no sends" in output


def test_a_day_says_when_its_drip_window_is_open_and_in_which_outfit() -> None:
    bump = a_send("s09", "bump_normal", 600, drip_window="09:00-13:00", outfit_id="blue dress")
    assert "Monday 23 November  1 send, drip 09:00-13:00 in blue dress" in shown(a_week(sends=(bump,)))
    assert "in an outfit to be named" in shown(a_week(sends=(bump.with_(outfit_id=None),)))


def test_a_missing_caption_is_called_for() -> None:
    assert "needs a caption" in line_of(shown(a_week()), "19:41")


def test_a_followup_is_marked_as_hanging_on_its_parent() -> None:
    assert "↳ ppv_followup" in shown(a_week())


def test_pinned_sends_carry_a_star_that_is_explained() -> None:
    output = shown(a_week())
    assert line_of(output, "14:22").rstrip().endswith("s03*")
    assert "marked *" in output


def test_totals_state_the_forecast_with_its_interval_the_gap_and_where_the_week_is_saved() -> None:
    output = shown(a_saved_week(), database="demo.db", timings_ms={"plan": 81.4})
    assert "$42.11 from 1 priced send (90 % interval $30.00 to $56.00)" in output
    assert "proven bound $43.00, gap 0.82 %" in output
    assert "plan 81 ms" in output
    assert "demo.db" in output
    assert f"{SAVED_ID}, version 1, draft" in output


def test_every_stage_states_its_gap_also_where_the_week_has_no_bound() -> None:
    output = shown(a_week(bound_cents=None, gap_percent=None), width=140)
    assert "objective $42.65; gap of each stage to its own bound: allocation 0.00 %, timing unknown" in output
    assert (
        line_of(shown(a_week(bound_cents=None, gap_percent=None, stages=())), "Optimality").rstrip().endswith("$42.65")
    )


def test_an_unsaved_week_says_not_saved() -> None:
    assert "not saved" in shown(a_week())


def test_every_shortfall_states_count_day_rule_and_detail() -> None:
    output = shown(a_week(), width=120)
    assert "1 x link_drop on Sun 29 Nov [needs_caption]: No link_drop text is free" in output
    assert "2 x revenue [diversity]: Two types have no caption." in output


def test_shortfalls_with_one_reason_share_a_line() -> None:
    three = tuple(
        Shortfall(what, "needs_caption", 1, "write one", day) for what, day in (("ppv", 0), ("bump", 2), ("ppv", 4))
    )
    assert "2 x ppv, 1 x bump [needs_caption]: write one" in shown(a_week(shortfalls=three))


def test_a_long_list_of_shortfalls_is_cut_and_says_how_many_are_hidden() -> None:
    many = tuple(Shortfall(f"thing {i}", "volume", 1, f"Too few of {i}.") for i in range(15))
    output = shown(a_week(shortfalls=many))
    assert "thing 11" in output
    assert "thing 12" not in output
    assert "and 3 more" in output


def test_warnings_of_one_kind_are_summed_and_the_dearest_stand_first() -> None:
    warnings = (
        Warning_("pins", ("mon-01", "tue-01"), 0.0, "Worth pinning."),
        Warning_("length", (), 1.0, "Long."),
        Warning_("mix", (), 50.0, "Low."),
        Warning_("mix", (), 70.0, "x"),
    )
    output = shown(a_week(warnings=warnings))
    lines = ["[mix] Low and 1 more of this kind, costs $1.20", "[length] Long, costs $0.01"]
    places = [output.index(line) for line in (*lines, "[pins]")]
    assert places == sorted(places)
    assert line_of(output, "[pins]").rstrip().endswith("Worth pinning (mon-01, tue-01)")


def test_a_week_with_nothing_against_it_says_none_twice() -> None:
    output = shown(a_week(shortfalls=(), warnings=(), relaxations=(), sends=()))
    assert line_of(output, "Shortfalls").split() == ["Shortfalls", "none"]
    assert line_of(output, "Warnings").split() == ["Warnings", "none"]
    assert "Relaxed" not in output


def test_a_mode_other_than_optimize_is_named() -> None:
    assert "safe mode" in shown(a_week(mode="safe"))


def test_a_cancelled_send_stays_visible_as_cancelled() -> None:
    week = a_week(sends=(a_send("s1", "bump_normal", 617, caption_text="Hello", status="cancelled"),))
    assert "(cancelled) Hello" in shown(week)


@pytest.mark.parametrize("width", [40, 60, 72, 80, 96, 100, 160])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line.rstrip()) for line in shown(a_saved_week(), width=width).splitlines()) <= width


def test_a_narrow_terminal_keeps_time_type_price_and_ref() -> None:
    row = line_of(shown(a_week(), width=64), "09:07")
    assert "all active" not in row
    for part in ("ppv_video", "$19.69", "$42.10", "s01"):
        assert part in row


def test_a_terminal_without_unicode_gets_ascii_marks() -> None:
    week = a_week(sends=(*a_week().sends[:2],))
    output = shown(week, ascii_only=True)
    output.replace("🎬", "").encode("ascii")
    assert "> ppv_followup" in output


def test_a_violation_is_one_line_with_its_mend() -> None:
    lines = violation_list(
        [
            Violation("min-gap", ("s1", "s2"), "10 minutes apart", "move one"),
            Violation("week", (), "no Monday", "plan it"),
        ]
    )
    assert lines.plain == "[min-gap] s1, s2: 10 minutes apart; move one\n[week] the week: no Monday; plan it"


@given(st.text())
def test_a_text_of_unknown_origin_cannot_steer_the_terminal(text: str) -> None:
    line = one_line(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029\u202e\u2066" for c in line)
    assert one_line(line) == line


def test_an_escape_sequence_loses_its_teeth_and_a_joined_emoji_stays_whole() -> None:
    assert one_line("a\x1b[2Jb\n\n c\u202ed") == "a[2Jb cd"
    assert one_line("👩‍🚀") == "👩‍🚀"


def test_numbers_are_written_as_people_read_them() -> None:
    assert (money(123450), money(123450, whole=True), money(-5), money(0.2)) == (
        "$1,234.50",
        "$1,234",
        "-$0.05",
        "$0.00",
    )
    assert (percent(0.9), percent(0.1234, 1)) == ("90 %", "12.3 %")
    assert (clock_time(547), short_date(date(2026, 3, 1))) == ("09:07", "Sun 1 Mar")
    assert (counted(1, "send"), counted(0, "send"), counted(1200, "send")) == ("1 send", "0 sends", "1,200 sends")
