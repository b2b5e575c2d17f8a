from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.estimate import estimate
from eros.model.item import Item
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.given import week_of_items
from eros.plan.week import plan_week
from eros.rules.base import Context
from tests.builders import a_lawful_schedule, a_problem, at, the_params

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule


def context_of(problem: Problem) -> Context:
    return Context(problem, the_params(), estimate(problem, the_params()))


def items_of(week: Schedule) -> list[Item]:
    """The sends as a person would write them, without what their types fix."""
    return [
        Item(
            send.ref,
            send.send_type,
            send.week_minute,
            caption_id=send.caption_id,
            text=None if send.caption_id else send.caption_text,
            price_cents=send.price_cents,
            parent_ref=send.parent_ref,
            pinned=send.pinned,
            channel=send.channel,
            campaign=send.campaign,
            game_kind=send.game_kind,
        )
        for send in week.sends
    ]


def test_a_lawful_week_gets_what_its_types_fix_and_its_forecast_whatever_the_order_of_items() -> None:
    problem = a_problem()
    items = items_of(a_lawful_schedule(problem))
    week, broken = week_of_items(context_of(problem), items, 1)
    assert broken == ()
    assert (week.forecast.cents > 0, week.status, len(week.sends)) == (True, "planned", 22)
    assert week_of_items(context_of(problem), items[::-1], 1) == (week, ())
    types = problem.catalogue.send_types
    for send in week.sends:
        kind = types[send.send_type]
        assert (send.channel, send.media, send.flyer) == (kind.channel, kind.requires_media, kind.requires_flyer)
        assert (send.expires_at is not None) == (kind.expires_hours is not None)
        assert round(sum(send.terms.values()), 2) == round(send.forecast_cents + send.preference_cents, 2)


def test_the_sends_of_a_plan_make_the_same_week_again() -> None:
    problem = a_problem()
    plan = plan_week(problem, the_params(), 5)
    week, broken = week_of_items(context_of(problem), items_of(plan), 5)
    assert broken == ()
    assert (week.sends, week.forecast, week.warnings) == (plan.sends, plan.forecast, plan.warnings)
    assert (week.objective_cents, week.data_hash) == (plan.objective_cents, plan.data_hash)


def test_pins_and_sends_already_out_stand_beside_the_items() -> None:
    pin = PinnedSend("pin", "bump_normal", at(6, "13:00"), text="Good afternoon")
    problem = a_problem(wishes=Wishes(pinned=(pin,)))
    lawful = a_lawful_schedule(problem)
    out = lawful.sends[0].with_(status="sent", forecast_cents=12.0)
    problem = replace(problem, committed=(out,))
    week, broken = week_of_items(context_of(problem), items_of(lawful)[1:], 1)
    assert broken == ()
    assert week.by_ref(out.ref) == out
    pinned = week.by_ref("pin")
    assert pinned is not None
    assert (pinned.pinned, pinned.caption_text, pinned.week_minute) == (True, "Good afternoon", pin.week_minute)
    assert [w.rule for w in week.warnings if w.refs == ("pin",)] == ["round-minute"]


def test_what_went_out_may_be_repeated_but_not_changed() -> None:
    problem = a_problem()
    lawful = a_lawful_schedule(problem)
    out = lawful.sends[0].with_(status="sent")
    problem = replace(problem, committed=(out,))
    items = items_of(lawful)
    assert week_of_items(context_of(problem), items, 1)[1] == ()
    items[0] = replace(items[0], week_minute=out.week_minute + 1)
    _, broken = week_of_items(context_of(problem), items, 1)
    assert [(fault.rule, fault.refs) for fault in broken] == [("known-keys", (out.ref,))]


def test_a_pin_that_cannot_stand_is_a_fault_among_the_others() -> None:
    pins = (PinnedSend("late", "bump_normal", at(6, "13:00"), text="Hello"),)
    problem = a_problem(
        wishes=Wishes(pinned=pins, closed_hours=frozenset({13}), blocked_types=frozenset({"like_farm"}))
    )
    items = items_of(a_lawful_schedule(problem))
    items[0] = replace(items[0], week_minute=at(0, "13:07"))
    _, broken = week_of_items(context_of(problem), items, 1)
    found = {(fault.rule, fault.refs) for fault in broken}
    assert {("week", ("late",)), ("week", ("s01",)), ("page-type", ("s11",))} <= found


def test_a_caption_of_another_style_is_warned_of_with_its_price() -> None:
    problem = a_problem()
    items = items_of(plan_week(problem, the_params(), 5))
    types = problem.catalogue.send_types
    place = next(n for n, item in enumerate(items) if types[item.send_type].is_ppv)
    week, _ = week_of_items(context_of(problem), items, 5)
    style, used = week.sends[place].ppv_style, {send.caption_id for send in week.sends}
    other = next(
        caption.caption_id
        for caption in problem.captions.values()
        if caption.caption_type == week.sends[place].caption_type
        and caption.ppv_style not in (None, style)
        and caption.caption_id not in used
    )
    items[place] = replace(items[place], caption_id=other)
    after, broken = week_of_items(context_of(problem), items, 5)
    assert broken == ()
    [warning] = [w for w in after.warnings if w.refs == (items[place].ref,)]
    assert warning.rule == "caption-style"
    assert warning.price_cents > 0
