"""Usual prices and elasticity."""

from __future__ import annotations

import numpy as np
import pytest

from eros.estimate import estimate
from tests.builders import the_catalogue, the_params
from tests.eros.estimate.pages import Messages, a_page, with_params


def price_of(messages: Messages, send_type: str = "ppv_video") -> int:
    return estimate(a_page(messages), the_params()).types[send_type].reference_price_cents


def test_the_usual_price_is_the_pages_median_once_there_are_enough_messages() -> None:
    base = the_catalogue().send_types["ppv_video"].base_price_cents
    few = Messages().every_day(3, price_cents=2499)
    assert price_of(few) == base
    assert price_of(few.add(4, price_cents=999)) == 2499


def test_old_prices_do_not_count() -> None:
    days = the_params().plan.price_window_days
    base = the_catalogue().send_types["ppv_video"].base_price_cents
    assert price_of(Messages().every_day(days + 30, days, price_cents=2499)) == base
    assert price_of(Messages().every_day(days + 30, days - 5, price_cents=2499)) == 2499


def test_a_type_without_a_price_has_no_usual_price() -> None:
    messages = (
        Messages().every_day(30, send_type="bump_normal").every_day(30, send_type="ppv_followup", price_cents=1969)
    )
    assert price_of(messages, "bump_normal") == 0
    assert price_of(messages, "ppv_followup") == 0


def priced_page(elasticity: float, days: int, seed: int = 3) -> Messages:
    rng = np.random.default_rng(seed)
    messages = Messages()
    for age in range(days):
        for key, level in (("ppv_video", 0.01), ("bundle", 0.004)):
            base = the_catalogue().send_types[key].base_price_cents or 0
            price = int(rng.choice([999, 1499, 1969, 2999, 3999]))
            rate = level * (price / base) ** elasticity * rng.gamma(9, 1 / 9)
            messages.add(age, key, price_cents=price, sent=3000, purchased=int(rng.binomial(3000, rate)))
    return messages


@pytest.mark.parametrize("truth", [-0.6, -1.2, -2.0])
def test_the_elasticity_of_a_page_is_found(truth: float) -> None:
    known = estimate(a_page(priced_page(truth, 180)), the_params()).elasticity
    assert known.mean == pytest.approx(truth, abs=0.15)
    assert known.low < truth < known.high
    assert (known.source, known.n) == ("page", 360)


def test_a_page_of_one_price_keeps_the_prior_elasticity() -> None:
    p = the_params().estimate
    known = estimate(a_page(Messages().every_day(100)), the_params()).elasticity
    assert known.mean == pytest.approx(p.elasticity_mean)
    assert (known.high - known.low) / 2 == pytest.approx(1.644854 * p.elasticity_sd, rel=1e-5)
    assert known.source == "prior"


def test_little_evidence_moves_the_elasticity_little() -> None:
    prior = the_params().estimate.elasticity_mean
    few = estimate(a_page(priced_page(-2.0, 6)), the_params()).elasticity
    many = estimate(a_page(priced_page(-2.0, 120)), the_params()).elasticity
    assert many.mean < few.mean < prior + 0.1
    assert few.high - few.low > many.high - many.low


def test_a_firmer_prior_holds_the_elasticity() -> None:
    free = estimate(a_page(priced_page(-2.0, 20)), the_params()).elasticity
    held = estimate(a_page(priced_page(-2.0, 20)), with_params(estimate={"elasticity_sd": 0.05})).elasticity
    assert abs(held.mean + 1.2) < abs(free.mean + 1.2)
