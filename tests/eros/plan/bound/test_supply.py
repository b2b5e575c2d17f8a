"""What the bound takes for granted of the texts sends draw on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import ceil

import numpy as np
import pytest

from eros.model.campaign import WALL
from eros.plan.bound.space import Space
from eros.plan.bound.supply import Supply
from eros.plan.draft import input_of
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.rules.soft.written import Place, draft_of, words_price
from tests.builders import MONDAY, a_problem, the_params
from tests.plans import no_prices

STRUCTURED = """Three sets in one box tonight

Everything from this week is inside, longer than ever before and made for you alone.

Tap the link below and tell me which one you like best!"""


def a_supply(*texts: str) -> Supply:
    """The supply of a page whose bundles say these texts, too."""
    problem = a_problem()
    bundle = next(caption for caption in problem.captions.values() if caption.caption_type == "bundle")
    more = {10_000 + n: replace(bundle, caption_id=10_000 + n, text=text) for n, text in enumerate(texts)}
    page = known(replace(problem, captions={**problem.captions, **more}), the_params())
    return Supply(Space(input_of(CaptionPool(page), 0)))


def words_cost(supply: Supply, key: str, channel: str, row: int) -> float:
    """Send values of the words of a bank's text in a bundle on a channel."""
    context, caption = supply.space.context, supply.space.given.pool.bank.captions[row]
    place = Place(key, channel, supply.space.given.worth.prices[key], None)
    return words_price(draft_of(caption.text, caption, place, context), context)


def test_a_bundle_on_the_wall_costs_what_the_best_of_its_texts_lacks_there() -> None:
    supply = a_supply()
    beyond = [
        words_cost(supply, key, WALL, row) - words_cost(supply, key, "mass_message", row)
        for key in ("bundle", "flash_bundle")
        for row in supply.offers[key].rows.tolist()
    ]
    assert supply.on_wall == pytest.approx(min(beyond) * supply.space.unit)
    assert supply.on_wall > 0.0


def test_one_text_made_for_walls_makes_the_wall_free() -> None:
    assert a_supply(STRUCTURED).on_wall == 0.0


def test_a_bundle_without_a_text_has_nothing_to_pay_for_on_the_wall() -> None:
    supply = a_supply()
    assert supply.missing("bundle") == pytest.approx(supply.missing("snapchat_bundle") + supply.on_wall)
    assert supply.missing("first_to_tip") == supply.missing("snapchat_bundle")


def test_on_its_day_a_text_owes_for_its_style_and_none_is_there_before_it_opens() -> None:
    rules, problem = the_params().rules, a_problem()
    rests = MONDAY + timedelta(days=4 - ceil(rules.freshness_min / rules.freshness_per_day))
    tired = {number: rests for number, caption in problem.captions.items() if number % 2}
    page = known(replace(problem, last_used=tired), the_params())
    supply = Supply(Space(input_of(CaptionPool(page), 0)))
    offer, styles = supply.offers["ppv_video"], supply.space.given.pool.bank.style
    assert set(offer.opens.tolist()) == {0, 4}
    prices = replace(no_prices(supply), styles={(2, "solo"): 50.0})
    for day in (2, 5):
        charge = supply.charge("ppv_video", prices, day)
        assert (np.isinf(charge) == (offer.opens > day)).all()
        solo = (styles[offer.rows] == "solo") & (offer.opens <= day)
        assert solo.any()
        assert set(charge[solo].tolist()) == {50.0 if day == 2 else 0.0}
        assert set(charge[~solo & (offer.opens <= day)].tolist()) == {0.0}
