"""Rules of the calendar: which moments of the week may hold a send at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eros.model.clock import DAY, WEEK
from eros.rules.base import Rule
from eros.rules.timeline import live, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context
    from eros.rules.timeline import Placed

__all__ = ["AVOID_HOURS", "PER_HOUR", "ROUND_MINUTE", "WEEK_BOUNDS", "is_round_minute_exempt"]


def is_round_minute_exempt(send: Send, context: Context) -> bool:
    """True for times a person fixed: pinned sends, and channels where a person goes live."""
    channel = context.problem.catalogue.channels.get(send.channel)
    return send.pinned or (channel is not None and channel.requires_manual_send)


def _time(send: Send) -> str:
    return f"{send.minute // 60:02d}:{send.minute % 60:02d}"


def _outside(schedule: Schedule, context: Context) -> Iterator[Violation]:
    clock = context.problem.clock
    if schedule.week_start != clock.week_start:
        yield WEEK_BOUNDS.broken(
            (),
            f"the schedule starts on {schedule.week_start}, the week asked for on {clock.week_start}",
            "plan the week that is asked for",
        )
    for send in live(schedule):
        if not 0 <= send.week_minute < WEEK:
            yield WEEK_BOUNDS.broken(
                [send],
                f"{clock.local(send.week_minute):%Y-%m-%d %H:%M} lies outside the week from {clock.week_start}",
                "move it into the week",
            )
        elif not clock.exists(send.week_minute):
            yield WEEK_BOUNDS.broken(
                [send],
                f"{clock.local(send.week_minute):%Y-%m-%d %H:%M} does not exist in {clock.zone.key} (clock change)",
                "move it out of the hour the clock change skips",
            )
        elif send.utc.tzinfo is None or send.utc != clock.instant(send.week_minute):
            yield WEEK_BOUNDS.broken(
                [send],
                f"stores the instant {send.utc.isoformat()}, its local time is {clock.instant(send.week_minute).isoformat()}",
                "store the UTC instant of the local time",
            )


def _in_avoided_hour(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send in live(schedule):
        if send.minute // 60 in context.params.rules.avoid_hours:
            yield AVOID_HOURS.broken(
                [send],
                f"starts at {_time(send)}",
                f"move it out of the hours {_hours(context.params.rules.avoid_hours)}",
            )


def _on_round_minute(schedule: Schedule, context: Context) -> Iterator[Violation]:
    for send in live(schedule):
        if send.minute % 60 in context.params.rules.round_minutes and not is_round_minute_exempt(send, context):
            yield ROUND_MINUTE.broken([send], f"starts at {_time(send)}", "shift it by a minute, or pin it")


def _crowded_hour(schedule: Schedule, context: Context) -> Iterator[Violation]:
    hours: dict[int, list[Placed]] = defaultdict(list)
    for item in timeline(schedule, context):
        hours[item.send.week_minute // 60].append(item)
    limit = context.params.rules.max_per_hour
    for hour, items in sorted(hours.items()):
        own = [item.send for item in items if item.own]
        if own and len(items) > limit:
            yield PER_HOUR.broken(
                own,
                f"{len(items)} sends start in the hour from {hour % 24:02d}:00 on "
                f"{context.problem.clock.date_of(hour // 24 * DAY)}",
                f"keep {limit} of them in that hour",
            )


def _hours(hours: tuple[int, ...]) -> str:
    return ", ".join(str(hour) for hour in hours)


WEEK_BOUNDS = Rule(
    "week",
    None,
    "Every send lies in the week, at a local time that exists, and stores its UTC instant",
    lambda _: "Monday 00:00 to Sunday 23:59 local; a time that exists twice means the first",
    _outside,
)
PER_HOUR = Rule(
    "per-hour",
    None,
    "One clock hour holds few starts",
    lambda params: f"at most {params.rules.max_per_hour} starts in a clock hour",
    _crowded_hour,
)
AVOID_HOURS = Rule(
    "avoid-hours",
    None,
    "Nothing starts at night",
    lambda params: f"no start in the hours {_hours(params.rules.avoid_hours)}",
    _in_avoided_hour,
)
ROUND_MINUTE = Rule(
    "round-minute",
    "10.7",
    "No generated time is a round one",
    lambda params: f"not on minutes {_hours(params.rules.round_minutes)}; pinned times and live events are exempt",
    _on_round_minute,
)
