"""Where a tired page stands now."""

from __future__ import annotations

import pytest

from eros.estimate import estimate
from eros.model.estimates import Estimates, Rate
from tests.builders import the_params
from tests.eros.estimate.pages import Messages, a_page


def slumped(share: float) -> Estimates:
    """A page of 100 purchases a day whose last seven days brought this share of them."""
    messages = Messages().every_day(120, 7, sent=1000, viewed=300, purchased=100)
    for age in range(7):
        messages.add(age, sent=1000, viewed=round(300 * share), purchased=round(100 * share))
    return estimate(a_page(messages), the_params())


def test_a_slump_of_a_red_page_lowers_its_level() -> None:
    found = slumped(0.5)
    assert found.saturation.zone == "RED"
    assert 0.4 < found.level.mean < 0.8
    assert found.level.low < found.level.mean < found.level.high < 1.0
    assert found.level.n >= 7


def test_the_deeper_the_slump_the_lower_the_level() -> None:
    assert slumped(0.3).level.mean < slumped(0.5).level.mean


@pytest.mark.parametrize("share", [1.0, 1.5])
def test_a_page_that_is_not_tired_stands_where_its_history_says(share: float) -> None:
    found = slumped(share)
    assert found.saturation.zone == "GREEN"
    assert found.level == Rate(1.0, 1.0, 1.0, 0, "prior")
