"""How tired the audience is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eros.estimate import estimate
from tests.builders import a_creator, the_params
from tests.eros.estimate.pages import AS_OF, TODAY, Messages, a_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.estimates import Saturation


def judged(messages: Messages, **changes: Any) -> Saturation:
    return estimate(a_page(messages, **changes), the_params()).saturation


def week(viewed: Sequence[int], purchased: Sequence[int], **changes: Any) -> Saturation:
    """A page of 300 views and 100 purchases a day, then these seven days, oldest first."""
    messages = Messages().every_day(120, 7, sent=1000, viewed=300, purchased=100)
    for age, (seen, bought) in enumerate(zip(reversed(viewed), reversed(purchased), strict=True)):
        messages.add(age, sent=1000, viewed=seen, purchased=bought)
    return judged(messages, **changes)


@pytest.mark.parametrize(
    ("viewed", "raw"), [(300, 0.0), (285, 0.0), (284, 0.15), (255, 0.15), (254, 0.25), (210, 0.25), (209, 0.40)]
)
def test_a_fallen_view_rate_adds_its_step(viewed: int, raw: float) -> None:
    assert week([viewed] * 7, [100] * 7).raw == pytest.approx(raw)


@pytest.mark.parametrize(
    ("purchased", "raw"),
    [
        (100, 0.0),
        (90, 0.0),
        (89, 0.15),
        (81, 0.15),
        (80, 0.15),
        (79, 0.25 + 0.20),
        (60, 0.25 + 0.20),
        (59, 0.40 + 0.20),
    ],
)
def test_a_fallen_value_adds_its_step_and_a_run_of_bad_days_its_own(purchased: int, raw: float) -> None:
    assert week([300] * 7, [purchased] * 7).raw == pytest.approx(raw)


@pytest.mark.parametrize(
    ("purchased", "run", "raw"),
    [
        ([79, 120, 79, 120, 79, 120, 120], 1, 0.0),
        ([79, 79, 120, 120, 79, 120, 120], 2, 0.10),
        ([120, 79, 79, 79, 120, 120, 120], 3, 0.20),
        ([120, 120, 79, 79, 79, 79, 130], 4, 0.20),
    ],
)
def test_bad_days_in_a_row_count(purchased: list[int], run: int, raw: float) -> None:
    found = week([300] * 7, purchased)
    assert found.raw == pytest.approx(raw)
    assert f"longest run of bad days {run};" in found.reason
    assert re.match(r"View rate [+-]\d+ %, value [+-]\d+ % against the same weekdays; ", found.reason)


@pytest.mark.parametrize(
    ("viewed", "purchased", "zone", "risk"),
    [
        (300, 100, "GREEN", "LOW"),
        (250, 95, "GREEN", "LOW"),
        (280, 85, "YELLOW", "MODERATE"),
        (250, 75, "RED", "CRITICAL"),
        (280, 75, "RED", "HIGH"),
        (250, 85, "YELLOW", "MODERATE"),
        (200, 50, "RED", "CRITICAL"),
    ],
)
def test_zone_and_risk_follow_the_raw_score(viewed: int, purchased: int, zone: str, risk: str) -> None:
    found = week([viewed] * 7, [purchased] * 7)
    assert (found.zone, found.risk) == (zone, risk)
    assert found.score == pytest.approx(100 * found.raw)


def test_days_are_held_against_their_own_weekday() -> None:
    messages = Messages()
    for age in range(120):
        busy = (TODAY - timedelta(days=age)).weekday() >= 5
        messages.add(age, viewed=400 if busy else 200, purchased=120 if busy else 60)
    found = judged(messages)
    assert found.raw == 0.0
    assert found.zone == "GREEN"


def test_a_new_page_has_the_neutral_scores() -> None:
    for messages in (Messages(), Messages().every_day(29), Messages().add(200).add(150).add(100).add(50)):
        found = judged(messages)
        assert (found.zone, found.size, found.score, found.opportunity) == ("UNKNOWN", "NEW", 40, 60)
    assert judged(Messages().every_day(30)).size != "NEW"


@pytest.mark.parametrize("messages", [Messages().every_day(200, 10), Messages().every_day(200, 80).every_day(8)])
def test_too_little_data_gives_no_verdict(messages: Messages) -> None:
    found = judged(messages)
    assert (found.zone, found.score, found.risk) == ("UNKNOWN", 40, "LOW")
    assert "Too little data" in found.reason


def test_three_holidays_give_no_verdict_two_are_left_out() -> None:
    golden = AS_OF.replace(month=5, day=6)
    history = a_page(Messages().every_day(400)).history
    japan = a_page(
        creator=a_creator(country="JP", timezone="Asia/Tokyo"),
        history=history,
        as_of=golden,
        week_start=golden.date() - timedelta(days=2),
    )
    found = estimate(japan, the_params()).saturation
    assert found.zone == "UNKNOWN"
    assert "holidays" in found.reason
    germany = replace(japan, creator=a_creator(country="DE", timezone="Europe/Berlin"))
    assert estimate(germany, the_params()).saturation.zone == "GREEN"


def test_a_slump_of_the_whole_platform_is_not_the_pages_fatigue() -> None:
    bad = [300, 300, 300, 90, 300, 300, 300]
    fleet = a_page().fleet
    day = TODAY - timedelta(days=3)
    alone = week(bad, [100] * 7)
    shared = week(bad, [100] * 7, fleet=replace(fleet, slump_days=frozenset({day})))
    assert alone.raw == 0.15
    assert shared.raw == 0.0
    assert shared.confidence < alone.confidence
    two = replace(fleet, slump_days=frozenset({day, day + timedelta(days=1)}))
    assert week(bad, [100] * 7, fleet=two).zone == "UNKNOWN"


def test_red_needs_confidence() -> None:
    messages = Messages()
    for age in range(120, 6, -1):
        wild = age // 7 % 2 * 2 - 1
        messages.add(age, viewed=300 + 250 * wild, purchased=100 + 90 * wild)
    for age in (0, 3, 5):
        messages.add(age, viewed=200, purchased=50)
    found = judged(messages)
    assert found.raw >= 0.6
    assert found.confidence < 0.5
    assert found.zone == "YELLOW"


def test_without_views_the_value_alone_decides() -> None:
    messages = Messages().every_day(120, 7, viewed=-1, purchased=100).every_day(6, 0, viewed=-1, purchased=50)
    found = judged(messages)
    assert found.raw == pytest.approx(0.6)
    assert found.zone == "RED"


def test_without_sales_the_views_alone_decide() -> None:
    messages = Messages().every_day(120, 7, send_type="bump_normal", viewed=200)
    messages.every_day(6, 0, send_type="bump_normal", viewed=100)
    assert judged(messages).raw == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("audience", "size"),
    [(4_999, "SMALL"), (5_000, "MEDIUM"), (24_999, "MEDIUM"), (25_000, "LARGE"), (99_999, "LARGE"), (100_000, "XL")],
)
def test_size_is_the_largest_audience_of_ninety_days(audience: int, size: str) -> None:
    messages = Messages().every_day(60).add(10, sent=audience).add(120, sent=10**6)
    assert judged(messages).size == size


def test_a_page_that_fell_silent_is_sized_by_its_fans() -> None:
    assert judged(Messages().every_day(300, 200), creator=a_creator(active_fans=30_000)).size == "LARGE"


def trending(before: int, after: int, days: int = 28) -> Saturation:
    messages = Messages().every_day(150, days, sent=20_000, purchased=before * 20)
    return judged(messages.every_day(days - 1, sent=20_000, purchased=after * 20))


def test_opportunity_follows_the_value_trend_of_four_weeks() -> None:
    assert trending(100, 100).opportunity == pytest.approx(50, abs=1)
    assert trending(100, 112).opportunity == pytest.approx(70, abs=4)
    assert trending(100, 88).opportunity == pytest.approx(30, abs=4)
    assert trending(100, 250).opportunity == 100
    assert trending(250, 50).opportunity == 0


def test_short_trends_weigh_more_when_they_disagree_with_the_long_one() -> None:
    steady = trending(100, 110, days=30)
    assert steady.trend == pytest.approx(0.3 * 0.0 + 0.5 * 0.0 + 0.2 * 0.1, abs=0.03)
    sudden = trending(100, 140, days=7)
    assert sudden.trend > 0.5 * 0.25


def test_a_few_lucky_messages_make_no_trend() -> None:
    few = Messages().every_day(150, 8, sent=200, viewed=60, purchased=2).every_day(6, sent=200, viewed=60, purchased=4)
    many = Messages().every_day(150, 8, sent=90_000, purchased=900).every_day(6, sent=90_000, purchased=1800)
    assert 0 < judged(few).trend < 0.5 * judged(many).trend


def test_a_page_without_sales_has_no_trend() -> None:
    found = judged(Messages().every_day(100, send_type="bump_normal"))
    assert (found.trend, found.opportunity) == (0, 50)
    assert judged(Messages().every_day(100, purchased=0)).trend == 0
