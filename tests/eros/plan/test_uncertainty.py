from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eros.model.changes import ForecastChange, SendChange, WeekChanges
from eros.plan.reckoning import forecast
from eros.plan.uncertainty import forecast_change
from eros.service.changes import compare
from tests.builders import a_lawful_schedule, a_problem
from tests.plans import known, tuned

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from eros.model.schedule import Schedule, Send

PROBLEM = a_problem()
PARAMS = tuned(plan={"forecast_spread": 0.1})
CONTEXT = known(PROBLEM, PARAMS, spread=0.3)
EARNS = 30_000.0
PLAIN = a_lawful_schedule(PROBLEM)
WEEK = replace(
    PLAIN, sends=tuple(send.with_(forecast_cents=EARNS if send.price_cents else 0.0) for send in PLAIN.sends)
)
PRICED = [send for send in WEEK.sends if send.forecast_cents]


def changed(*sends: Send) -> Schedule:
    """The week with these sends instead of those of their refs."""
    new = {send.ref: send for send in sends}
    return replace(WEEK, sends=tuple(new.get(send.ref, send) for send in WEEK.sends))


def without(*refs: str) -> Schedule:
    return replace(WEEK, sends=tuple(send for send in WEEK.sends if send.ref not in refs))


def difference(after: Schedule) -> ForecastChange:
    return forecast_change(CONTEXT, compare(WEEK, after))


def width(found: ForecastChange) -> float:
    return found.high_cents - found.low_cents


def test_a_week_beside_itself_earns_the_same_for_sure() -> None:
    assert difference(WEEK) == ForecastChange(0.0, 0.0, 0.0, PARAMS.plan.forecast_level)


def test_a_week_beside_none_is_as_uncertain_as_its_forecast() -> None:
    alone = WeekChanges(replace(WEEK, sends=()), WEEK.sends, (), (), (), 0)
    found, own = forecast_change(CONTEXT, alone), forecast(CONTEXT, WEEK.sends)
    assert found.cents == pytest.approx(own.cents, abs=0.51)
    assert found.high_cents == pytest.approx(own.high_cents, abs=0.51)


def test_what_is_uncertain_in_both_weeks_alike_cancels() -> None:
    one = difference(without(PRICED[0].ref))
    assert one.cents == -EARNS
    assert 0 < width(one) < (forecast(CONTEXT, WEEK.sends).high_cents - forecast(CONTEXT, WEEK.sends).cents) / 2


def test_a_send_at_another_minute_sells_to_the_same_people_and_one_with_another_text_does_not() -> None:
    first = PRICED[0]
    later = first.with_(week_minute=first.week_minute + 1)
    assert width(difference(changed(later))) == 0
    other = first.with_(caption_id=None, caption_text="Another text.")
    assert width(difference(changed(other))) > 0


def test_the_interval_holds_as_often_as_it_says_in_weeks_drawn_from_the_model() -> None:
    """Rates, captions and the week are off alike in both weeks; sends in both sell to the same people."""
    gone, better, other = PRICED[0], PRICED[1], PRICED[2]
    dearer = better.with_(week_minute=better.week_minute + 7, forecast_cents=1.5 * EARNS)
    reworded = other.with_(caption_id=None, caption_text="Another text.", forecast_cents=0.7 * EARNS)
    left = tuple(send for send in changed(dearer, reworded).sends if send.ref != gone.ref)
    changes = compare(WEEK, replace(WEEK, sends=left))
    found = forecast_change(CONTEXT, changes)
    drawn = drawn_differences(changes, rounds=4000)
    held = np.mean((drawn >= found.low_cents) & (drawn <= found.high_cents))
    assert held == pytest.approx(found.level, abs=0.02)
    assert drawn.mean() == pytest.approx(found.cents, abs=0.05 * width(found))


def drawn_differences(changes: WeekChanges, rounds: int) -> NDArray[np.float64]:
    """What the later week earns more, in weeks drawn by the parts of the variance one by one."""
    rng = np.random.default_rng(5)
    z = NormalDist().inv_cdf(0.5 + PARAMS.estimate.interval_level / 2)
    estimates = CONTEXT.estimates
    rates: dict[str, NDArray[np.float64]] = {}
    captions: dict[int, NDArray[np.float64]] = {}
    found = np.zeros(rounds)
    week = rng.normal(0.0, PARAMS.plan.forecast_spread, rounds)

    def expected(send: Send) -> NDArray[np.float64]:
        """Cents of one week: forecast plus what type, caption and week are off, each on its own."""
        rate = estimates.types[send.send_type].purchase_rate
        if send.send_type not in rates:
            rates[send.send_type] = rng.normal(0.0, (rate.high - rate.low) / 2 / z / rate.mean, rounds)
        off = rates[send.send_type] + week
        if send.caption_id is not None:
            estimate = estimates.captions[send.caption_id]
            if send.caption_id not in captions:
                captions[send.caption_id] = rng.normal(0.0, estimate.spread / estimate.multiplier, rounds)
            off = off + captions[send.caption_id]
        return send.forecast_cents * (1.0 + off)

    def chance(cents: float, price_cents: int) -> NDArray[np.float64]:
        bought = rng.poisson(abs(cents) / price_cents, rounds).astype(np.float64)
        return price_cents * (bought - abs(cents) / price_cents)

    for sign, sends in ((1.0, changes.added), (-1.0, changes.dropped)):
        for send in sends:
            found += sign * expected(send)
            found += chance(send.forecast_cents, send.price_cents) if send.price_cents else 0.0
    for pair in (*changes.alike, *changes.changed):
        found += expected(pair.after) - expected(pair.before)
        found += _pair_chance(pair, chance) if pair.after.price_cents else 0.0
    return found


def _pair_chance(pair: SendChange, chance: Callable[[float, int], NDArray[np.float64]]) -> NDArray[np.float64]:
    price, was, now = pair.after.price_cents or 1, pair.before.forecast_cents, pair.after.forecast_cents
    if pair.before.caption_text == pair.after.caption_text:
        return chance(now - was, price)
    return chance(now, price) + chance(was, price)
