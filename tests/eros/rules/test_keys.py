from __future__ import annotations

from dataclasses import replace

import pytest

from eros.model.schedule import Shortfall
from eros.rules import violations
from eros.rules.keys import allowed_targets
from tests.builders import (
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
    with_rules,
    without,
)

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
FREE = a_problem(creator=a_creator(page_type="free"))
NO_CAPTION = {"caption_id": None, "caption_text": None, "caption_type": None, "content_type": None}


def test_a_send_type_nobody_knows_is_refused() -> None:
    assert broken_rules(changed(LAWFUL, "s01", send_type="bump_loud"), CONTEXT) == ["known-keys"]


def test_a_channel_nobody_knows_is_refused() -> None:
    assert broken_rules(changed(LAWFUL, "s01", channel="pigeon"), CONTEXT) == ["known-keys", "channel"]


def test_a_target_nobody_knows_is_refused() -> None:
    assert broken_rules(changed(LAWFUL, "s01", target="everybody"), CONTEXT) == ["known-keys"]


def test_a_caption_outside_the_bank_is_refused() -> None:
    assert broken_rules(changed(LAWFUL, "s01", caption_id=99_999), CONTEXT) == ["known-keys"]


def test_content_nobody_knows_is_refused() -> None:
    words_of_her_own = NO_CAPTION | {"caption_text": "Good morning!", "content_type": "moon_walk"}
    assert broken_rules(changed(LAWFUL, "s01", **words_of_her_own), CONTEXT) == ["known-keys"]


@pytest.mark.parametrize(
    "change",
    [
        {"caption_text": "Something else"},
        {"caption_text": None},
        {"caption_type": "bump_flyer"},
        {"content_type": "tip_request"},
    ],
)
def test_a_caption_is_carried_as_the_bank_has_it(change: dict[str, str | None]) -> None:
    assert broken_rules(changed(LAWFUL, "s01", **change), CONTEXT) == ["known-keys"]


def test_two_sends_never_share_a_ref() -> None:
    twice = replace(LAWFUL, sends=tuple(s.with_(ref="s01") if s.ref == "s04" else s for s in LAWFUL.sends))
    assert any("share the ref 's01'" in violation.detail for violation in violations(twice, CONTEXT))


def test_a_missing_caption_must_be_reported() -> None:
    silent = changed(LAWFUL, "s01", **NO_CAPTION)
    assert broken_rules(silent, CONTEXT) == ["known-keys"]
    honest = replace(silent, shortfalls=(Shortfall("bump_normal", "needs_caption", 1, "none is free", 0),))
    assert broken_rules(honest, CONTEXT) == []


def test_a_report_that_counts_too_few_missing_captions_is_refused() -> None:
    silent = changed(changed(LAWFUL, "s01", **NO_CAPTION), "s04", **NO_CAPTION)
    one = replace(silent, shortfalls=(Shortfall("needs_caption", "needs_caption", 1, "none is free"),))
    assert [v.refs for v in violations(one, CONTEXT)] == [("s01", "s04")]


def test_a_cancelled_send_breaks_nothing() -> None:
    wrong = changed(LAWFUL, "s01", send_type="bump_loud", channel="pigeon", status="cancelled")
    assert broken_rules(wrong, CONTEXT) == []


def test_a_retention_send_has_no_place_on_a_free_page() -> None:
    context = a_context(FREE, params=with_rules(diversity_total=0))
    send = a_send(FREE, "s01", "renew_on_post", at(0, "10:07"))
    assert broken_rules(a_schedule(FREE, [send]), context) == ["page-type"]


def test_the_free_half_of_the_hand_made_week_is_lawful_on_a_free_page() -> None:
    assert broken_rules(a_lawful_schedule(FREE), a_context(FREE)) == []


@pytest.mark.parametrize("channel", ["", "story", "targeted_message"])
def test_a_send_goes_by_its_channel_or_the_alternative(channel: str) -> None:
    assert broken_rules(changed(LAWFUL, "s01", channel=channel), CONTEXT) == ["channel"] + ["target"] * (
        channel == "targeted_message"
    )
    assert broken_rules(changed(LAWFUL, "s01", channel="mass_message"), CONTEXT) == []


def test_a_channel_without_targeting_reaches_everyone() -> None:
    assert broken_rules(changed(LAWFUL, "s07", target="high_spenders"), CONTEXT) == []
    assert broken_rules(changed(LAWFUL, "s07", target="high_spenders", channel="wall_post"), CONTEXT) == ["target"]


def test_a_target_of_paid_pages_is_refused_on_a_free_page() -> None:
    send = a_send(FREE, "s01", "ppv_message", at(0, "19:07"), channel="targeted_message", target="renew_on")
    context = a_context(FREE, params=with_rules(diversity_total=0))
    assert broken_rules(a_schedule(FREE, [send]), context) == ["target"]


@pytest.mark.parametrize(
    ("ref", "wrong", "right"),
    [
        ("s03", "recent_purchasers", "ppv_non_purchasers"),
        ("s18", "renew_on", "renew_off"),
        ("s10", "renew_off", "expired_all"),
    ],
)
def test_some_types_have_an_audience_of_their_own(ref: str, wrong: str, right: str) -> None:
    assert broken_rules(changed(LAWFUL, ref, target=wrong), CONTEXT) == ["target"]
    assert broken_rules(changed(LAWFUL, ref, target=right), CONTEXT) == []


def test_allowed_targets_are_those_the_rule_lets_pass() -> None:
    send_types = PROBLEM.catalogue.send_types
    for ref in ("s02", "s03", "s10", "s15", "s18", "s20"):
        send = next(send for send in LAWFUL.sends if send.ref == ref)
        allowed = allowed_targets(send_types[send.send_type], send.channel, CONTEXT)
        lawful = tuple(t for t in PROBLEM.catalogue.targets if not violations(changed(LAWFUL, ref, target=t), CONTEXT))
        assert allowed == lawful
    assert allowed_targets(send_types["ppv_video"], "pigeon", CONTEXT) == ()


def test_what_was_sent_is_not_blamed() -> None:
    sent = changed(LAWFUL, "s01", channel="story", status="sent")
    assert broken_rules(sent, CONTEXT) == []


def test_a_text_of_her_own_needs_no_caption_of_the_bank() -> None:
    own = changed(LAWFUL, "s01", **(NO_CAPTION | {"caption_text": "Good morning from the balcony!"}))
    assert broken_rules(own, CONTEXT) == []


def test_swapping_in_another_caption_of_the_bank_is_lawful() -> None:
    spare = next(c for c in PROBLEM.captions.values() if c.caption_type == "bump_normal")
    assert broken_rules(changed(LAWFUL, "s01", **caption_fields(spare)), CONTEXT) == []


def test_dropping_a_bump_leaves_a_lawful_week() -> None:
    assert broken_rules(without(LAWFUL, "s01"), CONTEXT) == []
