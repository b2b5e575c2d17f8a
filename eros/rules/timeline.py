"""The sends of a week in the order of real time, beside what already stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import SendType
    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context

__all__ = ["Placed", "live", "neighbours", "timeline", "typed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A send on the line of real minutes since Monday 00:00; `own` is False for one that is not of this schedule."""

    send: Send
    send_type: SendType
    start: int
    own: bool

    @property
    def refs(self) -> tuple[Send, ...]:
        """The send, if a violation may name it."""
        return (self.send,) if self.own else ()


def live(schedule: Schedule) -> tuple[Send, ...]:
    """The sends that are neither cancelled nor failed, as they stand."""
    return tuple(send for send in schedule.sends if send.stands)


def typed(schedule: Schedule, context: Context) -> Iterator[tuple[Send, SendType]]:
    """Live sends of known types; the others are rule `known-keys`' matter."""
    send_types = context.problem.catalogue.send_types
    for send in live(schedule):
        if send.send_type in send_types:
            yield send, send_types[send.send_type]


def timeline(schedule: Schedule, context: Context) -> tuple[Placed, ...]:
    """Everything that takes room: this schedule, sends already out that it does not list, the week before."""
    problem = context.problem
    listed = {send.ref for send in schedule.sends}
    around = [*problem.previous, *(send for send in problem.committed if send.ref not in listed)]
    send_types = problem.catalogue.send_types
    placed = [
        Placed(send, send_type, problem.clock.elapsed(send.week_minute), own=True)
        for send, send_type in typed(schedule, context)
    ]
    placed += [
        Placed(send, send_types[send.send_type], problem.clock.elapsed_at(send.utc), own=False)
        for send in around
        if send.stands and send.send_type in send_types
    ]
    return tuple(sorted(placed, key=lambda item: (item.start, item.send.ref)))


def neighbours(line: tuple[Placed, ...], minutes: int) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of a sorted line that start less than `minutes` apart, at least one of them of this schedule."""
    for index, first in enumerate(line):
        for second in line[index + 1 :]:
            if second.start - first.start >= minutes:
                break
            if first.own or second.own:
                yield first, second
