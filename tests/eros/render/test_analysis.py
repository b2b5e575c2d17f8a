from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from eros.model.estimates import Estimates, Factor, Ranking, Rate
from eros.ports import CreatorSummary
from eros.render.analysis import analysis_document, analysis_view, sparkline
from eros.render.creators import creators_document, creators_table
from tests.builders import a_creator, a_problem, some_estimates
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from rich.console import RenderableType


def estimates(**changes: Any) -> Estimates:
    return replace(some_estimates(a_problem()), **changes)


def printed(view: RenderableType, width: int = 110) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(view)
    output: str = console.file.getvalue()  # type: ignore[attr-defined]
    return output


def shown(numbers: Estimates, **options: Any) -> str:
    return printed(analysis_view(a_creator(), 1234, numbers, **options))


def line_of(output: str, start: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(start))


def test_numbers_come_with_their_interval_count_and_source() -> None:
    output = shown(estimates(elasticity=Rate(-1.25, -1.4, -1.1, 321, "page")))
    assert "-1.25 (-1.40 to -1.10, n 321, page)" in line_of(output, "Elasticity")
    assert "1,234 messages" in line_of(output, "History")


@pytest.mark.parametrize(
    ("reliable", "source", "sentence"),
    [
        (True, "page", "this page's own pattern (hold-out lift -2 % to 7 %), n 90"),
        (
            False,
            "fleet",
            "no reliable pattern of this page's own (hold-out lift -2 % to 7 %); the curve of all pages is used, n 90",
        ),
        (False, "prior", "the shipped curve is used"),
    ],
)
def test_a_curve_says_whether_it_can_be_relied_on(reliable: bool, source: Any, sentence: str) -> None:  # noqa: FBT001 - a case of the table
    curve = replace(estimates().curve, reliable=reliable, source=source, n=90, lift_low=-0.02, lift_high=0.07)
    assert sentence in printed(analysis_view(a_creator(), 1234, estimates(curve=curve)), 140)


def test_a_curve_without_a_hold_out_names_no_lift() -> None:
    curve = replace(estimates().curve, lift_low=None, lift_high=None)
    assert "lift" not in shown(estimates(curve=curve))


def test_the_volume_is_shown_by_day_with_every_factor_behind_it() -> None:
    volume = replace(
        estimates().volume,
        factors=(Factor("saturation", 0.9, "a little tired"),),
        cooling_days=frozenset({0, 1}),
        extrapolated=True,
    )
    output = shown(estimates(volume=volume))
    counts = [day["revenue"] for day in volume.days]
    assert line_of(output, "revenue").split()[1:] == [*map(str, counts), str(sum(counts))]
    assert line_of(output, "saturation").split()[1] == "0.9"
    assert "a little tired" in output
    assert line_of(output, "cooling").split() == ["cooling", "yes", "yes"]
    assert "busiest 90 days" in output


def test_weekdays_stand_on_one_line_where_the_first_of_them_stood() -> None:
    factors = (
        Factor("mode", 1.0, "mode optimize: no change"),
        Factor("weekday Mon", 0.948123, "value of a send, page"),
        Factor("holiday Mon", 0.7, "Thanksgiving Day"),
        Factor("weekday Tue", 1.1, "value of a send, page"),
        Factor("opportunity", 1.182261, "opportunity 68"),
    )
    lines = shown(estimates(volume=replace(estimates().volume, factors=factors))).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("mode "))
    assert [" ".join(line.split()) for line in lines[start + 1 : start + 4]] == [
        "weekdays value of a send, page: Mon 0.95, Tue 1.10",
        "holiday Mon 0.7 Thanksgiving Day",
        "opportunity 1.182 opportunity 68",
    ]


def test_the_reason_of_a_zone_stands_in_brackets_without_a_full_stop() -> None:
    tired = replace(estimates().saturation, zone="YELLOW", reason="View rate -7 %; 7 valid days.")
    assert "YELLOW (View rate -7 %; 7 valid days)" in line_of(shown(estimates(saturation=tired)), "Zone")


def test_content_is_ranked_best_first_with_window_and_tier() -> None:
    rankings = {
        "tea": Ranking("tea", 25, 1250.0, 1000.0, 1500.0, 30, "MID"),
        "lake": Ranking("lake", 40, 9000.0, 8000.0, 9900.0, 0, "TOP"),
    }
    output = shown(estimates(rankings=rankings))
    assert output.index("lake") < output.index("tea ")
    assert line_of(output, "lake").split() == ["lake", "TOP", "$90.00", "$80.00-$99.00", "40", "all"]
    assert line_of(output, "tea").split()[-2:] == ["30", "d"]
    assert "no priced messages with a known content yet" in shown(estimates(rankings={}))


def test_the_document_is_json_with_the_same_parts() -> None:
    document = json.loads(json.dumps(analysis_document(a_creator(), 1234, estimates())))
    assert document["messages"] == 1234
    assert len(document["curve"]["hours"]) == 24
    assert document["types"]["ppv_video"]["purchase_rate"]["source"]
    assert "captions" not in document


@given(st.lists(st.floats(0, 10), min_size=1, max_size=24))
def test_a_sparkline_has_one_mark_a_value_and_keeps_their_order(values: list[float]) -> None:
    for ascii_only, marks in ((False, "▁▂▃▄▅▆▇█"), (True, "_.:-=+*#")):
        line = sparkline(values, ascii_only=ascii_only)
        heights = [marks.index(mark) for mark in line]
        assert len(line) == len(values)
        for left, right in zip(range(len(values)), range(1, len(values)), strict=False):
            if values[left] < values[right]:
                assert heights[left] <= heights[right]


@pytest.mark.parametrize("width", [80, 100])
def test_no_number_is_cut_off_on_a_usual_terminal(width: int) -> None:
    assert "…" not in printed(analysis_view(a_creator(), 1234, estimates()), width)


def test_an_analysis_is_ascii_where_the_terminal_is() -> None:
    assert shown(estimates(), ascii_only=True).isascii()


def test_pages_are_listed_with_their_newest_week() -> None:
    fresh = CreatorSummary(a_creator(), 0, None, None)
    planned = CreatorSummary(replace(a_creator(), page_name="zoe", subscription_price_cents=0), 12, MONDAY, "draft")
    narrow = printed(creators_table([fresh, planned], width=80), 80)
    assert "…" not in narrow
    assert "softcore" not in narrow
    output = printed(creators_table([fresh, planned], width=110))
    assert output.splitlines()[2].split()[-3:] == ["12", "2026-11-23", "draft"]
    assert "free" in output.splitlines()[2]
    documents = creators_document([fresh, planned])
    assert [row["last_week"] for row in documents] == [None, "2026-11-23"]
    assert documents[1]["messages"] == 12
