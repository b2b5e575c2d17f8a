"""The one measure of a week: its parts by name, and what each of them counts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from eros.model.schedule import Stage
from eros.plan.known import known
from eros.plan.objective import followups_wanted_for, week_stage
from eros.plan.week import plan_in
from eros.plan.worth import worth_of
from tests.builders import a_problem, the_params

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send
    from eros.params import Params
    from eros.rules.base import Context

UNIT = 100.0


@cache
def context() -> Context:
    return known(a_problem(), the_params())


@cache
def week() -> Schedule:
    return plan_in(context(), 3)


def measured(sends: tuple[Send, ...]) -> Stage:
    return week_stage(context(), UNIT, sends, ())


def change(sends: tuple[Send, ...]) -> dict[str, float]:
    """What the parts of another week are over those of the plan, where they differ."""
    before, after = measured(week().sends).terms, measured(sends).terms
    names = sorted({*before, *after})
    found = {name: round(after.get(name, 0.0) - before.get(name, 0.0), 2) for name in names}
    return {name: cents for name, cents in found.items() if cents and name not in ("forecast", "preference")}


def test_the_objective_is_the_sum_of_its_parts_and_stands_with_the_week() -> None:
    whole = week().stages[-1]
    assert whole.name == "week"
    assert sum(whole.terms.values()) == pytest.approx(whole.objective_cents, abs=0.005)
    assert week().objective_cents == whole.objective_cents
    unit = worth_of(context()).unit
    assert whole == week_stage(context(), unit, week().sends, week().warnings)


def test_forecast_preference_and_soft_prices_are_those_of_the_sends_and_warnings() -> None:
    terms = week().stages[-1].terms
    assert terms["forecast"] == pytest.approx(sum(send.forecast_cents for send in week().sends), abs=0.01)
    assert terms["preference"] == pytest.approx(sum(send.preference_cents for send in week().sends), abs=0.01)
    prices = sum(warning.price_cents for warning in week().warnings)
    assert terms.get("soft rules", 0.0) == pytest.approx(-prices, abs=0.01)


def test_a_send_the_volume_asks_for_and_the_week_lacks_has_its_price(params: Params) -> None:
    bump = next(send for send in week().sends if send.send_type == "bump_normal")
    assert change(tuple(send for send in week().sends if send != bump))["volume short"] == (
        -params.plan.volume_shortfall * UNIT
    )


def test_a_send_beyond_the_volume_has_its_price(params: Params) -> None:
    bump = next(send for send in week().sends if send.send_type == "bump_normal")
    found = change((*week().sends, bump.with_(ref="again")))
    assert found == {"volume excess": -params.plan.volume_excess * UNIT}


def test_a_follow_up_that_is_asked_for_and_lacks_or_that_nobody_asked_for_has_its_price(params: Params) -> None:
    followup = next(send for send in week().sends if send.send_type == "ppv_followup")
    fewer = change(tuple(send for send in week().sends if send != followup))
    assert fewer["follow-ups short"] == -params.plan.unplaced * UNIT
    crowd = [followup.with_(ref=f"more-{n}") for n in range(5)]
    more = change((*week().sends, *crowd))
    assert more["follow-ups excess"] == -params.plan.volume_excess * UNIT * 5


def test_a_send_without_its_text_has_its_price(params: Params) -> None:
    first, *rest = week().sends
    bare = first.with_(caption_id=None, caption_text=None, caption_type=None, content_type=None)
    assert change((bare, *rest)) == {"texts missing": -params.plan.missing_caption * UNIT}


def test_a_send_that_reaches_nobody_counts_for_nothing() -> None:
    first, *rest = week().sends
    assert measured((first.with_(status="cancelled"), *rest)) == measured(tuple(rest))


def test_follow_ups_are_asked_for_by_parents_up_to_the_daily_cap(params: Params) -> None:
    wanted = [followups_wanted_for(context(), parents) for parents in range(30)]
    assert wanted[0] == 0
    assert wanted == sorted(wanted)
    assert wanted[-1] == params.rules.followups_per_day


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (90_000.0, 100_000.0, 0.1),
        (-110_000.0, -100_000.0, 1 / 11),
        (-875.0, 825.0, 1700 / 875),
        (2.0, 40.0, 0.38),
        (0.0, 0.0, 0.0),
        (5.0, None, None),
    ],
)
def test_a_gap_is_a_share_of_the_larger_amount_and_never_of_less_than_a_dollar(
    objective: float, bound: float | None, gap: float | None
) -> None:
    assert Stage("allocation", objective, bound, 3).gap == (None if gap is None else pytest.approx(gap))


def test_a_text_that_lacks_costs_only_where_there_is_time_to_write_it() -> None:
    lacking = tuple(send.with_(caption_id=None, caption_text=None) for send in week().sends)
    price = measured(lacking).terms["texts missing"]
    gone = (lacking[0].with_(status="stale"), *lacking[1:])
    assert measured(gone).terms["texts missing"] > price
