from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.campaign import GameEstimate, Memory, PastCampaign
from eros.model.wishes import Wishes
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.rules.soft.campaigns import CAMPAIGN
from eros.rules.soft.flavour import FLAVOUR
from eros.rules.soft.games import FIRST_TIP, GAMES
from eros.rules.soft.mix import BUMP_RATIO, MIX, VARIETY, mix_band
from tests.builders import MONDAY, a_context, a_creator, a_problem, a_send, at, some_estimates
from tests.plans import a_volume, tuned

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Send, Warning_

UNIT = 1000.0
PROBLEM = a_problem()
WALL = "wall_post"


def sends(*days: tuple[int, str], problem: Problem = PROBLEM, **changes: Any) -> list[Send]:
    found = [
        a_send(problem, f"x{n}", send_type, at(day, "09:07") + 61 * n, **changes)
        for n, (day, send_type) in enumerate(days)
    ]
    return sorted(found, key=lambda send: send.utc)


def of(rule: str, week: list[Send], problem: Problem = PROBLEM, **estimates: Any) -> list[Warning_]:
    context = a_context(problem, some_estimates(problem, **estimates))
    return [warning for warning in soft_warnings(Judged(week, context, UNIT)) if warning.rule == rule]


def cents(warnings: list[Warning_]) -> float:
    return sum(warning.price_cents for warning in warnings)


LOW = a_volume({"revenue": 3, "engagement": 2, "retention": 1}, tier="LOW")


@pytest.mark.parametrize(("revenue", "engagement", "fits"), [(21, 14, True), (12, 30, False), (30, 9, False)])
def test_a_low_page_is_judged_by_sixty_percent_of_revenue(revenue: int, engagement: int, *, fits: bool) -> None:
    page = a_problem(creator=a_creator(sub_type="lifestyle"))
    week = sends(*[(n % 7, "ppv_video") for n in range(revenue)], *[(n % 7, "bump_normal") for n in range(engagement)])
    assert (of("mix", week, page, volume=LOW) == []) == fits


def test_the_sub_types_bumps_are_taken_out_before_the_mix_is_judged() -> None:
    week = sends(*[(n % 7, "ppv_video") for n in range(21)], *[(n % 7, "bump_normal") for n in range(37)])
    volume = a_volume({"revenue": 3, "engagement": 5, "retention": 1}, tier="LOW")
    assert of("mix", week, a_problem(creator=a_creator(sub_type="porno_commercial")), volume=volume) == []
    (warning,) = of("mix", week, a_problem(creator=a_creator(sub_type="lifestyle")), volume=LOW)
    assert warning.price_cents == pytest.approx(0.3 * UNIT * (37 - 21), abs=0.01)


def test_new_pages_are_exempt_and_no_page_is_asked_for_less_than_its_volume() -> None:
    saturation = replace(some_estimates(PROBLEM).saturation, size="NEW")
    assert mix_band(a_context(PROBLEM, some_estimates(PROBLEM, saturation=saturation))) is None
    heavy = a_volume({"revenue": 8, "engagement": 2})
    assert (
        of(
            "mix",
            sends(*[(n % 7, "ppv_video") for n in range(56)], *[(n % 7, "bump_normal") for n in range(14)]),
            volume=heavy,
        )
        == []
    )


def test_a_low_commercial_page_wants_five_to_eight_bumps_on_open_days() -> None:
    page = a_problem(
        creator=a_creator(sub_type="porno_commercial"), wishes=Wishes(closed_days=frozenset({2, 3, 4, 5, 6}))
    )
    volume = a_volume({"revenue": 3, "engagement": 8}, tier="LOW")
    week = sends(*[(0, "bump_normal")] * 3, *[(1, "bump_text_only")] * 9)
    found = of("bump-ratio", week, page, volume=volume)
    assert [(w.detail, w.price_cents) for w in found] == [
        ("2 bumps too few on Monday", 200.0),
        ("1 bumps too many on Tuesday", 100.0),
    ]
    assert of("bump-ratio", week, PROBLEM, volume=volume) == []


def test_every_type_a_weekday_favours_and_lacks_has_a_price() -> None:
    page = a_problem(wishes=Wishes(closed_days=frozenset({0, 2, 3, 4, 6})))
    found = of("flavour", sends((1, "dm_farm"), (5, "vip_program")), page)
    assert [(w.detail, w.price_cents) for w in found] == [("Tue is without like_farm", 400.0)]
    assert of("flavour", sends((1, "dm_farm"), (1, "like_farm"), (5, "vip_program")), page) == []
    blocked = replace(page, wishes=replace(page.wishes, blocked_types=frozenset({"like_farm", "vip_program"})))
    assert of("flavour", sends((1, "dm_farm")), blocked) == []


def test_each_distinct_type_fewer_than_the_target_has_a_price_and_follow_ups_count_for_none() -> None:
    few = sends((0, "ppv_video"), (0, "ppv_followup"), (1, "bundle"))
    (warning,) = of("variety", few)
    assert warning.price_cents == 0.5 * UNIT * 16
    blocked = a_problem(wishes=Wishes(blocked_types=frozenset(PROBLEM.catalogue.send_types) - {"ppv_video", "bundle"}))
    assert of("variety", few, blocked) == []


FULL_WEEK = (
    (3, "game_post", {"campaign": "spin", "game_kind": "spin_wheel"}),
    (4, "game_post", {"campaign": "other_game", "game_kind": "mystery_box"}),
    (0, "bundle", {"campaign": "bundle_wall", "channel": WALL}),
    (1, "bump_descriptive", {"campaign": "descriptive_wall"}),
)


def campaigns(*named: tuple[int, str, dict[str, str]]) -> list[Send]:
    week = [a_send(PROBLEM, f"x{n}", key, at(day, "10:07"), **fields) for n, (day, key, fields) in enumerate(named)]
    return sorted(week, key=lambda send: send.utc)


def remembering(*ago: tuple[int, str], weeks: int = 5) -> Problem:
    past = tuple(PastCampaign(MONDAY - timedelta(days=days), kind) for days, kind in ago)  # type: ignore[arg-type]
    return replace(PROBLEM, memory=Memory(tuple(MONDAY - timedelta(days=7 * n) for n in range(1, weeks + 1)), past))


def test_four_campaigns_a_week_with_a_spin_and_a_wall_bundle_are_what_is_wanted() -> None:
    assert of("campaigns", campaigns(*FULL_WEEK)) == []
    (lacking,) = of("campaigns", campaigns(*FULL_WEEK[:3]))
    assert (lacking.detail, lacking.price_cents) == ("fewer than 4 campaigns in the week: 1 lacking", 3 * UNIT)


def test_a_missing_spin_and_a_second_one_have_a_price() -> None:
    extra = (5, "bump_descriptive", {"campaign": "descriptive_wall"})
    (late,) = of("campaigns", campaigns(*FULL_WEEK[1:], extra))
    assert late.detail == "no spin campaign for 7 days: 1 lacking"
    twice = campaigns(FULL_WEEK[0], (4, "game_post", {"campaign": "spin", "game_kind": "spin_wheel"}), *FULL_WEEK[2:])
    (early,) = of("campaigns", twice)
    assert (early.detail, early.refs) == ("a spin campaign less than 7 days after another: 1 beyond", ("x0", "x1"))


def test_a_spin_is_due_exactly_a_week_after_the_last() -> None:
    past = [(days, kind) for days in (3, 10, 17, 24) for kind in ("bundle_wall", "descriptive_wall", "other_game")]
    page = remembering((4, "spin"), (11, "spin"), (18, "spin"), (25, "spin"), *past)

    def with_spin_on(day: int) -> list[str]:
        week = campaigns(
            (day, "game_post", {"campaign": "spin", "game_kind": "spin_wheel"}),
            *FULL_WEEK[2:],
            (4, "game_post", {"campaign": "other_game", "game_kind": "mystery_box"})
            if day != 4
            else (6, "game_post", {"campaign": "other_game", "game_kind": "mystery_box"}),
        )
        return [w.detail for w in of("campaigns", week, page) if "spin" in w.detail]

    assert with_spin_on(3) == []
    assert with_spin_on(2) == ["a spin campaign less than 7 days after another: 1 beyond"]
    assert with_spin_on(4) == ["no spin campaign for 7 days: 1 lacking"]


def test_more_than_twenty_campaigns_in_thirty_days_and_fewer_than_fourteen_have_a_price() -> None:
    many = remembering(*[(days, "descriptive_wall") for days in range(1, 20)])
    assert any(
        "more than 20 campaigns in 30 days: 3 beyond" in w.detail for w in of("campaigns", campaigns(*FULL_WEEK), many)
    )
    few = remembering(*[(days, "descriptive_wall") for days in range(1, 6)])
    assert any(
        "fewer than 14 campaigns in 30 days: 8 lacking" in w.detail for w in of("campaigns", campaigns(*FULL_WEEK), few)
    )


def test_a_game_of_a_losing_kind_or_of_none_has_a_price() -> None:
    games = {
        "card_game": GameEstimate("card_game", 10.0, 9, loses=True),
        "prize_wheel": GameEstimate("prize_wheel", 99.0, 0, loses=False),
    }
    week = [
        a_send(PROBLEM, f"x{n}", "game_post", at(n, "10:07"), game_kind=kind)
        for n, kind in enumerate(["card_game", "prize_wheel", None])
    ]
    assert [w.refs for w in of("games", week, games=games)] == [("x0",), ("x2",)]
    assert cents(of("games", week, games=games)) == 2 * 0.5 * UNIT


def test_a_tip_amount_rests_for_two_sends_across_weeks() -> None:
    page = replace(PROBLEM, memory=Memory(tips=(3000, 5000)))

    def broken(*amounts: int) -> list[str]:
        week = [
            a_send(PROBLEM, f"x{n}", "first_to_tip", at(n, "10:07"), price_cents=cents)
            for n, cents in enumerate(amounts)
        ]
        return [ref for warning in of("first-to-tip", week, page) for ref in warning.refs]

    assert broken(2500, 3000, 5000) == []
    assert broken(3000, 2000, 5000, 2000) == ["x0", "x3"]
    assert broken(2600) == ["x0"]


def test_a_rule_without_a_price_warns_of_nothing() -> None:
    off = {
        "mix_price": 0,
        "bump_price": 0,
        "flavour_factor": 1,
        "campaign_price": 0,
        "cadence_price": 0,
        "game_price": 0,
        "tip_price": 0,
    }
    context = a_context(PROBLEM, params=tuned(mix=off, plan={"variety_reward": 0}))
    week = sends(*[(n, "bump_normal") for n in range(7)], (3, "game_post"), (4, "first_to_tip"))
    mine = {rule.id for rule in (VARIETY, MIX, BUMP_RATIO, FLAVOUR, CAMPAIGN, GAMES, FIRST_TIP)}
    assert not mine & {warning.rule for warning in soft_warnings(Judged(week, context, UNIT))}
