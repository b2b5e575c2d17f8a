from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.rules.advice import advice
from tests.builders import a_context, a_lawful_schedule, a_problem, some_estimates, the_params
from tests.plans import tuned

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Warning_
    from eros.params import Params

PROBLEM = a_problem()
WEEK = a_lawful_schedule(PROBLEM)
TYPES = PROBLEM.catalogue.send_types


def of(rule: str, week: Schedule, params: Params | None = None, *, reliable: bool = True) -> list[Warning_]:
    known = some_estimates(PROBLEM)
    context = a_context(PROBLEM, replace(known, curve=replace(known.curve, reliable=reliable)), params)
    return [warning for warning in advice(week, context) if warning.rule == rule]


def priced(cents: int, length: int) -> Schedule:
    """The week with every PPV send at a price over a text of that length."""
    sends = (
        send.with_(price_cents=cents, caption_text="x" * length) if TYPES[send.send_type].is_ppv else send
        for send in WEEK.sends
    )
    return replace(WEEK, sends=tuple(send for send in sends if TYPES[send.send_type].style_group != "bundle"))


def test_a_short_text_at_the_price_of_a_longer_one_is_advised_its_own() -> None:
    (warning,) = of("price-length", priced(1969, 100))
    assert warning.refs == tuple(send.ref for send in WEEK.sends if TYPES[send.send_type].is_ppv)
    assert warning.price_cents == 0.0
    assert warning.detail == "short texts at up to $19.69: $14.99 is the price for their length"


def test_a_fitting_price_and_one_that_content_justifies_are_left_alone() -> None:
    assert [of("price-length", priced(*case)) for case in ((1969, 300), (1499, 100), (2499, 100))] == [[], [], []]
    assert of("price-length", priced(1969, 100), tuned(plan={"price_length_cents": ()})) == []


def test_a_curve_that_does_not_hold_is_named() -> None:
    (warning,) = of("prime", WEEK, reliable=False)
    assert warning.detail.startswith("no reliable pattern")
    assert of("prime", WEEK) == []


def test_the_wall_posts_that_bring_most_are_advised_to_be_pinned_in_time_order() -> None:
    plan, channels = the_params().plan, PROBLEM.catalogue.channels
    posts = [send for send in WEEK.sends if send.media and not channels[send.channel].is_message]
    assert len(posts) > plan.pins_most
    worth = {send.ref: float(number) for number, send in enumerate(posts)}
    week = replace(WEEK, sends=tuple(send.with_(forecast_cents=worth.get(send.ref, 1e6)) for send in WEEK.sends))
    (warning,) = of("pins", week)
    assert warning.refs == tuple(send.ref for send in posts[-plan.pins_most :])
    assert f"{plan.pin_hours} hours" in warning.detail
    assert of("pins", week, tuned(plan={"pins_most": 0})) == []


def test_what_went_out_needs_no_advice() -> None:
    out = replace(priced(1969, 100), sends=tuple(send.with_(status="sent") for send in priced(1969, 100).sends))
    assert of("price-length", out) == of("pins", out) == []
