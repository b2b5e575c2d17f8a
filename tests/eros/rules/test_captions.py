from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from eros.errors import ConfigurationError
from eros.model.caption import Lock, Restrictions
from eros.rules.captions import dated_faults, freshness, standing_faults
from tests.builders import MONDAY, a_caption, a_context, a_creator, a_problem, some_estimates

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
RULES = CONTEXT.params.rules
HELD = min(PROBLEM.vault)
LACKED = "voice_note"
PPV = PROBLEM.catalogue.send_types["ppv_video"]
BUMP = PROBLEM.catalogue.send_types["bump_normal"]


def faults(caption_changes: dict[str, Any], *, needs_media: bool = True, **problem_changes: Any) -> tuple[str, ...]:
    context = a_context(replace(PROBLEM, **problem_changes)) if problem_changes else CONTEXT
    return standing_faults(a_caption(1, **caption_changes), context, needs_media=needs_media)


def test_a_shared_text_of_purpose_content_may_stand_anywhere() -> None:
    assert faults({}) == ()
    assert faults({}, vault=frozenset(), creator=a_creator(page_type="free")) == ()


def test_content_nobody_knows_is_refused() -> None:
    assert faults({"content_type": "moon_walk"}) == ("known-keys",)


def test_a_caption_of_another_page_is_refused() -> None:
    assert faults({"creator_id": "c-bea"}) == ("caption-owner",)
    assert faults({"creator_id": "c-alexia"}) == ()


def test_a_page_may_do_without_shared_captions() -> None:
    alone = a_creator(use_shared_captions=False)
    assert faults({}, creator=alone) == ("caption-owner",)
    assert faults({"creator_id": "c-alexia"}, creator=alone) == ()


def test_a_paid_only_caption_stays_on_paid_pages() -> None:
    assert faults({"is_paid_only": True}) == ()
    assert faults({"is_paid_only": True}, creator=a_creator(page_type="free")) == ("caption-owner",)


def test_the_vault_must_hold_what_a_send_with_media_shows() -> None:
    assert faults({"content_type": HELD}) == ()
    assert faults({"content_type": LACKED}) == ("vault",)
    assert faults({"content_type": LACKED}, needs_media=False) == ()


def test_a_text_promises_only_what_the_vault_holds() -> None:
    promise = {"text": "Open it for a voice note!"}
    assert faults(promise) == ("content-match",)
    assert faults(promise, needs_media=False) == ("content-match",)
    assert faults(promise, vault=PROBLEM.vault | {LACKED}) == ()


def test_content_of_tier_avoid_is_refused() -> None:
    context = a_context(PROBLEM, some_estimates(PROBLEM, avoid_contents=[HELD]))
    assert standing_faults(a_caption(1, content_type=HELD), context, needs_media=False) == ("avoid",)


@pytest.mark.parametrize(("score", "expected"), [(39.9, ("performance",)), (40.0, ())])
def test_a_weak_caption_is_refused(score: float, expected: tuple[str, ...]) -> None:
    context = a_context(PROBLEM, some_estimates(PROBLEM, scores={1: score}))
    assert standing_faults(a_caption(1), context, needs_media=True) == expected


@pytest.mark.parametrize(
    ("restrictions", "caption", "is_blocked"),
    [
        ({"hard_patterns": (r"\bTONIGHT\b",)}, {}, True),
        ({"hard_patterns": ("to morrow", "number +1 ")}, {}, True),
        ({"hard_patterns": ("to morrow",)}, {}, False),
        ({"blocked_categories": frozenset({"purpose"})}, {}, True),
        ({"blocked_categories": frozenset({"behind_scenes"})}, {}, True),
        ({"allowed_categories": frozenset({"scenery"})}, {"content_type": "beach_set"}, False),
        ({"allowed_categories": frozenset({"movement"})}, {"content_type": "beach_set"}, True),
        ({"allowed_categories": frozenset({"movement"})}, {}, False),
        (
            {"allowed_categories": frozenset({"scenery"}), "blocked_categories": frozenset({"beach_set"})},
            {"content_type": "beach_set"},
            True,
        ),
        ({"blocked_tiers": frozenset({"premium"})}, {"price_tier": "premium"}, True),
        ({"allowed_tiers": frozenset({"basic"})}, {"price_tier": "premium"}, True),
        ({"allowed_tiers": frozenset({"basic"})}, {"price_tier": None}, False),
    ],
)
def test_a_page_has_restrictions_of_its_own(
    restrictions: dict[str, Any], caption: dict[str, Any], *, is_blocked: bool
) -> None:
    found = faults(caption, restrictions=Restrictions(**restrictions), vault=frozenset({"beach_set"}))
    assert found == (("restrictions",) if is_blocked else ())


def test_a_pattern_that_is_none_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"'\(open'"):
        faults({}, restrictions=Restrictions(hard_patterns=("fine", "(open")))


def test_every_fault_is_named_in_the_order_of_the_rule_table() -> None:
    context = a_context(
        replace(PROBLEM, restrictions=Restrictions(hard_patterns=("voice",))),
        some_estimates(PROBLEM, avoid_contents=[LACKED], scores={1: 5.0}),
    )
    caption = a_caption(1, creator_id="c-bea", text="A voice note", content_type=LACKED)
    assert standing_faults(caption, context, needs_media=True) == (
        "performance",
        "caption-owner",
        "vault",
        "content-match",
        "avoid",
        "restrictions",
    )


@pytest.mark.parametrize(("days", "expected"), [(float("inf"), 100), (0, 0), (15, 30), (49, 98), (50, 100), (400, 100)])
def test_freshness_rises_with_rest(days: float, expected: float) -> None:
    assert freshness(days, RULES) == expected
    assert freshness(np.array([days, days]), RULES).tolist() == [expected, expected]


@pytest.mark.parametrize(("days", "expected"), [(14, ("freshness",)), (15, ())])
def test_a_caption_rests_fifteen_days(days: int, expected: tuple[str, ...]) -> None:
    context = a_context(replace(PROBLEM, last_used={1: MONDAY - timedelta(days=days)}))
    assert dated_faults(a_caption(1), context, BUMP, MONDAY) == expected


@pytest.mark.parametrize(("days", "expected"), [(-8, ()), (-7, ("lock",)), (0, ("lock",)), (7, ("lock",)), (8, ())])
def test_another_pages_lock_reaches_seven_days_either_way(days: int, expected: tuple[str, ...]) -> None:
    context = a_context(replace(PROBLEM, locks=(Lock(1, "c-bea", MONDAY + timedelta(days=days)),)))
    assert dated_faults(a_caption(1), context, PPV, MONDAY) == expected


def test_only_ppv_sends_and_only_other_pages_mind_a_lock() -> None:
    context = a_context(replace(PROBLEM, locks=(Lock(1, "c-bea", MONDAY), Lock(2, "c-alexia", MONDAY))))
    assert dated_faults(a_caption(1), context, BUMP, MONDAY) == ()
    assert dated_faults(a_caption(2), context, PPV, MONDAY) == ()
    assert dated_faults(a_caption(1), context, PPV, MONDAY) == ("lock",)
