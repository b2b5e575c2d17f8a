"""A page's wall clock and instants."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

__all__ = ["exists", "local_columns"]


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """False for a naive wall-clock time that a clock change leaves out."""
    back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == wall


def local_columns(instant: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """The columns `local_date`, `local_hour` (0-23) and `local_weekday` (0 = Monday) of an aware instant."""
    local = instant.astimezone(zone)
    return {"local_date": local.date(), "local_hour": local.hour, "local_weekday": local.weekday()}
