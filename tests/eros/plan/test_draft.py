from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.wishes import Wishes
from eros.plan.draft import draft_week, input_of
from eros.plan.pool import CaptionPool
from eros.plan.week import plan_in
from eros.rules import violations
from tests.builders import a_creator, a_problem
from tests.plans import PLAIN, a_volume, known, tuned

if TYPE_CHECKING:
    from collections.abc import Collection

    from eros.model.problem import Problem


def open_at(hours: Collection[int], **page: Any) -> Problem:
    return a_problem(creator=a_creator(**page), wishes=Wishes(closed_hours=frozenset(range(24)) - frozenset(hours)))


def test_a_draft_counts_what_the_plan_of_the_same_seed_holds() -> None:
    context = known(a_problem(), volume=a_volume({"revenue": 3, "engagement": 4, "retention": 1}))
    draft = draft_week(input_of(CaptionPool(context), 3))
    plan = plan_in(context, 3)
    assert draft.counts == Counter((send.day, send.send_type) for send in plan.sends)
    assert set(draft.minutes.values()) == {send.week_minute for send in plan.sends}
    assert plan.stages[0] == draft.allocation.stage


def test_a_week_whose_follow_ups_find_no_place_is_diverse_without_them() -> None:
    odd = tuple(hour for hour in range(24) if hour % 2 or hour < 8)
    an_hour_on = {"avoid_hours": odd, "followup_min_minutes": 60, "followup_max_minutes": 60}
    params = tuned(PLAIN, plan={"variety_reward": 0.0}, rules=an_hour_on)
    context = known(a_problem(), params, volume=a_volume({"revenue": 3, "engagement": 4, "retention": 1}))
    plan = plan_in(context, 0)
    followup = context.problem.catalogue.followup.key
    assert {s.rule for s in plan.shortfalls if s.what == followup} == {"followup-window"}
    assert followup not in {send.send_type for send in plan.sends}
    assert violations(plan, context) == ()


def test_room_is_sought_until_two_open_hours_a_day_hold_a_diverse_week() -> None:
    params = tuned(PLAIN, rules={"avoid_hours": tuple(hour for hour in range(24) if hour not in {7, 12})})
    context = known(a_problem(), params, volume=a_volume({"revenue": 4, "engagement": 5, "retention": 2}))
    assert violations(plan_in(context, 0), context) == ()


@pytest.mark.parametrize("hours", [(10, 11), (21, 22)], ids=str)
def test_two_open_hours_one_after_the_other_hold_a_diverse_week(hours: tuple[int, int]) -> None:
    context = known(open_at(hours), volume=a_volume({"revenue": 4, "engagement": 5, "retention": 2}))
    assert violations(plan_in(context, 0), context) == ()


def test_follow_ups_give_way_where_an_open_hour_holds_no_more_than_its_sends() -> None:
    context = known(open_at({12}), volume=a_volume({"revenue": 4, "engagement": 5, "retention": 2}))
    plan = plan_in(context, 0)
    assert violations(plan, context) == ()
    followup = context.problem.catalogue.followup.key
    assert len(plan.sends) == 14
    assert {s.rule for s in plan.shortfalls if s.what == followup} == {"followup-window"}


def test_a_week_whose_first_counts_lack_a_type_is_searched_for_some_that_lack_none() -> None:
    params = tuned(PLAIN, rules={"diversity_total": 15, "diversity_engagement": 5})
    context = known(
        open_at((22, 23), page_type="free"), params, volume=a_volume({"revenue": 4, "engagement": 4, "retention": 3})
    )
    plan = plan_in(context, 0)
    assert violations(plan, context) == ()
    assert len({send.send_type for send in plan.sends}) >= 15
    allocation = plan.stages[0]
    assert allocation.bound_cents is not None
    assert allocation.bound_cents >= allocation.objective_cents
