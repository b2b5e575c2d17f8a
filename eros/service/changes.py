"""What another version of a week does differently, as a person would say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from eros.model.schedule import Schedule, Send

__all__ = ["SendChange", "WeekChanges", "compare"]


@dataclass(frozen=True, slots=True)
class SendChange:
    """One send in two versions that differ; its ref may differ, too."""

    before: Send
    after: Send

    @property
    def moved(self) -> bool:
        """True where it goes out at another time."""
        return self.before.week_minute != self.after.week_minute

    @property
    def repriced(self) -> bool:
        """True where it costs something else."""
        return self.before.price_cents != self.after.price_cents

    @property
    def reworded(self) -> bool:
        """True where it says something else."""
        return self.before.caption_text != self.after.caption_text

    @property
    def redirected(self) -> bool:
        """True where it goes elsewhere or to others."""
        return (self.before.channel, self.before.target) != (self.after.channel, self.after.target)


@dataclass(frozen=True, slots=True)
class WeekChanges:
    """The difference of two versions in time order; `kept` sends stand as they stood."""

    before: Schedule
    added: tuple[Send, ...]
    dropped: tuple[Send, ...]
    changed: tuple[SendChange, ...]
    kept: int
    forecast_cents: int


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
    differing = [pair for pair in pairs if pair.moved or pair.repriced or pair.reworded or pair.redirected]
    return WeekChanges(
        before,
        added=tuple(new),
        dropped=tuple(old),
        changed=tuple(sorted(differing, key=lambda pair: (pair.after.utc, pair.after.ref))),
        kept=len(pairs) - len(differing),
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
