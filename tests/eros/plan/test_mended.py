from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eros.errors import ConfigurationError, ConflictError
from eros.estimate import estimate
from eros.model.clock import WEEK
from eros.model.damage import Damage
from eros.model.wishes import Wishes
from eros.params import Params
from eros.plan.alternatives import Alternatives
from eros.plan.damaged import damaged, open_faults
from eros.plan.fewest import must_change
from eros.plan.mended import Repair, mended_week, places
from eros.plan.revised import revised_week
from eros.plan.week import plan_in
from eros.rules import violations
from eros.rules.base import Context
from eros.rules.soft.campaigns import campaign_of
from tests.builders import a_lawful_schedule, a_problem, at, changed, the_params
from tests.depth import drawn
from tests.oracle import judge
from tests.plans import known
from tests.strategies import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send
    from eros.plan.mended import Mended

PARAMS = the_params()
NARROW = Params.model_validate(
    the_params().model_dump() | {"running": the_params().running.model_dump() | {"mend_states": 1, "mend_tries": 3}}
)
PROBLEM = a_problem()
CONTEXT = known(PROBLEM)
WEEK_OF_22, _ = revised_week(CONTEXT, a_lawful_schedule(PROBLEM), a_lawful_schedule(PROBLEM).sends)


@st.composite
def damages(draw: st.DrawFn, problem: Problem, week: Schedule) -> Damage:
    """One or two things that happen: a send fails, a caption is withdrawn, a day closes, the week has begun."""
    planned = [send for send in week.sends if send.status == "planned"]
    said = sorted({send.caption_id for send in planned if send.caption_id is not None})
    what = draw(st.sets(st.sampled_from(("failed", "caption", "day", "moment")), min_size=1, max_size=2))
    minutes = draw(st.integers(0, WEEK - 1))
    return Damage(
        failed=frozenset([draw(st.sampled_from(planned)).ref]) if "failed" in what and planned else frozenset(),
        captions=frozenset([draw(st.sampled_from(said))]) if "caption" in what and said else frozenset(),
        closed_days=frozenset([draw(st.integers(0, 6))]) if "day" in what else frozenset(),
        moment=problem.clock.instant(0) + timedelta(minutes=minutes) if "moment" in what else None,
    )


def some_out(week: Schedule, damage: Damage, numbers: set[int]) -> Schedule:
    """The week of which some sends before the moment are marked as sent."""
    sent = [
        send.ref
        for number, send in enumerate(week.sends)
        if damage.moment is not None
        and send.utc < damage.moment
        and number in numbers
        and send.ref not in damage.failed
    ]
    for ref in sent:
        week = changed(week, ref, status="sent")
    return week


@given(problems(), st.integers(0, 2**31 - 1), st.sets(st.integers(0, 40)), st.data())
@settings(max_examples=drawn(4), phases=[Phase.explicit, Phase.generate])
def test_a_mended_week_is_lawful_stays_near_and_earns_no_less_with_more_places(
    problem: Problem, seed: int, out: set[int], data: st.DataObject
) -> None:
    context = Context(problem, NARROW, estimate(problem, NARROW))
    plan = plan_in(context, seed)
    damage = data.draw(damages(problem, plan))
    week = some_out(plan, damage, out)
    context, base = damaged(context, week, damage)
    none = mended_week(context, base, damage.moment, 0)
    least = none.least
    assert least is not None
    assert none.bound <= least
    found = list(_found(context, base, damage, least))
    for one in found:
        assert violations(one.week, context) == ()
        assert judge(one.week, context.problem) == set()
        _stays_near(base, one, damage)
    objectives = [one.week.objective_cents for one in found]
    assert all(later >= sooner for sooner, later in pairwise(objectives))


def _found(context: Context, base: Schedule, damage: Damage, least: int) -> Iterator[Mended]:
    """What is found with the least number of places and up to two more; with one fewer there is nothing."""
    fewer = mended_week(context, base, damage.moment, least - 1)
    assert least == 0 or (fewer.best, fewer.least) == (None, least)
    for most in range(least, least + 3):
        found = mended_week(context, base, damage.moment, most)
        assert found.best is not None
        assert found.least == least
        assert found.best.places <= most
        yield found.best


def _stays_near(base: Schedule, found: Mended, damage: Damage) -> None:
    lead = timedelta(minutes=PARAMS.running.lead_minutes)
    assert places(base, found.week) == found.places
    for send in base.sends:
        if send.status == "sent" or not send.stands:
            assert found.week.by_ref(send.ref) == send
    for send in found.week.sends:
        before = base.by_ref(send.ref)
        if (before is None or before.week_minute != send.week_minute) and damage.moment is not None:
            assert send.utc >= damage.moment + lead
        assert send.status != "stale"
        if send.status == "planned" and (damage.moment is None or send.utc >= damage.moment):
            assert send.day not in damage.closed_days
            assert send.caption_id not in damage.captions


def mended(damage: Damage, at_most: int | None = None, *, week: Schedule = WEEK_OF_22) -> Repair:
    context, base = damaged(CONTEXT, week, damage)
    return mended_week(context, base, damage.moment, at_most, holes=len(damage.failed))


def best(repair: Repair) -> Mended:
    assert repair.best is not None
    return repair.best


def test_a_week_to_which_nothing_happened_is_left_as_it_is() -> None:
    repair = mended(Damage())
    found = best(repair)
    assert (places(WEEK_OF_22, found.week), found.places, repair.least, repair.is_proven) == (0, 0, 0, True)
    assert [send.status for send in found.week.sends] == [send.status for send in WEEK_OF_22.sends]


def test_a_withdrawn_caption_costs_one_place_and_is_replaced() -> None:
    send = WEEK_OF_22.sends[4]
    repair = mended(Damage(captions=frozenset([send.caption_id or 0])))
    after = best(repair).week.by_ref(send.ref)
    assert after is not None
    assert (repair.least, best(repair).places, after.week_minute) == (1, 1, send.week_minute)
    assert repair.is_proven
    assert after.caption_id not in {None, send.caption_id}


def test_of_a_closed_day_every_send_is_moved_or_given_up_and_fewer_places_are_refused() -> None:
    todays = [send for send in WEEK_OF_22.sends if send.day == 2]
    repair = mended(Damage(closed_days=frozenset([2])))
    found = best(repair)
    assert repair.least == repair.bound == found.places == len(todays) == 3
    assert not [send for send in found.week.sends if send.day == 2]
    assert found.week.wishes.closed_days == {2}
    assert mended(Damage(closed_days=frozenset([2])), 2) == Repair(None, 3, 3)


def test_a_day_that_closes_takes_its_drip_window_along() -> None:
    context = known(replace(PROBLEM, wishes=Wishes(drip_day=2)))
    plan = plan_in(context, 3)
    assert any(send.drip_window for send in plan.sends)
    context, base = damaged(context, plan, Damage(closed_days=frozenset([2])))
    week = best(mended_week(context, base, None, None)).week
    assert week.wishes.drip_day is None
    assert not [send for send in week.sends if send.drip_window or send.day == 2]


def test_a_failed_send_leaves_a_hole_that_one_more_place_fills() -> None:
    repair = mended(Damage(failed=frozenset(["s02"])))
    assert repair.least is not None
    assert best(repair).places <= repair.least + 1
    gone = {send.ref: send.status for send in best(repair).week.sends if not send.stands}
    assert gone == {"s02": "failed", "s03": "cancelled"}


def test_a_stale_send_is_placed_later_or_cancelled_and_never_left() -> None:
    moment = PROBLEM.clock.instant(at(0, "13:00"))
    week = changed(changed(WEEK_OF_22, "s02", status="sent"), "s03", status="sent")
    context, base = damaged(CONTEXT, week, Damage(moment=moment))
    assert [f.refs for f in open_faults(context, base, (), moment)] == [("s01",)]
    repair = mended_week(context, base, moment, None)
    found = best(repair)
    [bump] = [send for send in found.week.sends if send.ref == "s01"]
    assert (repair.least, repair.bound, found.places) == (1, 1, 1)
    assert bump.status == "cancelled" or (bump.status == "planned" and bump.utc > moment)
    assert {s.ref: s for s in found.week.sends if s.status == "sent"} == {
        s.ref: s for s in week.sends if s.status == "sent"
    }


def test_what_must_change_is_broken_wherever_it_is_put_back() -> None:
    plan = plan_in(CONTEXT, 3)
    said = sorted({send.caption_id for send in plan.sends if send.caption_id is not None})
    for damage in (Damage(closed_days=frozenset([4])), Damage(captions=frozenset(said[::9]))):
        context, base = damaged(CONTEXT, plan, damage)
        faults = open_faults(context, base, revised_week(context, base, base.sends)[1], None)
        must = must_change(context, base, faults, None)
        assert len(must) >= 3
        week = best(mended_week(context, base, None, None)).week
        for ref in must:
            sends = [*(send for send in week.sends if send.ref != ref), *(s for s in base.sends if s.ref == ref)]
            again, broken = revised_week(context, base, sends)
            assert any(ref in fault.refs for fault in open_faults(context, again, broken, None)), ref


def test_a_link_drop_left_without_anything_to_point_at_costs_a_place_only_where_nothing_fits_before_it() -> None:
    """All it may point at lies on the day that closes; with hours to spare before it, one of them moves there instead."""
    early = known(replace(PROBLEM, wishes=Wishes(closed_hours=frozenset({0, 1, 2}))))
    drop = next(send for send in WEEK_OF_22.sends if send.send_type == "link_drop")
    parent = next(send for send in WEEK_OF_22.sends if send.ref == drop.parent_ref)
    start = PROBLEM.clock
    for minute, extra in ((at(drop.day + 1, "08:20"), 1), (parent.week_minute + 23 * 60, 0)):
        later = drop.with_(week_minute=minute, utc=start.instant(minute), expires_at=start.instant(minute + 600))
        keep = [s for s in WEEK_OF_22.sends if s.ref != drop.ref and s.day not in {drop.day, drop.day + 1}]
        week, broken = revised_week(early, WEEK_OF_22, [*keep, parent, later])
        assert {fault.rule for fault in broken} <= {"diversity"}
        context, base = damaged(early, week, Damage(closed_days=frozenset([drop.day])))
        repair = mended_week(context, base, None, None)
        assert (repair.least, repair.bound) == (1 + extra, 1 + extra)
        after = best(repair).week.by_ref(later.ref)
        assert (after is not None and after.week_minute == minute) == (not extra)


def test_what_fills_a_hole_is_the_campaign_that_was_lost_with_its_game_and_its_amount() -> None:
    plan = plan_in(CONTEXT, 3)
    lost = next(send for send in plan.sends if send.campaign == "spin")
    games = frozenset(send.ref for send in plan.sends if send.send_type == lost.send_type)
    context, base = damaged(CONTEXT, plan, Damage(failed=games))
    added = Alternatives(context, base).additions(base, 200, missing=True)
    found = {(send.campaign, send.game_kind) for send in added if send.send_type == lost.send_type}
    assert found == {("spin", lost.game_kind)}
    for send in added:
        assert send.campaign == campaign_of(send, context)
        assert (send.game_kind is not None) == (send.send_type == lost.send_type)


def test_what_went_out_cannot_fail_and_what_is_not_there_is_named() -> None:
    with pytest.raises(ConflictError, match="no send 's99'"):
        mended(Damage(failed=frozenset(["s99"])))
    with pytest.raises(ConflictError, match="Send s01 is sent and cannot have failed"):
        mended(Damage(failed=frozenset(["s01"])), week=changed(WEEK_OF_22, "s01", status="sent"))
    with pytest.raises(ConfigurationError, match="Closed day 7 does not exist"):
        Damage(closed_days=frozenset([7]))


def test_every_kind_of_change_is_a_place() -> None:
    one: Send = WEEK_OF_22.sends[0]
    assert places(WEEK_OF_22, WEEK_OF_22) == 0
    assert places(WEEK_OF_22, changed(WEEK_OF_22, one.ref, week_minute=one.week_minute + 1)) == 1
    both = changed(WEEK_OF_22, one.ref, week_minute=one.week_minute + 1, caption_text="Hello.", caption_id=None)
    assert places(WEEK_OF_22, both) == 2
    assert places(WEEK_OF_22, changed(WEEK_OF_22, one.ref, status="cancelled")) == 1
    assert places(WEEK_OF_22, changed(WEEK_OF_22, one.ref, ppv_style="solo", label="X")) == 0
