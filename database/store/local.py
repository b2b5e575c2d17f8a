"""An instant on a page's wall clock, as tables keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

__all__ = ["local_columns"]


def local_columns(instant: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """The columns `local_date`, `local_hour` (0-23) and `local_weekday` (0 = Monday) of an aware instant."""
    local = instant.astimezone(zone)
    return {"local_date": local.date(), "local_hour": local.hour, "local_weekday": local.weekday()}
