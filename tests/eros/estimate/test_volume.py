"""How many sends a day the week asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.estimate.volume import QUOTAS, volume_for
from eros.model.estimates import Curve, Saturation
from eros.model.wishes import Wishes
from tests.builders import a_creator, the_catalogue, the_params
from tests.eros.estimate.pages import WEEK, Messages, a_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.catalogue import Quota
    from eros.model.estimates import Tier, Volume
    from eros.model.problem import Problem
    from eros.model.schedule import Zone
    from eros.params import Params

CALM = Saturation(0.0, 0.0, 50.0, 0.0, 0.9, "GREEN", "LOW", "SMALL", "")
FLAT = Curve((1.0,) * 24, (1.0,) * 7, reliable=False, source="prior", n=0, lift_low=None, lift_high=None)
ZONES: tuple[Zone, ...] = ("GREEN", "YELLOW", "RED")
FANS = {"LOW": 500, "MID": 3000, "HIGH": 9000, "ULTRA": 50_000}


def volume(
    problem: Problem | None = None,
    *,
    saturation: Saturation = CALM,
    curve: Curve = FLAT,
    confidence: float = 1.0,
    tiers: Mapping[str, Tier] | None = None,
    holidays: Mapping[date, tuple[str, float]] | None = None,
    largest_week: int = 100,
    params: Params | None = None,
) -> Volume:
    return volume_for(
        problem or page(),
        params or the_params(),
        saturation=saturation,
        curve=curve,
        history_confidence=confidence,
        tiers=tiers or {},
        holidays=holidays or {},
        largest_week=largest_week,
    )


def page(fans: int = 3000, sub_type: str = "lifestyle", page_type: str = "paid", **wishes: Any) -> Problem:
    creator = a_creator(active_fans=fans, sub_type=sub_type, page_type=page_type)
    return a_page(Messages(), creator=creator, wishes=Wishes(**wishes))


def week(found: Volume, quota: Quota) -> int:
    return sum(day[quota] for day in found.days)


def weeks(found: Volume) -> tuple[int, ...]:
    return tuple(week(found, quota) for quota in QUOTAS)


@pytest.mark.parametrize(
    ("page_type", "fans", "tier", "day"),
    [
        ("paid", 0, "LOW", (3, 3, 1)), ("paid", 999, "LOW", (3, 3, 1)), ("paid", 1000, "MID", (4, 3, 2)),
        ("paid", 4999, "MID", (4, 3, 2)), ("paid", 5000, "HIGH", (5, 4, 2)), ("paid", 14_999, "HIGH", (5, 4, 2)),
        ("paid", 15_000, "ULTRA", (6, 5, 3)), ("free", 500, "LOW", (4, 3, 0)), ("free", 3000, "MID", (5, 3, 0)),
        ("free", 9000, "HIGH", (6, 4, 0)), ("free", 90_000, "ULTRA", (8, 5, 0)),
    ],
)  # fmt: skip
def test_a_calm_page_gets_the_tables_volume(page_type: str, fans: int, tier: str, day: tuple[int, ...]) -> None:
    found = volume(page(fans, page_type=page_type))
    assert found.tier == tier
    assert all(tuple(d[quota] for quota in QUOTAS) == day for d in found.days)
    assert (found.cooling_days, found.extra_gap_minutes, found.followup_factor) == (frozenset(), 0, 1.0)


@pytest.mark.parametrize(
    ("sub_type", "low", "mid", "high"),
    [("porno_commercial", 8, 6, 6), ("porno_amateur", 6, 6, 6), ("softcore", 4.5, 4.5, 6), ("lifestyle", 3, 3, 4)],
)
def test_bumps_follow_the_sub_type_up_to_the_tiers_limit(sub_type: str, low: float, mid: float, high: float) -> None:
    for tier, a_day in (("LOW", low), ("MID", mid), ("HIGH", high)):
        found = volume(page(FANS[tier], sub_type))
        assert week(found, "engagement") == pytest.approx(7 * a_day, abs=0.51)
        assert week(found, "revenue") == week(volume(page(FANS[tier])), "revenue")


def test_engagement_stops_at_twelve_a_day() -> None:
    eager = Saturation(0.0, 0.0, 100.0, 0.0, 0.9, "GREEN", "LOW", "SMALL", "")
    params = the_params().model_copy(
        update={"volume": the_params().volume.model_copy(update={"bump_multipliers": {"lifestyle": 5.0}})}
    )
    found = volume(page(FANS["LOW"]), saturation=eager, params=params)
    assert all(day["engagement"] == 12 for day in found.days)


def sat(score: float = 0.0, zone: Zone = "GREEN", opportunity: float = 50.0, trend: float = 0.0) -> Saturation:
    return replace(CALM, raw=score / 100, score=score, zone=zone, opportunity=opportunity, trend=trend)


@pytest.mark.parametrize(
    ("score", "opportunity", "factor"),
    [(0, 50, 1.0), (0, 70, 1.2), (0, 100, 1.2), (0, 60, 1.1), (30, 70, 1.2), (40, 60, 1.05 * 0.95), (50, 90, 0.9),
     (70, 50, 0.7), (95, 90, 0.7), (60, 50, 0.8), (0, 20, 1.0)],
)  # fmt: skip
def test_saturation_and_opportunity_scale_revenue_and_engagement(
    score: float, opportunity: float, factor: float
) -> None:
    found = volume(page(FANS["HIGH"]), saturation=sat(score, "UNKNOWN", opportunity))
    assert weeks(found) == pytest.approx((35 * factor, 28 * factor, 14), abs=0.51)


def test_yellow_and_red_trade_priced_sends_for_bumps_and_never_send_more() -> None:
    green, yellow, red = (volume(page(FANS["HIGH"]), saturation=sat(zone=zone)) for zone in ZONES)
    assert (week(yellow, "revenue"), week(yellow, "engagement")) == (26, 31)
    assert (yellow.extra_gap_minutes, yellow.cooling_days) == (30, frozenset())
    assert (week(red, "engagement"), red.extra_gap_minutes) == (35, 60)
    assert red.cooling_days == frozenset({0, 1})
    assert [day["revenue"] for day in red.days[:2]] == [0, 0]
    assert sum(day["revenue"] for day in red.days[2:]) == 13
    for found in (yellow, red):
        assert all(sum(day.values()) <= sum(calm.values()) for day, calm in zip(found.days, green.days, strict=True))


def test_red_cools_down_on_the_first_two_open_days() -> None:
    found = volume(page(closed_days=frozenset({0, 2})), saturation=sat(zone="RED"))
    assert found.cooling_days == frozenset({1, 3})
    assert [day["revenue"] for day in found.days][:4] == [0, 0, 0, 0]
    assert found.days[1]["engagement"] > 0


def named(found: Volume, name: str) -> tuple[float, str]:
    return next((factor.value, factor.effect) for factor in found.factors if factor.name == name)


def test_a_factor_names_what_it_changes_and_nothing_else() -> None:
    full, thin = (volume(page(FANS["HIGH"]), confidence=confidence) for confidence in (1.0, 0.4))
    assert named(full, "history confidence") == (1.0, "confidence 1.0: no change")
    assert named(thin, "history confidence") == (
        0.85,
        "confidence 0.4: revenue 5.00 to 4.25, engagement 4.00 to 3.40, retention 2.00 to 1.70",
    )
    assert named(volume(page(FANS["HIGH"]), saturation=sat(opportunity=68)), "zone GREEN") == (1.0, "no change")
    yellow = volume(page(FANS["HIGH"]), saturation=sat(zone="YELLOW"))
    assert named(yellow, "zone YELLOW")[1].startswith("revenue 5.00 to 3.75, engagement 4.00 to ")
    assert "retention" not in named(yellow, "zone YELLOW")[1]


def test_of_the_signals_for_less_only_the_strongest_applies() -> None:
    both = volume(page(FANS["HIGH"]), saturation=sat(45, "YELLOW", trend=-0.3))
    assert week(both, "revenue") == week(volume(page(FANS["HIGH"]), saturation=sat(zone="YELLOW")), "revenue")
    assert "not applied: zone YELLOW" in named(both, "saturation")[1]
    assert "not applied" in named(both, "falling trend")[1]
    falling = volume(page(FANS["LOW"]), saturation=sat(45, "UNKNOWN", trend=-0.3))
    assert week(falling, "revenue") == 14
    assert "not applied: falling trend" in named(falling, "saturation")[1]
    worn = volume(page(FANS["HIGH"]), saturation=sat(90, "YELLOW"))
    assert week(worn, "revenue") == 25
    assert "not applied: saturation" in named(worn, "zone YELLOW")[1]


def test_a_trend_beyond_fifteen_percent_moves_revenue_by_one_a_day() -> None:
    calm = week(volume(), "revenue")
    assert week(volume(saturation=sat(trend=0.16)), "revenue") == calm + 7
    assert week(volume(saturation=sat(trend=0.15)), "revenue") == calm
    assert week(volume(saturation=sat(trend=-0.16)), "revenue") == calm - 7
    assert week(volume(saturation=sat(trend=-0.15)), "revenue") == calm
    assert week(volume(saturation=sat(zone="YELLOW", trend=0.5)), "revenue") == 21


@pytest.mark.parametrize(
    ("confidence", "factor", "followup"), [(1.0, 1, 1), (0.8, 1, 1), (0.6, 1, 0.8), (0.4, 0.85, 0.5), (0.2, 0.7, 0.3)]
)
def test_thin_history_means_fewer_sends(confidence: float, factor: float, followup: float) -> None:
    found = volume(page(FANS["HIGH"]), confidence=confidence)
    assert weeks(found) == pytest.approx((35 * factor, 28 * factor, 14 * factor), abs=0.51)
    assert found.followup_factor == followup


@pytest.mark.parametrize(("mode", "factor"), [("optimize", 1.0), ("safe", 0.85), ("conservative", 0.6)])
def test_a_careful_mode_sends_less(mode: str, factor: float) -> None:
    found = volume(page(FANS["HIGH"], mode=mode))
    assert weeks(found) == pytest.approx((35 * factor, 28 * factor, 14 * factor), abs=0.51)


def test_good_weekdays_get_more_and_the_week_stays_the_same() -> None:
    curve = replace(FLAT, weekdays=(0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3))
    found = volume(page(FANS["HIGH"]), curve=curve)
    assert weeks(found) == (35, 28, 14)
    revenue = [day["revenue"] for day in found.days]
    assert revenue == sorted(revenue)
    assert (revenue[0], revenue[6]) == (4, 6)


def test_a_holiday_sends_less_and_a_closed_day_drops_its_volume() -> None:
    holiday = volume(
        page(FANS["HIGH"]), holidays={date(2026, 11, 5): ("A Feast", 0.6), date(2026, 11, 12): ("Later", 0.1)}
    )
    assert [day["revenue"] for day in holiday.days] == [5, 5, 5, 3, 5, 5, 5]
    assert named(holiday, "holiday Thu") == (0.6, "A Feast")
    closed = volume(page(FANS["HIGH"], closed_days=frozenset({3})))
    assert closed.days[3] == dict.fromkeys(QUOTAS, 0)
    assert weeks(closed) == (30, 24, 12)


def test_a_week_with_every_day_closed_asks_for_nothing() -> None:
    found = volume(page(closed_days=frozenset(range(7))), saturation=sat(zone="RED"))
    assert weeks(found) == (0, 0, 0)
    assert not found.extrapolated


def test_quotas_stay_within_what_the_types_caps_hold() -> None:
    revenue = [t.key for t in the_catalogue().send_types.values() if t.quota == "revenue"]
    keep = {"vip_program", "game_post", "first_to_tip"}
    blocked = page(FANS["HIGH"], blocked_types=frozenset(revenue) - keep)
    found = volume(blocked)
    assert all(day["revenue"] <= 3 for day in found.days)
    assert week(found, "revenue") == 15
    assert named(found, "week revenue") == (15.0, "35.00 wanted; at most 3 a day and 15 a week")
    avoided: dict[str, Tier] = dict.fromkeys(set(revenue) - keep, "AVOID")
    assert volume(page(FANS["HIGH"]), tiers=avoided).days == found.days
    assert week(volume(page(page_type="free")), "retention") == 0


def test_a_quota_without_any_type_is_zero() -> None:
    retention = frozenset(t.key for t in the_catalogue().send_types.values() if t.quota == "retention")
    assert week(volume(page(blocked_types=retention)), "retention") == 0


def test_an_open_day_has_its_least() -> None:
    params = the_params().model_copy(
        update={"volume": the_params().volume.model_copy(update={"mode_factors": {"optimize": 0.05}})}
    )
    found = volume(params=params)
    assert all((day["revenue"], day["engagement"], day["retention"]) >= (1, 1, 0) for day in found.days)
    assert "has its least" in named(found, "week revenue")[1]


def test_volume_beyond_the_pages_own_largest_week_is_marked() -> None:
    assert not volume(largest_week=100).extrapolated
    assert volume(largest_week=10).extrapolated


def test_every_step_is_listed() -> None:
    names = [factor.name for factor in volume(page(mode="safe"), saturation=sat(65, "RED")).factors]
    assert names[:4] == ["tier", "history confidence", "opportunity", "bump ratio"]
    assert {"zone RED", "saturation", "mode", "cooling days", "zone gap", "weekday Mon", "week revenue"} <= set(names)


zones = st.sampled_from([*ZONES, "UNKNOWN"])


@settings(max_examples=60)
@given(
    st.builds(sat, st.floats(0, 100), zones, st.floats(0, 100), st.floats(-1, 1)),
    st.lists(st.floats(0.7, 1.3), min_size=7, max_size=7),
    st.sampled_from([1.0, 0.6, 0.2]),
    st.frozensets(st.integers(0, 6)),
    st.tuples(st.sampled_from(sorted(FANS.values())), st.sampled_from(["paid", "free"])),
)
def test_every_volume_is_whole_bounded_and_explained(
    saturation: Saturation, weekdays: list[float], confidence: float, closed: frozenset[int], page_of: tuple[int, str]
) -> None:
    problem = page(page_of[0], "porno_commercial", page_of[1], closed_days=closed)
    found = volume(problem, saturation=saturation, curve=replace(FLAT, weekdays=tuple(weekdays)), confidence=confidence)
    bounds = the_params().volume.bounds
    for day in range(7):
        for quota, n in found.days[day].items():
            shut = day in closed or (quota == "revenue" and day in found.cooling_days)
            low, high = (0, 0) if shut else bounds[quota]
            assert low <= n <= high
    assert {f"week {quota}" for quota in QUOTAS} <= {factor.name for factor in found.factors}
    assert {named(found, f"week {quota}")[0] for quota in QUOTAS} == {float(week(found, quota)) for quota in QUOTAS}
    assert problem.week_start == WEEK
