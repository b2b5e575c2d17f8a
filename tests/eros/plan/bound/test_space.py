"""What the bound takes for granted of the amounts of first-to-tips."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain, combinations

import pytest

from eros.model.campaign import FIRST_TO_TIP, Memory
from eros.plan.bound.day import Day
from eros.plan.bound.space import PUSHED, Space
from eros.plan.campaigns import with_tip_amounts
from eros.plan.draft import input_of
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.worth import at_price
from tests.builders import a_problem, a_send, at, the_params

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
