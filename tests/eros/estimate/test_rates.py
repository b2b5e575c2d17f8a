"""View and purchase rates of send types on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.estimate import estimate
from tests.builders import the_params
from tests.eros.estimate.pages import Messages, a_page, with_params

if TYPE_CHECKING:
    from eros.model.estimates import TypeEstimate
    from eros.model.problem import Problem


def ppv(problem: Problem) -> TypeEstimate:
    return estimate(problem, the_params()).types["ppv_video"]


@settings(max_examples=25)
@given(st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))
def test_more_of_the_same_evidence_pulls_a_rate_further_from_its_prior(purchased: int, few: int, more: int) -> None:
    prior, observed = the_params().estimate.priors["ppv_video"].purchase_rate, purchased / 1000
    flat = with_params(estimate={"prime_hour_lift": 0.0, "prime_day_lift": 0.0})
    pages = [a_page(Messages().every_day(n - 1, purchased=purchased)) for n in (few, few + more)]
    rates = [estimate(page, flat).types["ppv_video"] for page in pages]
    distances = [abs(rate.purchase_rate.mean - observed) for rate in rates]
    assert distances[1] <= distances[0] + 1e-6
    for rate in rates:
        assert min(prior, observed) - 1e-9 <= rate.purchase_rate.mean <= max(prior, observed) + 1e-9


def test_a_type_often_sent_speaks_for_itself() -> None:
    rate = ppv(a_page(Messages().every_day(200, purchased=20))).purchase_rate
    assert rate.mean == pytest.approx(0.02, rel=0.05)
    assert (rate.source, rate.n) == ("page", 201)


def test_recent_messages_count_more_than_old_ones() -> None:
    changed = Messages().every_day(700, 401, purchased=5).every_day(100, purchased=20)
    assert ppv(a_page(changed)).purchase_rate.mean > 0.013


def test_a_page_that_sells_well_is_expected_to_sell_well_with_a_new_type() -> None:
    messages = Messages()
    for age in range(90):
        for key in ("ppv_video", "ppv_message", "bundle", "flash_bundle"):
            messages.add(age, key, purchased=16)
    known = estimate(a_page(messages), the_params()).types["game_post"].purchase_rate
    assert known.mean > 1.3 * the_params().estimate.priors["game_post"].purchase_rate
    assert known.source == "prior"


def test_one_type_that_differs_does_not_stand_for_the_whole_page() -> None:
    alone = estimate(a_page(Messages().every_day(90, purchased=40)), the_params()).types
    priors = the_params().estimate.priors
    over = {key: alone[key].purchase_rate.mean / priors[key].purchase_rate for key in ("ppv_video", "bundle")}
    assert 1 < over["bundle"] < 0.75 * over["ppv_video"]


def test_a_page_that_charges_more_is_not_taken_for_one_that_sells_worse() -> None:
    messages = Messages()
    for age in range(120):
        messages.add(age, price_cents=1969, purchased=12).add(age, hour=14, price_cents=3938, purchased=5)
    known = ppv(a_page(messages))
    assert known.reference_price_cents == 2953
    at_reference = known.purchase_rate.mean
    assert 0.005 < at_reference < 0.012


@pytest.mark.parametrize("seed", [1, 2])
def test_intervals_hold_the_truth_as_often_as_they_say(seed: int) -> None:
    rng = np.random.default_rng(seed)
    params = with_params(estimate={"type_half_life_days": 3000.0, "prime_hour_lift": 0.0, "prime_day_lift": 0.0})
    keys = ("ppv_video", "ppv_message", "bundle", "flash_bundle", "game_post", "first_to_tip")
    held = total = 0
    for _ in range(25):
        page = rng.gamma(16, 1 / 16)
        truth = {key: params.estimate.priors[key].purchase_rate * page * rng.gamma(9, 1 / 9) for key in keys}
        messages = Messages()
        for key in keys:
            for _ in range(int(rng.integers(2, 60))):
                bought = rng.binomial(2000, min(truth[key] * rng.gamma(4, 1 / 4), 1))
                messages.add(int(rng.integers(0, 300)), key, sent=2000, viewed=600, purchased=int(bought))
        known = estimate(a_page(messages), params).types
        held += sum(known[key].purchase_rate.low <= truth[key] <= known[key].purchase_rate.high for key in keys)
        total += len(keys)
    assert 0.82 <= held / total <= 0.97
