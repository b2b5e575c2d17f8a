"""Each flag on a page of the demo: off, it gives the plan of the numbers that do nothing; on, another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from database.engine import open_engine
from database.store import SqlStore
from eros.model.clock import first_monday_after
from eros.model.wishes import Wishes
from eros.plan.week import plan_week
from tests.builders import the_params
from tests.plans import tuned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from eros.model.schedule import Schedule
    from eros.params import Params

    Planned = Callable[[str, Params], Schedule]

YOUNG, OLD, FULL = PAGES = "nadia", "alexia", "juno"
"""A page with a short history, an amateur's bump ratio and prices between the price points; one whose types differ; one whose
best texts promise too much."""

BITES = {"enable_volume_triggers": OLD, "enable_scam_detection": FULL}
"""The page on which a rule makes a difference; elsewhere the young one."""

NOTHING: dict[str, dict[str, dict[str, Any]]] = {
    "enable_char_length_multiplier": {
        "estimate": {"length_base": 1.0, "length_weight": 0.0},
        "plan": {"length_share": 0.0},
    },
    "enable_confidence_dampening": {
        "estimate": {"reuse_days": (30, 30, 30, 30), "followup_factors": (1.0, 1.0, 1.0, 1.0)},
        "volume": {"confidence_factors": (1.0, 1.0, 1.0, 1.0)},
    },
    "enable_rotation_patterns": {
        "plan": {
            "rotation_price": 0.0,
            "same_style_price": 0.0,
            "half_day_price": 0.0,
            "group_neighbour_price": 0.0,
            "style_mismatch_price": 0.0,
        }
    },
    "enable_timing_rules": {
        "estimate": {"hour_low": 1.0, "hour_high": 1.0, "weekday_low": 1.0, "weekday_high": 1.0},
        "plan": {"group_gap_price": 0.0, "group_gap_price_free": 0.0},
    },
    "enable_page_type_volumes": {
        "volume": {
            "bump_multipliers": {"porno_commercial": 1.0, "porno_amateur": 1.0, "softcore": 1.0, "lifestyle": 1.0}
        },
        "mix": {"mix_price": 0.0, "bump_price": 0.0},
    },
    "enable_quality_validators": {
        "text": {
            "prices": dict.fromkeys(the_params().text.prices, 0.0)
            | {rule: the_params().text.prices[rule] for rule in ("bundle-value", "honesty")}
        }
    },
    "enable_scam_detection": {"text": {"prices": the_params().text.prices | {"bundle-value": 0.0, "honesty": 0.0}}},
    "enable_volume_triggers": {"triggers": {"bounds": (1.0, 1.0)}},
    "enable_pricing_optimization": {
        "plan": {"price_points_cents": (), "price_confidence_factors": (1.0, 1.0, 1.0, 1.0), "price_length_cents": ()}
    },
}


@pytest.fixture(scope="module")
def plan(demo_database: Path) -> Planned:
    """The week of a page of the demo under some tunables."""
    engine = open_engine(demo_database, read_only=True)
    store = SqlStore(engine, the_params())
    now = store.as_of(datetime.min.replace(tzinfo=UTC))

    problems = {}
    for name in PAGES:
        page, pool = store.creator(name), the_params().plan.caption_pool
        week = first_monday_after(now, page.zone)
        problems[name] = store.load_problem(page.creator_id, week, Wishes(), as_of=now, pool=pool)
    engine.dispose()
    return lambda name, params: plan_week(problems[name], params, 1)


@pytest.fixture(scope="module")
def as_shipped(plan: Planned) -> dict[str, Schedule]:
    return {name: plan(name, the_params()) for name in PAGES}


def told(week: Schedule) -> Schedule:
    return replace(week, params_hash="")


def test_every_flag_is_tried() -> None:
    assert set(NOTHING) == set(the_params().flags.model_dump())


@pytest.mark.no_cover
@pytest.mark.parametrize("flag", sorted(NOTHING))
def test_a_flag_off_plans_as_without_the_rule_and_on_it_makes_a_difference(
    flag: str, plan: Planned, as_shipped: dict[str, Schedule]
) -> None:
    page = BITES.get(flag, YOUNG)
    off = plan(page, tuned(flags={flag: False}))
    assert told(off) == told(plan(page, tuned(None, **NOTHING[flag])))
    assert off.sends != as_shipped[page].sends


def test_the_hash_of_the_tunables_says_what_held_for_the_page(plan: Planned, as_shipped: dict[str, Schedule]) -> None:
    flag = "enable_char_length_multiplier"
    off, shared = plan(YOUNG, tuned(flags={flag: False})), plan(YOUNG, tuned(flags={flag: 0.5}))
    assert off.params_hash == plan(YOUNG, tuned(None, **NOTHING[flag])).params_hash != as_shipped[YOUNG].params_hash
    assert shared.params_hash in {off.params_hash, as_shipped[YOUNG].params_hash}
