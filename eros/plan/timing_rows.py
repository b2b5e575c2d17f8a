"""The rows of one day's timing program, one function per constraint."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from eros.plan.calendar import SLOT, quarters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eros.plan.timing_model import DayModel

__all__ = [
    "each_send_starts_once",
    "fixed_sends_keep_their_distance",
    "followups_follow_a_parent",
    "followups_keep_their_distance",
    "hour_cap",
    "link_drops_have_a_parent",
    "ppv_distance",
    "spacing",
    "type_distance",
]


def each_send_starts_once(m: DayModel) -> None:
    """A type's starts and its priced drops add up to its count."""
    for key, count in m.given.counts.items():
        m.model.exactly([*m.starts[key].values(), m.dropped[key]], count)


def spacing(m: DayModel) -> None:
    """At any quarter hour at most one send holds the floor (rule `min-gap`).

    A send holds it for the gap; a parent with a follow-up until the follow-up's own gap is over. Starts and follow-up
    arcs are intervals, so these cliques, one per quarter hour, are all the spacing there is and leave the LP nearly whole.
    """
    width, after = quarters(m.given.gap_minutes), quarters(m.given.rule_gap_minutes)
    at: dict[int, list[int]] = {}
    for starts in m.starts.values():
        for slot, column in starts.items():
            for held in range(slot, slot + width):
                at.setdefault(held, []).append(column)
    for (parent, slot), arc in m.followups.items():
        for held in range(parent + width, slot + after):
            at.setdefault(held, []).append(arc)
    for _, columns in sorted(at.items()):
        if len(columns) > 1:
            m.model.at_most(columns, 1.0)


def hour_cap(m: DayModel) -> None:
    """In one clock hour only so many sends start, follow-ups included (rule `per-hour`)."""
    at: dict[int, list[int]] = {}
    hour = {slot.elapsed: slot.hour for slot in m.given.slots}
    for starts in m.starts.values():
        for slot, column in starts.items():
            at.setdefault(hour[slot], []).append(column)
    for (_, slot), arc in m.followups.items():
        at.setdefault(hour[slot], []).append(arc)
    for clock_hour, columns in sorted(at.items()):
        m.model.at_most(columns, max(0, m.given.max_per_hour - m.given.fixed_starts[clock_hour]))


def ppv_distance(m: DayModel) -> None:
    """Within the PPV gap at most one PPV send starts (rule `ppv-gap`)."""
    _at_most_one(m, [key for key in m.starts if m.type_of(key).is_ppv], quarters(m.given.ppv_gap_minutes))


def type_distance(m: DayModel) -> None:
    """Within its own gap a type starts at most once (rule `type-gap`)."""
    for key, count in m.given.counts.items():
        if count > 1:
            _at_most_one(m, [key], quarters(m.type_of(key).min_gap_hours * 60))


def fixed_sends_keep_their_distance(m: DayModel) -> None:
    """Slots too near to a send that stands already (earlier day, last week, pinned, sent) stay empty."""
    for key, starts in m.starts.items():
        near = m.near(partial(m.needed_gap, key))
        for slot, column in starts.items():
            if any(send.forbids(slot, gap) for send, gap in near):
                m.model.forbid(column)


def followups_follow_a_parent(m: DayModel) -> None:
    """A follow-up starts one to three quarter hours after a parent of its own (rules `followup-window`, `-parent`)."""
    parents = [key for key in m.starts if m.type_of(key).followup_parent]
    for slot, arcs in m.followups_by_parent().items():
        columns = [m.starts[key][slot] for key in parents]
        m.model.at_most([*arcs, *columns], 0.0, [1.0] * len(arcs) + [-1.0] * len(columns))
    arcs = list(m.followups.values())
    if arcs:
        m.model.exactly([*arcs, m.dropped_followups], m.given.followups)


def followups_keep_their_distance(m: DayModel) -> None:
    """Follow-ups too near to a send that stands already are left out (rule `min-gap`)."""
    gap = m.given.rule_gap_minutes
    near = m.near(lambda _: gap)
    for (_, slot), arc in m.followups.items():
        if any(send.forbids(slot, gap) for send, _ in near):
            m.model.forbid(arc)


def link_drops_have_a_parent(m: DayModel) -> None:
    """A link drop starts within a day after a buying opportunity of this week (rule `labels`).

    Up to a slot a type has started once if a parent stood before, twice if one stood before by the type's own gap, and so
    on: rows over such sums leave the LP less than a row for every start.
    """
    reach, slots = m.given.link_reach_minutes // SLOT, [slot.elapsed for slot in m.given.slots]
    standing = [send for send in m.given.standing if send.is_link_parent]
    bare = [
        slot
        for slot in slots
        if not any(s.latest < slot * SLOT and slot * SLOT + SLOT - s.earliest <= reach * SLOT for s in standing)
    ]
    drops = [key for key in m.starts if m.type_of(key).is_link_drop] if bare else []
    parents = [starts for key, starts in m.starts.items() if m.is_link_parent(key)]
    begun = _begun(m, slots, parents) if drops else {}
    for key in drops:
        starts, apart = m.starts[key], max(1, quarters(m.type_of(key).min_gap_hours * 60))
        sums: list[int] = []
        for slot in bare:
            turns = [slot - apart * turn for turn in range(m.given.counts[key]) if slot - apart * turn >= slots[0]]
            steps = Counter(begun[max(s for s in slots if s <= turn)] for turn in turns)
            total = m.model.column(0.0)
            m.model.suppose(total, m.model.rows)
            m.model.exactly([total, starts[slot], *sums[-1:]], 0.0, [1.0, -1.0, *[-1.0] * len(sums[-1:])])
            m.model.at_most([total, *steps], 0.0, [1.0, *(-float(n) for n in steps.values())])
            sums.append(total)
            if slot - slots[0] >= reach:  # a day of 25 hours
                near = [p[other] for p in parents for other in slots if slot - reach < other < slot]
                m.model.at_most([starts[slot], *near], 0.0, [1.0] + [-1.0] * len(near))


def _begun(m: DayModel, slots: Sequence[int], parents: Sequence[Mapping[int, int]]) -> dict[int, int]:
    """By slot, a 0-1 column that may be one only after a start of the `parents`."""
    begun = dict(zip(slots, m.model.columns([0.0] * len(slots), 1.0, integer=True), strict=True))
    m.model.forbid(begun[slots[0]])
    for before, slot in pairwise(slots):
        causes = [begun[before], *(starts[before] for starts in parents)]
        m.model.at_most([begun[slot], *causes], 0.0, [1.0] + [-1.0] * len(causes))
        m.model.at_most([begun[before], begun[slot]], 0.0, [1.0, -1.0])
    return begun


def _at_most_one(m: DayModel, keys: Iterable[str], width: int) -> None:
    """At most one start of these types in any `width` elapsed slots in a row."""
    at: dict[int, list[int]] = {}
    for key in keys:
        for slot, column in m.starts[key].items():
            at.setdefault(slot, []).append(column)
    for first in sorted(at):
        inside = [column for slot in range(first, first + width) for column in at.get(slot, ())]
        if len(inside) > 1:
            m.model.at_most(inside, 1.0)
