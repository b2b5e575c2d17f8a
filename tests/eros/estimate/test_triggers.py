"""What history says to send more or less of."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.estimate import estimate
from eros.estimate.triggers import chance_of
from tests.builders import the_params
from tests.eros.estimate.pages import CONTENTS, TODAY, WEEK, Messages, a_page, with_params

if TYPE_CHECKING:
    from eros.model.triggers import Triggers

A, B, C = CONTENTS[:3]
RULES = the_params().triggers


def triggers(messages: Messages, **changes: Any) -> Triggers:
    return estimate(a_page(messages, **changes), the_params()).triggers


def names(found: Triggers, subject: str = A) -> list[str]:
    return [trigger.name for trigger in found.found if trigger.subject == subject]


def steady(days: int = 60, *contents: str, purchased: int = 10) -> Messages:
    """One PPV a day of each content, all alike."""
    messages = Messages()
    for hour, content in enumerate(contents or (B, C), start=10):
        messages.every_day(days, content_type=content, hour=hour, purchased=purchased)
    return messages


def test_a_page_where_all_content_is_alike_has_no_trigger() -> None:
    assert triggers(steady(60, A, B, C)).found == ()
    assert triggers(Messages()).found == ()


def test_content_far_above_the_median_that_sells_often_is_a_high_performer() -> None:
    found = triggers(steady(60, B, C).every_day(60, content_type=A, purchased=40))
    [trigger] = [trigger for trigger in found.found if trigger.subject == A]
    assert (trigger.name, trigger.kind, trigger.factor) == ("HIGH_PERFORMER", "content type", 1.2)
    assert "times the page's median message" in trigger.evidence
    assert dict(found.contents) == {A: 1.2}


def test_rare_content_that_earns_well_is_emerging_and_advised_more_often() -> None:
    messages = steady(60, B, C)
    for age in (5, 12, *range(40, 58, 3)):
        messages.add(age, content_type=A, purchased=18)
    found = triggers(messages, vault=frozenset({A}))
    assert names(found) == ["EMERGING_WINNER"]
    [winner] = found.rare_winners
    assert (winner.content_type, winner.uses, winner.n, winner.weekly_target) == (A, 2, 8, 2)
    assert 1.5 < winner.ratio < 2.0
    assert triggers(messages, vault=frozenset({B, C})).rare_winners == ()


def test_content_used_once_in_its_life_is_no_rare_winner() -> None:
    found = triggers(steady(60, B, C).add(5, content_type=A, purchased=900))
    assert found.rare_winners == ()


def test_what_rises_from_week_to_week_is_trending() -> None:
    messages = steady(60, B, C).every_day(60, 7, content_type=A, purchased=10)
    messages.every_day(6, 0, content_type=A, purchased=19)
    assert names(triggers(messages)) == ["TRENDING_UP"]


def test_a_rise_of_one_message_is_none() -> None:
    messages = steady(60, B, C).every_day(60, 1, content_type=A).add(0, content_type=A, purchased=14)
    assert names(triggers(messages)) == []


def test_what_falls_from_day_to_day_saturates() -> None:
    many: dict[str, Any] = {"content_type": A, "sent": 100_000, "viewed": 30_000}
    messages = steady(60, B, C).every_day(60, 7, purchased=1000, **many)
    for age in range(7):
        messages.add(age, purchased=400 + 100 * age, **many)
    assert "SATURATING" in names(triggers(messages))


def test_fewer_views_than_the_week_before_are_fatigue_and_weigh_on_the_type_as_well() -> None:
    alike: dict[str, Any] = {"content_type": A, "send_type": "bundle", "price_cents": 1969}
    messages = steady(60, *CONTENTS[1:9], purchased=12).every_day(60, 7, viewed=300, **alike)
    messages.every_day(6, 0, viewed=200, **alike)
    estimates = estimate(a_page(messages), the_params())
    found = estimates.triggers
    assert names(found) == names(found, "bundle") == ["AUDIENCE_FATIGUE"]
    assert estimates.volume.restraint == 1.0
    assert found.contents[A] == found.send_types["bundle"] == RULES.tired
    assert found.weight("bundle", A) == pytest.approx(RULES.tired**2)
    assert found.weight("ppv_video", None) == 1.0


def test_content_that_most_of_the_best_messages_share_is_a_trait_of_them() -> None:
    messages = steady(60, B, C).every_day(60, content_type="", send_type="ppv_message", hour=15)
    for age in range(2, 30, 2):
        messages.add(age, content_type=A, hour=20, purchased=16)
    found = triggers(messages)
    [trait] = [trigger for trigger in found.found if trigger.subject == A]
    assert (trait.name, trait.factor) == ("TRAIT", 1.3)
    assert trait.evidence == "10 of the 10 best messages, 14 of all 104"


@given(st.integers(1, 12), st.integers(0, 30), st.integers(0, 30))
def test_the_chance_of_a_share_is_the_hypergeometric_tail(drawn: int, having: int, others: int) -> None:
    size = having + others + drawn
    whole = sum(comb(having, k) * comb(size - having, drawn - k) for k in range(drawn + 1))
    assert whole == comb(size, drawn)
    assert chance_of(0, drawn, having, size) == 1.0
    for top in range(1, drawn + 1):
        assert chance_of(top, drawn, having, size) <= chance_of(top - 1, drawn, having, size)


def test_the_chance_of_the_documented_example() -> None:
    assert chance_of(8, 10, 28, 100) == pytest.approx(0.0006, abs=2e-4)
    assert chance_of(6, 10, 36, 100) == pytest.approx(0.1, abs=0.06)


def test_old_evidence_triggers_nothing() -> None:
    days = (WEEK - TODAY).days
    messages = steady(60, B, C).every_day(60, content_type=A, purchased=40)
    assert triggers(messages).found
    late = with_params(triggers={"expires_days": days - 1})
    assert estimate(a_page(messages), late).triggers.found == ()


def test_page_wide_restraint_and_a_falling_trigger_count_once() -> None:
    messages = Messages()
    for age in range(91):
        messages.add(age, content_type=A, hour=12, viewed=200 if age < 7 else 400)
        messages.add(age, content_type=B, hour=13, viewed=200 if age < 7 else 400)
    estimates = estimate(a_page(messages), the_params())
    assert "AUDIENCE_FATIGUE" in names(estimates.triggers)
    restraint = estimates.volume.restraint
    assert restraint < 1.0
    net = min(RULES.tired, restraint) / restraint
    assert estimates.triggers.contents.get(A, 1.0) == pytest.approx(net)
