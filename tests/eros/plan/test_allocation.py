from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.schedule import Relaxation, Shortfall
from eros.plan.worth import fatigue_factor, repeat_factor
from eros.rules.mix import diversity_limits, excused_types
from tests.allocated_weeks import (
    EXACT,
    MAINS,
    PRICED,
    PROBLEM,
    TYPES,
    allocated,
    an_ordinary_week,
    by_quota,
    of_type,
    rated,
    tuned,
    wishing,
)
from tests.builders import a_creator, a_problem, a_rate, a_send, at, some_estimates
from tests.plans import a_curve, a_volume, known, last_week, only, pin

if TYPE_CHECKING:
    from eros.model.estimates import Volume
    from eros.model.problem import Problem
    from eros.plan.allocation import Allocation

FOLLOWUP = PROBLEM.catalogue.followup


def test_every_day_meets_its_volume_exactly() -> None:
    for day in range(7):
        assert by_quota(an_ordinary_week(), day) == {"revenue": 4, "engagement": 3, "retention": 2}
    assert an_ordinary_week().shortfalls == ()


def test_a_ppv_message_counts_as_revenue_and_not_by_its_category() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "ppv_message"), closed_days=frozenset(range(1, 7)))
    found = allocated(problem, volume=a_volume({0: {"revenue": 2, "retention": 1}}))
    assert found.counts == {(0, "ppv_message"): 2}
    assert [(s.what, s.count, s.day) for s in found.shortfalls] == [("retention", 1, 0)]


def test_ppv_sends_less_than_an_hour_apart_leave_the_counts_alone() -> None:
    found = allocated(params=tuned(rules={"ppv_gap_minutes": 45}), volume=a_volume({"revenue": 4}))
    assert by_quota(found, 0)["revenue"] == 4


def test_no_type_stands_more_often_than_its_caps_allow() -> None:
    found = allocated(volume=a_volume({"revenue": 8, "engagement": 12, "retention": 4}))
    for (_, key), count in found.counts.items():
        assert count <= TYPES[key].max_per_day
    for key in MAINS:
        cap = TYPES[key].max_per_week
        assert cap is None or sum(of_type(found, key).values()) <= cap


def test_a_type_that_is_worth_most_stands_once_a_week_where_its_cap_says_so() -> None:
    found = allocated(**rated(vip_program=0.2, snapchat_bundle=0.2))
    assert sum(of_type(found, "vip_program").values()) == 1
    assert sum(of_type(found, "snapchat_bundle").values()) == 1


@pytest.mark.parametrize(("ago", "days"), [(1, {6}), (3, {4, 5, 6}), (6, {1, 2, 3, 4, 5, 6})])
def test_a_weekly_cap_looks_back_into_the_week_before(ago: int, days: set[int]) -> None:
    previous = (last_week(PROBLEM, "old", "vip_program", 1440 * ago - at(0, "12:00")),)
    curve = a_curve(weekdays={day: 1.3 - 0.1 * day for day in range(7)})
    found = allocated(replace(PROBLEM, previous=previous), curve=curve, **rated(vip_program=0.2))
    assert list(of_type(found, "vip_program")) == [min(days)]


@pytest.mark.parametrize("send_type", ["like_farm", "renew_on_message", "expired_winback"])
def test_types_a_day_apart_skip_a_day(send_type: str) -> None:
    wanted = {"like_farm": {"engagement": 3}}.get(send_type, {"retention": 1})
    problem = wishing(blocked_types=only(PROBLEM, send_type))
    found = allocated(problem, volume=a_volume(wanted))
    days = sorted(of_type(found, send_type))
    assert days == [0, 2, 4, 6]
    assert min(b - a for a, b in pairwise(days)) == 2


def test_types_a_day_apart_keep_off_last_sunday_and_off_pins() -> None:
    problem = wishing(
        replace(PROBLEM, previous=(last_week(PROBLEM, "old", "like_farm", 60),)),
        blocked_types=only(PROBLEM, "like_farm"),
    )
    mine = pin(PROBLEM, "mine", "like_farm", at(3, "12:00"))
    found = allocated(problem, mine, volume=a_volume({"engagement": 1}))
    assert set(of_type(found, "like_farm")) <= {1, 5, 6}
    assert len(of_type(found, "like_farm")) == 2


def test_a_closed_day_stays_empty_and_asks_for_nothing_it_cannot_have() -> None:
    found = allocated(wishing(closed_days=frozenset({2, 5})))
    assert {day for day, _ in found.counts} == {0, 1, 3, 4, 6}
    assert {shortfall.day for shortfall in found.shortfalls} == {2, 5}


def test_cooling_days_hold_nothing_with_a_price() -> None:
    quiet: Any = {day: {"revenue": 0 if day in {1, 4} else 4, "engagement": 3, "retention": 2} for day in range(7)}
    found = allocated(volume=a_volume(quiet, cooling_days=frozenset({1, 4})))
    assert set(of_type(found, *PRICED)) == {0, 2, 3, 5, 6}
    assert set(of_type(found, *MAINS)) == set(range(7))


def test_a_cooling_day_lacks_what_the_volume_still_asks_of_it() -> None:
    found = allocated(volume=a_volume({"revenue": 4, "engagement": 3}, cooling_days=frozenset({2})))
    assert not set(PRICED) & {key for day, key in found.counts if day == 2}
    assert [(s.what, s.count, s.day) for s in found.shortfalls] == [("revenue", 4, 2)]


def test_a_type_that_never_sells_has_no_place() -> None:
    found = allocated(types=some_estimates(PROBLEM, avoid_types=["bump_normal", "bundle"]).types)
    assert not of_type(found, "bump_normal", "bundle")
    assert found.relaxations == ()


def test_a_type_that_never_sells_stands_once_where_diversity_needs_it_and_that_is_flagged() -> None:
    avoided = ["first_to_tip", "game_post", "bundle", "flash_bundle"]
    plain = some_estimates(PROBLEM, avoid_types=avoided).types
    types = {key: replace(e, purchase_rate=a_rate(0.05 if key in avoided else 0.005)) for key, e in plain.items()}
    context = known(PROBLEM, types=types)
    (excused,) = excused_types(context)
    found = allocated(types=types)
    assert sum(of_type(found, excused).values()) == 1
    assert not of_type(found, *set(avoided) - {excused})
    assert found.relaxations == (Relaxation("avoid", "no slot", "diversity minimum", (excused,)),)


def links(**changes: Any) -> Allocation:
    """A week that wants nothing but link drops, with opportunities where the volume has revenue."""
    problem = wishing(blocked_types=only(PROBLEM, "link_drop", "wall_link_drop", "bundle"))
    return allocated(problem, **changes)


def test_link_drops_stand_only_where_something_can_be_bought_that_day_or_the_day_before() -> None:
    days: Any = {day: {"revenue": int(day == 2), "engagement": 2} for day in range(7)}
    found = links(volume=a_volume(days), params=EXACT)
    assert of_type(found, "bundle") == {2: 1}
    assert of_type(found, "link_drop", "wall_link_drop") == {2: 2, 3: 2}
    assert [(s.day, s.what, s.count) for s in found.shortfalls] == [(d, "engagement", 2) for d in (0, 1, 4, 5, 6)]


def test_a_link_drop_may_hang_on_a_fixed_send() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "link_drop", "wall_link_drop", "bundle"))
    out = a_send(PROBLEM, "out", "bundle", at(4, "10:07"), status="sent")
    found = allocated(problem, out, volume=a_volume({"engagement": 1}))
    assert of_type(found, "link_drop", "wall_link_drop") == {4: 1, 5: 1}


def test_link_drops_are_counted_to_the_optimum_where_opportunities_are_scarce() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "link_drop", "wall_link_drop", "bundle"))
    out = a_send(PROBLEM, "out", "bundle", at(4, "10:07"), status="sent")
    stage = allocated(problem, out, volume=a_volume({"engagement": 1})).stage
    assert stage.bound_cents == pytest.approx(stage.objective_cents, rel=0.0005)


def test_a_week_is_diverse_even_when_one_type_earns_nearly_everything() -> None:
    lazy = tuned(plan={"variety_reward": 0.0})
    found = allocated(params=lazy, **rated(ppv_video=0.9))
    used = {TYPES[key] for _, key in found.counts} | {FOLLOWUP}
    limits = diversity_limits(known(PROBLEM))
    assert len(used) >= limits.total == 10
    assert Counter(kind.category for kind in used) >= Counter(revenue=4, engagement=4, retention=2)


def test_a_short_week_need_not_be_diverse() -> None:
    lazy = tuned(plan={"variety_reward": 0.0})
    problem = wishing(closed_days=frozenset(range(1, 7)))
    found = allocated(problem, params=lazy, volume=a_volume({0: {"revenue": 2}}), **rated(ppv_video=0.05))
    assert found.counts == {(0, "ppv_video"): 2}


def test_where_diversity_counts_on_a_follow_up_something_it_can_follow_is_sent() -> None:
    lazy = tuned(plan={"variety_reward": 0.0})
    problem = wishing(blocked_types=frozenset({"expired_winback", "renew_on_post", "ppv_message"}))
    quiet = a_volume({"engagement": 3, "retention": 1})
    found = allocated(problem, params=lazy, volume=quiet, **rated(ppv_video=1e-6, bundle=1e-6))
    assert any(TYPES[key].followup_parent for _, key in found.counts)
    assert not [s for s in found.shortfalls if s.rule == "diversity"]


def test_a_follow_up_that_a_parent_surely_brings_is_one_of_the_retention_types() -> None:
    lazy = tuned(plan={"variety_reward": 0.0})
    quiet, shy = (a_volume({"revenue": 3, "engagement": 4, "retention": 1}, followup_factor=f) for f in (1.0, 0.3))

    def own(problem: Problem = PROBLEM, volume: Volume = quiet, room: int = 1) -> int:
        found = allocated(problem, params=lazy, volume=volume, room={(day, FOLLOWUP.key): room for day in range(7)})
        return sum(kind.category == "retention" for kind in {TYPES[key] for _, key in found.counts})

    assert own() == 1
    assert own(room=0) == own(volume=shy) == own(wishing(blocked_types=frozenset({FOLLOWUP.key}))) == 2


def test_open_hours_too_few_for_diversity_lower_what_is_asked_and_that_is_reached() -> None:
    one_hour = tuned(rules={"avoid_hours": tuple(hour for hour in range(24) if hour != 10), "min_gap_minutes": 60})
    found = allocated(params=one_hour)
    limits = diversity_limits(known(a_problem(), one_hour))
    used = {TYPES[key] for _, key in found.counts}
    assert len(used) == limits.total == 7
    assert sum(kind.category == "revenue" for kind in used) >= limits.revenue
    assert max(sum(by_quota(found, day).values()) for day in range(7)) == 1
    assert not [s for s in (*found.shortfalls, *an_ordinary_week().shortfalls) if s.rule == "diversity"]


def test_variety_is_worth_something_up_to_its_target() -> None:
    assert len({key for _, key in an_ordinary_week().counts}) >= 18
    found = allocated(params=tuned(plan={"variety_reward": 0.0}), **rated(ppv_video=0.9))
    assert len({key for _, key in found.counts}) < 18


def test_types_that_stand_already_count_as_variety_and_diversity() -> None:
    lazy = tuned(plan={"variety_reward": 0.0})
    out = [
        a_send(PROBLEM, f"out{n}", key, at(n, "10:07"), status="sent") for n, key in enumerate(["bundle", "game_post"])
    ]
    found = allocated(PROBLEM, *out, params=lazy, volume=a_volume({"revenue": 3, "engagement": 3, "retention": 2}))
    used = {key for _, key in found.counts} | {"bundle", "game_post"}
    assert len(used) >= 10
    assert Counter(TYPES[key].category for key in used)["revenue"] >= 4


def test_a_free_page_has_no_renewals() -> None:
    free = replace(PROBLEM, creator=a_creator(page_type="free"))
    found = allocated(free, volume=a_volume({"revenue": 5, "engagement": 3}))
    assert all("free" in TYPES[key].page_types for _, key in found.counts)
    assert all(by_quota(found, day) == {"revenue": 5, "engagement": 3} for day in range(7))


def test_what_the_volume_asks_beyond_every_cap_is_a_shortfall() -> None:
    problem = wishing(blocked_types=only(PROBLEM, "bundle"))
    found = allocated(problem, volume=a_volume({"revenue": 5}))
    assert of_type(found, "bundle") == dict.fromkeys(range(7), 2)
    detail = "the volume asks for 3 more revenue sends than caps and gaps leave room for or than pay"
    assert found.shortfalls == tuple(Shortfall("revenue", "volume", 3, detail, day) for day in range(7))


def test_a_type_without_captions_gives_way_to_one_with_them() -> None:
    bank = {number: c for number, c in PROBLEM.captions.items() if c.caption_type != "bundle"}
    problem = wishing(
        replace(PROBLEM, captions=bank), blocked_types=only(PROBLEM, "bundle", "ppv_video"), closed_days=frozenset({6})
    )
    found = allocated(problem, volume=a_volume({"revenue": 1}), params=tuned(plan={"variety_reward": 0.0}))
    assert of_type(found, "ppv_video") == dict.fromkeys(range(6), 1)


def test_more_sends_of_a_type_than_captions_are_not_asked_for_while_others_have_some() -> None:
    few = [number for number, c in PROBLEM.captions.items() if c.caption_type == "bundle"][3:]
    problem = wishing(
        replace(PROBLEM, captions={n: c for n, c in PROBLEM.captions.items() if n not in few}),
        blocked_types=only(PROBLEM, "bundle", "ppv_video"),
    )
    found = allocated(problem, volume=a_volume({"revenue": 2}), **rated(bundle=0.008))
    assert sum(of_type(found, "bundle").values()) == 3
    assert sum(of_type(found, "ppv_video").values()) == 11


def test_better_captions_draw_sends_to_their_type() -> None:
    kinds = ("bump_text_only", "bump_descriptive")
    problem = wishing(blocked_types=only(PROBLEM, "ppv_video", *kinds), closed_days=frozenset({6}))
    for better, other in (kinds, kinds[::-1]):
        good = {n: 1.5 if c.caption_type == better else 0.5 for n, c in PROBLEM.captions.items()}
        found = allocated(problem, multipliers=good, volume=a_volume({"engagement": 1}))
        assert sum(of_type(found, better).values()) >= 5 > sum(of_type(found, other).values())


def test_better_days_draw_the_sends_that_are_worth_most() -> None:
    found = allocated(curve=a_curve(weekdays={5: 1.3, 1: 0.7}), **rated(vip_program=0.2))
    assert list(of_type(found, "vip_program")) == [5]


def test_contacts_beyond_the_usual_lower_the_value_and_fewer_raise_it() -> None:
    context = known(PROBLEM, contacts_per_day=6.0, fatigue_per_contact=0.1)
    assert [fatigue_factor(context, n) for n in (6, 7, 4)] == pytest.approx([1.0, 0.9, 0.9**-2])
    assert fatigue_factor(known(PROBLEM, fatigue_per_contact=0.0), 30) == 1.0


def test_further_copies_of_a_type_on_a_day_are_worth_a_little_less() -> None:
    assert [repeat_factor(0.9, n) for n in (0, 1, 2, 3)] == pytest.approx([1.0, 1.0, 0.95, (1 + 0.9 + 0.81) / 3])
    lazy = tuned(plan={"variety_reward": 0.0})
    kinds = ("bump_normal", "bump_text_only")
    problem = wishing(blocked_types=only(PROBLEM, "ppv_video", *kinds), closed_days=frozenset({6}))
    found = allocated(problem, params=lazy, volume=a_volume({"engagement": 2}))
    assert found.counts == {(day, key): 1 for day in range(6) for key in kinds}


def test_the_same_question_has_the_same_answer() -> None:
    assert allocated().counts == an_ordinary_week().counts
    assert list(an_ordinary_week().counts) == sorted(an_ordinary_week().counts)
