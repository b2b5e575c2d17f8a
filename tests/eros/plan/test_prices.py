from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.model.estimates import Saturation
from eros.plan.prices import POINT_GROUPS, demand, prices
from eros.rules.commerce import price_limits
from tests.builders import a_problem, a_rate, some_estimates
from tests.plans import known, tuned

if TYPE_CHECKING:
    from eros.model.estimates import TypeEstimate
    from eros.params import Params

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
CENTS = st.integers(1, 60_000)


def usually(**cents: int) -> dict[str, TypeEstimate]:
    """Type estimates in which these types usually cost so much."""
    plain = some_estimates(PROBLEM).types
    return {key: replace(e, reference_price_cents=cents.get(key, e.reference_price_cents)) for key, e in plain.items()}


def price_of(send_type: str, usual: int, params: Params | None = None, **estimates: Any) -> int:
    return prices(known(PROBLEM, params, types=usually(**{send_type: usual}), **estimates))[send_type]


@pytest.mark.parametrize(
    ("usual", "confidence", "price"),
    [
        (2999, 1.0, 2999),
        (2999, 0.8, 2999),
        (2999, 0.79, 2499),
        (2999, 0.6, 2499),
        (2999, 0.4, 1969),
        (2999, 0.2, 1969),
        (1969, 0.6, 1499),
        (1969, 0.2, 999),
        (2100, 1.0, 1969),
        (100, 1.0, 999),
        (9900, 1.0, 3999),
    ],
)
def test_confidence_picks_the_price_point_nearest_to_the_usual_price(usual: int, confidence: float, price: int) -> None:
    assert price_of("ppv_video", usual, history_confidence=confidence) == price
    assert price_of("flash_bundle", usual, history_confidence=confidence) == price


def test_between_two_points_the_cheaper_one_wins() -> None:
    assert price_of("ppv_video", (999 + 1499) // 2) == 999


@pytest.mark.parametrize("confidence", [0.1, 0.5, 1.0])
def test_vip_tips_and_games_keep_their_usual_amount(confidence: float) -> None:
    found = prices(known(PROBLEM, history_confidence=confidence))
    assert (found["vip_program"], found["game_post"]) == (20000, 1499)


def test_a_first_to_tip_is_worth_what_its_best_amount_brings_and_its_usual_price_without_a_list() -> None:
    for elasticity, best in ((-1.2, 2000), (-0.8, 6000)):
        assert prices(known(PROBLEM, elasticity=a_rate(elasticity)))["first_to_tip"] == best
    assert price_of("first_to_tip", 3000, tuned(mix={"tip_price": 0.0})) == 3000


def test_a_price_never_leaves_the_limits_and_only_a_vip_tip_may_cost_more() -> None:
    assert price_of("game_post", 120) == 500
    assert price_of("game_post", 70_000) == 10_000
    assert price_of("vip_program", 30_000) == 30_000
    assert price_of("vip_program", 70_000) == 50_000
    cheap = tuned(rules={"price_max_cents": 2000})
    assert price_of("ppv_video", 2999, cheap) == 1969
    assert price_limits(TYPES["ppv_video"], cheap.rules) == (500, 2000)
    assert price_limits(TYPES["vip_program"], cheap.rules) == (500, 50_000)


def test_where_no_price_point_lies_within_the_limits_the_limit_itself_is_the_price() -> None:
    dear = tuned(rules={"price_min_cents": 4500})
    assert price_of("ppv_video", 1969, dear) == 4500
    assert price_of("ppv_video", 4800, dear) == 4800


def test_exactly_the_types_that_require_a_price_have_one() -> None:
    assert set(prices(known(PROBLEM))) == {key for key, kind in TYPES.items() if kind.requires_price}


def test_a_tired_audience_pays_the_same_prices() -> None:
    tired = Saturation(0.9, 90.0, 20.0, -0.3, 0.9, "RED", "HIGH", "SMALL", "")
    assert prices(known(PROBLEM, saturation=tired)) == prices(known(PROBLEM))


@given(usual=CENTS, confidence=st.floats(0, 1), send_type=st.sampled_from(sorted(prices(known(PROBLEM)))))
def test_every_price_is_lawful_and_never_above_what_is_usual_by_more_than_a_step(
    usual: int, confidence: float, send_type: str
) -> None:
    context = known(PROBLEM)
    price = price_of(send_type, usual, history_confidence=confidence)
    low, high = price_limits(TYPES[send_type], context.params.rules)
    assert low <= price <= high
    if TYPES[send_type].style_group in POINT_GROUPS:
        points = context.params.plan.price_points_cents
        assert price in points
        assert price <= min((p for p in points if p >= usual), default=max(points))


@given(price=CENTS, reference=CENTS, other=CENTS, elasticity=st.floats(-3, 0))
def test_demand_has_constant_elasticity(price: int, reference: int, other: int, elasticity: float) -> None:
    assert demand(reference, reference, elasticity) == 1.0
    doubled = demand(2 * price, reference, elasticity) / demand(price, reference, elasticity)
    assert doubled == pytest.approx(2.0**elasticity)
    chained = demand(price, other, elasticity) * demand(other, reference, elasticity)
    assert demand(price, reference, elasticity) == pytest.approx(chained)


def test_demand_at_an_unknown_price_is_left_as_it_is() -> None:
    assert demand(0, 1969, -1.2) == 1.0
    assert demand(1969, 0, -1.2) == 1.0
