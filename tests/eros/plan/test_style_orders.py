"""The ways through the network are the lawful orders of styles, each at the price the SOFT rules ask for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.rotation import STYLES
from eros.plan.style_orders import KEPT, style_orders
from eros.rules.rotation import ROTATION_CAP
from eros.rules.soft.base import Judged
from eros.rules.soft.styles import ROTATION, SAME_STYLE
from tests.builders import a_context, a_creator, a_problem, a_schedule, a_send, at
from tests.depth import drawn

if TYPE_CHECKING:
    from eros.model.schedule import Send
    from eros.plan.style_orders import StyleOrders
    from eros.rules.base import Context

UNIT = 1000.0
Order = tuple[str | None, ...]


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Context, list[Send]]:
    """Up to five PPVs behind those of the week before; some are out and have a style."""
    problem = a_problem(creator=a_creator(creator_id=draw(st.text("abc", min_size=1, max_size=4))))
    styles = draw(st.lists(st.sampled_from(STYLES), max_size=8))
    previous = tuple(
        a_send(problem, f"p{n}", "ppv_video", at(0, "02:00") - 900 * (len(styles) - n), ppv_style=style, status="sent")
        for n, style in enumerate(styles)
    )
    week, minute = [], at(0, "08:07")
    for n, hours in enumerate(draw(st.lists(st.sampled_from((2, 3, 24, 40)), min_size=1, max_size=5))):
        style = draw(st.sampled_from((None, None, None, *STYLES)))
        status = "planned" if style is None else "sent"
        week.append(a_send(problem, f"x{n}", "ppv_video", minute, ppv_style=style, status=status))
        minute += 60 * hours
    return a_context(replace(problem, previous=previous, last_style=styles[-1] if styles else None)), week


def ways(orders: StyleOrders | None, week: list[Send]) -> dict[Order, float]:
    """Every order of styles on a way through the network, with the sum of its prices."""
    if orders is None:
        return {}
    onward = defaultdict(list)
    for step, tail in enumerate(orders.tail.tolist()):
        onward[tail].append(step)
    found: dict[Order, float] = {}
    own: dict[str, str | None] = {send.ref: send.ppv_style for send in week}
    heads: list[tuple[int, dict[str, str | None], float]] = [(0, own, 0.0)]
    while heads:
        node, styles, price = heads.pop()
        if node == orders.nodes - 1:
            assert tuple(styles.values()) not in found
            found[tuple(styles.values())] = price
        for step in onward[node]:
            given_ = {} if orders.send[step] == KEPT else {orders.refs[orders.send[step]]: STYLES[orders.style[step]]}
            heads.append((int(orders.head[step]), styles | given_, price + float(orders.price[step])))
    return found


def lawful(context: Context, week: list[Send]) -> dict[Order, float]:
    """All orders by trial: none keeps one too long, none sets a style that a neighbour has."""
    found: dict[Order, float] = {}
    for styles in product(*(STYLES if send.ppv_style is None else (send.ppv_style,) for send in week)):
        styled = [send.with_(ppv_style=style) for send, style in zip(week, styles, strict=True)]
        line = [
            (context.problem.last_style, False),
            *((s, w.ppv_style is None) for s, w in zip(styles, week, strict=True)),
        ]
        clash = any(one == other and (first or second) for (one, first), (other, second) in pairwise(line))
        if not clash and not [*ROTATION_CAP.check(a_schedule(context.problem, styled), context)]:
            judged = Judged(styled, context, UNIT)
            found[styles] = sum(w.price_cents for rule in (ROTATION, SAME_STYLE) for w in rule.check(judged)) / UNIT
    return found


@settings(max_examples=drawn(40))
@given(weeks(), st.sampled_from((0.0, 0.2, 0.5, 1.0)))
def test_the_orders_are_those_no_rule_forbids_and_cost_what_the_rules_ask(
    drawn_week: tuple[Context, list[Send]], most: float
) -> None:
    context, week = drawn_week
    free = {send.ref for send in week if send.ppv_style is None}
    every = lawful(context, week) if free else {}
    assert ways(style_orders(context, week, free), week) == pytest.approx(every)
    cheap = {styles: price for styles, price in every.items() if price <= most + 1e-9}
    within = ways(style_orders(context, week, free, most), week)
    assert {styles: price for styles, price in within.items() if price <= most + 1e-9} == pytest.approx(cheap)


def test_a_week_without_a_ppv_to_style_has_no_orders() -> None:
    context = a_context()
    out = a_send(context.problem, "x1", "ppv_video", at(0, "09:07"), ppv_style="solo", status="sent")
    assert style_orders(context, [], set()) is None
    assert style_orders(context, [out], set()) is None
    assert style_orders(context, [out.with_(status="planned", ppv_style=None)], {"x1"}, most=-1.0) is None
