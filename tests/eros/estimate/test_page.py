"""What holds for the estimates of every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from eros.digest import content_digest
from eros.estimate import estimate, recent_curve
from eros.model.history import FleetFigures, TypeFigures
from tests.builders import the_catalogue, the_params
from tests.eros.estimate.pages import Messages, a_page, long_caption, with_params
from tests.strategies import problems

if TYPE_CHECKING:
    from eros.model.caption import Caption
    from eros.model.estimates import Estimates, Rate
    from eros.model.problem import Problem


def open_hours() -> list[int]:
    return [hour for hour in range(24) if hour not in the_params().rules.avoid_hours]


def within(rate: Rate) -> bool:
    return 0.0 <= rate.low <= rate.mean <= rate.high <= 1.0


@settings(max_examples=40)
@given(problems())
def test_every_page_gets_numbers_in_their_ranges(problem: Problem) -> None:
    known = estimate(problem, the_params())
    assert set(known.types) == set(problem.catalogue.send_types)
    assert set(known.captions) == set(problem.captions)
    assert all(within(t.view_rate) and within(t.purchase_rate) for t in known.types.values())
    assert all(c.multiplier > 0 and c.spread > 0 and 0 <= c.score <= 100 for c in known.captions.values())
    assert np.mean([known.curve.hours[hour] for hour in open_hours()]) == pytest.approx(1, abs=1e-9)
    assert np.mean(known.curve.weekdays) == pytest.approx(1, abs=1e-9)
    assert known.elasticity.low < known.elasticity.mean < known.elasticity.high
    assert 0 <= known.saturation.raw <= 1
    assert 0 <= known.saturation.opportunity <= 100
    assert known.view_value_cents > 0
    assert known.contacts_per_day >= 0


@settings(max_examples=10)
@given(problems())
def test_the_same_page_gives_the_same_numbers(problem: Problem) -> None:
    shuffled = replace(problem, captions=dict(reversed(list(problem.captions.items()))))
    assert content_digest(estimate(problem, the_params())) == content_digest(estimate(shuffled, the_params()))


def busy_page(captions: tuple[Caption, ...] = ()) -> Problem:
    messages = Messages()
    for age in range(200, 0, -1):
        messages.add(age, hour=10 + age % 5, caption_id=1 + age % 3, purchased=8 + age % 5)
        messages.add(age, "bump_normal", hour=12 + age % 7, viewed=150 + age % 11)
    return a_page(messages, captions or [long_caption(i) for i in (1, 2, 3)])


def test_what_happens_after_as_of_changes_nothing() -> None:
    problem = busy_page()
    earlier = replace(problem, as_of=problem.as_of - timedelta(days=60))
    cut = earlier.history.where(earlier.history.day <= earlier.as_of.date().toordinal())
    assert estimate(earlier, the_params()) == estimate(replace(earlier, history=cut), the_params())


def test_a_message_without_recipients_counts_for_nothing() -> None:
    problem = busy_page()
    extra = Messages().add(3, sent=0, viewed=0, purchased=0).add(2, "vip_program", sent=0, viewed=-1, purchased=0)
    history = problem.history
    both: dict[str, Any] = {
        name: np.concatenate([getattr(history, name), getattr(extra.history(), name)]) for name in history.COLUMNS
    }
    assert estimate(replace(problem, history=replace(history, **both)), the_params()) == estimate(problem, the_params())


def shipped_prior(known: Estimates, key: str) -> bool:
    prior, base = the_params().estimate.priors[key], the_catalogue().send_types[key].base_price_cents or 0
    found = known.types[key]
    return (
        found.view_rate.mean == pytest.approx(prior.view_rate)
        and found.purchase_rate.mean == pytest.approx(prior.purchase_rate)
        and found.view_rate.source == found.purchase_rate.source == "prior"
        and found.reference_price_cents == base
    )


def test_a_page_without_history_gets_the_shipped_priors_marked_prior() -> None:
    known = estimate(a_page(captions=[long_caption(1)]), the_params())
    assert all(shipped_prior(known, key) for key in known.types)
    assert {t.tier for t in known.types.values()} == {"UNKNOWN"}
    assert known.rankings == {}
    assert known.captions[1].multiplier == 1.0
    assert known.captions[1].score == the_params().rules.performance_unknown
    assert known.curve.source == known.elasticity.source == "prior"
    assert known.saturation.zone == "UNKNOWN"
    assert known.saturation.size == "NEW"
    assert known.history_confidence == 0.2


def test_every_send_type_has_a_prior_and_only_what_sells_has_a_purchase_rate() -> None:
    priors = the_params().estimate.priors
    types = the_catalogue().send_types
    assert set(priors) == set(types)
    assert {key for key, prior in priors.items() if prior.purchase_rate > 0} == {
        key for key, t in types.items() if t.requires_price or t.is_followup
    }


def test_the_fleet_speaks_where_the_page_is_silent() -> None:
    figures = TypeFigures(
        n=2000, sent=4_000_000, viewed=800_000, purchased=16_000, earnings_cents=0, median_price_cents=1969
    )
    fleet = replace(FleetFigures.none(), types={"ppv_video": figures})
    known = estimate(a_page(captions=[long_caption(1)], fleet=fleet), the_params()).types
    assert known["ppv_video"].purchase_rate.mean == pytest.approx(0.004, rel=0.02)
    assert known["ppv_video"].view_rate.mean == pytest.approx(0.2, rel=0.02)
    assert (known["ppv_video"].purchase_rate.source, known["ppv_video"].purchase_rate.n) == ("fleet", 2000)
    assert shipped_prior(estimate(a_page(fleet=fleet), the_params()), "bundle")


def test_a_fleet_that_charges_more_sells_more_at_the_base_price() -> None:
    cheap = TypeFigures(2000, 4_000_000, 800_000, 16_000, 0, median_price_cents=1969)
    rates = []
    for figures in (cheap, replace(cheap, median_price_cents=3938)):
        fleet = replace(FleetFigures.none(), types={"ppv_video": figures})
        rates.append(estimate(a_page(fleet=fleet), the_params()).types["ppv_video"].purchase_rate.mean)
    assert rates[1] / rates[0] == pytest.approx(2**1.2, rel=0.02)


def test_unknown_views_leave_the_view_rate_alone() -> None:
    seen = estimate(a_page(Messages().every_day(60)), the_params())
    mixed = Messages().every_day(60).every_day(60, viewed=-1)
    half = estimate(a_page(mixed), the_params())
    assert half.types["ppv_video"].view_rate.mean == pytest.approx(seen.types["ppv_video"].view_rate.mean, rel=1e-6)
    assert half.types["ppv_video"].view_rate.n == 61
    assert half.types["ppv_video"].purchase_rate.n == 122


def test_a_views_worth_is_the_pages_setting_else_a_share_of_its_earnings_per_view() -> None:
    problem = a_page(Messages().every_day(60))
    expected = the_params().estimate.view_value_share * 10 * 1969 / 300
    assert estimate(problem, the_params()).view_value_cents == pytest.approx(expected)
    own = replace(problem, creator=replace(problem.creator, view_value_cents=2.5))
    assert estimate(own, the_params()).view_value_cents == 2.5


def test_contacts_are_the_messages_of_a_day_with_sends_and_a_part_of_its_wall_posts() -> None:
    messages = Messages()
    for age in range(0, 60, 2):
        messages.add(age).add(age, hour=14).add(age, "bump_normal")
    weight = the_params().estimate.wall_contact_weight
    assert estimate(a_page(messages), the_params()).contacts_per_day == pytest.approx(2 + weight)
    old = Messages().every_day(200, 100)
    table = estimate(a_page(old), the_params()).contacts_per_day
    assert table == estimate(a_page(), the_params()).contacts_per_day
    assert 3 < table < 9


@pytest.mark.parametrize(
    ("messages", "confidence", "reuse", "followup"),
    [
        (0, 0.2, 15, 0.3),
        (19, 0.2, 15, 0.3),
        (20, 0.4, 20, 0.5),
        (50, 0.6, 30, 0.8),
        (100, 0.8, 30, 1.0),
        (200, 1.0, 30, 1.0),
    ],
)
def test_history_confidence_counts_priced_messages_of_a_year(
    messages: int, confidence: float, reuse: int, followup: float
) -> None:
    history = Messages().every_day(600, 400)
    for index in range(messages):
        history.add(index % 360).add(index % 360, "bump_normal")
    known = estimate(a_page(history), the_params())
    assert (known.history_confidence, known.reuse_days, known.volume.followup_factor) == (confidence, reuse, followup)


def test_the_fatigue_is_the_tunable() -> None:
    known = estimate(a_page(), with_params(estimate={"fatigue_per_contact": 0.05}))
    assert known.fatigue_per_contact == 0.05


def test_a_recent_curve_knows_the_last_days_and_nothing_else() -> None:
    page = busy_page()
    assert recent_curve(page, the_params(), 730) == estimate(page, the_params()).curve
    today = page.as_of.astimezone(page.creator.zone).date().toordinal()
    last = replace(page, history=page.history.where(page.history.day > today - 90))
    assert 0 < len(last.history) < len(page.history)
    assert recent_curve(page, the_params(), 90) == estimate(last, the_params()).curve
