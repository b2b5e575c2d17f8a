from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.estimates import Rate
from eros.model.schedule import Forecast, Send
from eros.model.triggers import Triggers
from eros.plan.reckoning import forecast, reckon, values_before_caption
from eros.plan.worth import at_price, worth_of
from tests.builders import a_lawful_schedule, a_problem, a_send, at, some_estimates
from tests.plans import a_curve, known, tuned

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
CERTAIN = tuned(plan={"forecast_spread": 0.0})
CURVE = a_curve({19: 1.5, 20: 0.8}, {0: 0.9, 5: 1.2})
CONTEXT = known(PROBLEM, curve=CURVE)
WEEK = a_lawful_schedule(PROBLEM).sends


def terms_of(*week: Send, **estimates: Any) -> list[dict[str, float]]:
    context = known(PROBLEM, **({"curve": CURVE} | estimates))
    found = values_before_caption(context, worth_of(context), week)
    return [found[send.ref] for send in week]


def ppv(ref: str = "x1", when: str = "19:07", day: int = 0, **changes: Any) -> Send:
    return a_send(PROBLEM, ref, "ppv_video", at(day, when), **changes)


def test_each_term_is_what_its_factor_adds_to_the_ones_before() -> None:
    (terms,) = terms_of(ppv(), contacts_per_day=3.0)
    base = worth_of(CONTEXT)["ppv_video"].usual
    assert terms == pytest.approx(
        {
            "base": base,
            "price": 0.0,
            "weekday": base * (0.9 - 1),
            "hour": base * 0.9 * (1.5 - 1),
            "fatigue": base * 0.9 * 1.5 * (0.9**-2 - 1),
            "repeat": 0.0,
        }
    )
    assert sum(terms.values()) == pytest.approx(base * 0.9 * 1.5 * 0.9**-2)


def test_another_price_than_the_usual_one_is_a_term_of_its_own() -> None:
    (terms,) = terms_of(ppv(price_cents=2999))
    base = worth_of(CONTEXT)["ppv_video"].usual
    assert terms["price"] == pytest.approx(at_price(CONTEXT, "ppv_video", base, 2999) - base)
    assert terms["price"] < 0


def test_a_priced_send_without_its_price_brings_nothing() -> None:
    (terms,) = terms_of(ppv(price_cents=None))
    assert sum(terms.values()) == pytest.approx(0.0)


def test_more_contacts_on_a_day_lower_every_send_of_the_day_and_no_other() -> None:
    calm, other_day = terms_of(ppv(), ppv("x2", day=1))
    messages = [a_send(PROBLEM, f"m{number}", "dm_farm", at(0, "10:07") + 60 * number) for number in range(3)]
    busy, still_calm, *_ = terms_of(ppv(), ppv("x2", day=1), *messages)
    assert sum(busy.values()) == pytest.approx(sum(calm.values()) * 0.9**3)
    assert still_calm == pytest.approx(other_day)


def test_a_wall_post_hardly_tires_anyone() -> None:
    (calm,) = terms_of(ppv())
    beside_post, _ = terms_of(ppv(), a_send(PROBLEM, "x2", "bump_normal", at(0, "10:07")))
    wall = CONTEXT.params.estimate.wall_contact_weight
    assert sum(beside_post.values()) == pytest.approx(sum(calm.values()) * 0.9**wall)
    beside_message, _ = terms_of(ppv(), a_send(PROBLEM, "x2", "bump_normal", at(0, "10:07"), channel="mass_message"))
    assert sum(beside_message.values()) == pytest.approx(sum(calm.values()) * 0.9)


def test_further_sends_of_a_type_on_a_day_are_worth_less_but_follow_ups_are_not() -> None:
    first, second = terms_of(ppv(), ppv("x2", "21:37"), fatigue_per_contact=0.0)
    discount = CONTEXT.params.plan.repeat_discount
    mean = (1 + discount) / 2
    for terms in (first, second):
        before = sum(terms.values()) - terms["repeat"]
        assert terms["repeat"] == pytest.approx(before * (mean - 1))
    chasers = [a_send(PROBLEM, f"f{n}", "ppv_followup", at(0, "19:37") + 120 * n, parent=ppv()) for n in range(2)]
    assert all(terms["repeat"] == 0.0 for terms in terms_of(*chasers))
    assert all(terms["repeat"] == 0.0 for terms in terms_of(ppv(), ppv("x2", day=1)))


@pytest.mark.parametrize("factor", [0.6, 1.0, 1.37])
def test_the_terms_of_every_send_sum_to_what_it_brings(factor: float) -> None:
    before = values_before_caption(CONTEXT, worth_of(CONTEXT), WEEK)
    for send in WEEK:
        done = reckon(CONTEXT, worth_of(CONTEXT), send, before[send.ref], factor)
        assert sum(done.terms.values()) == pytest.approx(done.forecast_cents + done.preference_cents, abs=0.005)
        assert sum(done.terms.values()) == pytest.approx(sum(before[send.ref].values()) * factor, abs=0.05)
        assert all(round(cents, 2) == cents != 0 for cents in done.terms.values())


def test_what_has_a_price_is_forecast_and_the_rest_is_preference() -> None:
    before = values_before_caption(CONTEXT, worth_of(CONTEXT), WEEK)
    for send in WEEK:
        done = reckon(CONTEXT, worth_of(CONTEXT), send, before[send.ref], 1.0)
        priced = TYPES[send.send_type].requires_price
        assert (done.forecast_cents > 0, done.preference_cents > 0) == (priced, not priced)


def test_what_a_trigger_adds_is_a_preference_of_its_own_and_no_forecast() -> None:
    send = ppv(content_type="photo_set")
    before = values_before_caption(CONTEXT, worth_of(CONTEXT), [send])["x1"]
    plain = reckon(CONTEXT, worth_of(CONTEXT), send, before, 1.1)
    raised = known(PROBLEM, curve=CURVE, triggers=Triggers(contents={"photo_set": 1.3}, send_types={"ppv_video": 0.9}))
    done = reckon(raised, worth_of(raised), send, before, 1.1)
    assert done.terms["trigger"] == pytest.approx(plain.forecast_cents * (1.3 * 0.9 - 1), abs=0.02)
    assert done.forecast_cents == plain.forecast_cents
    assert done.preference_cents == pytest.approx(plain.preference_cents + done.terms["trigger"], abs=0.02)


def test_a_send_without_a_text_earns_nothing() -> None:
    before = values_before_caption(CONTEXT, worth_of(CONTEXT), WEEK)
    for send in WEEK:
        done = reckon(CONTEXT, worth_of(CONTEXT), send, before[send.ref], None)
        assert (dict(done.terms), done.forecast_cents, done.preference_cents) == ({}, 0.0, 0.0)


def earning(
    cents: float = 20_000.0, *, spread: float = 0.2, rate_width: float = 0.5, week_spread: float = 0.0, **changes: Any
) -> Forecast:
    """The forecast of one PPV send whose caption, type and week are known so well."""
    plain = some_estimates(PROBLEM).types
    mean = plain["ppv_video"].purchase_rate.mean
    rate = Rate(mean, mean * (1 - rate_width / 2), mean * (1 + rate_width / 2), 40, "page")
    types = {**plain, "ppv_video": replace(plain["ppv_video"], purchase_rate=rate)}
    context = known(PROBLEM, tuned(plan={"forecast_spread": week_spread}), spread=spread, types=types)
    return forecast(context, [ppv(forecast_cents=cents, **changes)])


def width(found: Forecast) -> int:
    return found.high_cents - found.low_cents


@settings(max_examples=50)
@given(
    cents=st.lists(st.floats(0, 1e6), max_size=8),
    spread=st.floats(0, 2),
    rate_width=st.floats(0, 2),
    level=st.floats(0.5, 0.99),
)
def test_the_interval_contains_the_forecast_and_never_promises_a_loss(
    cents: list[float], spread: float, rate_width: float, level: float
) -> None:
    plain = some_estimates(PROBLEM).types
    mean = plain["ppv_video"].purchase_rate.mean
    rate = Rate(mean, mean * (1 - rate_width / 2), mean * (1 + rate_width / 2), 40, "page")
    context = known(
        PROBLEM,
        tuned(plan={"forecast_level": level}),
        spread=spread,
        types={**plain, "ppv_video": replace(plain["ppv_video"], purchase_rate=rate)},
    )
    found = forecast(context, [ppv(f"x{n}", forecast_cents=value) for n, value in enumerate(cents)])
    assert found.cents == round(sum(cents))
    assert 0 <= found.low_cents <= found.cents <= found.high_cents
    assert found.level == level


def test_a_less_known_type_a_less_known_caption_and_rarer_purchases_widen_the_interval() -> None:
    plain = width(earning())
    assert width(earning(rate_width=1.0)) > plain
    assert width(earning(spread=0.6)) > plain
    assert width(earning(price_cents=4999)) > plain
    assert width(earning(week_spread=0.2)) > plain
    assert width(earning(20_001.0, spread=0.0, rate_width=0.0, price_cents=None)) == 0


def test_the_uncertainty_of_a_type_is_shared_and_that_of_captions_is_not() -> None:
    one = earning(10_000.0, spread=0.0, price_cents=None)
    double = earning(20_000.0, spread=0.0, price_cents=None)
    assert width(double) == pytest.approx(2 * width(one), abs=2)
    context = known(PROBLEM, CERTAIN, spread=0.2, types=_sure_types())
    captions = [c.caption_id for c in PROBLEM.captions.values() if c.caption_type == "ppv_video"][:4]
    four = [ppv(f"x{n}", caption_id=c, forecast_cents=10_000.0, price_cents=None) for n, c in enumerate(captions)]
    alone = width(forecast(context, four[:1]))
    assert width(forecast(context, four)) == pytest.approx(2 * alone, abs=4)


def test_a_known_interval_of_one_send() -> None:
    types = _sure_types()
    found = forecast(known(PROBLEM, CERTAIN, spread=0.0, types=types), [ppv(forecast_cents=20_000.0, price_cents=2000)])
    half = 1.6448536 * (20_000.0 * 2000) ** 0.5
    assert (found.low_cents, found.high_cents) == (round(20_000 - half), round(20_000 + half))


def test_what_nobody_knows_about_a_week_widens_all_of_it_together() -> None:
    vague = tuned(plan={"forecast_spread": 0.1})
    sends = [ppv(f"x{n}", forecast_cents=10_000.0, price_cents=None) for n in range(4)]
    found = forecast(known(PROBLEM, vague, spread=0.0, types=_sure_types()), sends)
    assert found.high_cents - 40_000 == 40_000 - found.low_cents == round(1.6448536 * 4000)
    assert width(earning(40_000.0, spread=0.0, rate_width=0.0, week_spread=0.1, price_cents=None)) == width(found)


def test_a_send_with_words_of_its_own_or_a_type_that_never_sells_has_an_interval_all_the_same() -> None:
    types = {k: replace(e, purchase_rate=Rate(0.0, 0.0, 0.0, 0, "prior")) for k, e in _sure_types().items()}
    own = ppv(caption_id=None, caption_text="Hello.", forecast_cents=0.0)
    assert forecast(known(PROBLEM, types=types), [own]) == Forecast(0, 0, 0, 0.9)


def test_an_empty_week_forecasts_nothing() -> None:
    assert forecast(CONTEXT, []) == Forecast(0, 0, 0, CONTEXT.params.plan.forecast_level)


def _sure_types() -> dict[str, Any]:
    plain = some_estimates(PROBLEM).types
    sure = {
        key: Rate(e.purchase_rate.mean, e.purchase_rate.mean, e.purchase_rate.mean, 40, "page")
        for key, e in plain.items()
    }
    return {key: replace(e, purchase_rate=sure[key]) for key, e in plain.items()}
