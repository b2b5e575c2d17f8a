from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import pytest

from eros.service.weeks import validate_schedule
from tests.benchmarks.weeks import campaigns_in, fewest_order_changes, figures_of, saved_weeks

if TYPE_CHECKING:
    from database.store import SqlStore
    from eros.model.schedule import Schedule
    from eros.params import Params

SPIN = "spin"


@pytest.mark.no_cover
def test_four_weeks_in_a_row_keep_every_hard_rule_and_their_campaigns(store: SqlStore, params: Params) -> None:
    with ThreadPoolExecutor(1) as executor:
        weeks = saved_weeks(store, params, executor, 4)
    assert [fault for saved in weeks for week in saved for fault in validate_schedule(store, week, params)] == []
    figures = [figures_of(store, week, params) for saved in weeks for week in saved]
    assert median(one.types for one in figures) >= 16
    assert median(one.campaigns for one in figures) == 4
    assert all(3 <= one.campaigns <= 5 for one in figures)
    for page in zip(*weeks, strict=True):
        assert 14 <= campaigns_in(page, page[-1].week_start + timedelta(days=6), 30) <= 20
        assert fewest_order_changes(store, page, params) >= 3
        _tips_vary(page)
        _games_are_named(page)


def _tips_vary(page: tuple[Schedule, ...]) -> None:
    amounts = [send.price_cents for week in page for send in week.sends if send.send_type == "first_to_tip"]
    assert len(amounts) >= 4
    assert all(amounts[n] not in amounts[max(0, n - 2) : n] for n in range(1, len(amounts)))


def _games_are_named(page: tuple[Schedule, ...]) -> None:
    games = [(week.date_of(send), send) for week in page for send in week.sends if send.send_type == "game_post"]
    assert all((send.campaign == SPIN) == (send.game_kind == "spin_wheel") for _, send in games)
    assert Counter(day for day, _ in games).most_common(1)[0][1] == 1
    spins = [day for day, send in games if send.campaign == SPIN]
    assert [later - earlier for earlier, later in pairwise(spins)] == [timedelta(days=7)] * 3
