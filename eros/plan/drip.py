"""Where a drip window may lie, what the stages leave free for it, and who belongs to it."""

from __future__ import annotations

from datetime import date
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from eros.model.drip import DripWindow
from eros.model.schedule import Shortfall
from eros.rules.drip import DRIP_GROUPS, is_kept_out, outfits_by_content, window_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput, AllocationModel
    from eros.plan.pool import CaptionPool
    from eros.plan.timing_model import DayModel
    from eros.rules.base import Context

__all__ = ["drip_shortfalls", "fits_outfit", "kept_free", "leave_room", "rejoined", "with_drip"]


def leave_room(m: AllocationModel) -> None:
    """On the drip day some window stays free of what may not start inside it, and has sends to show (rule `drip`)."""
    windows = _windows(m.given.context, m.given.fixed)
    if not windows:
        return
    day, plan = windows[0].day, m.given.context.params.plan
    chosen = m.model.columns([0.0] * len(windows), 1.0, integer=True)
    m.model.exactly(chosen, 1.0)
    most = min(ceil(60 / m.given.gap_minutes), m.given.context.params.rules.max_per_hour)
    barred = [each.columns for each in m.hours if each.day == day and each.kinds[0].style_group not in DRIP_GROUPS]
    for hour in range(24):
        columns = [hours[hour] for hours in barred if hour in hours]
        over = [v for v, w in zip(chosen, windows, strict=True) if w.start <= 60 * hour and 60 * hour + 60 <= w.end]
        if columns and over:
            m.model.at_most([*columns, *over], most, [1.0] * len(columns) + [float(most)] * len(over))
    shown = [c for t in m.given.types if t.style_group in DRIP_GROUPS for c in m.copies.get((day, t.key), ())]
    wanted = min(plan.drip_sends, len(shown))
    lack = m.model.column(-plan.drip_price * m.given.worth.unit, wanted)
    m.model.at_least([lack, *shown], wanted)


def kept_free(m: DayModel, given: AllocationInput, day: int) -> None:
    """One window of the day holds nothing that may not start inside it, and as many sends to show as are wanted.

    A follow-up's parent is itself barred from the window, so one inside it has its parent before.
    """
    windows = [window for window in _windows(given.context, given.fixed) if window.day == day]
    if not windows:
        return
    plan = given.context.params.plan
    chosen = m.model.columns([0.0] * len(windows), 1.0, integer=True)
    m.model.exactly(chosen, 1.0)
    shown = [key for key in m.row if m.type_of(key).style_group in DRIP_GROUPS]
    barred = [key for key in m.row if key not in shown]
    for place, slot in enumerate(m.given.slots):
        over = [v for v, window in zip(chosen, windows, strict=True) if window.holds(slot.week_minute)]
        columns = [int(m.columns(key)[place]) for key in barred]
        if over and columns:
            m.model.at_most([*columns, *over], 1.0)
    wanted = min(plan.drip_sends, sum(m.given.counts[key] for key in shown))
    lack = m.model.column(-plan.drip_price * given.worth.unit, wanted)
    counted = m.model.columns([0.0] * len(windows), float(wanted))
    for window, v, inside in zip(windows, chosen, counted, strict=True):
        m.model.at_most([inside, v], 0.0, [1.0, -float(wanted)])
        places = [place for place, slot in enumerate(m.given.slots) if window.holds(slot.week_minute)]
        starts = [column for key in shown for column in m.columns(key)[places].tolist()]
        m.model.at_most([inside, *starts], 0.0, [1.0] + [-1.0] * len(starts))
    m.model.at_least([lack, *counted], wanted)


def with_drip(context: Context, week: Sequence[Send]) -> list[Send]:
    """The week with its drip window where one is asked for: the free one that holds most sends to show, the earliest.

    Sends inside it that it may show carry it and one outfit. A week in which a send that is not fixed carries a window
    already stays as it is.
    """
    standing = {send.ref for send in context.problem.committed}
    if any(send.drip_window is not None and send.ref not in standing for send in week):
        return list(week)
    fixed = [*context.problem.committed, *(send for send in week if send.pinned)]
    free = [window for window in _windows(context, fixed) if _is_free(context, window, week)]
    if not free:
        return list(week)
    window = min(free, key=lambda window: (-len(_shown(context, window, week)), window))
    return _joined(context, week, window, _outfit(context))


def rejoined(context: Context, week: Sequence[Send]) -> list[Send]:
    """The week after a change: who moved out of the drip window or into it leaves or joins it."""
    for send in week:
        if window := window_of(send):
            others = [s.with_(drip_window=None, outfit_id=None) if not s.settled else s for s in week]
            return _joined(context, others, window, send.outfit_id)
    return list(week)


def drip_shortfalls(context: Context, week: Iterable[Send]) -> tuple[Shortfall, ...]:
    """What a drip that was asked for lacks: the window, or sends in it."""
    day, plan = context.problem.wishes.drip_day, context.params.plan
    if day is None:
        return ()
    inside = sum(send.drip_window is not None and send.day == day for send in week if send.stands)
    if inside == 0:
        detail = f"no {plan.drip_hours} hours of the day are free of other sends and have one to show"
        return (Shortfall("drip", "drip", 1, detail, day),)
    missing = plan.drip_sends - inside
    detail = "the day's volume, caps and gaps leave no more sends to show in the window"
    return (Shortfall("drip sends", "drip", missing, detail, day),) if missing > 0 else ()


def fits_outfit(pool: CaptionPool, send: Send) -> NDArray[np.bool_]:
    """By row of the bank: the captions a send may show under its window's outfit (rule `drip-outfit`)."""
    known = outfits_by_content(pool.context.problem) if send.drip_window is not None and send.media else {}
    barred = [
        number for name, number in pool.bank.contents.items() if send.outfit_id not in known.get(name, {send.outfit_id})
    ]
    return ~np.isin(pool.bank.content, np.array(barred, dtype=np.int64))


def _windows(context: Context, fixed: Iterable[Send]) -> tuple[DripWindow, ...]:
    """Where the week's one window may lie: where it stands already, else by full hours around the fixed sends."""
    problem, plan, rules = context.problem, context.params.plan, context.params.rules
    standing = [window for send in problem.committed if send.stands and (window := window_of(send))]
    if standing:
        return (standing[0],)
    day = problem.wishes.drip_day
    if day is None:
        return ()
    fixed = tuple(fixed)
    starts = range(max(rules.avoid_hours, default=-1) + 1, rules.drip_end_hour - plan.drip_hours + 1)
    windows = (DripWindow(day, 60 * hour, 60 * (hour + plan.drip_hours)) for hour in starts)
    return tuple(window for window in windows if _opens_in_time(problem, window) and _is_free(context, window, fixed))


def _opens_in_time(problem: Problem, window: DripWindow) -> bool:
    moment = problem.wishes.not_before
    return problem.is_open(window.opens) and (moment is None or problem.clock.instant(window.opens) >= moment)


def _is_free(context: Context, window: DripWindow, week: Sequence[Send]) -> bool:
    types, by_ref = context.problem.catalogue.send_types, {send.ref: send for send in week}
    return not any(
        window.holds(send.week_minute) and is_kept_out(types[send.send_type], by_ref.get(send.parent_ref or ""), window)
        for send in week
        if send.stands
    )


def _shown(context: Context, window: DripWindow, week: Sequence[Send]) -> list[Send]:
    types = context.problem.catalogue.send_types
    return [
        send
        for send in week
        if send.stands and window.holds(send.week_minute) and types[send.send_type].style_group in DRIP_GROUPS
    ]


def _joined(context: Context, week: Sequence[Send], window: DripWindow, outfit: str | None) -> list[Send]:
    standing = {send.ref for send in context.problem.committed}
    known = outfits_by_content(context.problem)
    shown = {
        send.ref
        for send in _shown(context, window, week)
        if send.ref not in standing and not send.settled and outfit in known.get(send.content_type or "", {outfit})
    }
    return [send.with_(drip_window=str(window), outfit_id=outfit) if send.ref in shown else send for send in week]


def _outfit(context: Context) -> str | None:
    """The outfit of the page's newest shoot whose content it still holds; of the one already shown in the window."""
    problem = context.problem
    out = [send.outfit_id for send in problem.committed if send.drip_window is not None and send.outfit_id]
    held = [
        shoot
        for shoot in problem.shoots
        if shoot.outfit and (shoot.content_type is None or shoot.content_type in problem.vault)
    ]
    newest = max(held, key=lambda shoot: (shoot.shot_on or date.min, shoot.shoot_id), default=None)
    return out[0] if out else newest.outfit if newest else None
