from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.rules.soft.lengths import best_lengths
from tests.builders import a_caption, a_context, a_problem, a_send, at, the_params
from tests.plans import tuned

if TYPE_CHECKING:
    from eros.model.schedule import Warning_
    from eros.params import Params

UNIT = 1000.0


def found(
    lengths: list[int], params: Params | None = None, held: int = 30, send_type: str = "ppv_video"
) -> list[Warning_]:
    captions = {n: a_caption(n, caption_type="ppv_video", text="x" * 300) for n in range(1, held + 1)}
    problem = a_problem(captions=captions)
    bare = {"caption_id": None, "caption_type": None, "content_type": None}
    week = [
        a_send(problem, f"x{n}", send_type, at(n % 7, "10:07") + 150 * (n // 7), caption_text="x" * length, **bare)
        for n, length in enumerate(lengths)
    ]
    warnings = soft_warnings(Judged(week, a_context(problem, params=params), UNIT))
    return [warning for warning in warnings if warning.rule == "length"]


def test_the_best_lengths_are_those_of_the_greatest_multiplier() -> None:
    assert best_lengths(the_params()) == range(250, 450)
    longest = tuned(estimate={"length_multipliers": (0.1,) * 7 + (1.0,)})
    assert 100_000 in best_lengths(longest)
    assert 749 not in best_lengths(longest)


@pytest.mark.parametrize(
    ("lengths", "excess"), [([250, 449, 300, 249, 450], 0), ([250, 449, 249, 450, 10], 1), ([1], 1)]
)
def test_texts_of_other_lengths_beyond_four_in_ten_have_a_price(lengths: list[int], excess: int) -> None:
    warnings = found(lengths)
    assert [w.price_cents for w in warnings] == [the_params().plan.length_price * UNIT * excess] * bool(excess)
    refs = tuple(f"x{n}" for n, length in enumerate(lengths) if not 250 <= length < 450)
    assert [w.refs for w in warnings] == [refs] * bool(excess)


def test_the_reason_is_a_thin_bank_or_what_other_texts_bring() -> None:
    assert "the bank holds too few others for ppv_video (1 for 3)" in found([10, 10, 10], held=1)[0].detail
    assert "worth less than the price" in found([10, 10, 10])[0].detail


def test_sends_without_a_price_and_a_rule_without_one_are_left_alone() -> None:
    assert found([10, 10, 10], send_type="bump_normal") == []
    assert found([10, 10, 10], tuned(plan={"length_price": 0.0})) == []
    assert found([10, 10, 10], tuned(plan={"length_share": 0.0})) == []
