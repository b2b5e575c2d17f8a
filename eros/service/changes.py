"""Two versions of a week set beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.changes import SendChange, WeekChanges

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from eros.model.schedule import Schedule, Send

__all__ = ["compare"]


_ALIKE: tuple[Callable[[Send], Hashable], ...] = (
    lambda send: (send.send_type, send.week_minute),
    lambda send: (send.send_type, send.caption_text) if send.caption_text else send.ref,
    lambda send: (send.send_type, send.day),
    lambda send: send.send_type,
)
"""What makes two sends the same one, strongest first."""


def compare(before: Schedule, after: Schedule) -> WeekChanges:
    """What `after` does differently from `before`; sends that reach nobody count as not there.

    A send is found again by type and time, else by type and text, type and day, or type alone: refs are numbers in time
    order and shift. `forecast_cents` is by how much the week's forecast grew.
    """
    old = [send for send in before.sends if send.stands]
    new = [send for send in after.sends if send.stands]
    pairs: list[SendChange] = []
    for key in _ALIKE:
        old, new = _matched(old, new, key, pairs)
    pairs.sort(key=lambda pair: (pair.after.utc, pair.after.ref))
    return WeekChanges(
        before,
        added=tuple(new),
        dropped=tuple(old),
        changed=tuple(pair for pair in pairs if pair.kinds),
        alike=tuple(pair for pair in pairs if not pair.kinds),
        forecast_cents=after.forecast.cents - before.forecast.cents,
    )


def _matched(
    old: list[Send], new: list[Send], key: Callable[[Send], Hashable], pairs: list[SendChange]
) -> tuple[list[Send], list[Send]]:
    """Pairs sends of one key in time order; what finds no partner stays."""
    waiting: dict[Hashable, list[Send]] = {}
    for send in old:
        waiting.setdefault(key(send), []).append(send)
    alone = []
    for send in new:
        if partners := waiting.get(key(send)):
            pairs.append(SendChange(partners.pop(0), send))
        else:
            alone.append(send)
    return sorted((send for left in waiting.values() for send in left), key=lambda send: (send.utc, send.ref)), alone
