"""The truth behind the simulated messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eros.errors import CaptionNotFoundError, CreatorNotFoundError
from eros.simulate.response import DAY_ZERO, Sends
from eros.simulate.truth import DUD_EFFECT, LAST_DAY, PAGE_CAPTION_SD, SLUMPS, TIRED_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.simulate import World

NEXT_WEEK = LAST_DAY + timedelta(days=2)


def _values(fleet: World, **changes: object) -> NDArray[np.float64]:
    usual: dict[str, object] = {"day": NEXT_WEEK, "hour": 20, "price_cents": 1969} | changes
    return fleet.truth.expected_value("alexia", "ppv_video", **usual)  # type: ignore[arg-type]


def _past(fleet: World) -> Sends:
    m = fleet.messages
    return Sends(m.page, m.send_type, m.caption, m.day - DAY_ZERO, m.hour, m.price_cents, m.contacts)


def test_expected_value_is_recipients_times_rates_times_price(fleet: World) -> None:
    truth = fleet.truth
    sends = truth.sends("alexia", "ppv_video", day=NEXT_WEEK, hour=20, price_cents=1969)
    view, buy = truth.rates(sends)
    assert _values(fleet) == pytest.approx(float(truth.recipients(sends) * view * buy * 1969))
    assert 0.05 < float(view) < 0.6
    assert 0.002 < float(buy) < 0.08
    assert _values(fleet, recipients=100) == pytest.approx(float(100 * view * buy * 1969))


def test_the_mean_of_many_draws_is_the_expected_value(fleet: World) -> None:
    n, reached = 40_000, 5_000
    one = fleet.truth.sends("alexia", "ppv_video", day=NEXT_WEEK, hour=20, price_cents=1969, caption_id=5)
    shape = {name: np.broadcast_to(getattr(one, name), (n,)) for name in Sends.__dataclass_fields__}
    viewed, purchased = fleet.truth.draw(np.random.default_rng(3), replace(one, **shape), np.full(n, reached))
    assert np.mean(purchased) * 1969 == pytest.approx(float(_values(fleet, caption_id=5, recipients=reached)), rel=0.01)
    assert (purchased <= viewed).all()


def test_all_messages_together_earned_what_the_truth_expects(fleet: World) -> None:
    sends, m = _past(fleet), fleet.messages
    view, buy = fleet.truth.rates(sends)
    assert m.viewed.sum() == pytest.approx(float((m.sent * view).sum()), rel=0.01)
    assert m.earnings_cents.sum() == pytest.approx(float((m.sent * view * buy * m.price_cents).sum()), rel=0.03)


def test_demand_falls_with_price_by_the_pages_elasticity(fleet: World) -> None:
    low, high = _values(fleet, price_cents=np.array([999, 3999]))
    elasticity = fleet.truth.elasticity[0]
    assert np.log(high / low) / np.log(3999 / 999) == pytest.approx(1 + elasticity, abs=1e-4)
    assert fleet.truth.elasticity.mean() == pytest.approx(-1.2, abs=0.15)
    assert _values(fleet, price_cents=0) == 0


def test_every_further_contact_costs_the_same_share(fleet: World) -> None:
    values = _values(fleet, contacts=np.arange(1, 15))
    assert values[1:] / values[:-1] == pytest.approx(np.full(13, 1 - fleet.truth.fatigue[0]), abs=1e-4)
    assert fleet.truth.fatigue.mean() == pytest.approx(0.1, abs=0.02)
    usual = fleet.truth.usual_contacts[0]
    assert _values(fleet, contacts=usual) == pytest.approx(float(_values(fleet)))


def test_a_caption_counts_on_every_page_and_a_little_more_on_some(fleet: World) -> None:
    truth = fleet.truth
    captions = np.arange(2000)
    rows = [truth.caption_effect(np.full(2000, page), captions) for page in (0, 1)]
    assert np.corrcoef(rows[0], rows[1])[0, 1] > 0.5
    taste = rows[0] - truth.caption[:2000] - truth.content[0, truth.caption_content[:2000]]
    assert taste.std() == pytest.approx(PAGE_CAPTION_SD, rel=0.1)
    assert taste.mean() == pytest.approx(0, abs=0.02)
    assert truth.caption_effect(np.array([0]), np.array([-1])) == 0


def test_every_regular_page_has_content_its_fans_do_not_want(fleet: World) -> None:
    for index, page in enumerate(fleet.pages):
        keys = {fleet.captions.contents[i] for i in np.flatnonzero(fleet.truth.content[index] < DUD_EFFECT / 2)}
        assert len(keys) == (0 if page.kind == "minimal" else 2)
        assert keys <= set(page.vault)


def test_the_best_third_of_true_hours_earned_more(fleet: World) -> None:
    m, truth = fleet.messages, fleet.truth
    lifts = []
    for index in range(len(fleet.pages)):
        rows = (m.page == index) & (m.price_cents > 0)
        curve = truth.hours[index]
        if rows.sum() < 500 or np.ptp(curve) < 0.1:
            continue
        expected = m.sent * truth.view_base[index, m.send_type] * truth.buy_base[index, m.send_type] * m.price_cents
        best = rows & (curve[m.hour] >= np.quantile(curve[m.hour[rows]], 2 / 3))
        rest = rows & ~best
        lifts.append(
            m.earnings_cents[best].sum() / expected[best].sum() * expected[rest].sum() / m.earnings_cents[rest].sum()
        )
    assert len(lifts) > 20
    assert np.median(lifts) > 1.15
    assert np.mean(np.array(lifts) > 1) > 0.9


def test_some_pages_have_no_hour_pattern_and_alexia_has_one(fleet: World) -> None:
    swing = np.ptp(fleet.truth.hours, axis=1)
    assert (swing < 1e-9).sum() == 8
    assert swing[fleet.truth.pages.index("alexia")] > 0.4


def test_slump_days_hit_every_page_and_tiredness_one(fleet: World) -> None:
    slump = _values(fleet, day=SLUMPS[0])
    assert slump < 0.6 * _values(fleet, day=SLUMPS[0] - timedelta(days=7))
    tired = np.flatnonzero((fleet.truth.tired < 0).any(axis=1))
    assert [fleet.pages[i].kind for i in tired.tolist()] == ["tired"]
    first = LAST_DAY - timedelta(days=TIRED_DAYS - 1)
    effect = fleet.truth.tired[tired[0], [first.toordinal() - DAY_ZERO - 1, first.toordinal() - DAY_ZERO]]
    assert effect[0] == 0 > effect[1]


def test_an_unknown_page_or_caption_is_named(fleet: World) -> None:
    with pytest.raises(CreatorNotFoundError, match="alexa"):
        fleet.truth.sends("alexa", "ppv_video", day=NEXT_WEEK, hour=20)
    with pytest.raises(CaptionNotFoundError, match="99999"):
        fleet.truth.sends("alexia", "ppv_video", day=date(2026, 11, 24), hour=20, caption_id=99_999)


def test_a_follow_up_without_a_known_parent_reaches_a_share_of_the_fans(fleet: World) -> None:
    value = fleet.truth.expected_value("alexia", "ppv_followup", day=NEXT_WEEK, hour=20, price_cents=1969)
    assert 0 < value < _values(fleet)
