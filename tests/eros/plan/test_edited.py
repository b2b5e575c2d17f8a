from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.errors import CaptionNotFoundError, ConfigurationError, ConflictError
from eros.estimate import estimate
from eros.model.clock import DAY
from eros.model.edit import Edit
from eros.model.wishes import Wishes
from eros.plan.edited import edited_week
from eros.plan.revised import revised_week
from eros.plan.week import plan_in
from eros.rules import violations
from eros.rules.base import Context
from tests.builders import a_lawful_schedule, a_problem, at, changed, the_params, without
from tests.depth import drawn
from tests.oracle import judge
from tests.plans import known
from tests.strategies import problems

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send, Violation

PARAMS = the_params()
SEEDS = st.integers(0, 2**31 - 1)
PROBLEM = a_problem()
CONTEXT = known(PROBLEM)
WEEK, _ = revised_week(CONTEXT, a_lawful_schedule(PROBLEM), a_lawful_schedule(PROBLEM).sends)


def edited(ref: str, *, week: Schedule = WEEK, context: Context = CONTEXT, **changes: object) -> Schedule:
    after, broken = edited_week(context, week, Edit(ref, **changes))  # type: ignore[arg-type]
    assert broken == ()
    return after


def refused(ref: str, *, week: Schedule = WEEK, context: Context = CONTEXT, **changes: object) -> list[Violation]:
    _, broken = edited_week(context, week, Edit(ref, **changes))  # type: ignore[arg-type]
    return list(broken)


def of(week: Schedule, ref: str) -> Send:
    send = week.by_ref(ref)
    assert send is not None
    return send


@st.composite
def edits(draw: st.DrawFn, problem: Problem, week: Schedule) -> Edit:
    """A change of any planned send: rather near another send, rather a caption of its type."""
    send = draw(st.sampled_from([send for send in week.sends if send.status == "planned"]))
    minutes = st.builds(
        int.__add__, st.sampled_from([other.week_minute for other in week.sends]), st.integers(-130, 130)
    )
    kind = problem.catalogue.send_types[send.send_type]
    fitting = [key for key, caption in problem.captions.items() if caption.caption_type in kind.caption_types]
    what = draw(st.sampled_from(("drop", "time", "price", "text", "caption")))
    if what == "drop":
        return Edit(send.ref, drop=True)
    if what == "time":
        return Edit(send.ref, week_minute=draw(st.one_of(minutes, st.integers(-40, 7 * DAY + 40))))
    if what == "price":
        return Edit(send.ref, price_cents=draw(st.sampled_from((1, 499, 500, 1499, 2999, 10_000, 10_001))))
    if what == "caption" and problem.captions:
        return Edit(send.ref, caption_id=draw(st.sampled_from(fitting or list(problem.captions))))
    return Edit(send.ref, text=draw(st.sampled_from(("Good morning, what are you up to?", "Come and see."))))


@given(problems(), SEEDS)
@settings(max_examples=drawn(8))
def test_a_plan_revised_with_its_own_sends_is_reckoned_as_the_planner_did(problem: Problem, seed: int) -> None:
    context = Context(problem, PARAMS, estimate(problem, PARAMS))
    plan = plan_in(context, seed)
    again, broken = revised_week(context, plan, plan.sends)
    assert broken == ()
    assert (again.sends, again.forecast) == (plan.sends, plan.forecast)
    assert again.relaxations == plan.relaxations
    assert again.objective_cents == pytest.approx(plan.objective_cents)


@given(problems(), SEEDS, st.data())
@settings(max_examples=drawn(8))
def test_an_edit_keeps_every_rule_or_names_all_it_breaks_and_leaves_the_rest_alone(
    problem: Problem, seed: int, data: st.DataObject
) -> None:
    context = Context(problem, PARAMS, estimate(problem, PARAMS))
    plan = plan_in(context, seed)
    if not any(send.status == "planned" for send in plan.sends):
        return
    for _ in range(6):
        edit = data.draw(edits(problem, plan))
        after, broken = edited_week(context, plan, edit)
        rules = {fault.rule for fault in broken}
        assert judge(after, problem) <= rules
        assert set(violations(after, context)) <= set(broken)
        if not broken:
            assert judge(after, problem) == set()
            assert after.forecast.cents == round(sum(send.forecast_cents for send in after.sends))
            for send in after.sends:
                total = send.forecast_cents + send.preference_cents
                assert sum(send.terms.values()) == pytest.approx(total, abs=0.01) or send.status == "sent"
        _only_the_edit_is_new(plan, after, edit)


def _only_the_edit_is_new(before: Schedule, after: Schedule, edit: Edit) -> None:
    """What went out stays to the letter; others keep time, text, price and audience, follow-ups of the edited send apart."""
    gone = {send.ref for send in before.sends} - {send.ref for send in after.sends}
    for send in before.sends:
        touched = edit.ref in {send.ref, send.parent_ref}
        if send.ref in gone:
            assert edit.drop
            assert touched
        elif send.status == "sent":
            assert of(after, send.ref) == send
        else:
            new = of(after, send.ref)
            told = [
                (s.send_type, s.caption_id, s.caption_text, s.price_cents, s.channel, s.target) for s in (send, new)
            ]
            assert touched or told[0] == told[1]
            assert touched or send.week_minute == new.week_minute
    assert not {send.ref for send in after.sends} - {send.ref for send in before.sends}


@given(problems(), SEEDS, st.data())
@settings(max_examples=drawn(6))
def test_an_edit_taken_back_gives_the_numbers_there_were(problem: Problem, seed: int, data: st.DataObject) -> None:
    context = Context(problem, PARAMS, estimate(problem, PARAMS))
    plan = plan_in(context, seed)
    priced = [send for send in plan.sends if send.status == "planned" and send.price_cents is not None]
    if not priced:
        return
    send = data.draw(st.sampled_from(priced))
    dearer, broken = edited_week(context, plan, Edit(send.ref, price_cents=3499 if send.price_cents != 3499 else 2999))
    assert broken == ()
    back, broken = edited_week(context, dearer, Edit(send.ref, price_cents=send.price_cents))
    assert broken == ()
    assert (back.sends, back.forecast) == (plan.sends, plan.forecast)


def test_another_price_moves_the_forecast_of_that_send_only() -> None:
    after = edited("s05", price_cents=2999)
    assert of(after, "s05").price_cents == 2999
    assert of(after, "s05").forecast_cents != of(WEEK, "s05").forecast_cents
    assert {s.ref: s for s in after.sends if s.ref != "s05"} == {s.ref: s for s in WEEK.sends if s.ref != "s05"}


def test_another_caption_and_a_text_of_its_own_replace_what_the_send_said() -> None:
    kind = PROBLEM.catalogue.send_types["ppv_video"].caption_types[0]
    used = {send.caption_id for send in WEEK.sends}
    caption = next(c for c in PROBLEM.captions.values() if c.caption_type == kind and c.caption_id not in used)
    after = of(edited("s02", caption_id=caption.caption_id), "s02")
    assert (after.caption_id, after.caption_text, after.content_type) == (
        caption.caption_id,
        caption.text,
        caption.content_type,
    )
    own = of(edited("s02", text="A film about the sea."), "s02")
    assert (own.caption_id, own.caption_text, own.caption_type) == (None, "A film about the sea.", None)


def test_a_follow_up_moves_with_its_parent_and_keeps_its_distance() -> None:
    after = edited("s02", week_minute=at(0, "12:22"))
    assert (of(after, "s02").week_minute, of(after, "s02").pinned) == (at(0, "12:22"), True)
    assert of(after, "s03").week_minute == at(0, "12:51")
    assert of(after, "s03").utc == PROBLEM.clock.instant(at(0, "12:51"))


def test_a_follow_up_takes_the_nearest_minute_that_breaks_nothing() -> None:
    after = edited("s02", week_minute=at(0, "12:01"))
    assert of(after, "s03").week_minute == at(0, "12:29")


def test_a_follow_up_drops_with_its_parent_and_a_link_drop_points_elsewhere() -> None:
    after = edited("s02", drop=True)
    assert {send.ref for send in WEEK.sends} - {send.ref for send in after.sends} == {"s02", "s03"}
    assert of(WEEK, "s08").parent_ref == "s07"
    again = edited("s07", week_minute=at(1, "17:19"))
    assert (of(again, "s08").parent_ref, of(again, "s08").label) == ("s05", "PPV")


def test_a_style_that_would_meet_itself_is_given_anew() -> None:
    week = changed(changed(WEEK, "s05", ppv_style="solo"), "s17", ppv_style="winner")
    week = changed(week, "s02", ppv_style="winner")
    assert [v.rule for v in violations(week, CONTEXT)] == []
    after = edited("s05", week=week, drop=True)
    assert of(after, "s02").ppv_style == "winner"
    assert of(after, "s17").ppv_style not in {None, "winner"}


def test_a_person_may_choose_a_round_minute_and_is_told() -> None:
    after = edited("s09", week_minute=at(1, "20:30"))
    assert [warning.detail for warning in after.warnings if warning.rule == "round-minute"] == [
        "fixed at the round time 20:30"
    ]


def test_all_that_an_edit_breaks_is_listed_at_once() -> None:
    found = refused("s05", week_minute=at(0, "11:30"), price_cents=100)
    assert {fault.rule for fault in found} == {"requirements", "ppv-gap", "min-gap", "per-hour"}
    assert {fault.rule for fault in refused("s01", week_minute=at(7, "10:07"))} == {"week"}
    assert {fault.rule for fault in refused("s01", week_minute=at(0, "04:07"))} == {"avoid-hours"}
    same = refused("s02", caption_id=of(WEEK, "s17").caption_id)
    assert {fault.rule for fault in same} == {"unique-caption"}


def test_a_send_is_not_moved_to_a_day_or_an_hour_the_wishes_close() -> None:
    problem = a_problem(wishes=Wishes(closed_days=frozenset({6}), closed_hours=frozenset({22})))
    context = known(problem)
    week = without(WEEK, "s21", "s22")
    [day] = refused("s09", week=week, context=context, week_minute=at(6, "20:13"))
    [hour] = refused("s09", week=week, context=context, week_minute=at(1, "22:13"))
    assert (day.detail, hour.detail) == ("Sun 20:13 lies on a closed day", "Tue 22:13 lies in a closed hour")


def test_the_last_sends_of_a_variety_are_not_dropped() -> None:
    week = WEEK
    while True:
        send = next(s for s in week.sends if not PROBLEM.catalogue.send_types[s.send_type].points_at_parent)
        week, broken = edited_week(CONTEXT, week, Edit(send.ref, drop=True))
        if broken:
            break
    assert {fault.rule for fault in broken} <= {"diversity", "labels"}


def test_what_is_out_or_given_up_or_not_there_is_not_edited() -> None:
    for status, sentence in (("sent", "went out"), ("cancelled", "reaches nobody"), ("failed", "reaches nobody")):
        week = changed(WEEK, "s01", status=status)
        with pytest.raises(ConflictError, match=sentence):
            edited_week(CONTEXT, week, Edit("s01", drop=True))
    with pytest.raises(ConflictError, match=r"no send 's99'. `eros show"):
        edited_week(CONTEXT, WEEK, Edit("s99", drop=True))
    with pytest.raises(CaptionNotFoundError, match="No active caption 999999"):
        edited_week(CONTEXT, WEEK, Edit("s01", caption_id=999_999))


def test_sends_that_reach_nobody_stay_in_the_week_and_count_for_nothing() -> None:
    week = changed(WEEK, "s16", status="cancelled")
    after = edited("s05", week=week, price_cents=2999)
    assert of(after, "s16") == of(week, "s16")
    counted = sum(send.forecast_cents for send in after.sends if send.stands)
    assert after.forecast.cents == round(counted)


def test_a_stale_send_at_another_time_is_planned_again() -> None:
    assert of(edited("s09", week=changed(WEEK, "s09", status="stale"), week_minute=at(1, "21:13")), "s09").status == (
        "planned"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Nothing is to change about s01"),
        ({"drop": True, "price_cents": 999}, "dropped and changed at once"),
        ({"caption_id": 1, "text": "Hello."}, "Name one of them"),
        ({"text": "  "}, "The text for s01 is empty"),
    ],
)
def test_an_edit_says_one_thing(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Edit("s01", **changes)  # type: ignore[arg-type]
