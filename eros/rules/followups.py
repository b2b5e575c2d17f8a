"""Rules on follow-ups: whom they follow, how soon, how many."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eros.model.clock import DAY
from eros.rules.base import Rule
from eros.rules.timeline import timeline, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context
    from eros.rules.timeline import Placed

__all__ = ["FOLLOWUP_PARENT", "FOLLOWUP_PER_DAY", "FOLLOWUP_WINDOW"]


def _out_of_window(schedule: Schedule, context: Context) -> Iterator[Violation]:
    rules, clock = context.params.rules, context.problem.clock
    sends = {send.ref: send for send, _ in typed(schedule, context)}
    for send, send_type in typed(schedule, context):
        parent = sends.get(send.parent_ref or "")
        if not send_type.is_followup or parent is None:
            continue
        delay = clock.elapsed(send.week_minute) - clock.elapsed(parent.week_minute)
        if not rules.followup_min_minutes <= delay <= rules.followup_max_minutes:
            yield FOLLOWUP_WINDOW.broken(
                [parent, send],
                f"starts {delay} minutes after its parent, "
                f"{rules.followup_min_minutes} to {rules.followup_max_minutes} are allowed",
                "move it into the window, or drop it",
            )


def _wrong_parent(schedule: Schedule, context: Context) -> Iterator[Violation]:
    sends = {send.ref: (send, send_type) for send, send_type in typed(schedule, context)}
    children: dict[str, list[Send]] = defaultdict(list)
    for send, send_type in sends.values():
        if not send_type.points_at_parent:
            if send.parent_ref is not None:
                yield FOLLOWUP_PARENT.broken([send], f"{send_type.key} hangs on no other send", "drop its parent")
            continue
        if not send_type.is_followup:
            continue
        parent = sends.get(send.parent_ref or "")
        if parent is None:
            yield FOLLOWUP_PARENT.broken(
                [send],
                f"its parent {send.parent_ref!r} is not in the schedule",
                "name a parent of this week, or drop it",
            )
            continue
        children[parent[0].ref].append(send)
        if not parent[1].followup_parent or parent[1].is_followup:
            yield FOLLOWUP_PARENT.broken(
                [parent[0], send], f"a {parent[1].key} has no follow-up", "name another parent, or drop it"
            )
    for ref, followups in children.items():
        if len(followups) > 1:
            yield FOLLOWUP_PARENT.broken(followups, f"{len(followups)} follow-ups of {ref}", "keep one of them")


def _too_many(schedule: Schedule, context: Context) -> Iterator[Violation]:
    days: dict[int, list[Placed]] = defaultdict(list)
    for item in timeline(schedule, context):
        if item.send_type.is_followup:
            days[item.send.day].append(item)
    limit = context.params.rules.followups_per_day
    for day, items in sorted(days.items()):
        own = [item.send for item in items if item.own]
        if own and len(items) > limit:
            yield FOLLOWUP_PER_DAY.broken(
                own,
                f"{len(items)} follow-ups on {context.problem.clock.date_of(day * DAY)}, {limit} are allowed",
                f"drop {len(items) - limit} of them",
            )


FOLLOWUP_WINDOW = Rule(
    "followup-window",
    "1.3",
    "A follow-up comes soon after its own parent",
    lambda params: f"{params.rules.followup_min_minutes} to {params.rules.followup_max_minutes} minutes",
    _out_of_window,
)
FOLLOWUP_PARENT = Rule(
    "followup-parent",
    None,
    "A follow-up hangs on one send of the same schedule whose type may have follow-ups",
    lambda _: "column followup_parent of the send types; one follow-up per parent, none of a follow-up",
    _wrong_parent,
)
FOLLOWUP_PER_DAY = Rule(
    "followup-per-day",
    "5.1",
    "Few follow-ups a day",
    lambda params: f"{params.rules.followups_per_day} a day",
    _too_many,
)
