from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from eros.model.edit import Edit
from eros.plan.binding import broken_at, held, other_minutes
from eros.plan.edited import edited_week
from eros.plan.retexted import is_chosen
from eros.plan.retimed import retimed
from eros.plan.revised import revised_week
from eros.plan.second_best import other_caption, other_minute, with_best_captions
from eros.plan.week import plan_in
from tests.builders import a_problem
from tests.plans import a_curve, known

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context

PAGE = a_problem()
HOURS = {hour: 0.6 + 0.05 * (hour % 9) for hour in range(24)}
MULTIPLIERS = {caption_id: 0.5 + (caption_id * 37 % 101) / 100 for caption_id in PAGE.captions}


@cache
def planned() -> tuple[Context, Schedule]:
    context = known(PAGE, multipliers=MULTIPLIERS, curve=a_curve(HOURS))
    week = plan_in(context, 5)
    return context, revised_week(context, week, week.sends)[0]


def some(send_type: str) -> Send:
    return next(send for send in planned()[1].sends if send.send_type == send_type)


@pytest.mark.parametrize("send_type", ["ppv_video", "bump_normal", "ppv_followup"])
def test_no_other_caption_costs_less_than_the_second_best_one(send_type: str) -> None:
    """Each other caption is forced upon the send in turn, and all other texts are chosen anew around it."""
    context, week = planned()
    send = some(send_type)
    found = other_caption(context, week, send)
    assert found is not None
    assert found.send.caption_id != send.caption_id
    kept = with_best_captions(context, week, keeping=send.ref).objective_cents
    kind = context.problem.catalogue.send_types[send_type]
    losses = {}
    for caption in context.problem.captions.values():
        if caption.caption_type not in kind.caption_types or caption.caption_id == send.caption_id:
            continue
        forced = send.with_(
            caption_id=caption.caption_id,
            caption_text=caption.text,
            caption_type=caption.caption_type,
            content_type=caption.content_type,
        )
        start = replace(week, sends=tuple(forced if s.ref == send.ref else s for s in week.sends))
        losses[caption.caption_id] = kept - with_best_captions(context, start, keeping=send.ref).objective_cents
    assert found.loss_cents == pytest.approx(min(losses.values()), abs=0.05)
    assert losses[found.send.caption_id or 0] == pytest.approx(found.loss_cents, abs=0.05)


def test_moving_a_send_alone_is_worth_no_more_than_timing_its_day_again() -> None:
    context, week = planned()
    for send_type in ("game_post", "dm_farm"):
        send = some(send_type)
        hour = send.minute // 60
        other = retimed(context, week, send.day, {send.ref: {hour}})
        assert other is not None
        alone = []
        for minute in other_minutes(context, send):
            after, broken = edited_week(context, week, Edit(send.ref, week_minute=minute))
            if not broken and minute // 60 % 24 != hour:
                alone.append(after.objective_cents)
        assert other.objective_cents >= max(alone) - 0.01


def test_a_send_that_stands_for_good_has_nothing_second_best() -> None:
    context, week = planned()
    sent = some("ppv_video").with_(status="sent")
    assert not is_chosen(context, sent)
    assert (other_caption(context, week, sent), other_minute(context, week, sent)) == (None, None)
    assert held(context, week, sent) == ()
    written = some("dm_farm").with_(caption_id=None, caption_text="Good morning.")
    assert other_caption(context, week, written) is None


def test_a_rule_that_binds_is_really_broken_by_the_better_minute_or_caption() -> None:
    context, week = planned()
    told = 0
    for send in week.sends[::5]:
        for one in held(context, week, send):
            if one.what == "caption":
                edit = Edit(send.ref, caption_id=int(one.detail.split(",")[0].split()[1]))
            elif one.what == "minute":
                hour, minute = map(int, one.detail.split(":"))
                edit = Edit(send.ref, week_minute=1440 * send.day + 60 * hour + minute)
                assert broken_at(context, week, send, edit.week_minute or 0) == (one.rule,)
            else:
                continue
            _, broken = edited_week(context, week, edit)
            assert one.rule in {violation.rule for violation in broken}
            assert (one.cents or 0) > 0
            told += 1
    assert told >= 5


def test_one_more_of_a_type_at_its_daily_cap_is_kept_away_by_the_cap() -> None:
    context, week = planned()
    full = next(
        send
        for send in week.sends
        if context.problem.catalogue.send_types[send.send_type].max_per_day
        == sum((s.day, s.send_type) == (send.day, send.send_type) for s in week.sends)
        and send.send_type != "ppv_followup"
    )
    assert "type-per-day" in {one.rule for one in held(context, week, full) if one.what == "one more"}
