"""The rows of the allocation program, one function per constraint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from eros.model.catalogue import CATEGORIES
from eros.plan.allocation_model import QUOTAS
from eros.plan.solve.model import INFINITY
from eros.plan.worth import contacts
from eros.rules.caps import rolling_room
from eros.rules.commerce import is_link_parent
from eros.rules.mix import diversity_limits
from eros.rules.spacing import most_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import Category, SendType
    from eros.plan.allocation_model import AllocationModel

__all__ = [
    "avoid_once",
    "caption_supply",
    "copies_fill_the_hours",
    "daily_volume",
    "day_distance",
    "diversity",
    "followups",
    "hour_capacity",
    "link_drops_need_a_parent",
    "ppv_windows",
    "used_columns",
    "weekly_caps",
    "whole_days",
]

FOLLOWUP_LOAD = 2 / 3
HOUR_WINDOWS = (1, 3)


def copies_fill_the_hours(m: AllocationModel) -> None:
    """The counts by hour add up to the copies; the solver begins with each type in the best hour."""
    for each in m.hours:
        hours, copies = each.columns, [c for kind in each.kinds for c in m.copies[each.day, kind.key]]
        m.model.suppose(hours[max(hours, key=m.given.hours[each.day].__getitem__)], m.model.rows)
        m.model.exactly([*hours.values(), *copies], 0.0, [1.0] * len(hours) + [-1.0] * len(copies))


def daily_volume(m: AllocationModel) -> None:
    """Each day's sends per quota meet the volume, with priced slack on both sides."""
    for day in range(7):
        for quota in QUOTAS:
            copies = [c for t in m.given.types if t.quota == quota for c in m.copies.get((day, t.key), ())]
            slack = [m.short[day, quota], m.over[day, quota]]
            m.model.exactly([*copies, *slack], m.given.volume(day, quota), [1.0] * len(copies) + [1.0, -1.0])


def whole_days(m: AllocationModel) -> None:
    """The sends of a day are a whole number: decided first, as a place left over is tried with every type otherwise."""
    for day in range(7):
        copies = [c for t in m.given.types for c in m.copies.get((day, t.key), ())]
        total = m.model.column(0.0, integer=True)
        m.model.exactly([total, *copies], 0.0, [1.0] + [-1.0] * len(copies))


def weekly_caps(m: AllocationModel) -> None:
    """Weekly caps hold over any seven dates in a row, looking back into the week before (rule `type-per-week`)."""
    for send_type in m.given.types:
        for window in rolling_room(m.given.context, send_type):
            columns = [c for day in window.days for c in m.copies.get((day, send_type.key), ())]
            pins = sum(m.given.pinned_counts[day, send_type.key] for day in window.days)
            m.model.at_most(columns, max(0, window.room - pins))


def avoid_once(m: AllocationModel) -> None:
    """An AVOID type that the diversity minimum needs is sent once (rule `avoid`)."""
    for key in sorted(m.given.excused):
        m.model.at_most(m.week_copies(key), 1.0)


def day_distance(m: AllocationModel) -> None:
    """Types a day or more apart skip days, so that any minutes keep the gap (rule `type-gap`)."""
    taken = {(send.day, send.send_type) for send in (*m.given.fixed, *m.given.context.problem.previous)}
    for send_type in m.given.types:
        apart = send_type.min_gap_hours // 24
        for day in range(7) if apart else ():
            near = range(day - apart, day + apart + 1)
            if any((other, send_type.key) in taken for other in near):
                m.model.at_most(m.copies.get((day, send_type.key), []), 0.0)
            window = range(day, day + apart + 1)
            m.model.at_most([c for other in window for c in m.copies.get((other, send_type.key), ())], 1.0)


def hour_capacity(m: AllocationModel) -> None:
    """In any few hours in a row there is room for only so many sends (rules `min-gap`, `per-hour`).

    A parent also takes room for the follow-up that most parents get; not where closed hours cut the stretch short and every
    place counts.
    """
    volume, plan, rules = m.given.context.estimates.volume, m.given.context.params.plan, m.given.context.params.rules
    followup = FOLLOWUP_LOAD * plan.followup_share * volume.followup_factor
    loads = {t: 1.0 + followup if t.followup_parent else 1.0 for t in m.given.types}
    entries = _entries(m, loads)
    firsts = entries.firsts
    for hours in HOUR_WINDOWS:
        room = most_starts(tuple(range(hours)), m.given.gap_minutes, rules.max_per_hour)
        _windows(m, entries, hours, dict.fromkeys(firsts, room), loaded=hours > 1)
    _windows(m, entries, HOUR_WINDOWS[-1], _cut_short(m, firsts), loaded=False)


def _cut_short(m: AllocationModel, firsts: Sequence[int]) -> dict[int, int]:
    """Open hours with a closed one soon after, and the sends that fit from there, where single hours hold more in all."""
    most = partial(most_starts, apart=m.given.gap_minutes, per_hour=m.given.context.params.rules.max_per_hour)
    found, is_open = {}, set(firsts)
    for first in firsts:
        opened = tuple(n for n in range(HOUR_WINDOWS[-1]) if first + n in is_open)
        if len(opened) < HOUR_WINDOWS[-1] and (room := most(opened)) < len(opened) * most((0,)):
            found[first] = room
    return found


def ppv_windows(m: AllocationModel) -> None:
    """Within the PPV gap at most one PPV send starts (rule `ppv-gap`)."""
    loads = dict.fromkeys((t for t in m.given.types if t.is_ppv), 1.0)
    if hours := m.given.ppv_gap_minutes // 60:
        entries = _entries(m, loads)
        _windows(m, entries, hours, dict.fromkeys(entries.firsts, 1))


def link_drops_need_a_parent(m: AllocationModel) -> None:
    """A link drop needs a buying opportunity on its day or the day before (rule `labels`); one row per copy is tight."""
    parents = [t for t in m.given.types if is_link_parent(t)]
    for send_type in (t for t in m.given.types if t.is_link_drop):
        for day in range(7):
            near = [c for other in (day - 1, day) for t in parents for c in m.copies.get((other, t.key), ())]
            fixed = sum(m.given.fixed_counts[other, t.key] for other in (day - 1, day) for t in parents)
            for link in m.copies.get((day, send_type.key), ()):
                m.model.at_most([link, *near], fixed, [1.0] + [-1.0] * len(near))


def followups(m: AllocationModel) -> None:
    """Follow-ups go out as a day's parents ask (rule `followup-cap`): they earn and tire, and cost where they lack texts."""
    given, followup = m.given, m.given.context.problem.catalogue.followup
    missing = -given.context.params.plan.missing_caption * given.worth.unit
    made = contacts(given.context, followup)
    for day, hours in enumerate(given.hours):
        parents = [c for t in given.types if t.followup_parent for c in m.copies.get((day, t.key), ())]
        taken = given.fixed_counts[day, followup.key]
        asked = [wanted - taken for wanted in given.followups_asked(day, len(parents))]
        if not parents or max(asked) <= 0:
            continue
        texted = given.texted(followup)
        each = given.worth.wanted(followup.key) * texted * fmean(hours.values())
        numbers = m.model.columns([max(0, n) * (0.0 if texted else missing) for n in asked], 1.0)
        for column, n in zip(numbers, asked, strict=True):
            m.on_a_day(day, [column], [max(0, n) * each], max(0, n) * made)
        m.model.exactly(numbers, 1.0)
        m.model.exactly([*numbers[1:], *parents], 0.0, [*map(float, range(1, len(asked))), *[-1.0] * len(parents)])
        m.asked.append((numbers, parents))


def diversity(m: AllocationModel) -> None:
    """A full week has enough distinct types, in total and by category; only open hours that hold too few may lack some.

    The follow-up is one of them where a parent surely brings it, and wherever the types allocated here cannot be enough.
    """
    limits = diversity_limits(m.given.context)
    catalogue = m.given.context.problem.catalogue
    fixed = [catalogue.send_types[key].category for key in sorted({key for _, key in m.given.fixed_counts})]
    used = [(t.category, column) for t, column in used_columns(m)]
    wanted: list[tuple[str, tuple[Category, ...], int]] = [
        ("distinct types", CATEGORIES, limits.total - len(fixed)),
        *((f"distinct {c} types", (c,), limits.of(c) - fixed.count(c)) for c in CATEGORIES),
    ]
    few = any(least > sum(category in among for category, _ in used) for _, among, least in wanted)
    if (column := _followed(m, range(7) if few else [*filter(m.given.is_followed, range(7))])) is not None:
        used.append((catalogue.followup.category, column))
    for what, among, least in wanted:
        _distinct(m, what, [column for category, column in used if category in among], least)


def _followed(m: AllocationModel, days: Iterable[int]) -> int | None:
    """A 0-1 column for follow-ups, which hang on a parent on one of these days; None where they stand already or may not."""
    followup = m.given.context.problem.catalogue.followup.key
    parents = [c for d in days for t in m.given.types if t.followup_parent for c in m.copies.get((d, t.key), ())]
    if not parents or not m.given.may_follow or any(key == followup for _, key in m.given.fixed_counts):
        return None
    column = m.model.column(0.0, 1.0)
    m.model.at_most([column, *parents], 0.0, [1.0] + [-1.0] * len(parents))
    return column


def _distinct(m: AllocationModel, what: str, columns: list[int], wanted: int) -> None:
    """At least so many of the used columns, as far as there are any; each one lacking has a price above all others."""
    plan, least = m.given.context.params.plan, min(wanted, len(columns))
    if least > 0:
        m.lacking[what] = m.model.column(-plan.diversity_shortfall * m.given.worth.unit, least)
        m.model.at_least([*columns, m.lacking[what]], least)


def caption_supply(m: AllocationModel) -> None:
    """Sends draw on classes of captions; the better the class, the fewer it holds; without one nothing is earned.

    What a caption adds counts beside the one the type likely gets.
    """
    plan, unit = m.given.context.params.plan, m.given.worth.unit
    names, class_of = m.given.pool.classes
    sizes = np.bincount(class_of[class_of >= 0], minlength=len(names)).tolist()
    draws: dict[int, list[int]] = {}
    for send_type in m.given.types:
        copies = m.week_copies(send_type.key)
        if not copies:
            continue
        options = m.given.pool.options[send_type.key]
        classes = class_of[options.rows]
        counts = np.bincount(classes, minlength=len(names))
        factors = np.bincount(classes, weights=options.factor, minlength=len(names))
        worth, likely = m.given.worth.wanted(send_type.key) * m.given.usual_time, m.given.texted(send_type)
        found = np.flatnonzero(counts)
        gains = worth * (factors[found] / counts[found] - likely)
        drawn = m.model.columns(
            [-plan.missing_caption * unit - worth * likely, *gains.tolist()],
            np.array([INFINITY, *np.minimum(counts[found], len(copies)).tolist()]),
        )
        for name, column in zip(found.tolist(), drawn[1:], strict=True):
            draws.setdefault(name, []).append(column)
        m.drawn += drawn
        m.model.suppose(max(drawn, key=m.model.cost.__getitem__), m.model.rows)
        m.model.exactly([*drawn, *copies], 0.0, [1.0] * len(drawn) + [-1.0] * len(copies))
    for name, columns in draws.items():
        m.model.at_most(columns, sizes[name])


def used_columns(m: AllocationModel) -> list[tuple[SendType, int]]:
    """A 0-1 column per type not fixed already: at most the type's copies."""
    if not m.used:
        fixed = {key for _, key in m.given.fixed_counts}
        for send_type in m.given.types:
            copies = m.week_copies(send_type.key)
            if copies and send_type.key not in fixed:
                column = m.model.column(0.0, 1.0)
                m.model.at_most([column, *copies], 0.0, [1.0] + [-1.0] * len(copies))
                m.used.append((send_type, column))
    return m.used


@dataclass(frozen=True, slots=True)
class _Entries:
    """The hour columns of some types (shape (n,)), by type: hour of the week, number and load; hours of the fixed sends."""

    hour: NDArray[np.int64]
    column: NDArray[np.int64]
    load: NDArray[np.float64]
    fixed: NDArray[np.int64]

    @property
    def firsts(self) -> list[int]:
        """The open hours, ascending."""
        found: list[int] = np.unique(self.hour).tolist()
        return found


def _entries(m: AllocationModel, loads: Mapping[SendType, float]) -> _Entries:
    found = [(24 * each.day, each.columns, load) for each in m.hours if (load := loads.get(each.kinds[0]))]
    keys = {t.key for t in loads}
    fixed = [send.week_minute // 60 for send in m.given.fixed if send.send_type in keys]
    return _Entries(
        np.array([start + hour for start, hours, _ in found for hour in hours], dtype=np.int64),
        np.array([column for _, hours, _ in found for column in hours.values()], dtype=np.int64),
        np.repeat([load for _, _, load in found], [len(hours) for _, hours, _ in found]),
        np.array(fixed, dtype=np.int64),
    )


def _windows(
    m: AllocationModel, entries: _Entries, hours: int, room: Mapping[int, int], *, loaded: bool = True
) -> None:
    """In so many hours in a row, from each hour of `room` on, the columns leave fixed sends room, by load or by number."""
    if not room:
        return
    firsts = np.array([*room])
    rows, inside = [], []
    for later in range(hours):
        place = np.minimum(np.searchsorted(firsts, entries.hour - later), firsts.size - 1)
        held = np.flatnonzero(firsts[place] == entries.hour - later)
        rows.append(place[held])
        inside.append(held)
    taken = np.concatenate(inside)
    within = (entries.fixed >= firsts[:, None]) & (entries.fixed < firsts[:, None] + hours)
    limits = np.maximum(0.0, np.array([*room.values()]) - within.sum(axis=1))
    m.model.at_most_each(limits, np.concatenate(rows), entries.column[taken], entries.load[taken] if loaded else None)
