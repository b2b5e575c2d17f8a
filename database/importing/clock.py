"""A wall clock across its changes."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

__all__ = ["exists", "neighbours"]


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """False for a naive wall-clock time that a clock change leaves out."""
    back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == wall


def neighbours(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The nearest minutes before and after a time the clock leaves out that do exist."""
    minute, before = timedelta(minutes=1), wall.replace(second=0, microsecond=0)
    after = before
    while not exists(before, zone):
        before -= minute
    while not exists(after, zone):
        after += minute
    return before, after
