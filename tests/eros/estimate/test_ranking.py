"""Tiers by earnings per message."""

from __future__ import annotations

import numpy as np
import pytest

from eros.estimate import estimate
from eros.estimate.evidence import evidence_of
from eros.estimate.ranking import content_rankings
from tests.builders import the_params
from tests.eros.estimate.pages import CONTENTS, Messages, a_page


def contents(earned: list[int], days: int = 60, *, first: int = 0) -> Messages:
    """One PPV a day for every content type, selling about `earned` pieces."""
    rng = np.random.default_rng(11)
    messages = Messages()
    for age in range(first, first + days):
        for index, pieces in enumerate(earned):
            messages.add(age, content_type=CONTENTS[index], hour=10 + index, purchased=int(rng.poisson(pieces)))
    return messages


def test_content_types_rank_by_earnings_per_message() -> None:
    rankings = estimate(a_page(contents([40, 20, 16, 24, 2])), the_params()).rankings
    assert list(rankings) == [CONTENTS[i] for i in (0, 3, 1, 2, 4)]
    tiers = {key: ranking.tier for key, ranking in rankings.items()}
    assert tiers == {
        CONTENTS[0]: "TOP",
        CONTENTS[3]: "MID",
        CONTENTS[1]: "MID",
        CONTENTS[2]: "LOW",
        CONTENTS[4]: "AVOID",
    }
    best = rankings[CONTENTS[0]]
    assert best.low_cents < best.rps_cents < best.high_cents
    assert best.rps_cents == pytest.approx(40 * 1969, rel=0.05)


def test_the_shortest_window_with_enough_messages_decides() -> None:
    for days, window in ((19, 0), (20, 30), (60, 30)):
        ranking = estimate(a_page(contents([20], days)), the_params()).rankings[CONTENTS[0]]
        assert ranking.window_days == window
        assert ranking.n == min(days, 30)
    assert estimate(a_page(contents([20], 25, first=40)), the_params()).rankings[CONTENTS[0]].window_days == 180
    assert estimate(a_page(contents([20], 25, first=200)), the_params()).rankings[CONTENTS[0]].window_days == 365


def test_a_window_that_is_named_holds_for_every_type_and_leaves_out_what_was_not_sold_in_it() -> None:
    messages = contents([20, 10], 40)
    messages.add(200, content_type=CONTENTS[2])
    evidence = evidence_of(a_page(messages))
    year, month = (content_rankings(evidence, the_params().estimate, window=days) for days in (365, 30))
    assert {key: (r.n, r.window_days) for key, r in year.items()} == {
        CONTENTS[0]: (40, 365),
        CONTENTS[1]: (40, 365),
        CONTENTS[2]: (1, 365),
    }
    assert {key: (r.n, r.window_days) for key, r in month.items()} == {CONTENTS[0]: (30, 30), CONTENTS[1]: (30, 30)}
    assert content_rankings(evidence, the_params().estimate, window=0)[CONTENTS[2]].window_days == 0


def test_a_tier_needs_enough_messages() -> None:
    few = estimate(a_page(contents([20, 20, 0], 19)), the_params()).rankings
    assert {ranking.tier for ranking in few.values()} == {"UNKNOWN"}


def test_avoid_needs_an_interval_below_half_the_pages_median() -> None:
    clear = estimate(a_page(contents([20, 20, 20, 3], 25)), the_params()).rankings[CONTENTS[3]]
    assert clear.tier == "AVOID"
    assert clear.high_cents < 0.5 * 20 * 1969
    weak = estimate(a_page(contents([20, 20, 20, 9], 25)), the_params()).rankings[CONTENTS[3]]
    assert weak.tier != "AVOID"


def test_send_types_that_carry_a_price_get_a_tier_and_the_others_none() -> None:
    messages = Messages()
    for age in range(40):
        messages.add(age, "ppv_video", purchased=12).add(age, "bundle", purchased=9).add(
            age, "ppv_message", purchased=12
        )
        messages.add(age, "game_post", purchased=0).add(age, "bump_normal").add(age, "ppv_followup", price_cents=1969)
    known = estimate(a_page(messages), the_params())
    tiers = {key: t.tier for key, t in known.types.items()}
    assert tiers["game_post"] == "AVOID"
    assert tiers["bundle"] == "TOP"
    assert {tiers["bump_normal"], tiers["ppv_followup"], tiers["vip_program"]} == {"UNKNOWN"}


def test_free_messages_and_follow_ups_rank_nothing() -> None:
    messages = Messages()
    for age in range(30):
        messages.add(age, "bump_normal").add(age, "ppv_followup", price_cents=1969, content_type=CONTENTS[1])
    assert estimate(a_page(messages), the_params()).rankings == {}


def test_a_page_that_sold_nothing_avoids_nothing() -> None:
    rankings = estimate(a_page(contents([0, 0], 40)), the_params()).rankings
    assert all(ranking.tier != "AVOID" for ranking in rankings.values())
