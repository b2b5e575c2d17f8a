"""The best minute for sends somebody asks about: what the planner's timing makes of exactly these."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError
from eros.model.lookup import named
from eros.plan import timing_rows as rows
from eros.plan.draft import input_of
from eros.plan.minutes import settle_minutes
from eros.plan.timing import place
from eros.rules.caps import daily_room, rolling_room
from eros.rules.mix import is_avoid_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eros.model.catalogue import SendType
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.pool import CaptionPool
    from eros.plan.timing import Placed
    from eros.rules.base import Context

__all__ = ["AskedSend", "BestTimes", "TimedSend", "Unplaced", "best_times"]

Key = tuple[int, str]

RULES = (
    ("ppv-gap", rows.ppv_distance, "the PPV sends of the day leave no minute far enough from each other"),
    ("type-gap", rows.type_distance, "its type's own gap leaves no further minute on the day"),
    ("labels", rows.link_drops_have_a_parent, "no buying opportunity stands in the hours before it"),
    ("per-hour", rows.hour_cap, "every clock hour that would take it is full"),
    (
        "min-gap",
        rows.fixed_sends_keep_their_distance,
        "sends that stand already, of this week or the days before, leave no minute far enough away",
    ),
    ("min-gap", rows.spacing, "the other sends of the day leave no minute far enough away"),
)
"""What may keep a send out, with the constraint without which it would find a place."""


@dataclass(frozen=True, slots=True)
class AskedSend:
    """A send somebody wants to time: its type's key and its day, 0 = Monday."""

    ref: str
    send_type: str
    day: int


@dataclass(frozen=True, slots=True)
class TimedSend:
    """Its minute of the week, what the curve makes of that hour (1 = average), and whose follow-up it is."""

    ref: str
    week_minute: int
    multiplier: float
    parent_ref: str | None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A send without a place, and the HARD rule that keeps it out."""

    ref: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class BestTimes:
    """Timed sends in time order, and those left out."""

    timed: tuple[TimedSend, ...]
    unplaced: tuple[Unplaced, ...]


def best_times(pool: CaptionPool, asked: Sequence[AskedSend], seed: int) -> BestTimes:
    """What timing and minutes of the planner give these sends, beside what stands in the week already.

    Sends of one type and day are alike: the first asked gets the earliest minute. Raises KeyNotFoundError for an unknown
    type, ConfigurationError for a day outside the week and a ref that comes twice.
    """
    _refuse_misfits(pool.context, asked)
    context, given = pool.context, input_of(pool, seed)
    left_out = _beyond_caps(given, asked)
    refs = defaultdict[Key, list[str]](list)
    for send in asked:
        if send.ref not in left_out:
            refs[send.day, send.send_type].append(send.ref)
    counts = {key: len(refs[key]) for key in sorted(refs)}
    followup = context.problem.catalogue.followup.key
    mains = {key: count for key, count in counts.items() if key[1] != followup}
    wanted = [counts.get((day, followup), 0) for day in range(7)]
    minutes = settle_minutes(given, place(given, mains, followups=wanted).placed, seed)
    timed = _timed(context, minutes, refs)
    placed = {send.ref for send in timed}
    missing = [send for send in asked if send.ref not in left_out and send.ref not in placed]
    reasons = _reasons(given, mains, wanted, missing)
    unplaced = (Unplaced(send.ref, *(left_out | reasons)[send.ref]) for send in asked if send.ref not in placed)
    return BestTimes(timed, tuple(unplaced))


def _refuse_misfits(context: Context, asked: Sequence[AskedSend]) -> None:
    monday = context.problem.week_start
    for send in asked:
        if not 0 <= send.day <= 6:
            raise ConfigurationError(
                f"sends: {send.ref} on {monday + timedelta(days=send.day)} lies outside the week from {monday}. "
                "Give dates of its 7 days."
            )
    twins = [ref for ref, times in Counter(send.ref for send in asked).items() if times > 1]
    if twins:
        raise ConfigurationError(f"sends: the ref {twins[0]!r} comes twice. Give each send a ref of its own.")


def _beyond_caps(given: AllocationInput, asked: Iterable[AskedSend]) -> dict[str, tuple[str, str]]:
    """Rule and detail, by ref, of the sends that no minute can help."""
    found: dict[str, tuple[str, str]] = {}
    taken: Counter[Key] = Counter(given.pinned_counts)
    for send in asked:
        send_type = named(given.context.problem.catalogue.send_types, send.send_type, "send type")
        fault = _cap_fault(given, send_type, send.day, taken)
        if fault is None:
            taken[send.day, send.send_type] += 1
        else:
            found[send.ref] = fault
    return found


def _cap_fault(
    given: AllocationInput, send_type: SendType, day: int, taken: Mapping[Key, int]
) -> tuple[str, str] | None:
    context, key = given.context, send_type.key
    if send_type not in context.problem.send_types:
        return "page-type", f"a {context.problem.creator.page_type} page sends no {key}"
    if not given.slots.days[day]:
        return "week", "the day is closed"
    if is_avoid_type(send_type, context) and key not in given.excused:
        return "avoid", f"{key} is of tier AVOID on this page"
    if taken[day, key] >= daily_room(context, send_type)[day]:
        return "type-per-day", f"at most {send_type.max_per_day} {key} a day"
    for window in rolling_room(context, send_type):
        if day in window.days and sum(taken[other, key] for other in window.days) >= window.room:
            return "type-per-week", f"at most {send_type.max_per_week} {key} in the week and over any 7 dates in a row"
    return None


def _timed(context: Context, minutes: Mapping[Placed, int], refs: Mapping[Key, Sequence[str]]) -> tuple[TimedSend, ...]:
    """Placed sends with their refs: those of one key in time order take the refs in theirs."""
    order = sorted(minutes, key=lambda p: (minutes[p], p.send_type))
    waiting = {key: iter(names) for key, names in refs.items()}
    ref = {placed: next(waiting[placed.day, placed.send_type]) for placed in order}
    at_slot = {placed.slot.elapsed: ref[placed] for placed in order if placed.parent is None}
    curve = context.estimates.curve
    return tuple(
        TimedSend(
            ref[placed],
            minutes[placed],
            curve.at(placed.day, minutes[placed] % 1440 // 60),
            at_slot[placed.parent.elapsed] if placed.parent else None,
        )
        for placed in order
    )


def _reasons(
    given: AllocationInput, mains: Mapping[Key, int], wanted: Sequence[int], missing: Sequence[AskedSend]
) -> dict[str, tuple[str, str]]:
    """Rule and detail, by ref: the first rule without which all sends of that day and type find a place."""
    followup = given.context.problem.catalogue.followup.key
    parents = Counter[int]()
    for (day, key), count in mains.items():
        parents[day] += count * given.context.problem.catalogue.send_types[key].followup_parent
    found: dict[str, tuple[str, str]] = {}
    for send in (send for send in missing if send.send_type == followup):
        found[send.ref] = (
            ("followup-parent", "the day has fewer parents among these sends than follow-ups")
            if parents[send.day] < wanted[send.day]
            else ("followup-window", "no minute of the window after a parent keeps the distance to everything else")
        )
    for rule, constraint, detail in RULES:
        if all(send.ref in found for send in missing):
            break
        dropped = place(given, mains, followups=wanted, without=constraint).dropped
        for send in missing:
            if (send.day, send.send_type) not in dropped:
                found.setdefault(send.ref, (rule, detail))
    for send in missing:
        found.setdefault(send.ref, ("min-gap", "no minute of the day is left that keeps every distance"))
    return found
