from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.errors import ValidationError
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.clash import Clash, clashes, refuse_clashes
from eros.plan.week import plan_in
from eros.plan.worth import worth_of
from eros.rules import violations
from tests.builders import a_bank, a_problem, at, with_rules
from tests.plans import known

if TYPE_CHECKING:
    from eros.rules.base import Context

PAGE = a_problem()
SEED = 3
TYPES = ("ppv_video", "bundle", "bump_normal", "vip_program", "link_drop", "dm_farm")
MINUTES = st.builds(lambda day, quarter: 1440 * day + 15 * quarter, st.integers(0, 6), st.integers(0, 95))


@st.composite
def wishes(draw: st.DrawFn) -> Wishes:
    """A handful of pins, many of them close together, beside days, hours and types that are closed."""
    places = draw(st.lists(st.tuples(st.sampled_from(TYPES), MINUTES), min_size=1, max_size=6))
    near = draw(st.lists(st.integers(-90, 90), max_size=2))
    first_type, first_minute = places[0]
    places += [(first_type, min(max(first_minute + shift, 0), 10079)) for shift in near]
    return Wishes(
        closed_days=draw(st.frozensets(st.integers(0, 6), max_size=2)),
        closed_hours=draw(st.frozensets(st.integers(8, 23), max_size=2)),
        blocked_types=draw(st.frozensets(st.sampled_from(TYPES), max_size=1)),
        pinned=tuple(PinnedSend(f"p{n}", key, minute) for n, (key, minute) in enumerate(places)),
    )


def wishing(asked: Wishes) -> Context:
    return known(replace(PAGE, wishes=asked))


def found(asked: Wishes) -> tuple[Clash, ...]:
    context = wishing(asked)
    return clashes(context, worth_of(context).prices)


def only(clash: Clash, leaving_out: int | None = None) -> Wishes:
    """Just the wishes of a clash, or all but one of them."""
    facts = [fact for place, fact in enumerate(clash.facts) if place != leaving_out]
    return Wishes(
        closed_days=frozenset(fact.day for fact in facts if fact.day is not None),
        closed_hours=frozenset(fact.hour for fact in facts if fact.hour is not None),
        blocked_types=frozenset(fact.send_type for fact in facts if fact.send_type is not None),
        pinned=tuple(fact.pin for fact in facts if fact.pin is not None),
    )


def told(asked: Wishes) -> list[list[str]]:
    return [[fact.told(PAGE) for fact in clash.facts] for clash in found(asked)]


@settings(max_examples=40)
@given(wishes())
def test_the_wishes_of_a_clash_cannot_hold_together_and_without_any_one_of_them_they_do(asked: Wishes) -> None:
    for clash in found(asked):
        assert clash.broken
        assert found(only(clash))
        for place in range(len(clash.facts)):
            assert found(only(clash, leaving_out=place)) == ()


@settings(max_examples=15)
@given(wishes())
def test_wishes_are_planned_exactly_when_nothing_clashes(asked: Wishes) -> None:
    context = wishing(asked)
    if found(asked):
        with pytest.raises(ValidationError, match="Cannot"):
            plan_in(context, SEED)
    else:
        week = plan_in(context, SEED)
        assert violations(week, context) == ()
        assert {pin.ref for pin in asked.pinned} <= {send.ref for send in week.sends}


def test_a_crowd_of_pins_is_told_as_the_two_that_clash() -> None:
    crowd = [PinnedSend(f"far-{day}", "bump_normal", at(day, "20:00")) for day in range(7)]
    near = PinnedSend("near", "dm_farm", at(3, "20:20"))
    assert told(Wishes(pinned=(*crowd, near))) == [
        ["pinned send far-3 (bump_normal, Thu 20:00)", "pinned send near (dm_farm, Thu 20:20)"]
    ]


def test_a_pin_on_a_closed_day_is_told_with_the_day_and_not_with_the_others() -> None:
    pins = (PinnedSend("a", "dm_farm", at(3, "20:20")), PinnedSend("b", "dm_farm", at(4, "20:20")))
    asked = Wishes(pinned=pins, closed_days=frozenset({3, 5}), blocked_types=frozenset({"bundle"}))
    assert told(asked) == [["closed day Thursday", "pinned send a (dm_farm, Thu 20:20)"]]
    hours = Wishes(pinned=pins[:1], closed_hours=frozenset({19, 20}))
    assert told(hours) == [["closed hour 20", "pinned send a (dm_farm, Thu 20:20)"]]
    blocked = Wishes(pinned=pins[:1], blocked_types=frozenset({"dm_farm", "bundle"}))
    assert told(blocked) == [["blocked type dm_farm", "pinned send a (dm_farm, Thu 20:20)"]]


def test_a_weekly_cap_is_told_with_as_many_pins_as_it_takes_to_break_it() -> None:
    most = PAGE.catalogue.send_types["vip_program"].max_per_week
    assert most == 1
    pins = tuple(PinnedSend(f"v{day}", "vip_program", at(day, "20:00")) for day in (0, 2, 4))
    assert [len(clash.facts) for clash in found(Wishes(pinned=pins))] == [most + 1]


def test_a_pin_that_no_other_wish_hinders_stands_alone_in_its_clash() -> None:
    assert told(Wishes(pinned=(PinnedSend("night", "dm_farm", at(2, "04:10")),))) == [
        ["pinned send night (dm_farm, Wed 04:10)"]
    ]
    context = wishing(Wishes(pinned=(PinnedSend("night", "dm_farm", at(2, "04:10")),)))
    with pytest.raises(ValidationError, match=r"Cannot stand at all: pinned send night .*eros plan clear"):
        refuse_clashes(context, worth_of(context).prices)


@settings(max_examples=15)
@given(
    closed=st.builds(
        Wishes,
        closed_days=st.frozensets(st.integers(0, 6)),
        closed_hours=st.frozensets(st.integers(0, 23), max_size=24),
        blocked_types=st.frozensets(st.sampled_from(sorted(PAGE.catalogue.send_types))),
    ),
    captions=st.integers(0, 2),
    most_an_hour=st.integers(1, 2),
)
def test_whatever_is_closed_and_however_few_captions_there_is_a_lawful_week_that_says_what_it_lacks(
    closed: Wishes, captions: int, most_an_hour: int
) -> None:
    bank = a_bank(captions, contents=sorted(PAGE.vault))
    context = known(replace(PAGE, wishes=closed, captions=bank), with_rules(max_per_hour=most_an_hour))
    week = plan_in(context, SEED)
    assert violations(week, context) == ()
    missing = sum(send.caption_text is None for send in week.sends)
    assert missing == sum(lack.count for lack in week.shortfalls if lack.rule == "needs_caption")
    assert week.sends or week.shortfalls or len(closed.closed_days) == 7


def test_one_start_an_hour_is_kept_by_follow_ups_too() -> None:
    context = known(PAGE, with_rules(max_per_hour=1))
    week = plan_in(context, SEED)
    assert violations(week, context) == ()
    assert "ppv_followup" in {send.send_type for send in week.sends}
