"""The rows of one day's timing program, one function per constraint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eros.plan.calendar import SLOT, quarters
from eros.plan.timing_model import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.plan.timing_model import DayModel, Numbers

    Entries = tuple[Numbers, Numbers]
    """Row numbers and the columns that stand in them."""

__all__ = [
    "each_send_starts_once",
    "fixed_sends_keep_their_distance",
    "followups_follow_a_parent",
    "hour_cap",
    "link_drops_have_a_parent",
    "ppv_distance",
    "spacing",
    "type_distance",
]


def fixed_sends_keep_their_distance(m: DayModel) -> None:
    """Slots too near to a send that stands already (earlier day, last week, pinned, sent) stay empty."""
    near = m.taken(m.given.gap_minutes)
    near_ppv = near | m.taken(
        m.given.ppv_gap_minutes, [t.key for t in m.given.catalogue.send_types.values() if t.is_ppv]
    )
    for key, row in m.row.items():
        kind = m.type_of(key)
        m.open[row] = ~(m.taken(kind.min_gap_hours * 60, [key]) | (near_ppv if kind.is_ppv else near))
    m.model.forbid(*m.grid[~m.open].tolist())


def each_send_starts_once(m: DayModel) -> None:
    """A type's starts and its priced drops add up to its count."""
    columns = np.column_stack([m.grid, [m.dropped[key] for key in m.row]])
    counts = np.array([m.given.counts[key] for key in m.row], dtype=np.float64)
    m.model.exactly_each(counts, np.arange(len(columns)).repeat(columns.shape[1]), columns.ravel())


def spacing(m: DayModel) -> None:
    """At any quarter hour at most one send holds the floor (rule `min-gap`).

    A send holds it for the gap; a parent with a follow-up until the follow-up's own gap is over. Starts and follow-up
    arcs are intervals, so these cliques, one per quarter hour, are all the spacing there is and leave the LP nearly whole.
    """
    width, after = quarters(m.given.gap_minutes), quarters(m.given.rule_gap_minutes)
    columns, places = m.usable(m.row)
    starts, parents, chasers = m.slots[places], m.slots[m.arcs.parents], m.slots[m.arcs.places]
    _one_at_a_time(
        m,
        np.concatenate([columns, m.arcs.columns]),
        np.concatenate([starts, parents + width]),
        np.concatenate([starts + width, chasers + after]),
    )


def hour_cap(m: DayModel) -> None:
    """In one clock hour only so many sends start, follow-ups included (rule `per-hour`).

    Where nothing is fixed the distances keep the cap as long as one more start than it allows takes them past the hour.
    """
    after, chased = quarters(m.given.rule_gap_minutes), quarters(m.given.followup_window[0])
    pairs, rest = divmod(m.given.max_per_hour, 2)
    spread = pairs * (chased + after) + rest * min(chased, after) >= 60 // SLOT
    hours = [hour for hour in set(m.hours.tolist()) if m.given.fixed_starts[hour] or not spread]
    limits = [max(0.0, m.given.max_per_hour - m.given.fixed_starts[hour]) for hour in hours]
    if hours:
        columns, places = m.usable(m.row)
        starting = m.hours[np.concatenate([places, m.arcs.places])]
        rows, each = np.nonzero(np.array(hours)[:, None] == starting)
        m.model.at_most_each(np.array(limits), rows, np.concatenate([columns, m.arcs.columns])[each])


def ppv_distance(m: DayModel) -> None:
    """Within the PPV gap at most one PPV send starts (rule `ppv-gap`)."""
    columns, places = m.usable(key for key in m.row if m.type_of(key).is_ppv)
    _one_at_a_time(m, columns, m.slots[places], m.slots[places] + quarters(m.given.ppv_gap_minutes))


def type_distance(m: DayModel) -> None:
    """Within its own gap a type starts at most once (rule `type-gap`).

    The types are laid one after the other on one line of quarter hours, too far apart to meet.
    """
    keys = [key for key, count in m.given.counts.items() if count > 1]
    if keys:
        gaps = np.array([quarters(m.type_of(key).min_gap_hours * 60) for key in keys])
        columns, places = m.usable(keys)
        line = np.arange(len(keys)).repeat(m.open[[m.row[key] for key in keys]].sum(axis=1))
        starts = m.slots[places] - m.slots[0] + line * (m.slots[-1] - m.slots[0] + gaps.max())
        _one_at_a_time(m, columns, starts, starts + gaps[line])


def followups_follow_a_parent(m: DayModel) -> None:
    """A follow-up starts one to three quarter hours after a parent of its own (rules `followup-window`, `-parent`)."""
    if not m.given.followups:
        return
    m.model.exactly([*m.arcs.columns.tolist(), m.dropped_followups], m.given.followups)
    followed = np.bincount(m.arcs.parents, minlength=len(m.slots)) > 0
    row, (columns, places) = np.cumsum(followed) - 1, m.usable(m.parents)
    columns, places = columns[followed[places]], places[followed[places]]
    _at_most_as_many(m, (row[m.arcs.parents], m.arcs.columns), (row[places], columns))


def link_drops_have_a_parent(m: DayModel) -> None:
    """A link drop starts within a day after a buying opportunity of this week (rule `labels`).

    Up to a slot a type has started once if a parent stood before, twice if one stood before by the type's own gap, and so
    on: rows over such sums leave the LP less than a row for every start.
    """
    drops = [key for key in m.row if m.type_of(key).is_link_drop]
    bare = _without_standing_parent(m) if drops else NONE
    parents = m.usable(key for key in m.row if m.is_link_parent(key))
    for key in drops:
        places = bare[m.open[m.row[key], bare]]
        if places.size:
            _start_as_parents_allow(m, key, places, parents)
            _start_after_a_parent(m, key, places, parents)


def _start_as_parents_allow(m: DayModel, key: str, places: Numbers, parents: Entries) -> None:
    """Up to each of `places` there are no more starts of a type than places one gap after the other with a parent before."""
    apart = max(1, quarters(m.type_of(key).min_gap_hours * 60))
    turns = m.slots[places][:, None] - apart * np.arange(m.given.counts[key])
    before = np.searchsorted(m.slots, turns, side="right") - 1
    needed = np.unique(before)
    begun = _begun(m, needed, parents)
    times = (before[:, :, None] == needed).sum(axis=1)
    sums = _entries(np.tri(len(places)), m.columns(key)[places])
    _at_most_as_many(m, sums, _entries(times, begun), times[times > 0])


def _start_after_a_parent(m: DayModel, key: str, places: Numbers, parents: Entries) -> None:
    """On a day of 25 hours: a parent too long ago is none."""
    columns, stands = parents
    reach = m.given.link_reach_minutes // SLOT
    late = places[m.slots[places] - m.slots[0] >= reach]
    if not late.size:
        return
    apart = m.slots[late][:, None] - m.slots[stands]
    _at_most_as_many(m, (np.arange(len(late)), m.columns(key)[late]), _entries((apart > 0) & (apart < reach), columns))


def _without_standing_parent(m: DayModel) -> Numbers:
    """Places where no buying opportunity that stands serves a link drop."""
    bare, reach = np.ones(len(m.slots), dtype=np.bool_), m.given.link_reach_minutes
    for send in m.given.standing:
        if send.is_link_parent:
            bare[m.between(send.latest // SLOT + 1, (send.earliest + reach) // SLOT - 1)] = False
    return np.flatnonzero(bare)


def _begun(m: DayModel, needed: Numbers, parents: Entries) -> Numbers:
    """For each place needed a 0-1 column that may be one only after a start of a parent."""
    columns, places = parents
    begun = m.model.block([0.0] * len(needed), 1.0, integer=True)
    rows, every = np.searchsorted(needed, places, side="right"), np.arange(len(needed))
    soon = rows < len(needed)
    causes = np.concatenate([rows[soon], every[1:]]), np.concatenate([columns[soon], begun[:-1]])
    _at_most_as_many(m, (every, begun), causes)
    _at_most_as_many(m, (every[:-1], begun[:-1]), (every[:-1], begun[1:]))
    return begun


def _entries(inside: NDArray[np.generic], columns: Numbers) -> Entries:
    """Row numbers and columns of a matrix that has a column for each of `columns`."""
    rows, one = np.nonzero(inside)
    return rows, columns[one]


def _at_most_as_many(m: DayModel, less: Entries, more: Entries, times: Numbers | None = None) -> None:
    """In each row, numbered from 0, the columns of `less` sum to at most what those of `more` do, each counted `times`."""
    rows, columns = (np.concatenate(parts) for parts in zip(less, more, strict=True))
    weights = np.ones(len(more[0])) if times is None else times
    values = np.concatenate([np.ones(len(less[0])), -weights])
    m.model.at_most_each(np.zeros(int(less[0].max(initial=-1)) + 1), rows, columns, values)


def _one_at_a_time(m: DayModel, columns: Numbers, first: Numbers, stop: Numbers) -> None:
    """At most one of the columns holds any quarter hour, each those from `first` to before `stop`.

    A row for a slot after which nothing ends would say less than that of the next one; where nothing began since the slot
    before it after which something ends, less than that one's.
    """
    sizes = stop - first
    if not (sizes > 0).all():
        columns, first, stop, sizes = (part[sizes > 0] for part in (columns, first, stop, sizes))
    ends = np.bincount(stop - 1).nonzero()[0]
    if not ends.size:
        return
    begun = np.bincount(first, minlength=ends[-1] + 1).cumsum()[ends]
    more = np.ones(len(ends), dtype=np.bool_)
    more[1:] = begun[1:] > begun[:-1]
    fullest = ends[more]
    row = np.full(ends[-1] + 1, -1)
    row[fullest] = np.arange(len(fullest))
    held = np.arange(sizes.sum()) + np.repeat(first + sizes - sizes.cumsum(), sizes)
    rows = row[held]
    told = rows >= 0
    m.model.at_most_each(np.ones(len(fullest)), rows[told], np.repeat(columns, sizes)[told])
