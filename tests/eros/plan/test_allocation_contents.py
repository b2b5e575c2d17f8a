"""Sends that can show one content only are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eros.plan.allocation_contents import contents_repeat
from tests.builders import a_bank, a_problem, the_params
from tests.plans import an_input, charged, known

if TYPE_CHECKING:
    from eros.plan.allocation_model import AllocationInput

PLAN = the_params().plan
KINDS = ("ppv_video", "bundle", "bump_normal")


def given(contents: int) -> AllocationInput:
    problem = a_problem()
    return an_input(known(a_problem(captions=a_bank(contents=sorted(problem.vault)[:contents]))))


@pytest.mark.parametrize(
    ("counts", "repeats"),
    [
        ({(0, key): 1 for key in KINDS[: PLAN.content_per_day]}, 0),
        ({(0, key): 1 for key in KINDS}, len(KINDS) - PLAN.content_per_day),
        (
            {(day, key): 1 for key in KINDS for day in range(7)},
            7 * (len(KINDS) - PLAN.content_per_day) + 7 * len(KINDS) - PLAN.content_per_week,
        ),
        ({(0, "bump_text_only"): 1, **{(0, key): 1 for key in KINDS[: PLAN.content_per_day]}}, 0),
    ],
    ids=["few", "a day's limit", "the week's limit", "without media"],
)
def test_the_only_content_of_types_has_a_price_beyond_its_limits(
    counts: dict[tuple[int, str], int], repeats: int
) -> None:
    page = given(1)
    assert charged(page, contents_repeat, counts) == pytest.approx(
        repeats * PLAN.content_repeat_price * page.worth.unit
    )


def test_types_that_may_show_another_content_pay_nothing() -> None:
    assert charged(given(2), contents_repeat, {(day, key): 1 for key in KINDS for day in range(7)}) == pytest.approx(0)
