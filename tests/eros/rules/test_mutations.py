"""The validator held to a second, plain reading of the rules, on weeks with one thing changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.caption import Lock
from eros.model.drip import Shoot
from eros.model.wishes import Wishes
from eros.rules import HARD
from tests.builders import MONDAY, a_bank, a_context, a_creator, a_lawful_schedule, a_problem, broken_rules, changed
from tests.depth import drawn
from tests.oracle import JUDGED, judge
from tests.strategies import mutations

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

BANK = a_problem().captions
ODD = {
    key: replace(
        caption,
        creator_id=(None, "c-bea", "c-alexia")[key % 3],
        is_paid_only=key % 2 == 0,
        content_type=("behind_scenes", "voice_note")[key % 2],
    )
    for key, caption in a_bank(3, first_id=1001).items()
}
PAST = {
    "captions": {**BANK, **ODD},
    "last_used": dict.fromkeys([key for key in ODD if key % 4 == 0], MONDAY),
    "locks": tuple(Lock(key, "c-bea", MONDAY) for key in BANK if key % 24 > 18),
}
PROBLEM = a_problem(**PAST)
FREE = a_problem(creator=a_creator(page_type="free"), **PAST)
DRIPPING = replace(PROBLEM, wishes=Wishes(drip_day=1), shoots=(Shoot("a", "blue dress", "behind_scenes", MONDAY),))


def a_week_of(problem: Problem) -> Schedule:
    """A lawful week, with a drip on Tuesday where one is asked for."""
    week = a_lawful_schedule(problem)
    return week if problem.wishes.drip_day is None else changed(week, "s06", **A_DRIP)


A_DRIP = {"drip_window": "09:00-13:00", "outfit_id": "blue dress"}


@given(st.data(), st.sampled_from((PROBLEM, FREE, DRIPPING)))
@settings(max_examples=drawn(200))
def test_a_change_that_breaks_a_rule_is_caught_and_no_other_is(data: st.DataObject, problem: Problem) -> None:
    mutated = data.draw(mutations(problem, a_week_of(problem)))
    assert set(broken_rules(mutated, a_context(problem))) & JUDGED == judge(mutated, problem)


def test_the_second_reading_covers_all_rules_but_those_that_need_estimates_or_texts() -> None:
    assert {rule.id for rule in HARD} - JUDGED == {
        "known-keys",
        "performance",
        "content-match",
        "avoid",
        "restrictions",
        "diversity",
    }
