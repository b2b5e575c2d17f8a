from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eros.model.wishes import PinnedSend, Wishes
from eros.rules import violations
from eros.rules.commerce import is_link_parent
from eros.rules.mix import DiversityLimits, diversity_limits, excused_types
from tests.builders import (
    a_context,
    a_creator,
    a_lawful_schedule,
    a_problem,
    a_schedule,
    a_send,
    at,
    broken_rules,
    some_estimates,
    with_rules,
)

if TYPE_CHECKING:
    from eros.model.problem import Problem

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
TYPES = PROBLEM.catalogue.send_types
REVENUE = [key for key, kind in TYPES.items() if kind.category == "revenue"]
ENGAGEMENT = [key for key, kind in TYPES.items() if kind.category == "engagement"]


def wishing(problem: Problem = PROBLEM, **wishes: Any) -> Problem:
    return replace(problem, wishes=Wishes(**wishes))


def minima(problem: Problem, **estimates: Any) -> tuple[int, int, int, int]:
    limits = diversity_limits(a_context(problem, some_estimates(problem, **estimates)))
    return limits.total, limits.revenue, limits.engagement, limits.retention


def test_a_full_week_of_a_paid_page_has_all_four_minima() -> None:
    limits = diversity_limits(CONTEXT)
    assert limits == DiversityLimits(10, 4, 4, 2)
    assert [limits.of(category) for category in ("revenue", "engagement", "retention")] == [4, 4, 2]


def test_a_free_page_has_only_the_total() -> None:
    assert minima(a_problem(creator=a_creator(page_type="free"))) == (10, 0, 0, 0)


def test_a_week_with_a_closed_day_has_none() -> None:
    assert diversity_limits(a_context(wishing(closed_days=frozenset({3})))) == DiversityLimits()


def test_blocked_types_lower_a_minimum_and_the_shortfall_says_so() -> None:
    limits = diversity_limits(a_context(wishing(blocked_types=frozenset(REVENUE[2:]))))
    assert (limits.total, limits.revenue) == (10, 2)
    (shortfall,) = limits.shortfalls
    assert (shortfall.what, shortfall.rule, shortfall.count) == ("distinct revenue types", "diversity", 2)


def test_a_shortfall_names_every_type_out_of_reach_and_what_keeps_it_out() -> None:
    blocked = wishing(replace(PROBLEM, vault=frozenset(), captions={}), blocked_types=frozenset({"bundle"}))
    revenue = next(s for s in diversity_limits(a_context(blocked)).shortfalls if s.what == "distinct revenue types")
    head, causes = revenue.detail.split("; out of reach: ")
    assert head == "4 distinct revenue types are wanted, 0 can be had"
    named = {cause.rstrip(")"): set(keys.split(", ")) for keys, cause in (c.split(" (") for c in causes.split("; "))}
    assert named["blocked"] == {"bundle"}
    assert "ppv_video" in named["neither the vault nor a caption has content it may carry"]
    assert set().union(*named.values()) == set(REVENUE)
    whole = next(s for s in diversity_limits(a_context(blocked)).shortfalls if s.what == "distinct types")
    assert "ppv_followup" in whole.detail
    assert "(no send to hang on)" in whole.detail


def test_a_type_for_other_pages_and_one_with_used_up_caps_are_told_apart() -> None:
    free = a_problem(creator=a_creator(page_type="free"))
    others = frozenset(set(TYPES) - {"ppv_video", "vip_program"})
    before = (a_send(PROBLEM, "s40", "vip_program", at(-1, "14:07")),)
    problem = replace(wishing(free, blocked_types=others), previous=before)
    (shortfall,) = diversity_limits(a_context(problem, params=with_rules(rolling_days=8))).shortfalls
    assert "vip_program (its caps are used up)" in shortfall.detail
    assert "renew_on_post" in shortfall.detail
    assert "(not for free pages)" in shortfall.detail


def test_follow_ups_and_link_drops_are_out_of_reach_without_a_send_to_hang_on() -> None:
    blocked = frozenset([*REVENUE, "ppv_message"])
    assert minima(wishing(blocked_types=blocked)) == (10, 0, 4, 2)
    assert minima(wishing(blocked_types=blocked | set(ENGAGEMENT[4:]))) == (5, 0, 2, 2)
    assert minima(wishing(blocked_types=frozenset(ENGAGEMENT[4:]))) == (10, 4, 4, 2)


def test_one_buying_opportunity_brings_link_drops_into_reach_a_follow_up_does_not() -> None:
    others = {key for key, kind in TYPES.items() if not (kind.is_link_drop or kind.is_followup)}
    assert minima(wishing(blocked_types=frozenset(others)))[0] == 0
    seller = next(key for key in sorted(others) if is_link_parent(TYPES[key]) and not TYPES[key].followup_parent)
    reached = 1 + sum(kind.is_link_drop for kind in TYPES.values())
    assert minima(wishing(blocked_types=frozenset(others - {seller})))[0] == reached


def test_an_empty_vault_leaves_the_types_that_need_no_media() -> None:
    bare = replace(PROBLEM, vault=frozenset(), captions={})
    assert minima(bare) == (1, 0, 1, 0)
    assert minima(a_problem(vault=frozenset())) == (1, 0, 1, 0)


def test_purpose_captions_make_types_reachable_without_a_vault() -> None:
    caption = next(c for c in PROBLEM.captions.values() if c.caption_type == "bundle")
    purpose = replace(caption, content_type="bundle_offer", text="Everything of this week in one.")
    assert minima(replace(PROBLEM, vault=frozenset(), captions={purpose.caption_id: purpose})) == (6, 3, 2, 1)


def test_a_vault_of_avoided_content_counts_as_empty() -> None:
    assert minima(PROBLEM, avoid_contents=PROBLEM.vault) == (1, 0, 1, 0)


def test_a_type_the_week_before_blocks_on_every_day_is_out_of_reach() -> None:
    others = frozenset(set(REVENUE) - {"vip_program", "ppv_video", "bundle", "game_post"})
    before = (a_send(PROBLEM, "s40", "vip_program", at(-1, "14:07")),)
    problem = replace(wishing(blocked_types=others), previous=before)
    assert diversity_limits(a_context(problem)).revenue == 4
    assert diversity_limits(a_context(problem, params=with_rules(rolling_days=8))).revenue == 3


def test_types_already_sent_or_pinned_count_whatever_is_blocked() -> None:
    blocked = frozenset(REVENUE)
    sent = (a_send(PROBLEM, "x1", "bundle", at(0, "09:07"), status="sent"),)
    pins = (PinnedSend("p1", "game_post", at(2, "19:07")),)
    assert diversity_limits(a_context(wishing(blocked_types=blocked))).revenue == 0
    problem = replace(wishing(blocked_types=blocked, pinned=pins), committed=sent)
    assert diversity_limits(a_context(problem)).revenue == 2


def test_no_avoid_type_is_excused_while_others_reach_the_minimum() -> None:
    assert excused_types(a_context(PROBLEM, some_estimates(PROBLEM, avoid_types=REVENUE[:3]))) == frozenset()


def test_the_least_bad_avoid_types_are_excused_as_far_as_the_minimum_needs_them() -> None:
    context = a_context(PROBLEM, some_estimates(PROBLEM, avoid_types=REVENUE[:5]))
    assert excused_types(context) == {"vip_program", "bundle"}


def test_a_pinned_avoid_type_is_excused_first() -> None:
    problem = wishing(pinned=(PinnedSend("p1", "game_post", at(2, "19:07")),))
    context = a_context(problem, some_estimates(problem, avoid_types=REVENUE[:5]))
    assert excused_types(context) == {"game_post", "vip_program"}


def test_the_total_may_need_avoid_types_where_no_category_does() -> None:
    free = a_problem(creator=a_creator(page_type="free"))
    context = a_context(free, some_estimates(free, avoid_types=[*REVENUE, *ENGAGEMENT[:4]]))
    assert len(excused_types(context)) == 3


def test_an_avoid_type_already_sent_counts_and_is_not_excused_again() -> None:
    sent = (a_send(PROBLEM, "x1", "vip_program", at(0, "02:07"), status="sent"),)
    problem = replace(PROBLEM, committed=sent)
    context = a_context(problem, some_estimates(problem, avoid_types=REVENUE[:5]))
    assert excused_types(context) == {"bundle"}


def test_a_week_with_too_few_types_is_refused_and_told_what_to_add() -> None:
    monday = a_schedule(PROBLEM, [send for send in LAWFUL.sends if send.day == 0])
    found = violations(monday, CONTEXT)
    assert [v.rule for v in found] == ["diversity"] * 3
    assert "5 distinct types, at least 10 are needed" in found[0].detail
    assert "vip_program" in found[0].fix


def test_each_category_has_its_own_minimum() -> None:
    few = a_schedule(PROBLEM, [s for s in LAWFUL.sends if TYPES[s.send_type].category != "engagement"])
    assert broken_rules(few, CONTEXT) == ["diversity"]
    assert any("0 distinct engagement types" in v.detail for v in violations(few, CONTEXT))


def test_types_already_sent_count_even_where_the_schedule_does_not_list_them() -> None:
    listed = a_schedule(PROBLEM, [s for s in LAWFUL.sends if s.day > 1])
    problem = replace(PROBLEM, committed=tuple(s.with_(status="sent") for s in LAWFUL.sends if s.day <= 1))
    assert broken_rules(listed, a_context(problem)) == []


def test_hours_that_hold_fewer_sends_lower_the_minima_and_the_shortfall_says_so() -> None:
    none = diversity_limits(a_context(wishing(closed_hours=frozenset(range(24)))))
    assert (none.total, none.revenue, none.engagement, none.retention) == (0, 0, 0, 0)
    assert all("the open hours hold 0 sends" in shortfall.detail for shortfall in none.shortfalls)
    one = wishing(closed_hours=frozenset(range(24)) - {20})
    context = a_context(one, params=with_rules(max_per_hour=1))
    seven = diversity_limits(context)
    assert (seven.total, seven.revenue, seven.engagement, seven.retention) == (7, 4, 3, 0)


def test_a_mode_that_keeps_sends_further_apart_fills_few_hours_sooner() -> None:
    hours = frozenset(range(24)) - {20}
    assert [minima(wishing(closed_hours=hours, mode=mode))[0] for mode in ("optimize", "safe", "conservative")] == [
        10,
        7,
        7,
    ]
