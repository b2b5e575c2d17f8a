"""What the bound takes for granted of the styles of PPV sends."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.rotation import STYLES, Rotation
from eros.plan.bound.day import Day
from eros.plan.bound.program import program
from eros.plan.bound.space import Space
from eros.plan.bound.styles import Styles, turn_of
from eros.plan.draft import input_of
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.solve.linear import Linear
from eros.plan.solve.model import Model
from eros.rules.soft.base import Judged
from eros.rules.soft.styles import ROTATION, SAME_STYLE
from eros.rules.style import LONELY_STYLES
from tests.builders import MONDAY, a_problem, a_send, at, the_params
from tests.depth import drawn

if TYPE_CHECKING:
    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Send
    from eros.rules.base import Context

HALF_DAYS = "noon"


@cache
def a_space(place: int = 0, last: str | None = None) -> Space:
    rotation = Rotation(STYLES, place, MONDAY)
    problem = replace(a_problem(), rotation=rotation, last_style=last)
    return Space(input_of(CaptionPool(known(problem, the_params())), 0))


def walked(styles: Styles, week: list[Send]) -> float:
    """Cents of the way a week's PPVs take."""
    cents, now = 0.0, styles.first
    for day in range(7):
        for send in (send for send in week if send.day == day):
            step = next(s for s in styles.steps if s.start == now and s.style == send.ppv_style)
            cents, now = cents + step.cents, step.end
        now = next(s.end for s in styles.steps if s.start == now and s.style is None)
    return cents


def judged(context: Context, week: list[Send], unit: float) -> float:
    """What the rules ask for the turns and for equal neighbours of a week's PPVs, in cents."""
    found = Judged(tuple(week), context, unit)
    repeats = [w for w in SAME_STYLE.check(found) if HALF_DAYS not in w.detail]
    return sum(warning.price_cents for warning in (*ROTATION.check(found), *repeats))


@st.composite
def orders(draw: st.DrawFn) -> tuple[int, PpvStyle | None, tuple[tuple[int, PpvStyle], ...]]:
    """Whose turn is next, the style before the week, and days and styles of up to two PPVs a day, no lonely ones together."""
    last = before = draw(st.sampled_from((None, *STYLES)))
    found: list[tuple[int, PpvStyle]] = []
    for day in range(7):
        for _ in range(draw(st.integers(0, 2))):
            style = draw(st.sampled_from([s for s in STYLES if s != before or s not in LONELY_STYLES]))
            found.append((day, style))
            before = style
    return draw(st.integers(0, 3)), last, tuple(found)


@settings(max_examples=drawn(40))
@given(orders())
def test_every_lawful_order_of_styles_is_a_way_at_the_price_the_rules_ask(
    drawn_: tuple[int, PpvStyle | None, tuple[tuple[int, PpvStyle], ...]],
) -> None:
    place, last, styles = drawn_
    space = a_space(place, last)
    week = [
        a_send(space.context.problem, f"x{n}", "ppv_video", at(day, f"{9 + n}:07"), ppv_style=style)
        for n, (day, style) in enumerate(styles)
    ]
    assert walked(Styles(space), week) == pytest.approx(-judged(space.context, week, space.unit))


def test_no_step_leads_from_a_lonely_style_to_itself() -> None:
    steps = [step for step in Styles(a_space(last="bundle")).steps if step.style is not None]
    assert steps
    assert all(step.start[2] != step.style or step.style not in LONELY_STYLES for step in steps)


@pytest.mark.parametrize("seed", range(4))
def test_the_most_a_way_brings_is_the_optimum_over_its_columns(seed: int) -> None:
    styles, random = Styles(a_space(seed)), np.random.default_rng(seed)
    paid = {(day, str(style)): float(random.uniform(0.0, 900.0)) for day in range(7) for style in STYLES}
    turns = {
        (day, turn_of(number + 1)): float(random.uniform(-600.0, 600.0))
        for day in range(7)
        for number in range(styles.most(day))
    }
    model = Model()
    of_style, of_turn = styles.taken(model)
    for what, columns in of_style.items():
        for column in columns:
            model.cost[column] += paid[what]
    for turn, columns in of_turn.items():
        for column in columns:
            model.cost[column] -= turns[turn]
    arrays = model.arrays()
    amounts, _ = Linear(arrays).optimum()
    assert styles.most_cents(paid, turns) == pytest.approx(float(arrays.cost @ amounts))
    assert styles.most_cents({}, {}) == pytest.approx(0.0)


def test_styles_are_left_out_where_a_ppv_stands_already() -> None:
    space = a_space()
    sent = a_send(space.context.problem, "out", "ppv_video", at(0, "09:07"), status="sent")
    given_ = input_of(CaptionPool(known(replace(space.context.problem, committed=(sent,)), the_params())), 0)
    styles = Styles(Space(given_))
    assert not styles.keys
    assert not styles.steps
    assert styles.most_cents({(0, "solo"): 500.0}, {}) == 0.0


@pytest.mark.parametrize(("videos", "messages"), [(0, 0), (1, 0), (0, 2), (2, 1), (3, 3), (4, 0)])
def test_of_the_turns_of_a_day_the_first_ones_are_there_whatever_pays_for_them(videos: int, messages: int) -> None:
    found = program(Day(a_space(), 4))
    columns, turns = found.model, [found.told[turn_of(number)] for number in range(1, 8)]
    for key, wanted in (("ppv_video", videos), ("ppv_message", messages)):
        for copies in range(1, a_space().room[key][4] + 1):
            columns.lower[found.taken[key, copies]] = columns.upper[found.taken[key, copies]] = float(copies == wanted)
    for sign in (1.0, -1.0):
        for number, column in enumerate(turns):
            columns.cost[column] = sign * 1000.0 * (number + 1)
        amounts, _ = Linear(columns.arrays()).optimum()
        assert amounts[turns] == pytest.approx([float(number < videos + messages) for number in range(7)], abs=1e-6)
