"""What the bound takes for granted of what days share."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import chain, combinations
from math import inf
from typing import TYPE_CHECKING

import pytest

from eros.model.campaign import FIRST_TO_TIP, Memory
from eros.plan.bound.day import Day
from eros.plan.bound.space import PUSHED, Space
from eros.plan.campaigns import with_tip_amounts
from eros.plan.draft import input_of
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.week import plan_in
from eros.plan.worth import at_price
from tests.builders import a_creator, a_problem, a_send, at, the_params
from tests.plans import a_wishful_problem

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

DAY_SETS = tuple(chain.from_iterable(combinations(range(7), size) for size in range(1, 8)))
REMEMBERED = {"none": (), "one": (3000,), "twice one": (2000, 2000), "two": (2500, 4000)}


@cache
def a_space(remembered: str, seed: int) -> Space:
    problem = replace(a_problem(), memory=Memory(tips=REMEMBERED[remembered]))
    return Space(input_of(CaptionPool(known(problem, the_params())), seed))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("remembered", REMEMBERED)
def test_no_tip_of_any_week_brings_more_than_its_day_may_where_it_may_be_pushed_on(remembered: str, seed: int) -> None:
    space = a_space(remembered, seed)
    problem, worth = space.context.problem, space.given.worth
    spans = [(weights, room) for weights, room in space.spans if any(key == PUSHED for _, key in weights)]
    assert len(set(space.tips)) == 7
    assert len(space.pushed) == len(set(REMEMBERED[remembered]))
    for days in DAY_SETS:
        sends = [a_send(problem, f"s{day}", FIRST_TO_TIP, at(day, "19:07"), price_cents=None) for day in days]
        for send in with_tip_amounts(space.context, sends, seed):
            counts = {(send.day, PUSHED): 1.0, **{(day, FIRST_TO_TIP): 1.0 for day in days}}
            held = [
                sum(w * counts.get(what, 0.0) for what, w in weights.items()) <= room
                for weights, room in spans
                if (send.day, PUSHED) in weights
            ]
            most = space.tips[send.day] + (space.pushed.get(send.day, 0.0) if all(held) else 0.0)
            cents = at_price(space.context, FIRST_TO_TIP, worth[FIRST_TO_TIP].usual, send.price_cents or 0)
            assert cents <= most + 1e-6


def test_in_a_week_with_a_tip_every_day_none_may_be_pushed_on() -> None:
    space = a_space("two", 0)
    assert all(cents > 0.0 for cents in space.pushed.values())
    for pushed in space.pushed:
        counts = {(pushed, PUSHED): 1.0, **{(day, FIRST_TO_TIP): 1.0 for day in range(7)}}
        assert any(
            sum(weight * counts.get(what, 0.0) for what, weight in weights.items()) > room
            for weights, room in space.spans
        )


def test_a_tip_that_may_be_pushed_on_stands_there_once_more_and_brings_the_best_amount_at_each_hour() -> None:
    space = a_space("two", 0)
    worth = space.given.worth
    best = max(
        at_price(space.context, FIRST_TO_TIP, worth[FIRST_TO_TIP].usual, amount)
        for amount in space.context.params.mix.tip_amounts_cents
    ) * worth.weight(FIRST_TO_TIP)
    for number in range(7):
        day, hours = Day(space, number), space.hours[number]
        pushed = [day.keys[column] for column in day.pushed_on]
        assert [hour for _, _, hour in pushed] == (list(hours) if number in space.pushed else [])
        for column, (kind, _, hour) in zip(day.pushed_on, pushed, strict=True):
            assert kind.key == FIRST_TO_TIP
            assert day.values[column] == pytest.approx(best * space.context.estimates.curve.at(number, hour))


def shared_counts(space: Space, week: Schedule) -> Counter[tuple[int, str]]:
    """What a week holds of all that has a limit without a price, tips that are pushed on aside."""
    new = [send for send in week.sends if send.status == "planned" and not send.pinned]
    found = Counter((send.day, send.send_type) for send in new)
    for key, early, late in space.far_apart:
        for send in (send for send in new if send.send_type == key):
            found[send.day, f"{key} to {early}"] += send.minute // 60 <= early
            found[send.day, f"{key} from {late}"] += send.minute // 60 >= late
    return found


@pytest.mark.parametrize("problem", [a_problem(), a_wishful_problem(), a_problem(creator=a_creator(active_fans=300))])
def test_a_planned_week_keeps_every_limit_that_days_share(problem: Problem) -> None:
    context = known(problem, the_params())
    week, space = plan_in(context, 3), Space(input_of(CaptionPool(context), 3))
    counts = shared_counts(space, week)
    limits = [span for shared in space.shared if shared.price == inf for span in shared.spans]
    assert {key for weights, _ in limits for _, key in weights} >= {"wall_link_drop", "renew_on_post to 10"}
    for weights, limit in limits:
        if not any(key == PUSHED for _, key in weights):
            assert sum(weight * counts[what] for what, weight in weights.items()) <= limit + 1e-9


def test_a_link_drop_needs_a_buying_opportunity_of_its_day_or_the_one_before() -> None:
    space = a_space("none", 0)
    limits = [span for shared in space.shared for span in shared.spans if (3, "link_drop") in span[0]]
    alone = Counter({(3, "link_drop"): 1})
    assert any(sum(w * alone[what] for what, w in weights.items()) > limit for weights, limit in limits)
    for day, is_near in ((1, False), (2, True), (3, True), (4, False)):
        counts = alone + Counter({(day, "ppv_video"): 1})
        kept = all(sum(w * counts[what] for what, w in weights.items()) <= limit for weights, limit in limits)
        assert kept == is_near


def test_a_post_of_a_long_gap_late_on_a_day_keeps_early_ones_from_the_next() -> None:
    space = a_space("none", 0)
    gap = space.context.problem.catalogue.send_types["renew_on_post"].min_gap_hours
    assert space.far_apart
    for key, early, late in space.far_apart:
        assert key == "renew_on_post"
        assert 60 * (24 + early - late) + 59 < 60 * gap <= 60 * (24 + early + 1 - late) + 59
