from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.caption import Lock, Restrictions
from eros.rules import violations
from tests.builders import (
    MONDAY,
    a_caption,
    a_context,
    a_creator,
    a_lawful_schedule,
    a_problem,
    a_schedule,
    a_send,
    at,
    broken_rules,
    caption_fields,
    changed,
    some_estimates,
    with_rules,
)

if TYPE_CHECKING:
    from eros.model.caption import Caption

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
S01 = next(send for send in LAWFUL.sends if send.ref == "s01")
S02 = next(send for send in LAWFUL.sends if send.ref == "s02")
OWN_WORDS = {"caption_id": None, "caption_type": None, "content_type": None}


def with_caption(ref: str, caption: Caption, **problem_changes: Any) -> list[str]:
    """The rules the lawful week breaks with another caption in one send."""
    problem = replace(PROBLEM, captions={**PROBLEM.captions, caption.caption_id: caption}, **problem_changes)
    return broken_rules(changed(LAWFUL, ref, **caption_fields(caption)), a_context(problem))


def test_a_caption_is_never_used_twice() -> None:
    week = changed(LAWFUL, "s04", **caption_fields(PROBLEM.captions[S01.caption_id or 0]))
    assert broken_rules(week, CONTEXT) == ["unique-caption", "caption-type"]


def test_a_caption_already_sent_this_week_is_not_used_again() -> None:
    out = a_send(PROBLEM, "x1", "bump_normal", at(0, "02:07"), status="sent", **caption_fields(PROBLEM.captions[1]))
    captions = {**PROBLEM.captions, 1: PROBLEM.captions[S01.caption_id or 0]}
    problem = replace(PROBLEM, committed=(out.with_(caption_id=S01.caption_id),), captions=captions)
    assert broken_rules(LAWFUL, a_context(problem)) == ["unique-caption"]


@pytest.mark.parametrize(("days", "rules"), [(14, ["freshness"]), (15, [])])
def test_a_caption_has_rested_on_the_day_of_its_send(days: int, rules: list[str]) -> None:
    problem = replace(PROBLEM, last_used={S01.caption_id or 0: MONDAY - timedelta(days=days)})
    assert broken_rules(LAWFUL, a_context(problem)) == rules


def test_a_weak_caption_is_refused() -> None:
    estimates = some_estimates(PROBLEM, scores={S01.caption_id or 0: 39.0})
    (violation,) = violations(LAWFUL, a_context(PROBLEM, estimates))
    assert (violation.rule, violation.refs) == ("performance", ("s01",))
    assert "39" in violation.detail


def test_a_caption_of_a_type_the_send_does_not_take_is_refused() -> None:
    assert with_caption("s01", a_caption(9001, caption_type="bump_flyer")) == ["caption-type"]
    assert with_caption("s02", a_caption(9001, caption_type="ppv_message")) == []


def test_a_text_of_her_own_may_state_no_foreign_caption_type() -> None:
    week = changed(LAWFUL, "s01", **(OWN_WORDS | {"caption_text": "Good morning!", "caption_type": "live_promo"}))
    assert broken_rules(week, CONTEXT) == ["caption-type"]


def test_a_caption_of_another_page_is_refused() -> None:
    assert with_caption("s01", a_caption(9001, creator_id="c-bea")) == ["caption-owner"]
    assert with_caption("s01", a_caption(9001, creator_id="c-alexia")) == []


def test_a_shared_caption_is_refused_where_the_page_uses_none() -> None:
    alone = a_creator(use_shared_captions=False)
    assert with_caption("s01", a_caption(9001), creator=alone) == ["caption-owner"]
    week = a_schedule(PROBLEM, [S01])
    problem = replace(PROBLEM, creator=alone)
    freely = with_rules(diversity_total=0, diversity_revenue=0, diversity_engagement=0, diversity_retention=0)
    assert [v.detail for v in violations(week, a_context(problem, params=freely))] == [
        f"caption {S01.caption_id} is shared"
    ]


def test_a_paid_only_caption_is_refused_on_a_free_page() -> None:
    problem = a_problem(creator=a_creator(page_type="free"))
    paid_only = replace(problem.captions[S01.caption_id or 0], is_paid_only=True)
    problem = replace(problem, captions={**problem.captions, paid_only.caption_id: paid_only})
    assert broken_rules(a_lawful_schedule(problem), a_context(problem)) == ["caption-owner"]


def test_a_caption_of_content_the_vault_lacks_is_refused_where_media_is_needed() -> None:
    voice = a_caption(9001, content_type="voice_note")
    assert with_caption("s01", voice) == ["vault"]
    assert with_caption("s09", replace(voice, caption_type="bump_text_only")) == []


def test_a_text_of_her_own_may_show_only_what_the_vault_holds() -> None:
    own = OWN_WORDS | {"caption_text": "Good morning!"}
    assert broken_rules(changed(LAWFUL, "s01", **(own | {"content_type": "voice_note"})), CONTEXT) == ["vault"]
    assert broken_rules(changed(LAWFUL, "s01", **(own | {"content_type": S01.content_type})), CONTEXT) == []


@pytest.mark.parametrize(
    ("text", "is_broken"), [("Listen to my voice note", True), ("Thinking ahead to the weekend", False)]
)
def test_texts_name_nothing_the_vault_lacks(text: str, *, is_broken: bool) -> None:
    expected = ["content-match"] if is_broken else []
    assert with_caption("s01", a_caption(9001, text=text)) == expected
    assert broken_rules(changed(LAWFUL, "s01", **(OWN_WORDS | {"caption_text": text})), CONTEXT) == expected


def test_content_of_tier_avoid_is_refused_in_bank_and_own_texts() -> None:
    context = a_context(PROBLEM, some_estimates(PROBLEM, avoid_contents=[S01.content_type or ""]))
    refs = {send.ref for send in LAWFUL.sends if send.content_type == S01.content_type}
    assert {v.refs[0] for v in violations(LAWFUL, context)} == refs
    own = changed(LAWFUL, "s01", caption_id=None, caption_type=None, caption_text="Good morning!")
    assert "s01" in {v.refs[0] for v in violations(own, context) if v.rule == "avoid"}


def test_a_send_type_of_tier_avoid_is_refused_while_others_are_enough() -> None:
    context = a_context(PROBLEM, some_estimates(PROBLEM, avoid_types=["bump_flyer"]))
    assert [(v.rule, v.refs) for v in violations(LAWFUL, context)] == [("avoid", ("s21",))]


def test_a_send_type_of_tier_avoid_that_was_already_sent_is_a_fact() -> None:
    context = a_context(PROBLEM, some_estimates(PROBLEM, avoid_types=["bump_flyer"]))
    assert broken_rules(changed(LAWFUL, "s21", status="sent"), context) == []


def test_an_excused_type_of_tier_avoid_goes_out_once() -> None:
    retention = ["renew_on_post", "renew_on_message", "expired_winback", "ppv_message"]
    problem = replace(PROBLEM, wishes=replace(PROBLEM.wishes, blocked_types=frozenset(retention[1:])))
    context = a_context(problem, some_estimates(problem, avoid_types=["renew_on_post"]))
    assert broken_rules(LAWFUL, context) == []
    second = a_send(PROBLEM, "s30", "renew_on_post", at(3, "14:07"))
    twice = replace(LAWFUL, sends=tuple(sorted((*LAWFUL.sends, second), key=lambda send: send.utc)))
    assert [(v.rule, v.refs) for v in violations(twice, context)] == [("avoid", ("s04", "s30"))]


def test_a_caption_another_page_has_locked_is_refused_in_ppv_sends() -> None:
    locks = (Lock(S02.caption_id or 0, "c-bea", MONDAY), Lock(S01.caption_id or 0, "c-bea", MONDAY))
    (violation,) = violations(LAWFUL, a_context(replace(PROBLEM, locks=locks)))
    assert (violation.rule, violation.refs) == ("lock", ("s02",))
    assert str(MONDAY) in violation.detail


def test_the_pages_own_restrictions_hold_for_bank_and_own_texts() -> None:
    problem = replace(PROBLEM, restrictions=Restrictions(hard_patterns=("refund", f"number {S01.caption_id}:")))
    context = a_context(problem)
    assert [(v.rule, v.refs) for v in violations(LAWFUL, context)] == [("restrictions", ("s01",))]
    own = changed(LAWFUL, "s01", **(OWN_WORDS | {"caption_text": "No REFUND today"}))
    assert [(v.rule, v.refs) for v in violations(own, context)] == [("restrictions", ("s01",))]
    fine = changed(LAWFUL, "s01", **(OWN_WORDS | {"caption_text": "Good morning!"}))
    assert broken_rules(fine, context) == []
