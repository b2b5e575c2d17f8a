from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.model.caption import Restrictions
from eros.rules.advice import advice
from eros.rules.notices import notices as all_notices
from tests.builders import a_context, a_lawful_schedule, a_problem, at, broken_rules, changed, moved

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Warning_
    from eros.rules.base import Context

PROBLEM = a_problem(restrictions=Restrictions(soft_patterns=("hurry",)))
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
OWN_WORDS = {"caption_id": None, "caption_type": None, "content_type": None}


def notices(week: Schedule, context: Context) -> tuple[Warning_, ...]:
    """What a person should see of a week, advice aside."""
    return tuple(notice for notice in all_notices(week, context) if notice not in advice(week, context))


def test_an_ordinary_week_has_nothing_to_look_at() -> None:
    assert notices(LAWFUL, CONTEXT) == ()


def test_a_disguised_promise_is_let_pass_and_shown() -> None:
    week = changed(LAWFUL, "s01", **(OWN_WORDS | {"caption_text": "A v0ice n0te for you"}))
    assert broken_rules(week, CONTEXT) == []
    (notice,) = notices(week, CONTEXT)
    assert (notice.rule, notice.refs, notice.price_cents) == ("content-match", ("s01",), 0.0)
    assert "voice_note" in notice.detail
    assert notices(week, a_context(replace(PROBLEM, vault=frozenset({"voice_note"})))) == ()


def test_a_soft_pattern_is_shown() -> None:
    week = changed(LAWFUL, "s01", **(OWN_WORDS | {"caption_text": "Hurry up!"}))
    assert broken_rules(week, CONTEXT) == []
    assert [(notice.rule, notice.refs) for notice in notices(week, CONTEXT)] == [("restrictions", ("s01",))]


def test_a_round_minute_a_person_fixed_is_shown() -> None:
    week = changed(moved(PROBLEM, LAWFUL, "s01", at(0, "09:00")), "s01", pinned=True)
    (notice,) = notices(week, CONTEXT)
    assert (notice.rule, notice.detail) == ("round-minute", "fixed at the round time 09:00")


def test_a_missing_text_is_no_matter_of_notices_and_what_was_sent_is_none() -> None:
    open_text = changed(LAWFUL, "s01", caption_text=None, **OWN_WORDS)
    assert notices(open_text, CONTEXT) == ()
    sent = changed(LAWFUL, "s01", status="sent", **(OWN_WORDS | {"caption_text": "Hurry up!"}))
    assert notices(sent, CONTEXT) == ()
