from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eros.estimate import estimate
from eros.model.rotation import STYLES, Rotation
from eros.plan.rotation import with_styles, without_clashes
from eros.plan.week import plan_week
from eros.rules.base import Context
from eros.rules.rotation import Turns, is_kept_too_long, turns_of
from eros.rules.style import LONELY_STYLES
from tests.builders import MONDAY, a_context, a_creator, a_problem, a_send, at, the_params

PARAMS = the_params()


@settings(max_examples=150)
@given(
    page=st.text("abc", min_size=1, max_size=4),
    gaps=st.lists(st.sampled_from((2, 5, 9, 24, 50)), min_size=1, max_size=60),
    out=st.lists(st.sampled_from([None, None, None, *STYLES]), min_size=60, max_size=60),
    before=st.lists(st.sampled_from(STYLES), max_size=9),
)
def test_no_style_the_rotation_gives_breaks_a_rule_whatever_went_out(
    page: str, gaps: list[int], out: list[str | None], before: list[str]
) -> None:
    problem = a_problem(creator=a_creator(creator_id=page))
    previous = tuple(
        a_send(problem, f"p{n}", "ppv_video", at(0, "02:00") - 720 * (len(before) - n), ppv_style=style, status="sent")
        for n, style in enumerate(before)
    )
    problem = replace(problem, previous=previous, last_style=before[-1] if before else None)
    week, minute = [], at(0, "08:07")
    for n, (gap, style) in enumerate(zip(gaps, out, strict=False)):
        if minute < 7 * 1440:
            status = "planned" if style is None else "sent"
            week.append(a_send(problem, f"x{n}", "ppv_video", minute, ppv_style=style, status=status))
        minute += 60 * gap
    styled = with_styles(a_context(problem), week)
    line = [*previous, *styled]
    for index, (first, second) in enumerate(pairwise(line), start=2):
        if "planned" in (first.status, second.status):
            assert first.ppv_style != second.ppv_style
        days = [(send.day, send.ppv_style) for send in line[:index]]
        if second.status == "planned":
            assert not is_kept_too_long(days, PARAMS.rules.rotation_cap_days)
    assert [send.ppv_style for send in styled if send.status == "sent"] == [s.ppv_style for s in week if s.ppv_style]
    assert without_clashes(a_context(problem), styled) == styled


def test_a_new_order_starts_at_its_first_place_or_the_next_where_the_ppv_before_has_that_style() -> None:
    problem = a_problem(rotation=Rotation(("solo", "bundle", "winner", "feature"), 2, MONDAY - timedelta(days=1)))
    context = a_context(problem)
    styled = with_styles(context, [a_send(problem, f"x{n}", "ppv_video", at(0, "09:07") + 480 * n) for n in range(20)])
    assert [send.ppv_style for send in styled[:4]] == ["winner", "feature", "solo", "bundle"]
    turns = Turns(context)
    orders = {day: turns.at(day) for day in range(7)}
    starts = [day for day in range(1, 7) if orders[day].started_on != orders[day - 1].started_on]
    assert starts
    for day in starts:
        place = next(n for n, send in enumerate(styled) if send.day == day)
        first, second, *_ = orders[day].order
        assert styled[place].ppv_style == (second if styled[place - 1].ppv_style == first else first)


def test_two_weeks_planned_one_after_the_other_change_the_order_three_times_and_keep_every_turn() -> None:
    problem, orders = a_problem(), []
    for _ in range(2):
        schedule = plan_week(problem, PARAMS, 5)
        ppv = [send for send in schedule.sends if send.ppv_style]
        assert len(ppv) > 7
        assert not [w for w in schedule.warnings if w.rule in ("rotation", "same-style")]
        context = Context(problem, PARAMS, estimate(problem, PARAMS))
        turns = Turns(context)
        orders += [turns.at(day).started_on for day in range(7)]
        assert schedule.rotation == turns_of(context, schedule.sends).end
        assert schedule.rotation is not None
        assert schedule.rotation.turns[-1] == ppv[-1].ppv_style
        problem = replace(
            problem,
            week_start=problem.week_start + timedelta(weeks=1),
            as_of=problem.as_of + timedelta(weeks=1),
            previous=tuple(
                send.with_(week_minute=send.week_minute - 7 * 1440) for send in schedule.sends if send.ppv_style
            ),
            last_style=ppv[-1].ppv_style,
            rotation=schedule.rotation,
        )
    assert len(set(orders)) - 1 >= 3


def test_a_style_that_clashes_after_a_change_is_taken_back_and_given_anew() -> None:
    problem = a_problem(last_style="winner")
    context = a_context(problem)
    styles = ("winner", "solo", "solo", "bundle")
    week = [a_send(problem, f"x{n}", "ppv_video", at(n, "09:07"), ppv_style=style) for n, style in enumerate(styles)]
    bare = without_clashes(context, week)
    assert [send.ppv_style for send in bare] == [None, "solo", None, "bundle"]
    again = [send.ppv_style for send in with_styles(context, bare)]
    assert (again[1], again[3]) == ("solo", "bundle")
    assert again[0] not in (*LONELY_STYLES[:1], "solo", None)
    assert again[2] not in ("solo", "bundle", None)
