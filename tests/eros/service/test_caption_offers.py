from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eros.errors import ConfigurationError, KeyNotFoundError
from eros.model.caption import Lock
from eros.model.wishes import Wishes
from eros.plan.pool import CaptionPool
from eros.service.caption_offers import CaptionOffers, Wanted, caption_offers
from tests.builders import MONDAY, a_bank, a_caption, a_problem
from tests.plans import known

BANK = a_bank(10, types=["ppv_video", "ppv_message"])
VIDEOS = [key for key, caption in BANK.items() if caption.caption_type == "ppv_video"]


def offers(wanted: Wanted, send_type: str = "ppv_video", *, changes: Any = None, **estimates: Any) -> CaptionOffers:
    page = a_problem(captions=BANK, **(changes or {}))
    return caption_offers(CaptionPool(known(page, **estimates)), send_type, wanted)


def ids(found: CaptionOffers) -> list[int]:
    return [offer.caption.caption_id for offer in found.offers]


def test_the_best_come_first_and_those_of_the_types_own_kind_before_a_fallback() -> None:
    best = VIDEOS[3]
    found = offers(Wanted(12), multipliers={best: 2.0})
    assert ids(found)[0] == best
    assert [offer.step for offer in found.offers] == [0] * 10 + [1] * 2
    assert (found.drawn, found.fit, found.removed) == (20, 20, {})
    first = found.offers[0]
    assert first.low < first.multiplier == 2.0 < first.high
    assert first.factor == pytest.approx(2.0 * first.length_factor)
    assert first.cents == pytest.approx(2 * found.offers[1].cents)


def test_a_caption_is_offered_for_the_days_on_which_rest_and_locks_allow_it() -> None:
    resting, held, free = VIDEOS[:3]
    changes = {
        "last_used": {resting: MONDAY - timedelta(days=12)},
        "locks": (Lock(held, "c-bea", MONDAY - timedelta(days=5)),),
    }
    by_id = {offer.caption.caption_id: offer for offer in offers(Wanted(20), changes=changes).offers}
    assert (by_id[resting].days, by_id[resting].freshness) == ((3, 4, 5, 6), 30.0)
    assert by_id[resting].reuse_cents > 0
    assert (by_id[held].days, by_id[held].locked_days) == ((3, 4, 5, 6), (0, 1, 2))
    assert (by_id[free].days, by_id[free].rest_days, by_id[free].freshness) == ((0, 1, 2, 3, 4, 5, 6), None, 100.0)


def test_every_caption_that_is_missing_is_counted_under_what_keeps_it_out() -> None:
    tired, used, held, weak, weaker, out = VIDEOS[:6]
    changes = {
        "last_used": {tired: MONDAY - timedelta(days=1), used: MONDAY - timedelta(days=20)},
        "locks": (Lock(held, "c-bea", MONDAY + timedelta(days=3)),),
    }
    wanted = Wanted(20, min_freshness=60, min_performance=55, exclude=frozenset({out}))
    scores = dict.fromkeys(BANK, 80.0) | {weak: 10.0, weaker: 50.0}
    found = offers(wanted, changes=changes, scores=scores)
    assert dict(found.removed) == {
        "freshness": 1,
        "min_freshness": 1,
        "lock": 1,
        "performance": 1,
        "min_performance": 1,
        "exclude": 1,
    }
    assert found.fit == len(found.offers) == 14


def test_cautious_weeks_leave_out_what_nobody_has_tried() -> None:
    tried = {99: a_caption(99, caption_type="ppv_video", fleet_uses=50)}
    page = a_problem(captions=BANK | tried, wishes=Wishes(mode="conservative"))
    found = caption_offers(CaptionPool(known(page)), "ppv_video", Wanted(5))
    assert (ids(found), dict(found.removed)) == ([99], {"mode": 20})


def test_types_there_are_not_or_the_page_may_not_use_are_refused() -> None:
    with pytest.raises(KeyNotFoundError, match="No send type 'ppv'"):
        offers(Wanted(1), "ppv")
    blocked = {"wishes": Wishes(blocked_types=frozenset({"bundle"}))}
    with pytest.raises(ConfigurationError, match="sends no bundle"):
        offers(Wanted(1), "bundle", changes=blocked)


def test_an_empty_bank_offers_nothing_and_says_so() -> None:
    page = replace(a_problem(), captions={})
    found = caption_offers(CaptionPool(known(page)), "bump_normal", Wanted(3))
    assert (found.offers, found.drawn, found.fit, dict(found.removed)) == ((), 0, 0, {})
