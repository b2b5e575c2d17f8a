from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from eros.errors import ValidationError
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.fixed import fixed_sends
from tests.builders import a_creator, a_problem, a_send, at
from tests.plans import in_week

if TYPE_CHECKING:
    from eros.model.problem import Problem

PROBLEM = a_problem()
SENT = a_send(PROBLEM, "mon-01", "bump_normal", at(0, "09:07"), status="sent")
NOON = at(2, "12:00")


def wishing(pin: dict[str, Any], problem: Problem = PROBLEM, **wishes: Any) -> Problem:
    values: dict[str, Any] = {"ref": "mine", "send_type": "bump_normal", "week_minute": NOON}
    return replace(problem, wishes=Wishes(pinned=(PinnedSend(**(values | pin)),), **wishes))


def test_a_pin_stands_at_its_minute_with_what_it_names_and_lacks_what_the_planner_chooses() -> None:
    (send,) = fixed_sends(wishing({}))
    assert (send.ref, send.send_type, send.week_minute, send.pinned) == ("mine", "bump_normal", NOON, True)
    assert send.utc == PROBLEM.clock.instant(NOON)
    assert (send.channel, send.target) == ("wall_post", "")
    assert (send.caption_id, send.caption_text, send.price_cents) == (None, None, None)
    wish = {"send_type": "ppv_message", "channel": "targeted_message", "target": "high_spenders", "price_cents": 1234}
    (send,) = fixed_sends(wishing(wish))
    assert (send.channel, send.target, send.price_cents) == ("targeted_message", "high_spenders", 1234)


@pytest.mark.parametrize(
    ("send_type", "target", "channel"),
    [
        ("bump_normal", "high_spenders", "mass_message"),
        ("bump_normal", "all_active", "wall_post"),
        ("bump_flyer", "high_spenders", "wall_post"),
        ("ppv_message", "high_spenders", "mass_message"),
    ],
)
def test_a_pin_without_channel_goes_by_the_one_that_takes_its_target(send_type: str, target: str, channel: str) -> None:
    (send,) = fixed_sends(wishing({"send_type": send_type, "target": target}))
    assert (send.channel, send.target) == (channel, target)


def test_a_pin_may_name_a_caption_of_the_bank_or_bring_its_own_words() -> None:
    caption = next(c for c in PROBLEM.captions.values() if c.caption_type == "bump_normal")
    (send,) = fixed_sends(wishing({"caption_id": caption.caption_id}))
    assert (send.caption_id, send.caption_text) == (caption.caption_id, caption.text)
    assert (send.caption_type, send.content_type) == ("bump_normal", caption.content_type)
    (send,) = fixed_sends(wishing({"text": "Good morning, all of you."}))
    assert (send.caption_id, send.caption_text, send.caption_type) == (None, "Good morning, all of you.", None)


def test_what_went_out_stands_beside_the_pins_in_time_order_and_what_was_cancelled_does_not() -> None:
    late = a_send(PROBLEM, "fri-01", "dm_farm", at(4, "20:11"), status="sent")
    called_off = a_send(PROBLEM, "tue-01", "dm_farm", at(1, "20:11"), status="cancelled")
    problem = wishing({}, replace(PROBLEM, committed=(late, called_off, SENT)))
    found = fixed_sends(problem)
    assert [send.ref for send in found] == ["mon-01", "mine", "fri-01"]
    assert found[0] is SENT
    assert fixed_sends(PROBLEM) == ()


SPRING = in_week(PROBLEM, date(2026, 3, 2), "America/New_York")
FREE = replace(PROBLEM, creator=a_creator(page_type="free"))
FAULTS: dict[str, tuple[Problem, str, str]] = {
    "blocked": (
        wishing({}, blocked_types=frozenset({"bump_normal"})),
        "page-type",
        "bump_normal is blocked or not for this page",
    ),
    "other pages": (
        wishing({"send_type": "renew_on_post"}, FREE),
        "page-type",
        "renew_on_post is blocked or not for this page",
    ),
    "follow-up": (
        wishing({"send_type": "ppv_followup"}),
        "followup-parent",
        "a follow-up hangs on its parent and cannot be pinned",
    ),
    "closed day": (wishing({}, closed_days=frozenset({2})), "week", "Wed 12:00 lies on a closed day"),
    "closed hour": (wishing({}, closed_hours=frozenset({12})), "week", "Wed 12:00 lies in a closed hour"),
    "no such time": (
        wishing({"week_minute": at(6, "02:30")}, SPRING),
        "week",
        "Sun 02:30 does not exist (clock change)",
    ),
    "taken ref": (
        wishing({"ref": "mon-01"}, replace(PROBLEM, committed=(SENT,))),
        "known-keys",
        "the ref belongs to a send that stands already",
    ),
    "unknown caption": (
        wishing({"caption_id": 99_999}),
        "known-keys",
        "caption 99999 is not in the bank of this page",
    ),
    "unknown target": (wishing({"target": "everyone"}), "known-keys", "no target 'everyone'"),
    "unknown channel": (wishing({"channel": "pigeon"}), "known-keys", "no channel 'pigeon'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_pin_that_cannot_stand_is_refused_with_its_reason(fault: str) -> None:
    problem, rule, reason = FAULTS[fault]
    with pytest.raises(ValidationError) as refused:
        fixed_sends(problem)
    (violation,) = refused.value.violations
    (pin,) = problem.wishes.pinned
    assert (violation.rule, violation.refs, violation.detail) == (rule, (pin.ref,), reason)
    assert f"{pin.ref}: {reason}" in str(refused.value)
    assert violation.fix


def test_every_fault_of_every_pin_is_named_at_once() -> None:
    pins = (
        PinnedSend("one", "bump_normal", NOON, channel="pigeon", target="everyone"),
        PinnedSend("two", "ppv_followup", NOON + 60),
        PinnedSend("three", "dm_farm", NOON + 120),
    )
    with pytest.raises(ValidationError, match=r"one: no target .*; one: no channel .*; two: a follow-up") as refused:
        fixed_sends(replace(PROBLEM, wishes=Wishes(pinned=pins)))
    assert [violation.refs for violation in refused.value.violations] == [("one",), ("one",), ("two",)]
