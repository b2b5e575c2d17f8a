from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import Any

import pytest

from eros.model.wishes import Wishes
from eros.plan.worth import Worth, at_price, contacts, worth_of
from tests.builders import a_creator, a_problem, a_rate, some_estimates
from tests.plans import known, only

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
CONTEXT = known(PROBLEM)
PLAN = CONTEXT.params.plan
FANS = PROBLEM.creator.active_fans


def worth(page: dict[str, Any] | None = None, **estimates: Any) -> Worth:
    return worth_of(known(replace(PROBLEM, creator=a_creator(**(page or {}))), **estimates))


def rated(send_type: str, **rates: float) -> dict[str, Any]:
    """Type estimates with other rates for one type."""
    plain = some_estimates(PROBLEM).types
    means: dict[str, Any] = {name: a_rate(mean) for name, mean in rates.items()}
    changed = replace(plain[send_type], **means)
    return {"types": {**plain, send_type: changed}}


def test_a_priced_send_is_worth_buyers_times_price() -> None:
    found = worth()["ppv_video"]
    assert found.recipients == FANS
    assert found.usual == pytest.approx(FANS * 0.005 * 1969)
    assert found.cents == pytest.approx(found.usual)
    assert found.price_cents == 1969


def test_a_page_above_or_below_its_long_history_sells_by_its_level() -> None:
    plain, risen = worth(), worth(level=a_rate(1.25))
    assert risen["ppv_video"].cents == pytest.approx(1.25 * plain["ppv_video"].cents)
    assert risen["bump_normal"].cents == plain["bump_normal"].cents
    views = plain["ppv_followup"].recipients * 0.3
    assert risen["ppv_followup"].cents - views == pytest.approx(1.25 * (plain["ppv_followup"].cents - views))


def test_a_send_without_price_is_worth_its_views() -> None:
    found = worth()["bump_normal"]
    assert found.cents == found.usual == pytest.approx(FANS * 0.3 * 1.0)
    assert found.price_cents is None
    assert worth(view_value_cents=2.5)["bump_normal"].cents == pytest.approx(2.5 * found.cents)


def test_all_worth_grows_with_the_fans() -> None:
    small, large = worth(), worth({"active_fans": 3 * FANS})
    for key in TYPES:
        assert large[key].cents == pytest.approx(3 * small[key].cents)
        assert large[key].recipients == pytest.approx(3 * small[key].recipients)


def test_a_targeted_send_reaches_its_share_of_the_fans() -> None:
    assert worth()["vip_program"].recipients == pytest.approx(0.1 * FANS)
    assert worth()["renew_on_message"].recipients == pytest.approx(0.4 * FANS)


def test_an_expired_segment_is_a_share_of_the_fans_of_its_own() -> None:
    assert worth()["expired_winback"].recipients == pytest.approx(PLAN.expired_share * FANS)


@pytest.mark.parametrize("send_type", ["renew_on_post", "renew_on_message", "expired_winback"])
def test_a_renewal_send_is_worth_the_subscriptions_it_brings(send_type: str) -> None:
    found = worth()[send_type]
    assert found.cents == pytest.approx(found.recipients * PLAN.renewal_lift * 999)
    assert worth({"subscription_price_cents": 0})[send_type].cents == 0.0


def test_a_follow_up_reaches_the_viewers_of_its_parents_who_did_not_buy() -> None:
    found = worth()["ppv_followup"]
    parents = [key for key, kind in TYPES.items() if kind.followup_parent]
    reached = FANS * (0.3 - 0.005)
    assert found.recipients == pytest.approx(reached)
    price = sum(TYPES[key].base_price_cents or 0 for key in parents) / len(parents)
    assert found.cents == pytest.approx(reached * (0.005 * price + 0.3 * 1.0))
    assert found.price_cents is None


def test_a_follow_up_has_nobody_left_where_every_viewer_buys() -> None:
    sold_out = some_estimates(PROBLEM).types
    sold_out = {key: replace(e, purchase_rate=a_rate(0.4)) for key, e in sold_out.items()}
    assert worth(types=sold_out)["ppv_followup"].recipients == 0.0


def test_a_follow_up_is_worth_nothing_without_a_type_to_follow() -> None:
    wishes = Wishes(blocked_types=only(PROBLEM, "vip_program", "bump_normal", "ppv_followup"))
    found = worth_of(known(replace(PROBLEM, wishes=wishes)))["ppv_followup"]
    assert (found.cents, found.recipients) == (0.0, 0.0)


def test_a_send_at_its_usual_price_is_worth_its_usual_value() -> None:
    assert at_price(CONTEXT, "ppv_video", 5000.0, 1969) == pytest.approx(5000.0)


def test_a_dearer_send_sells_less_often() -> None:
    doubled = at_price(CONTEXT, "ppv_video", 5000.0, 2 * 1969)
    assert doubled == pytest.approx(5000.0 * 2 ** (1 - 1.2))
    assert at_price(known(PROBLEM, elasticity=a_rate(-1.0)), "ppv_video", 5000.0, 999) == pytest.approx(5000.0)
    assert at_price(known(PROBLEM, elasticity=a_rate(-0.5)), "ppv_video", 5000.0, 2 * 1969) > 5000.0


def test_a_type_without_a_known_price_keeps_its_value_at_any() -> None:
    assert at_price(CONTEXT, "bump_normal", 300.0, 999) == 300.0


def test_the_planned_price_moves_the_worth_and_leaves_the_usual_one() -> None:
    shy = known(PROBLEM, history_confidence=0.1)
    found = worth_of(shy)["ppv_video"]
    assert found.price_cents == 999
    assert found.usual == pytest.approx(FANS * 0.005 * 1969)
    assert found.cents == pytest.approx(at_price(shy, "ppv_video", found.usual, 999)) != found.usual


def test_the_unit_is_the_median_value_of_the_priced_sends_the_page_may_use() -> None:
    found = worth()
    priced = [found[key].cents for key, kind in TYPES.items() if kind.requires_price]
    assert found.unit == pytest.approx(median(priced))
    wishes = Wishes(blocked_types=only(PROBLEM, "ppv_video", "bump_normal"))
    assert worth_of(known(replace(PROBLEM, wishes=wishes))).unit == pytest.approx(found["ppv_video"].cents)


def test_the_unit_is_never_nothing() -> None:
    assert worth({"active_fans": 0}).unit == 1.0
    wishes = Wishes(blocked_types=only(PROBLEM, "bump_normal"))
    assert worth_of(known(replace(PROBLEM, wishes=wishes))).unit == 1.0


def test_rates_of_one_type_move_that_type_alone() -> None:
    plain, better = worth(), worth(**rated("bundle", purchase_rate=0.01))
    assert better["bundle"].cents == pytest.approx(2 * plain["bundle"].cents)
    assert better["ppv_video"] == plain["ppv_video"]


def test_only_a_message_is_a_full_contact() -> None:
    wall = CONTEXT.params.estimate.wall_contact_weight
    assert contacts(CONTEXT, TYPES["ppv_video"]) == 1.0
    assert contacts(CONTEXT, TYPES["bump_normal"]) == wall
    assert contacts(CONTEXT, TYPES["bump_normal"], "mass_message") == 1.0
    assert contacts(CONTEXT, TYPES["live_promo"], "story") == wall
