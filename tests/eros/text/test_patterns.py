from __future__ import annotations

import pytest

from eros.errors import ConfigurationError
from eros.text.patterns import compile_patterns, first_match


def test_a_pattern_is_found_anywhere_and_in_any_case() -> None:
    assert first_match("Get a REFUND now", (r"\bmoney\b", r"refund\b")) == r"refund\b"
    assert first_match("Get a Café now", ("CAFÉ",)) == "CAFÉ"


def test_no_pattern_and_no_match_say_none() -> None:
    assert first_match("Good morning", ()) is None
    assert first_match("Good morning", ("night",)) is None


@pytest.mark.parametrize("pattern", ["(open", "a(?=b)", r"(a)\1", "["])
def test_a_pattern_that_cannot_be_matched_in_linear_time_or_is_broken_is_named(pattern: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        compile_patterns(("fine", pattern))
    assert repr(pattern) in str(caught.value)


def test_a_pattern_that_ruins_a_backtracking_matcher_is_harmless() -> None:
    assert first_match("a" * 20_000 + "b", ("(a+)+$",)) is None
