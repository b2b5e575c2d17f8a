"""Local wall clocks and UTC, for many moments of one zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["local_to_utc"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def local_to_utc(zone: ZoneInfo, day: Ints, minute: Ints) -> tuple[Ints, Ints, Ints]:
    """UTC minutes since 1970, local day and local minute of wall-clock moments (proleptic ordinal, minute of the day).

    Of a time that exists twice the first is meant; one that a clock change leaves out becomes the time the clock then
    showed (02:30 becomes 03:30).
    """
    days, place = np.unique(day, return_inverse=True)
    midnights = [datetime.fromordinal(int(d)).replace(tzinfo=zone) for d in days]
    starts = np.array([(m - EPOCH) // MINUTE for m in midnights], dtype=np.int64)
    changes = np.array([m.utcoffset() != (m + timedelta(days=1)).utcoffset() for m in midnights], dtype=bool)
    utc = starts[place] + minute
    shown_day, shown_minute = day.copy(), minute.copy()
    for i in np.flatnonzero(changes[place]).tolist():
        local = datetime.fromordinal(int(day[i])).replace(tzinfo=zone) + timedelta(minutes=int(minute[i]))
        utc[i] = (local - EPOCH) // MINUTE
        shown = local.astimezone(UTC).astimezone(zone)
        shown_day[i], shown_minute[i] = shown.toordinal(), shown.hour * 60 + shown.minute
    return utc, shown_day, shown_minute
