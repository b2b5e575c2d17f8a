from __future__ import annotations

import pytest

from eros.text.claims import check_claims, claims


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You have just won!", "award"),
        ("I sent you this by accident", "error"),
        ("Only 12 spots", "scarcity"),
        ("Nobody else has seen it", "exclusivity"),
        ("Worth $80", "value"),
    ],
)
def test_a_claim_is_found_by_its_kind(text: str, kind: str) -> None:
    assert [found for found, _ in claims(text)] == [kind]
    check = check_claims(text)
    assert check.verdict == "review"
    assert kind in check.finding
    assert check.fix == "keep it only if it is true, else leave it out"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I won a sack race",
        "Half of it happened by accident",
        "It is worth the wait",
        "There are 3 left shoes",
        "Only you",
    ],
)
def test_everyday_words_claim_nothing(text: str) -> None:
    assert claims(text) == ()
    assert check_claims(text).verdict == "pass"


def test_a_kind_another_check_has_judged_is_left_to_it() -> None:
    assert check_claims("Worth $80", "value").verdict == "pass"
    assert check_claims("Worth $80, only 3 left", "value").finding == "claims 'only 3 left' (scarcity)"
