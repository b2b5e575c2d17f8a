from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from eros.errors import ValidationError
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.pins import judge_pins
from eros.plan.week import plan_week
from tests.builders import a_creator, a_problem, a_send, at, the_params
from tests.plans import last_week

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Violation

PROBLEM = a_problem()
SOUND = PinnedSend("mine", "ppv_message", at(5, "21:00"), text="The weekend set is here.", price_cents=1500)


def judged(*pins: PinnedSend, problem: Problem = PROBLEM) -> tuple[Violation, ...]:
    return judge_pins(replace(problem, wishes=Wishes(pinned=pins)), the_params())


def test_pins_that_keep_every_rule_are_not_remarked() -> None:
    bump = PinnedSend("yours", "bump_normal", at(4, "09:30"))
    assert judged() == ()
    assert judged(SOUND, bump) == ()


def test_a_missing_price_and_one_too_many_are_told_in_the_words_of_the_rule() -> None:
    found = judged(replace(SOUND, price_cents=None), PinnedSend("free", "bump_normal", at(4, "09:30"), price_cents=500))
    assert [(v.rule, v.refs, v.detail) for v in found] == [
        ("requirements", ("free",), "bump_normal takes no price and has one"),
        ("requirements", ("mine",), "ppv_message needs a price and has none"),
    ]


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        (PinnedSend("near", "bump_normal", at(5, "21:20")), "min-gap"),
        (PinnedSend("near", "ppv_video", at(5, "22:30"), price_cents=1500), "ppv-gap"),
        (PinnedSend("night", "bump_normal", at(5, "04:10")), "avoid-hours"),
        (PinnedSend("wide", "bump_flyer", at(4, "12:10"), target="high_spenders"), "target"),
        (PinnedSend("dear", "ppv_message", at(4, "12:10"), price_cents=20_000), "requirements"),
    ],
)
def test_a_rule_broken_alone_or_between_pins_is_named(other: PinnedSend, rule: str) -> None:
    assert [violation.rule for violation in judged(SOUND, other)] == [rule]


def test_a_rule_broken_against_last_week_or_what_went_out_is_named() -> None:
    problem = replace(PROBLEM, previous=(last_week(PROBLEM, "sun-08", "bump_normal", 10),))
    early = PinnedSend("early", "bump_normal", at(0, "00:20"))
    assert "min-gap" in [violation.rule for violation in judged(early, problem=problem)]
    out = replace(PROBLEM, committed=(a_send(PROBLEM, "sat-01", "bump_normal", at(5, "20:50"), status="sent"),))
    assert [violation.rule for violation in judged(SOUND, problem=out)] == ["min-gap"]


def test_a_pin_that_cannot_stand_is_named_and_the_others_are_still_judged() -> None:
    free = replace(PROBLEM, creator=a_creator(page_type="free"))
    found = judged(PinnedSend("post", "renew_on_post", at(1, "10:10")), replace(SOUND, price_cents=10), problem=free)
    assert [(violation.rule, violation.refs) for violation in found] == [
        ("page-type", ("post",)),
        ("requirements", ("mine",)),
    ]


def test_a_link_drop_may_wait_for_the_parent_the_plan_gives_it() -> None:
    drop = PinnedSend("drop", "link_drop", at(5, "22:10"))
    assert judged(drop) == ()
    assert judged(SOUND, drop) == ()


def test_what_is_not_remarked_is_planned_and_what_is_remarked_is_refused() -> None:
    def planned(*pins: PinnedSend) -> tuple[int, ...]:
        week = plan_week(replace(PROBLEM, wishes=Wishes(pinned=pins)), the_params(), seed=1)
        return tuple(send.week_minute for send in week.sends if send.pinned)

    assert planned(SOUND) == (SOUND.week_minute,)
    with pytest.raises(ValidationError, match="min-gap"):
        planned(SOUND, PinnedSend("near", "bump_normal", at(5, "21:20")))
