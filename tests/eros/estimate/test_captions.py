"""How good each caption is on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.estimate import estimate, length_factor
from tests.builders import the_params
from tests.eros.estimate.pages import Messages, a_page, long_caption, with_params

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.caption import Caption
    from eros.model.caption_estimates import CaptionEstimate
    from eros.params import Params


def known(messages: Messages, captions: list[Caption], params: Params | None = None) -> Mapping[int, CaptionEstimate]:
    return estimate(a_page(messages, captions), params or the_params()).captions


def others(first: int, last: int) -> Messages:
    """Twenty captions from 101 on, in turn, that sell as their type does."""
    messages = Messages()
    for age in range(first, last - 1, -1):
        messages.add(age, caption_id=101 + age % 20)
    return messages


def three(days: int = 90) -> Messages:
    """Captions 1, 2, 3 in turn, selling 15, 10 and 5 a message."""
    messages = Messages()
    for age in range(days, 0, -1):
        which = 1 + age % 3
        messages.add(age, caption_id=which, purchased=(15, 10, 5)[which - 1])
    return messages


def test_a_caption_that_sells_more_than_its_type_multiplies_it() -> None:
    found = known(three(), [long_caption(i) for i in (1, 2, 3, 4)])
    assert found[1].multiplier > 1.2 > found[2].multiplier > 0.8 > found[3].multiplier
    assert [found[i].n for i in (1, 2, 3, 4)] == [30, 30, 30, 0]
    assert np.mean([found[i].multiplier for i in (1, 2, 3)]) == pytest.approx(1, abs=0.05)


def test_scores_are_percentiles_among_the_used_captions_of_a_type() -> None:
    messages = three()
    for age in range(40):
        messages.add(age, "bump_normal", caption_id=10)
    found = known(messages, [*(long_caption(i) for i in (1, 2, 3, 4)), long_caption(10, "bump_normal")])
    assert [found[i].score for i in (3, 2, 1)] == pytest.approx([50 / 3, 50, 250 / 3])
    assert found[10].score == 50
    assert found[4].score == the_params().rules.performance_unknown


def test_equal_captions_share_their_rank() -> None:
    messages = Messages()
    for age in range(0, 40, 2):
        messages.add(age, caption_id=1).add(age, hour=14, caption_id=2)
    params = with_params(estimate={"prime_hour_lift": 0.0})
    found = known(messages, [long_caption(1), long_caption(2)], params)
    assert found[1].score == found[2].score == 50


def test_captions_outside_the_pool_still_rank() -> None:
    found = known(three(), [long_caption(2)])
    assert set(found) == {2}
    assert found[2].score == 50
    assert known(three(), [long_caption(3)])[3].score == pytest.approx(50 / 3)


def test_an_unused_caption_is_what_all_pages_say_it_is() -> None:
    found = known(Messages(), [long_caption(1, fleet_index=1.4, fleet_uses=500), long_caption(2)])
    assert found[1].multiplier == pytest.approx(1.4)
    assert found[1].spread / 1.4 < found[2].spread
    assert found[2].spread == pytest.approx(the_params().estimate.caption_spread)


@settings(max_examples=20)
@given(st.integers(0, 30), st.integers(1, 4), st.integers(1, 4))
def test_more_of_the_same_evidence_moves_a_caption_further_from_its_fleet_index(sold: int, few: int, more: int) -> None:
    def with_uses(n: int) -> CaptionEstimate:
        messages = others(120, 15)
        for _ in range(n):
            messages.add(5, caption_id=1, purchased=sold)
        settled = with_params(estimate={"spread_groups": 1000.0, "spread_messages": 1000.0})
        return known(messages, [long_caption(1, fleet_index=1.1)], settled)[1]

    first, second = with_uses(few), with_uses(few + more)
    assert second.spread < first.spread
    if sold >= 16:
        assert second.multiplier > first.multiplier > 1.1
    if sold <= 8:
        assert second.multiplier < first.multiplier < 1.1


def test_old_evidence_fades() -> None:
    def used(age: int) -> CaptionEstimate:
        messages = others(200, 0)
        for _ in range(5):
            messages.add(age, caption_id=1, purchased=25)
        return known(messages, [long_caption(1)])[1]

    fresh, old, ancient = used(1), used(29), used(190)
    assert fresh.multiplier > old.multiplier > ancient.multiplier
    assert ancient.multiplier == pytest.approx(1, abs=0.15)
    assert fresh.n == ancient.n == 5


def test_a_captions_evidence_is_capped() -> None:
    messages = Messages().every_day(100)
    for _ in range(40):
        messages.add(0, caption_id=1, purchased=14)
    loose = known(messages, [long_caption(1)])[1]
    tight = known(messages, [long_caption(1)], with_params(estimate={"pseudo_cap": 5.0}))[1]
    assert tight.spread > loose.spread
    assert abs(tight.multiplier - 1) < abs(loose.multiplier - 1)


def test_length_is_no_part_of_a_captions_multiplier() -> None:
    messages = Messages()
    for age in range(120, 0, -1):
        messages.add(age, caption_id=1, purchased=20).add(age, hour=14, caption_id=2, purchased=14)
    texts = {1: "x" * 300, 2: "x" * 20}
    found = estimate(a_page(messages, [long_caption(i, text=text) for i, text in texts.items()]), the_params())
    assert found.captions[2].multiplier == pytest.approx(found.captions[1].multiplier, rel=0.06)
    assert found.types["ppv_video"].purchase_rate.mean == pytest.approx(0.02, rel=0.06)


def test_a_better_hour_is_no_merit_of_the_caption() -> None:
    rng = np.random.default_rng(2)
    messages = Messages()
    for age in range(300, 0, -1):
        for hour, caption in ((10, 1), (20, 2), (10, 3), (20, 3), (15, 3)):
            rate = {10: 0.007, 15: 0.01, 20: 0.013}[hour]
            messages.add(age, hour=hour, caption_id=caption, sent=3000, purchased=int(rng.binomial(3000, rate)))
    page = estimate(a_page(messages, [long_caption(i) for i in (1, 2, 3)]), the_params())
    assert page.curve.reliable
    assert page.captions[2].multiplier / page.captions[1].multiplier < 1.25


def test_a_free_caption_is_judged_by_its_views() -> None:
    messages = Messages()
    for age in range(60, 0, -1):
        messages.add(age, "bump_normal", caption_id=1, viewed=240).add(age, "bump_normal", caption_id=2, viewed=160)
        messages.add(age, "bump_normal", caption_id=3, viewed=-1)
    found = known(messages, [long_caption(i, "bump_normal") for i in (1, 2, 3)])
    assert found[1].multiplier > 1.1
    assert found[2].multiplier < 0.9
    assert (found[3].n, found[3].score) == (0, the_params().rules.performance_unknown)


def test_spreads_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(9)
    truth = rng.gamma(9, 1 / 9, 120)
    messages = Messages()
    for age in range(60, 0, -1):
        for _ in range(6):
            which = int(rng.integers(120))
            rate = min(0.01 * truth[which] * rng.gamma(16, 1 / 16), 1.0)
            messages.add(age, hour=15, caption_id=which + 1, sent=3000, purchased=int(rng.binomial(3000, rate)))
    found = known(messages, [long_caption(i + 1) for i in range(120)])
    used = [i for i in range(120) if found[i + 1].n]
    estimates = np.array([found[i + 1].multiplier for i in used])
    held = np.abs(estimates - truth[used]) <= 1.645 * np.array([found[i + 1].spread for i in used])
    assert 0.82 <= held.mean() <= 0.97
    assert np.corrcoef(estimates, truth[used])[0, 1] > 0.5


def test_what_all_pages_saw_of_a_length_is_not_counted_twice() -> None:
    texts = {1: "x" * 300, 2: "x" * 20}
    used = [long_caption(i, text=text, fleet_index=1.0, fleet_uses=100_000) for i, text in texts.items()]
    found = known(Messages(), used)
    long, short = (found[i].multiplier * length_factor(texts[i], the_params()) for i in texts)
    assert long == pytest.approx(short, rel=1e-3)
    fresh = known(Messages(), [long_caption(i, text=text) for i, text in texts.items()])
    assert fresh[1].multiplier == fresh[2].multiplier == 1.0
    free = known(Messages(), [long_caption(i, "bump_normal", text=t, fleet_uses=500) for i, t in texts.items()])
    assert free[1].multiplier == free[2].multiplier == 1.0


def test_a_score_holds_the_length_a_caption_has() -> None:
    messages = Messages()
    for age in range(60, 0, -1):
        messages.add(age, caption_id=1, purchased=14).add(age, hour=14, caption_id=2, purchased=9)
    found = known(messages, [long_caption(1), long_caption(2, text="x" * 20)])
    assert found[2].multiplier == pytest.approx(found[1].multiplier, rel=0.1)
    assert (found[1].score, found[2].score) == (75, 25)
