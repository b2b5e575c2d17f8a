from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from eros.digest import seed_from
from eros.errors import ConfigurationError, CreatorNotFoundError, ValidationError
from eros.model.clock import WeekClock
from eros.model.schedule import Violation
from eros.model.wishes import Wishes
from eros.ports import SaveRequest
from eros.service import generate, generate_all
from eros.service.planning import refuse_broken
from tests.weeks import a_week

if TYPE_CHECKING:
    from database.store import SqlStore
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def ticking() -> float:
    return float(next(_TICKS))


_TICKS = count()


def test_the_default_week_and_seed_come_from_the_stores_clock_and_the_page(store: SqlStore, params: Params) -> None:
    made = generate(store, "tamsin", params, now=NOW, clock=ticking)
    assert made.schedule.week_start == MONDAY
    assert made.schedule.seed == seed_from(made.schedule.creator_id, MONDAY)
    assert made.schedule.schedule_id is None
    assert made.timings_ms == {"load": 1000.0, "plan": 1000.0}


def test_what_is_asked_for_is_planned(store: SqlStore, params: Params) -> None:
    wishes = Wishes(closed_days=frozenset({0}), mode="safe")
    made = generate(store, "tamsin", params, now=NOW, clock=ticking, week=date(2026, 12, 7), wishes=wishes, seed=3)
    schedule = made.schedule
    assert (schedule.week_start, schedule.wishes, schedule.seed, schedule.mode) == (
        date(2026, 12, 7),
        wishes,
        3,
        "safe",
    )
    assert all(send.day > 0 for send in schedule.sends)


@pytest.mark.parametrize("together", [False, True], ids=["one page", "every page"])
def test_of_a_week_that_has_begun_only_what_lies_ahead_is_planned(
    store: SqlStore, params: Params, *, together: bool
) -> None:
    now, running = store.as_of(NOW), MONDAY - timedelta(days=7)
    if together:
        with ThreadPoolExecutor(1) as executor:
            pages = generate_all(store, params, now=NOW, clock=ticking, executor=executor, week=running).pages
        weeks = [page.schedule for page in pages if page.schedule is not None]
        assert len(weeks) == len(pages)
    else:
        weeks = [generate(store, "alexia", params, now=NOW, clock=ticking, week=running).schedule]
    for week in weeks:
        assert week.wishes.not_before == now
        assert all(send.utc > now for send in week.sends)
    assert any(week.sends for week in weeks)


def test_a_week_that_has_begun_is_planned_whole_from_its_monday_and_one_that_is_over_is_refused(
    store: SqlStore, params: Params
) -> None:
    running = MONDAY - timedelta(days=7)
    monday = WeekClock(running, store.creator("tamsin").zone).instant(0)
    whole = generate(
        store, "tamsin", params, now=NOW, clock=ticking, week=running, wishes=Wishes(not_before=monday)
    ).schedule
    assert {send.day for send in whole.sends} == set(range(7))
    with pytest.raises(
        ConfigurationError, match=r"week from 2026-11-09 is over by .* \(--from\), or plan the next week"
    ):
        generate(store, "tamsin", params, now=NOW, clock=ticking, week=running - timedelta(days=7))


def test_a_saved_week_is_the_stores_and_equal_to_the_plan(store: SqlStore, params: Params) -> None:
    request = SaveRequest(actor="tester", now=NOW)
    made = generate(store, "tamsin", params, now=NOW, clock=ticking, save=request)
    assert made.schedule == store.latest(made.schedule.creator_id, MONDAY)
    assert (made.schedule.version, made.schedule.status) == (1, "draft")
    assert set(made.timings_ms) == {"load", "plan", "save"}


def test_the_same_week_again_is_unchanged_another_seed_makes_a_version(store: SqlStore, params: Params) -> None:
    request = SaveRequest(actor="tester", now=NOW)
    made, again, other = (
        generate(store, "tamsin", params, now=NOW, clock=ticking, seed=seed, save=request) for seed in (3, 3, 4)
    )
    assert (made.unchanged, again.unchanged, other.unchanged) == (False, True, False)
    assert again.schedule == made.schedule
    assert (made.schedule.version, other.schedule.version) == (1, 2)


def test_without_a_request_to_save_no_week_is_kept(store: SqlStore, params: Params) -> None:
    made = generate(store, "tamsin", params, now=NOW, clock=ticking)
    assert store.latest(made.schedule.creator_id, MONDAY) is None


def test_an_unknown_page_and_a_week_from_another_day_are_refused(store: SqlStore, params: Params) -> None:
    with pytest.raises(CreatorNotFoundError, match="Closest: tamsin"):
        generate(store, "tamsi", params, now=NOW, clock=ticking)
    with pytest.raises(ConfigurationError, match="is a Tuesday"):
        generate(store, "tamsin", params, now=NOW, clock=ticking, week=date(2026, 11, 24))


def test_an_inactive_page_is_not_planned_and_the_way_back_is_named(store: SqlStore, params: Params) -> None:
    with pytest.raises(ConfigurationError, match=r"bianca is inactive .* `eros page set bianca --active`"):
        generate(store, "bianca", params, now=NOW, clock=ticking)


def test_a_plan_that_breaks_a_rule_is_refused_with_every_break() -> None:
    broken = (Violation("min-gap", ("s01",), "too close", "move it"), Violation("lock", ("s03",), "taken", "swap it"))
    with pytest.raises(
        ValidationError, match=r"lena breaks 2 HARD rules, first \[min-gap\] s01: too close; move it\."
    ) as caught:
        refuse_broken(a_week(), broken)
    assert caught.value.violations == broken
    refuse_broken(a_week(), ())
