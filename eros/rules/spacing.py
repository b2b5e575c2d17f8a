"""Rules on distance, in minutes that really pass (clock changes count), also against the week before."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from eros.rules.base import Rule
from eros.rules.timeline import neighbours, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Schedule, Violation
    from eros.rules.base import Context
    from eros.rules.timeline import Placed

__all__ = ["MIN_GAP", "PPV_GAP", "TYPE_GAP", "most_starts"]


@lru_cache(maxsize=1 << 10)
def most_starts(hours: tuple[int, ...], apart: int, per_hour: int) -> int:
    """The most sends that open hours (ascending) hold, at least `apart` minutes from each other and so many an hour."""
    starts, free_from = 0, 0
    for hour in hours:
        minute, inside = max(60 * hour, free_from), 0
        while minute < 60 * hour + 60 and inside < per_hour:
            starts, inside, minute = starts + 1, inside + 1, minute + apart
            free_from = minute
    return starts


def _close_types(schedule: Schedule, context: Context) -> Iterator[Violation]:
    line = timeline(schedule, context)
    for key in sorted({item.send_type.key for item in line}):
        same = tuple(item for item in line if item.send_type.key == key)
        gap_minutes = 60 * same[0].send_type.min_gap_hours
        for first, second in neighbours(same, gap_minutes):
            yield _too_close(TYPE_GAP, first, second, gap_minutes)


def _close_ppvs(schedule: Schedule, context: Context) -> Iterator[Violation]:
    ppvs = tuple(item for item in timeline(schedule, context) if item.send_type.is_ppv)
    gap_minutes = context.params.rules.ppv_gap_minutes
    for first, second in neighbours(ppvs, gap_minutes):
        yield _too_close(PPV_GAP, first, second, gap_minutes)


def _close_sends(schedule: Schedule, context: Context) -> Iterator[Violation]:
    gap_minutes = context.params.rules.min_gap_minutes
    for first, second in neighbours(timeline(schedule, context), gap_minutes):
        if not (_is_own_followup(first, second) or _is_own_followup(second, first)):
            yield _too_close(MIN_GAP, first, second, gap_minutes)


def _is_own_followup(parent: Placed, child: Placed) -> bool:
    """A parent and its own follow-up are exempt from the general distance; a link drop's parent is not."""
    same_week = parent.send.day >= 0 and child.send.day >= 0
    return same_week and child.send_type.is_followup and child.send.parent_ref == parent.send.ref


def _too_close(rule: Rule, first: Placed, second: Placed, gap_minutes: int) -> Violation:
    return rule.broken(
        (*first.refs, *second.refs),
        f"{_name(first)} and {_name(second)} are {second.start - first.start} minutes apart, {gap_minutes} are needed",
        "move one of them",
    )


def _name(item: Placed) -> str:
    return item.send_type.key if item.send.day >= 0 else f"last week's {item.send_type.key}"


TYPE_GAP = Rule(
    "type-gap",
    None,
    "Two sends of one type keep their distance",
    lambda _: "column min_gap_hours of the send types, across midnight and into the week before",
    _close_types,
)
PPV_GAP = Rule(
    "ppv-gap",
    None,
    "Two PPV sends keep their distance; follow-ups do not count",
    lambda params: f"{params.rules.ppv_gap_minutes} minutes",
    _close_ppvs,
)
MIN_GAP = Rule(
    "min-gap",
    None,
    "Any two sends keep their distance, but for a parent and its own follow-up",
    lambda params: f"{params.rules.min_gap_minutes} minutes",
    _close_sends,
)
