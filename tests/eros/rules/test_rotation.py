from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise, permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.errors import ConfigurationError
from eros.model.rotation import STYLES, Rotation
from eros.rules import violations
from eros.rules.rotation import Turns, is_kept_too_long
from tests.builders import (
    MONDAY,
    a_context,
    a_creator,
    a_problem,
    a_schedule,
    a_send,
    at,
    broken_rules,
    the_params,
    with_rules,
)

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

PLAN = the_params().plan
ORDERS = tuple(permutations(STYLES))
FREELY = with_rules(diversity_total=0, diversity_revenue=0, diversity_engagement=0, diversity_retention=0)


def days_of(problem: Problem) -> list[Rotation]:
    turns = Turns(a_context(problem))
    return [turns.at(day) for day in range(7)]


def weeks_of(page: str, weeks: int, order: tuple[str, ...] | None = None) -> list[Rotation]:
    """The rotation of every day of so many weeks, each week given the state the one before it ended in."""
    found: list[Rotation] = []
    state = None if order is None else Rotation(order, 0, MONDAY)  # type: ignore[arg-type]
    for week in range(weeks):
        creator = a_creator(creator_id=page)
        found += days_of(a_problem(creator=creator, week_start=MONDAY + timedelta(weeks=week), rotation=state))
        state = found[-1]
    return found


@given(st.text("abc", min_size=1, max_size=6), st.sampled_from(ORDERS))
def test_an_order_is_kept_for_three_or_four_days_and_two_weeks_see_three_changes(
    page: str, order: tuple[str, ...]
) -> None:
    days = weeks_of(page, 2, order)
    kept = [len(list(group)) for _, group in groupby(days, key=lambda rotation: rotation.started_on)]
    assert set(kept[:-1]) <= {3, 4}
    assert len(kept) - 1 >= 3
    for before, after in pairwise(days):
        changed = after.started_on != before.started_on
        doubled = (*before.order, *before.order)
        assert changed == (after.order not in [doubled[n : n + 4] for n in range(4)])
        assert after.position == 0


def test_each_page_has_its_own_days_and_every_way_of_change_occurs() -> None:
    days = [weeks_of(f"page-{n}", 4, PLAN.rotation_orders[0]) for n in range(30)]
    assert len({tuple(rotation.started_on for rotation in page) for page in days}) > 20
    changes = [(a.order, b.order) for page in days for a, b in pairwise(page) if a.order != b.order]
    reverse = sum(after == before[::-1] for before, after in changes)
    base = sum(after in PLAN.rotation_orders for _, after in changes)
    assert 0.2 * len(changes) < reverse < base < 0.95 * len(changes)


def test_a_page_starts_with_a_base_order_and_a_long_rest_is_walked_through_day_by_day() -> None:
    page = a_problem()
    (first, *_) = days_of(page)
    assert (first.order in PLAN.rotation_orders, first.position, first.started_on) == (True, 0, MONDAY)
    late = days_of(replace(page, rotation=Rotation(PLAN.rotation_orders[1], 2, MONDAY - timedelta(weeks=30))))
    assert MONDAY - timedelta(days=4) < late[0].started_on <= MONDAY
    assert late[0].position == 0


def test_the_date_used_is_the_schedules_not_the_clocks() -> None:
    page = a_problem(rotation=Rotation(PLAN.rotation_orders[2], 1, MONDAY - timedelta(days=1)))
    later = replace(page, as_of=page.as_of + timedelta(days=5))
    assert days_of(later) == days_of(page)
    assert (days_of(page)[0].position, days_of(page)[0].order) == (1, PLAN.rotation_orders[2])


def test_a_turn_is_passed_over_where_the_one_before_has_that_style() -> None:
    rotation = Rotation(("solo", "bundle", "winner", "feature"), 3, MONDAY)
    assert (rotation.turn(None), rotation.turn("feature"), rotation.turn("solo")) == ("feature", "solo", "feature")
    assert rotation.after("feature").position == 0
    assert rotation.after("winner") == rotation
    assert rotation.after(None) is rotation


@pytest.mark.parametrize(("order", "position"), [(("solo", "solo", "winner", "feature"), 0), (STYLES, 4), ((), 0)])
def test_what_is_no_rotation_is_refused(order: tuple[str, ...], position: int) -> None:
    with pytest.raises(ConfigurationError, match=r"is none|no position"):
        Rotation(order, position, date(2026, 11, 23))  # type: ignore[arg-type]


def ppv_week(styles: str, per_day: int = 1, problem: Problem | None = None) -> Schedule:
    """PPV sends of these styles (by first letter), so many a day."""
    page = problem or a_problem()
    names = {style[0]: style for style in STYLES}
    sends = [
        a_send(page, f"x{n}", "ppv_video", at(n // per_day, "09:07") + 240 * (n % per_day), ppv_style=names[letter])
        for n, letter in enumerate(styles)
    ]
    return a_schedule(page, sends)


@pytest.mark.parametrize(
    ("styles", "per_day", "is_broken"),
    [
        ("sbwfs", 1, False),
        ("sbwfsb", 1, True),
        ("sbwfsw", 1, False),
        ("sbwfwbs", 1, False),
        ("sbwfsbwfsb", 2, False),
        ("sbwfsbwfsbw", 2, True),
        ("sbwfsbwfsfwbs", 2, False),
    ],
)
def test_an_order_that_comes_round_is_kept_on_five_days_at_most(styles: str, per_day: int, *, is_broken: bool) -> None:
    context = a_context(params=FREELY)
    assert broken_rules(ppv_week(styles, per_day), context) == (["rotation-cap"] if is_broken else [])


def test_the_days_of_the_week_before_count() -> None:
    page = a_problem()
    names = ("feature", "solo", "bundle", "winner")
    previous = tuple(
        a_send(page, f"p{n}", "ppv_video", at(n - 4, "09:07"), ppv_style=style, status="sent")
        for n, style in enumerate(names)
    )
    page = replace(page, previous=previous, last_style="winner")
    context = a_context(page, params=FREELY)
    assert broken_rules(ppv_week("f", problem=page), context) == []
    (fault,) = violations(ppv_week("fs", problem=page), context)
    assert (fault.rule, fault.refs) == ("rotation-cap", ("x0", "x1"))
    assert "feature, solo, bundle, winner is kept on 6 days" in fault.detail


@given(st.lists(st.sampled_from(STYLES), max_size=14), st.integers(1, 3))
def test_kept_too_long_means_some_order_explains_the_last_ppvs_over_too_many_days(
    styles: list[str], per_day: int
) -> None:
    line = [(n // per_day, style) for n, style in enumerate(styles)]
    orders = [order for order in ORDERS if order[0] == STYLES[0]]
    explained = any(
        all(order[(order.index(a) + 1) % 4] == b for (_, a), (_, b) in pairwise(tail))
        for order in orders
        for start in range(len(line) - 4)
        if (tail := line[start:])[-1][0] - tail[0][0] >= 5
    )
    assert (bool(line) and is_kept_too_long(line, 5)) == explained
