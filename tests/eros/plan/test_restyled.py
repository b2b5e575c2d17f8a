"""Styles and texts chosen together are worth what the best of all orders of styles is, and leave alone what is settled."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.rotation import STYLES
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.caption_relaxations import caption_relaxations
from eros.plan.restyled import restyled
from eros.plan.retexted import is_chosen
from eros.plan.revised import revised_week
from eros.plan.second_best import with_best_captions
from eros.plan.week import plan_in
from eros.rules import violations
from tests.builders import a_bank, a_problem, a_schedule, a_send, at, with_rules
from tests.depth import drawn
from tests.oracle import judge
from tests.plans import known

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule
    from eros.rules.base import Context

FREELY = with_rules(diversity_total=0, diversity_revenue=0, diversity_engagement=0, diversity_retention=0)
TURNS = ("winner", "solo", "feature", "bundle")
PAGE = a_problem()
BANK = a_bank(6, contents=sorted(PAGE.vault), types=("ppv_video",))
FACTORS = st.sampled_from((0.4, 0.8, 1.0, 1.3, 1.7))


def a_small_week(factors: list[float], styles: tuple[str, ...] = TURNS[:3]) -> tuple[Context, Schedule]:
    """Three PPVs on two days, alone in their week, and a bank of six captions."""
    page = replace(PAGE, captions=BANK)
    context = known(page, FREELY, multipliers=dict(zip(BANK, factors, strict=True)))
    times = (at(0, "09:07"), at(0, "20:07"), at(2, "15:07"))
    sends = [
        a_send(page, f"x{n}", "ppv_video", minute, ppv_style=style)
        for n, (minute, style) in enumerate(zip(times, styles, strict=True))
    ]
    week, broken = revised_week(context, a_schedule(page, sends), sends)
    assert broken == ()
    return context, week


def best_by_trial(context: Context, week: Schedule) -> float:
    """The objective of the best week over every order of styles, the texts chosen to the optimum for each."""
    found = []
    for styles in product(STYLES, repeat=len(week.sends)):
        sends = tuple(send.with_(ppv_style=style) for send, style in zip(week.sends, styles, strict=True))
        tried = with_best_captions(context, replace(week, sends=sends))
        if not violations(tried, context):
            found.append(tried.objective_cents)
    return max(found)


@settings(max_examples=drawn(4), deadline=None)
@given(st.lists(FACTORS, min_size=len(BANK), max_size=len(BANK)))
def test_no_order_of_styles_with_its_best_texts_is_worth_more(factors: list[float]) -> None:
    context, week = a_small_week(factors)
    assert restyled(context, week).objective_cents == pytest.approx(best_by_trial(context, week), abs=0.02)


def test_a_send_takes_the_style_of_a_caption_worth_more_than_its_turn() -> None:
    """The only good captions are bundles: two sends take that style, out of turn, where texts alone would take other ones."""
    factors = [1.7 if caption.ppv_style == "bundle" else 0.4 for caption in BANK.values()]
    context, week = a_small_week(factors)
    alone, both = with_best_captions(context, week), restyled(context, week)
    assert both.objective_cents > alone.objective_cents
    assert [send.ppv_style for send in both.sends] != [send.ppv_style for send in week.sends]
    assert [send.utc for send in both.sends] == [send.utc for send in week.sends]


def test_a_style_or_text_that_is_out_or_pinned_stays() -> None:
    factors = [1.7 if caption.ppv_style == "bundle" else 0.4 for caption in BANK.values()]
    context, week = a_small_week(factors)
    first, second, third = week.sends
    fixed = replace(week, sends=(first.with_(status="sent"), second.with_(pinned=True), third))
    standing = replace(context, problem=replace(context.problem, committed=(fixed.sends[0],)))
    after = restyled(standing, fixed)
    assert after.sends[0] == fixed.sends[0]
    assert after.sends[1].ppv_style == second.ppv_style
    held = replace(context, problem=replace(context.problem, committed=week.sends))
    assert [(s.ppv_style, s.caption_id) for s in restyled(held, week).sends] == [
        (s.ppv_style, s.caption_id) for s in week.sends
    ]


PROBLEMS = {
    "plain": PAGE,
    "held": replace(
        PAGE,
        committed=(a_send(PAGE, "mon-01", "ppv_video", at(0, "08:07"), status="sent", ppv_style="winner"),),
        wishes=Wishes(
            pinned=(
                PinnedSend("mine", "ppv_video", at(3, "12:00"), text="Good morning, I made a new one for you today."),
                PinnedSend("ours", "ppv_message", at(6, "21:45")),
            )
        ),
    ),
}


@cache
def planned(name: str) -> tuple[Context, Schedule]:
    """A plan of a page whose best captions are bundles."""
    problem: Problem = PROBLEMS[name]
    bundles = {number for number, caption in problem.captions.items() if caption.ppv_style == "bundle"}
    factors = {number: 0.5 + number * 37 % 101 / 200 + (number in bundles) for number in problem.captions}
    context = known(problem, multipliers=factors)
    return context, plan_in(context, 5)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_plan_loses_nothing_by_it_keeps_every_rule_and_all_that_was_settled(name: str) -> None:
    context, week = planned(name)
    after = restyled(context, week)
    assert after.objective_cents >= week.objective_cents
    assert violations(after, context) == ()
    assert judge(after, context.problem) == set()
    assert [(s.ref, s.send_type, s.utc) for s in after.sends] == [(s.ref, s.send_type, s.utc) for s in week.sends]
    fixed = {send.ref for send in context.problem.committed} | {pin.ref for pin in context.problem.wishes.pinned}
    for before, now in zip(week.sends, after.sends, strict=True):
        if before.ref in fixed:
            assert now.ppv_style == before.ppv_style
        if before.status != "planned" or (before.pinned and before.ref != "ours"):
            assert now.caption_text == before.caption_text
    assert [stage.name for stage in after.stages] == [stage.name for stage in week.stages]
    assert after.stages[-1].objective_cents == after.objective_cents
    loosened = caption_relaxations(context, [send for send in after.sends if is_chosen(context, send)])
    assert {(r.rule, r.refs) for r in after.relaxations} >= {(r.rule, r.refs) for r in loosened}


def test_plans_of_a_page_whose_best_captions_are_of_one_style_gain_by_it() -> None:
    pairs = [(week, restyled(context, week)) for context, week in map(planned, PROBLEMS)]
    assert max(after.objective_cents - week.objective_cents for week, after in pairs) > 0
    assert any(
        [send.ppv_style for send in after.sends] != [send.ppv_style for send in week.sends] for week, after in pairs
    )


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_is_the_same_every_time_and_a_second_time_changes_nothing(name: str) -> None:
    context, week = planned(name)
    after = restyled(context, week)
    assert restyled(context, week) == after
    assert restyled(context, after).sends == after.sends
