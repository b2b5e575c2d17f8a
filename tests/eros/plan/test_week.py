from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import eros
from eros.digest import content_digest
from eros.errors import ValidationError
from eros.estimate import estimate
from eros.model.clock import DAY
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.fixed import fixed_sends
from eros.plan.solve.branch import solver_version
from eros.plan.week import plan_week
from eros.render.document import to_document
from eros.rules import violations
from eros.rules.base import Context
from tests.builders import a_bank, a_creator, a_problem, a_send, at, the_catalogue, the_params
from tests.plans import a_wishful_problem, in_week, only, tuned

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

ROOT = Path(__file__).parents[3]
SEED = 11
PAGE = a_problem()
PROVEN = {number: replace(caption, fleet_uses=9) for number, caption in PAGE.captions.items()}
PROBLEMS: dict[str, Problem] = {
    "paid": PAGE,
    "free": a_problem(creator=a_creator(page_type="free", sub_type="porno_commercial", active_fans=30_000)),
    "wishful": a_wishful_problem(),
    "empty bank": a_problem(captions={}),
    "thin bank": a_problem(captions=a_bank(1, contents=sorted(PAGE.vault))),
    "nobody there": a_problem(creator=a_creator(active_fans=0)),
    "safe": a_problem(captions=PROVEN, wishes=Wishes(mode="safe")),
    "conservative": a_problem(captions=PROVEN, wishes=Wishes(mode="conservative")),
    "conservative, one open hour": a_problem(
        wishes=Wishes(mode="conservative", closed_hours=frozenset(range(24)) - {18})
    ),
    "one open day": a_problem(wishes=Wishes(closed_days=frozenset(range(6)))),
    "closed": a_problem(wishes=Wishes(closed_days=frozenset(range(7)))),
    "spring in New York": in_week(PAGE, date(2026, 3, 2), "America/New_York"),
    "autumn in New York": in_week(PAGE, date(2026, 10, 26), "America/New_York"),
    "spring on Lord Howe": in_week(PAGE, date(2026, 9, 28), "Australia/Lord_Howe"),
    "autumn on Lord Howe": in_week(PAGE, date(2026, 3, 30), "Australia/Lord_Howe"),
}
MORNINGS = tuned(rules={"avoid_hours": (*range(10), *range(13, 24)), "min_gap_minutes": 50})


@cache
def planned(name: str, seed: int = SEED) -> Schedule:
    return plan_week(PROBLEMS[name], the_params(), seed)


@cache
def context_of(name: str) -> Context:
    return Context(PROBLEMS[name], the_params(), estimate(PROBLEMS[name], the_params()))


def digest(schedule: Schedule) -> str:
    return hashlib.sha256(json.dumps(to_document(schedule, the_catalogue())).encode()).hexdigest()


def shape(schedule: Schedule) -> list[tuple[int, str]]:
    return sorted((send.day, send.send_type) for send in schedule.sends)


each_week = pytest.mark.parametrize("name", PROBLEMS)


@each_week
def test_no_planned_week_breaks_a_hard_rule(name: str) -> None:
    assert violations(planned(name), context_of(name)) == ()


@each_week
def test_a_week_is_what_its_sends_sum_to(name: str) -> None:
    week = planned(name)
    for send in week.sends:
        if send.status == "planned":
            assert sum(send.terms.values()) == pytest.approx(send.forecast_cents + send.preference_cents, abs=0.005)
    assert week.forecast.cents == round(sum(send.forecast_cents for send in week.sends))
    assert week.forecast.low_cents <= week.forecast.cents <= week.forecast.high_cents


@each_week
def test_every_stage_is_proven_to_within_its_gap(name: str) -> None:
    *steps, whole = planned(name).stages
    assert [stage.name for stage in (*steps, whole)] == ["allocation", "timing", "captions", "week"]
    for stage in steps:
        assert stage.bound_cents is not None
        gap = the_params().plan.relative_gap * max(abs(stage.objective_cents), 7.0)
        assert -0.01 <= stage.bound_cents - stage.objective_cents <= gap


@each_week
def test_refs_are_unique_and_sends_stand_in_time_order(name: str) -> None:
    week = planned(name)
    assert len({send.ref for send in week.sends}) == len(week.sends)
    assert [send.utc for send in week.sends] == sorted(send.utc for send in week.sends)
    assert all(week.by_ref(send.parent_ref) for send in week.sends if send.parent_ref)


@each_week
def test_a_shortfall_counts_exactly_the_sends_without_a_text(name: str) -> None:
    silent = Counter((send.send_type, send.day) for send in planned(name).sends if send.caption_text is None)
    lacking = {(s.what, s.day): s.count for s in planned(name).shortfalls if s.rule == "needs_caption"}
    assert lacking == silent


def test_an_ordinary_week_is_full_diverse_and_complete() -> None:
    week = planned("paid")
    counted = Counter[str](PAGE.catalogue.send_types[send.send_type].quota for send in week.sends)
    wanted = Counter[str]()
    for day in week.volume["days"]:
        wanted.update(day)
    assert {quota: counted[quota] for quota in wanted} == wanted
    assert len({send.send_type for send in week.sends}) >= 18
    assert week.shortfalls == ()
    assert counted["none"] > 0


def test_a_week_says_what_it_was_made_from() -> None:
    week, context = planned("wishful"), context_of("wishful")
    problem, creator = PROBLEMS["wishful"], PROBLEMS["wishful"].creator
    assert (week.creator_id, week.page_name, week.page_type) == (creator.creator_id, creator.page_name, "paid")
    assert (week.sub_type, week.timezone) == (creator.sub_type, creator.timezone)
    assert (week.week_start, week.as_of, week.wishes) == (problem.week_start, problem.as_of, problem.wishes)
    assert (week.seed, week.mode, week.status, week.version, week.schedule_id) == (SEED, "optimize", "planned", 0, None)
    assert week.params_hash == content_digest(the_params().planning)
    assert week.data_hash == content_digest(problem)
    assert (week.engine_version, week.solver_version) == (eros.__version__, solver_version())
    assert week.zone == context.estimates.saturation.zone
    assert week.volume["tier"] == context.estimates.volume.tier
    assert week.volume["days"] == [dict(day) for day in context.estimates.volume.days]
    assert [factor["name"] for factor in week.volume["factors"]] == [f.name for f in context.estimates.volume.factors]


def test_the_same_inputs_give_the_same_bytes_in_every_process_whatever_its_hash_seed() -> None:
    code = (
        "import hashlib, json; from tests.builders import the_catalogue, the_params; "
        "from tests.plans import a_wishful_problem; from eros.plan.week import plan_week; "
        "from eros.render.document import to_document; "
        f"week = plan_week(a_wishful_problem(), the_params(), {SEED}); "
        "print(hashlib.sha256(json.dumps(to_document(week, the_catalogue())).encode()).hexdigest())"
    )
    found = {
        subprocess.run(  # noqa: S603 - this interpreter, a fixed text
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "COVERAGE_PROCESS_START": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("0", "4711")
    }
    assert found == {digest(planned("wishful"))}


def test_planning_again_gives_the_same_week() -> None:
    assert digest(plan_week(a_wishful_problem(), the_params(), SEED)) == digest(planned("wishful"))


def test_where_no_tips_run_another_seed_gives_other_minutes_and_the_same_sends() -> None:
    page, params = a_problem(wishes=Wishes(blocked_types=frozenset({"first_to_tip"}))), the_params()
    week, other = plan_week(page, params, SEED), plan_week(page, params, SEED + 1)
    assert shape(week) == shape(other)
    moved = sum(a.week_minute != b.week_minute for a, b in zip(week.sends, other.sends, strict=True))
    assert moved > len(week.sends) / 2
    assert violations(other, Context(page, params, estimate(page, params))) == ()


def test_what_already_went_out_stays_untouched() -> None:
    problem, week = PROBLEMS["wishful"], planned("wishful")
    out = tuple(send for send in problem.committed if send.status == "sent")
    assert tuple(send for send in week.sends if send.status == "sent") == out
    assert not any(send.status == "cancelled" for send in week.sends)
    assert len(out) == 2


def test_pins_stand_at_their_minute_with_their_own_words_and_price() -> None:
    week = planned("wishful")
    mine, yours, ours = (week.by_ref(pin.ref) for pin in PROBLEMS["wishful"].wishes.pinned)
    assert mine is not None
    assert yours is not None
    assert ours is not None
    assert [send.week_minute for send in (mine, yours, ours)] == [at(2, "20:00"), at(4, "09:30"), at(6, "21:45")]
    assert (mine.price_cents, mine.caption_type, mine.label) == (2222, "bundle", "BUNDLES")
    assert (yours.caption_id, yours.caption_text) == (None, "Good morning, what are you up to today?")
    assert yours.preference_cents > 0
    assert (ours.target, ours.caption_type in {"ppv_message", "ppv_video"}) == ("high_spenders", True)
    assert ours.price_cents is not None
    assert ours.ppv_style is not None


def test_wishes_about_days_and_types_are_kept() -> None:
    week = planned("wishful")
    assert {send.day for send in week.sends} == {0, 1, 2, 4, 5, 6}
    assert not {send.send_type for send in week.sends} & {"live_promo", "snapchat_bundle"}
    assert {send.day for send in planned("one open day").sends} == {6}


def test_a_page_closed_all_week_gets_an_empty_week() -> None:
    week = planned("closed")
    assert (week.sends, week.forecast.cents) == ((), 0)


def test_an_empty_bank_gives_a_full_schedule_in_which_every_text_is_missing() -> None:
    week, usual = planned("empty bank"), planned("paid")
    assert len(week.sends) > 0.8 * len(usual.sends)
    assert all((send.caption_id, send.caption_text) == (None, None) for send in week.sends)
    assert (week.forecast.cents, week.forecast.low_cents, week.forecast.high_cents) == (0, 0, 0)
    assert all(not send.terms for send in week.sends)
    assert sum(s.count for s in week.shortfalls if s.rule == "needs_caption") == len(week.sends)


def test_a_thin_bank_is_used_up_before_a_text_is_missing() -> None:
    week = planned("thin bank")
    used = Counter(send.caption_id for send in week.sends if send.caption_id)
    assert max(used.values()) == 1
    assert len(used) >= 15
    assert any(relaxation.rule == "caption-type" for relaxation in week.relaxations)


def test_a_caption_of_every_planned_send_is_copied_from_the_bank() -> None:
    for send in planned("paid").sends:
        caption = PAGE.captions[send.caption_id or 0]
        assert (send.caption_text, send.caption_type) == (caption.text, caption.caption_type)
        assert send.content_type == caption.content_type


@pytest.mark.parametrize("mode", ["safe", "conservative"])
def test_cautious_weeks_send_less_and_further_apart(mode: str) -> None:
    week, usual = planned(mode), planned("paid")
    assert week.mode == mode
    assert len(week.sends) < len(usual.sends)
    mains = [send for send in week.sends if send.send_type != "ppv_followup"]
    extra = {"safe": the_params().plan.safe_gap_minutes, "conservative": the_params().plan.conservative_gap_minutes}[
        mode
    ]
    gaps = [(b.utc - a.utc).total_seconds() / 60 for a, b in pairwise(mains)]
    assert min(gaps) >= the_params().rules.min_gap_minutes + extra


@pytest.mark.parametrize("name", [name for name in PROBLEMS if " in " in name or " on " in name])
def test_a_week_of_a_clock_change_is_as_full_as_any_other(name: str) -> None:
    week, clock = planned(name), PROBLEMS[name].clock
    assert all(send.utc == clock.instant(send.week_minute) for send in week.sends)
    assert all(clock.exists(send.week_minute) for send in week.sends)
    assert any(send.day == 6 for send in week.sends)
    assert not [shortfall for shortfall in week.shortfalls if shortfall.rule != "volume"]


def test_an_audience_of_nobody_still_gets_a_week() -> None:
    week = planned("nobody there")
    assert week.sends
    assert (week.forecast.cents, sum(send.preference_cents for send in week.sends)) == (0, 0.0)


def test_where_sends_find_no_minute_the_week_is_allocated_again_with_the_room_there_is() -> None:
    """By the hour four sends 50 minutes apart fit into three hours, by the quarter hour only three do."""
    few = ("game_post", "first_to_tip", "flash_bundle", "like_farm")
    narrow = a_problem(wishes=Wishes(blocked_types=only(PAGE, *few)))
    lost = plan_week(narrow, tuned(MORNINGS, plan={"replan_rounds": 0}), SEED)
    found = plan_week(narrow, MORNINGS, SEED)
    assert [shortfall for shortfall in lost.shortfalls if shortfall.rule == "min-gap"]
    assert not [shortfall for shortfall in found.shortfalls if shortfall.rule == "min-gap"]
    for week in (lost, found):
        assert violations(week, Context(narrow, MORNINGS, estimate(narrow, MORNINGS))) == ()


def test_history_between_last_week_and_this_one_is_kept_apart() -> None:
    week = planned("wishful")
    first = next(send for send in week.sends if send.status == "planned")
    assert (first.utc - PROBLEMS["wishful"].previous[0].utc).total_seconds() >= 45 * 60
    assert all(send.day >= 5 for send in week.sends if send.send_type == "vip_program")


CLASHES: dict[str, tuple[tuple[PinnedSend, ...], set[str]]] = {
    "two pins too near": (
        (PinnedSend("a", "bump_normal", at(2, "12:00")), PinnedSend("b", "dm_farm", at(2, "12:20"))),
        {"min-gap"},
    ),
    "an avoided hour": ((PinnedSend("a", "bump_normal", at(2, "04:00")),), {"avoid-hours"}),
    "a price where none belongs": (
        (PinnedSend("a", "bump_normal", at(2, "12:00"), price_cents=999),),
        {"requirements"},
    ),
    "a price beyond the limit": ((PinnedSend("a", "ppv_video", at(2, "12:00"), price_cents=99_900),), {"requirements"}),
    "twice a week's one": (
        (PinnedSend("a", "vip_program", at(1, "12:00")), PinnedSend("b", "vip_program", at(5, "12:00"))),
        {"type-per-week"},
    ),
    "a caption of another type": (
        (PinnedSend("a", "bundle", at(2, "12:00"), caption_id=min(PAGE.captions)),),
        {"caption-type"},
    ),
    "a channel the type lacks": ((PinnedSend("a", "bundle", at(2, "12:00"), channel="story"),), {"channel", "target"}),
}


@pytest.mark.parametrize("clash", CLASHES)
def test_pins_that_contradict_a_hard_rule_are_refused_with_what_clashes(clash: str) -> None:
    pins, rules = CLASHES[clash]
    with pytest.raises(ValidationError, match="contradict HARD rules") as refused:
        plan_week(replace(PAGE, wishes=Wishes(pinned=pins)), the_params(), SEED)
    assert {violation.rule for violation in refused.value.violations} <= rules
    assert all(violation.detail in str(refused.value) for violation in refused.value.violations)
    assert {ref for violation in refused.value.violations for ref in violation.refs} >= {pins[-1].ref}


def test_a_pin_too_near_to_what_went_out_is_refused_and_names_both() -> None:
    out = a_send(PAGE, "mon-01", "bump_normal", at(0, "12:07"), status="sent")
    wishes = Wishes(pinned=(PinnedSend("mine", "dm_farm", at(0, "12:30")),))
    with pytest.raises(ValidationError, match="mon-01, mine"):
        plan_week(replace(PAGE, committed=(out,), wishes=wishes), the_params(), SEED)


def test_only_settings_a_plan_depends_on_make_it_another_plan() -> None:
    params = the_params()
    week = plan_week(PAGE, params, SEED)
    shown = params.model_copy(update={"export": params.export.model_copy(update={"skip_hours": 1})})
    assert plan_week(PAGE, shown, SEED) == week
    wider = tuned(params, rules={"min_gap_minutes": params.rules.min_gap_minutes + 15})
    assert plan_week(PAGE, wider, SEED).params_hash != week.params_hash


def test_emphasis_moves_preference_and_leaves_the_forecast_of_a_send_alone() -> None:
    wishes = Wishes(emphasis=(("bundle", 3.0), ("engagement", 0.5)))
    week = plan_week(replace(PAGE, wishes=wishes), the_params(), SEED)
    weighed = {send.send_type: send for send in week.sends if "emphasis" in send.terms}
    assert {"bundle", "dm_farm"} <= set(weighed)
    assert "ppv_video" not in weighed
    bundle, farm = weighed["bundle"], weighed["dm_farm"]
    assert bundle.preference_cents == pytest.approx(2 * bundle.forecast_cents, abs=0.05)
    assert bundle.forecast_cents == pytest.approx(sum(bundle.terms.values()) - bundle.terms["emphasis"], abs=0.01)
    assert farm.forecast_cents == 0.0
    assert farm.terms["emphasis"] == pytest.approx(-farm.preference_cents, abs=0.01)


def test_fixed_sends_alone_make_up_a_week_whose_days_are_otherwise_closed() -> None:
    wishes = Wishes(closed_days=frozenset(range(1, 7)), pinned=(PinnedSend("mine", "bundle", at(0, "12:00")),))
    problem = replace(PAGE, wishes=wishes)
    week = plan_week(problem, the_params(), SEED)
    assert {send.day for send in week.sends} == {0}
    (stands,) = fixed_sends(problem)
    mine = week.by_ref("mine")
    assert mine is not None
    assert (mine.week_minute, mine.utc) == (stands.week_minute, stands.utc)
    assert mine.week_minute < DAY
