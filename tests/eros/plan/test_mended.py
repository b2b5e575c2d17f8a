from __future__ import annotations

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
from eros.params import Params
from eros.plan.damaged import damaged, open_faults
from eros.plan.mended import mended_week, places
from eros.plan.revised import revised_week
from eros.plan.week import plan_in
from eros.rules import violations
from eros.rules.base import Context
from tests.builders import a_lawful_schedule, a_problem, at, changed, the_params
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
@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
def test_a_mended_week_is_lawful_stays_near_and_earns_no_less_with_more_places(
    problem: Problem, seed: int, out: set[int], data: st.DataObject
) -> None:
    context = Context(problem, NARROW, estimate(problem, NARROW))
    plan = plan_in(context, seed)
    damage = data.draw(damages(problem, plan))
    week = some_out(plan, damage, out)
    context, base = damaged(context, week, damage)
    _, least = mended_week(context, base, damage.moment, 0)
    assert least is not None
    found = list(_found(context, base, damage, least))
    for one in found:
        assert violations(one.week, context) == ()
        assert judge(one.week, context.problem) == set()
        _stays_near(base, one, damage)
    objectives = [one.week.objective_cents for one in found]
    assert all(later >= sooner for sooner, later in pairwise(objectives))


def _found(context: Context, base: Schedule, damage: Damage, least: int) -> Iterator[Mended]:
    """What is found with the least number of places and up to two more; with one fewer there is nothing."""
    assert least == 0 or mended_week(context, base, damage.moment, least - 1) == (None, least)
    for most in range(least, least + 3):
        found, same = mended_week(context, base, damage.moment, most)
        assert found is not None
        assert same == least
        assert found.places <= most
        yield found


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


def mended(
    damage: Damage, at_most: int | None = None, *, week: Schedule = WEEK_OF_22
) -> tuple[Mended | None, int | None]:
    context, base = damaged(CONTEXT, week, damage)
    return mended_week(context, base, damage.moment, at_most, holes=len(damage.failed))


def test_a_week_to_which_nothing_happened_is_left_as_it_is() -> None:
    found, least = mended(Damage())
    assert found is not None
    assert (places(WEEK_OF_22, found.week), found.places, least) == (0, 0, 0)
    assert [send.status for send in found.week.sends] == [send.status for send in WEEK_OF_22.sends]


def test_a_withdrawn_caption_costs_one_place_and_is_replaced() -> None:
    send = WEEK_OF_22.sends[4]
    found, least = mended(Damage(captions=frozenset([send.caption_id or 0])))
    assert found is not None
    after = found.week.by_ref(send.ref)
    assert after is not None
    assert (least, found.places, after.week_minute) == (1, 1, send.week_minute)
    assert after.caption_id not in {None, send.caption_id}


def test_of_a_closed_day_every_send_is_moved_or_given_up_and_fewer_places_are_refused() -> None:
    todays = [send for send in WEEK_OF_22.sends if send.day == 2]
    found, least = mended(Damage(closed_days=frozenset([2])))
    assert found is not None
    assert least == found.places == len(todays) == 3
    assert not [send for send in found.week.sends if send.day == 2]
    assert found.week.wishes.closed_days == {2}
    assert mended(Damage(closed_days=frozenset([2])), 2) == (None, 3)


def test_a_failed_send_leaves_a_hole_that_one_more_place_fills() -> None:
    found, least = mended(Damage(failed=frozenset(["s02"])))
    assert found is not None
    assert least is not None
    assert found.places <= least + 1
    gone = {send.ref: send.status for send in found.week.sends if not send.stands}
    assert gone == {"s02": "failed", "s03": "cancelled"}


def test_a_stale_send_is_placed_later_or_cancelled_and_never_left() -> None:
    moment = PROBLEM.clock.instant(at(0, "13:00"))
    week = changed(changed(WEEK_OF_22, "s02", status="sent"), "s03", status="sent")
    context, base = damaged(CONTEXT, week, Damage(moment=moment))
    assert [f.refs for f in open_faults(context, base, (), moment)] == [("s01",)]
    found, least = mended_week(context, base, moment, None)
    assert found is not None
    [bump] = [send for send in found.week.sends if send.ref == "s01"]
    assert (least, found.places) == (1, 1)
    assert bump.status == "cancelled" or (bump.status == "planned" and bump.utc > moment)
    assert {s.ref: s for s in found.week.sends if s.status == "sent"} == {
        s.ref: s for s in week.sends if s.status == "sent"
    }


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
