from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eros.estimate.change import change_between, share_of
from eros.model.daily import DailySums, Stretch
from tests.builders import the_catalogue, the_params

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eros.model.daily import Change, Metric

LAST = date(2026, 11, 20)
TYPES = the_catalogue().send_types
PARAMS = the_params().estimate


def stretch(age: int, days: int, left_out: Iterable[int] = ()) -> Stretch:
    last = LAST - timedelta(days=age)
    gone = {LAST - timedelta(days=day): "holiday" for day in left_out}
    return Stretch(last - timedelta(days=days - 1), last, gone)


def row(age: int, send_type: str = "ppv_video", *, sends: int = 3, per_cent: float = 1.0) -> DailySums:
    """1,000 recipients a message, a third of them viewers, so many per cent buyers at 10.00."""
    recipients = 1000 * sends
    bought = round(recipients * per_cent / 100)
    day = LAST - timedelta(days=age)
    return DailySums(day, send_type, sends, recipients, recipients, recipients // 3, bought, 1000 * bought)


def change(rows: list[DailySums], metric: Metric = "revenue", days: int = 7, left_out: Iterable[int] = ()) -> Change:
    return change_between(
        rows, metric, stretch(0, days, left_out), stretch(days, days, left_out), types=TYPES, params=PARAMS
    )


def test_twice_the_purchases_are_a_change_of_one_with_an_interval_around_it() -> None:
    rows = [row(age, per_cent=2.0 + age % 2 / 5) for age in range(7)] + [row(age) for age in range(7, 14)]
    found = change(rows)
    assert found.change == pytest.approx(1.0857, abs=0.001)
    assert found.low is not None
    assert found.high is not None
    assert 0.9 < found.low < 1.0857 < found.high < 1.3
    assert found.now.value == pytest.approx(20.857, abs=0.001)
    assert found.before.value == pytest.approx(10.0)
    assert (found.now.sends, found.now.days) == (21, 7)


def test_another_mix_of_send_types_is_no_change() -> None:
    now = [row(age, "ppv_video", sends=4, per_cent=2.0) for age in range(7)]
    now += [row(age, "bundle", sends=1, per_cent=0.5) for age in range(7)]
    before = [row(age, "ppv_video", sends=1, per_cent=2.0) for age in range(7, 14)]
    before += [row(age, "bundle", sends=4, per_cent=0.5) for age in range(7, 14)]
    found = change(now + before)
    assert found.now.value is not None
    assert found.before.value is not None
    assert found.now.value > 2 * found.before.value
    assert found.change == pytest.approx(0.0, abs=1e-9)


def test_days_left_out_count_on_neither_side() -> None:
    rows = [row(age, per_cent=9.0 if age in (2, 9) else 1.0) for age in range(14)]
    found = change(rows, left_out=(2, 9))
    assert found.change == pytest.approx(0.0)
    assert found.now.days == 6
    assert found.now.value == pytest.approx(10.0)


def test_too_few_days_are_unknown_and_few_messages_a_small_sample() -> None:
    found = change([row(age) for age in (0, 1, 2, 7, 8, 9, 10, 11)])
    assert (found.change, found.low, found.high) == (None, None, None)
    assert found.remark == "Unknown: 3 days with sends now, 5 before; 4 are needed."
    assert found.now.value is None
    assert change([row(age, sends=2) for age in range(14)]).remark == "Small sample: 14 messages in one half."
    assert change([row(age, sends=5) for age in range(14)]).remark is None


def test_nothing_earned_is_no_change_that_could_be_told() -> None:
    found = change([row(age, per_cent=0.0) for age in range(14)])
    assert (found.change, found.now.value, found.now.low) == (None, 0.0, None)
    assert found.remark == "Unknown: no revenue in one of the two stretches, or on too few days."


def test_views_count_every_type_revenue_only_types_that_sell() -> None:
    rows = [row(age, kind) for age in range(14) for kind in ("ppv_video", "bump_normal", "ppv_followup", "")]
    assert change(rows, "views").now.sends == 4 * 21
    assert change(rows, "purchases").now.sends == 2 * 21


def test_recipients_whose_views_nobody_knows_take_no_part_in_the_view_rate() -> None:
    blind = [DailySums(LAST - timedelta(days=age), "ppv_video", 1, 1000, 0, 0, 10, 100) for age in range(7)]
    found = share_of(blind, "views", stretch(0, 7), types=TYPES, params=PARAMS)
    assert (found.value, found.sends, found.days) == (None, 0, 0)


@pytest.mark.parametrize("days", [7, 14])
def test_the_interval_holds_the_true_change_as_often_as_it_says(days: int) -> None:
    true, rounds = 0.2, 500
    luck = np.random.default_rng(13)
    held = 0
    for _ in range(rounds):
        found = change([noisy(luck, age, 1.2 if age < days else 1.0) for age in range(2 * days)], days=days)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= true <= found.high
    assert 0.86 < held / rounds < 0.935


def noisy(luck: np.random.Generator, age: int, level: float) -> DailySums:
    """Some messages, each with a rate of its own."""
    sends = 1 + int(luck.poisson(3))
    recipients = luck.lognormal(8, 0.3, sends).astype(int)
    bought = luck.binomial(recipients, np.minimum(0.008 * level * luck.gamma(3.0, 1 / 3, sends), 1.0))
    day, sent, n = LAST - timedelta(days=age), int(recipients.sum()), int(bought.sum())
    return DailySums(day, "ppv_video", sends, sent, sent, n, n, 1500 * n)
