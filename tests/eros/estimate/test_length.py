"""What the length of a priced text does (rule `length`)."""

from __future__ import annotations

import pytest

from eros.estimate.length import length_factor
from tests.builders import the_params


@pytest.mark.parametrize(
    ("length", "m"),
    [(0, 0.037), (1, 0.22), (49, 0.22), (50, 0.469), (149, 0.469), (150, 0.755), (249, 0.755), (250, 1.0), (449, 1.0),
     (450, 0.372), (549, 0.372), (550, 0.112), (749, 0.112), (750, 0.037), (5000, 0.037)],
)  # fmt: skip
def test_a_priced_text_is_worth_what_its_length_class_says(length: int, m: float) -> None:
    assert length_factor("x" * length, the_params()) == pytest.approx(0.6 + 0.4 * m)


def test_blanks_around_a_text_are_no_length() -> None:
    assert length_factor(" " * 300, the_params()) == length_factor("", the_params())
    assert length_factor("\n" + "x" * 49 + "  ", the_params()) == length_factor("x" * 49, the_params())
