"""A day timed again is lawful, leaves all else alone, and no placing of its sends that the program may choose earns more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eros.estimate import estimate
from eros.model.wishes import Wishes
from eros.plan.edited import moved_to
from eros.plan.retimed import is_timed, retimed
from eros.plan.revised import revised_week
from eros.plan.second_best import other_minute
from eros.plan.week import plan_in
from eros.rules import violations
from eros.rules.base import Context
from tests.builders import a_problem, at, the_params
from tests.depth import drawn
from tests.oracle import judge
from tests.plans import a_curve, known, tuned
from tests.strategies import problems

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

EVERY = frozenset(range(24))
HOURS = {hour: 0.6 + 0.05 * (hour % 9) for hour in range(24)}


@cache
def planned() -> tuple[Context, Schedule]:
    context = known(a_problem(), curve=a_curve(HOURS))
    week = plan_in(context, 5)
    return context, revised_week(context, week, week.sends)[0]


def alone_at(before: Schedule, after: Schedule, day: int) -> bool:
    """True where nothing but times (and what hangs on them) of one day differ."""
    kept = {send.ref: send for send in after.sends}
    return kept.keys() == {send.ref for send in before.sends} and all(
        (kept[send.ref].caption_id, kept[send.ref].send_type, kept[send.ref].day)
        == (send.caption_id, send.send_type, send.day)
        and (send.day == day or kept[send.ref].utc == send.utc)
        for send in before.sends
    )


def test_a_day_timed_again_without_an_hour_keeps_every_rule_and_leaves_other_days_alone() -> None:
    context, week = planned()
    lost = []
    for send in (send for send in week.sends[::9] if is_timed(context, send)):
        hour = send.minute // 60
        kept = retimed(context, week, send.day, {send.ref: EVERY - {hour}})
        other = retimed(context, week, send.day, {send.ref: {hour}})
        assert kept is not None
        if other is None:
            assert other_minute(context, week, send) is None
            continue
        for after, inside in ((kept, True), (other, False)):
            moved = after.by_ref(send.ref)
            assert moved is not None
            assert (moved.minute // 60 == hour) == inside
            assert alone_at(week, after, send.day)
            assert violations(after, context) == ()
            assert judge(after, context.problem) == set()
        found = other_minute(context, week, send)
        assert found is not None
        best = max(kept.objective_cents, week.objective_cents)
        assert found.loss_cents == pytest.approx(best - other.objective_cents, abs=0.01)
        lost.append(found.loss_cents)
    assert len(lost) > 3
    assert max(lost) > 1


def a_small_day() -> tuple[Context, Schedule]:
    """Three bumps of unlike worth on a Monday with two open hours, alone in their week."""
    page = a_problem()
    context = known(
        replace(page, wishes=Wishes(closed_hours=EVERY - {10, 11}, closed_days=frozenset(range(1, 7)))),
        curve=a_curve({10: 0.7, 11: 1.4}),
        multipliers={caption_id: 0.5 + (caption_id * 37 % 101) / 100 for caption_id in page.captions},
    )
    whole = plan_in(known(page), 5)
    chosen = {
        send.send_type: send for send in whole.sends if send.send_type in ("bump_normal", "bump_flyer", "dm_farm")
    }
    sends = [
        moved_to(context, send, minute)
        for send, minute in zip(chosen.values(), (at(0, "10:04"), at(0, "10:49"), at(0, "11:34")), strict=True)
    ]
    return context, replace(whole, sends=tuple(sends), wishes=context.problem.wishes)


@pytest.mark.parametrize("hour", [10, 11])
def test_no_placing_of_a_small_day_earns_more(hour: int) -> None:
    context, week = a_small_day()
    week, broken = revised_week(context, week, week.sends)
    assert broken == ()
    first = week.sends[0]
    after = retimed(context, week, 0, {first.ref: {hour}})
    best = None
    for slots in product(range(40, 48), repeat=3):
        if slots[0] // 4 == hour or min(abs(a - b) for a, b in zip(slots, (*slots[1:], slots[0]), strict=True)) < 3:
            continue
        placed = [moved_to(context, s, 15 * slot + 7) for s, slot in zip(week.sends, slots, strict=True)]
        tried, broken = revised_week(context, week, placed)
        if not broken and (best is None or tried.objective_cents > best):
            best = tried.objective_cents
    assert (after is None) == (best is None)
    assert after is None or after.objective_cents == pytest.approx(best, abs=0.05)


@given(problems(), st.integers(0, 2**31 - 1), st.data())
@settings(max_examples=drawn(4), phases=[Phase.explicit, Phase.generate])
def test_whatever_the_page_the_loss_is_that_of_timing_the_day_again(
    problem: Problem, seed: int, data: st.DataObject
) -> None:
    context = Context(problem, the_params(), estimate(problem, the_params()))
    plan = plan_in(context, seed)
    week, broken = revised_week(context, plan, plan.sends)
    able = [send for send in week.sends if is_timed(context, send)]
    if broken or not able:
        return
    send = data.draw(st.sampled_from(able))
    hour = send.minute // 60
    found, other = other_minute(context, week, send), retimed(context, week, send.day, {send.ref: {hour}})
    assert (found is None) == (other is None)
    if found is None or other is None:
        return
    kept = retimed(context, week, send.day, {send.ref: EVERY - {hour}})
    best = max(week.objective_cents, week.objective_cents if kept is None else kept.objective_cents)
    assert found.loss_cents == pytest.approx(best - other.objective_cents, abs=0.01)
    assert other.by_ref(send.ref) == found.send
    assert found.send.minute // 60 != hour
    assert alone_at(week, other, send.day)
    assert judge(other, problem) == set()


def test_a_send_that_stands_for_good_is_not_timed() -> None:
    context, week = planned()
    send = next(send for send in week.sends if send.send_type == "ppv_video")
    child = next(send for send in week.sends if send.send_type == "ppv_followup")
    assert is_timed(context, send)
    assert not is_timed(context, send.with_(status="sent"))
    assert not is_timed(context, child)
    standing = replace(context, problem=replace(context.problem, committed=(send,)))
    assert not is_timed(standing, send)


@pytest.mark.parametrize("day", [0, 1])
def test_the_sends_of_a_group_that_meet_overnight_are_timed_apart(day: int) -> None:
    context, week = a_small_day()
    open_both = replace(
        context.problem, wishes=Wishes(closed_hours=EVERY - {10, 11}, closed_days=frozenset(range(2, 7)))
    )
    curve = a_curve({10: 1.0, 11: 0.9} if day == 0 else {10: 0.9, 11: 1.0})
    params = tuned(context.params, plan={"group_gap_price_free": 0.0})
    unlike = replace(context, problem=open_both, params=params, estimates=replace(context.estimates, curve=curve))
    farm, *bumps = sorted(week.sends, key=lambda send: send.send_type != "dm_farm")
    farm = farm.with_(caption_id=None)  # what earns least gets the hour that is worth least
    clocks = ("10:04", "10:49", "11:34") if day == 0 else ("10:49", "11:34", "10:04")
    own = [moved_to(unlike, send, at(day, clock)) for send, clock in zip((*bumps, farm), clocks, strict=True)]
    neighbour = moved_to(unlike, farm, at(1 - day, "10:04" if day == 0 else "11:49")).with_(ref="x-01")
    week, _ = revised_week(unlike, week, [*own, neighbour])
    assert [warning.rule for warning in week.warnings].count("same-group") == 1
    after = retimed(unlike, week, day, {})
    assert after is not None
    assert "same-group" not in {warning.rule for warning in after.warnings}
    assert after.objective_cents > week.objective_cents
