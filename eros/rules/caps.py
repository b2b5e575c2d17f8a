"""How many sends of a type a day and a week may hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.model.clock import DAY
from eros.rules.base import Rule
from eros.rules.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Violation
    from eros.params.rules import RuleParams
    from eros.rules.base import Context
    from eros.rules.timeline import Placed

__all__ = ["TYPE_PER_DAY", "TYPE_PER_WEEK", "Window", "daily_room", "rolling_room", "rolling_windows"]

DAYS = range(7)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `room` further sends of a type over these days of the week (0 = Monday)."""

    days: tuple[int, ...]
    room: int


def rolling_windows(rules: RuleParams) -> tuple[range, ...]:
    """The week, and every stretch of `rolling_days` dates that touches it (days may lie before Monday, below 0)."""
    length = rules.rolling_days
    starts = range(1 - length, max(0, 7 - length) + 1)
    return (range(7), *(stretch for start in starts if (stretch := range(start, start + length)) != range(7)))


def daily_room(context: Context, send_type: SendType) -> tuple[int, ...]:
    """How many further sends of a type each of the 7 days may hold beside the committed ones."""
    used = _used_days(context, send_type)
    return tuple(max(0, send_type.max_per_day - used[day]) for day in DAYS)


def rolling_room(context: Context, send_type: SendType) -> tuple[Window, ...]:
    """How many further sends of a type each stretch of days may hold beside the week before and the committed sends.

    Empty where there is no weekly cap; stretches that a longer one implies are left out.
    """
    if send_type.max_per_week is None:
        return ()
    used = _used_days(context, send_type)
    room: dict[tuple[int, ...], int] = {}
    for stretch in rolling_windows(context.params.rules):
        days = tuple(day for day in DAYS if day in stretch)
        left = max(0, send_type.max_per_week - sum(used[day] for day in stretch))
        room[days] = min(left, room.get(days, left))
    return tuple(
        Window(days, left)
        for days, left in sorted(room.items())
        if not any(set(days) < set(wider) and other <= left for wider, other in room.items())
    )


def _used_days(context: Context, send_type: SendType) -> Counter[int]:
    """Days (0 = Monday, below 0 the week before) on which sends of a type already stand."""
    out = (*context.problem.previous, *context.problem.committed)
    return Counter(send.day for send in out if send.send_type == send_type.key and send.stands)


def _by_type(schedule: Schedule, context: Context) -> dict[str, list[Placed]]:
    groups: dict[str, list[Placed]] = defaultdict(list)
    for placed in timeline(schedule, context):
        groups[placed.send_type.key].append(placed)
    return groups


def _too_many_a_day(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for placed in _by_type(schedule, context).values():
        send_type = placed[0].send_type
        days: dict[int, list[Placed]] = defaultdict(list)
        for item in placed:
            days[item.send.day].append(item)
        for day, items in sorted(days.items()):
            own = [item.send for item in items if item.own]
            if own and len(items) > send_type.max_per_day:
                yield TYPE_PER_DAY.broken(
                    own,
                    f"{len(items)} sends of {send_type.key} on {context.problem.clock.date_of(day * DAY)}, "
                    f"{send_type.max_per_day} are allowed",
                    f"remove {len(items) - send_type.max_per_day} of them or move them to another day",
                )


def _too_many_a_week(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for placed in _by_type(schedule, context).values():
        cap = placed[0].send_type.max_per_week
        if cap is None or len(placed) <= cap:
            continue
        crowds: list[list[Placed]] = []
        for stretch in rolling_windows(context.params.rules):
            crowd = [item for item in placed if item.send.day in stretch]
            crowded = len(crowd) > cap and any(item.own for item in crowd)
            if crowded and not any(all(item in known for item in crowd) for known in crowds):
                crowds.append(crowd)
        for crowd in crowds:
            dates = ", ".join(str(context.problem.clock.date_of(item.send.week_minute)) for item in crowd)
            yield TYPE_PER_WEEK.broken(
                [item.send for item in crowd if item.own],
                f"{len(crowd)} sends of {crowd[0].send_type.key} within {context.params.rules.rolling_days} days "
                f"({dates}), {cap} allowed",
                f"keep {cap} of them",
            )


TYPE_PER_DAY = Rule(
    "type-per-day",
    "7.1",
    "A send type keeps its daily cap",
    lambda _: "column max_per_day of the send types",
    _too_many_a_day,
)
TYPE_PER_WEEK = Rule(
    "type-per-week",
    "7.1",
    "A send type keeps its weekly cap, over every stretch of days, too",
    lambda params: (
        f"column max_per_week of the send types, in the week and over any {params.rules.rolling_days} consecutive dates"
    ),
    _too_many_a_week,
)
