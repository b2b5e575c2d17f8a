"""When a page of the simulated fleet sent what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.simulate import truth as t
from eros.simulate.response import DAY_ZERO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue
    from eros.simulate.pages import Kind

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Calendar", "draw_calendar"]

LAST = t.LAST_DAY.toordinal() - DAY_ZERO
LATEST_PARENT_HOUR = 22
DELAY = (28, 8, 15, 45)
"""Mean, spread and limits of the minutes between a parent and its follow-up."""


@dataclass(frozen=True)
class Calendar:
    """Sends of one page, parents before follow-ups: day from FIRST_DAY, local minute, type, index of the parent or -1."""

    day: Ints
    minute: Ints
    send_type: Ints
    parent: Ints


def draw_calendar(rng: np.random.Generator, catalogue: Catalogue, kind: Kind, rates: Floats, joined: int) -> Calendar:
    """A calendar of sends at most one an hour (follow-ups apart), growing to `rates` (T,) sends a day.

    `joined` is the page's first day, counted from FIRST_DAY.
    """
    types = list(catalogue.send_types.values())
    own = np.array([0.0 if s.is_followup else 1.0 for s in types]) * rates
    counts = np.minimum(_counts(rng, _level(kind, joined)[:, None] * own), [s.max_per_day for s in types])
    day, send_type = (np.repeat(axis, counts.ravel()) for axis in (a.ravel() for a in np.indices(counts.shape)))
    hour, keep = _hours(rng, day)
    day, send_type = day[keep], send_type[keep]
    minute = hour[keep] * 60 + _minutes(rng, day.size)
    parents = np.flatnonzero(
        np.array([s.followup_parent for s in types])[send_type]
        & (minute < (LATEST_PARENT_HOUR + 1) * 60)
        & (rng.random(day.size) < t.FOLLOWUP_SHARE)
    )
    mean, spread, low, high = DELAY
    delay = np.clip(np.rint(rng.normal(mean, spread, parents.size)), low, high).astype(np.int64)
    followup = list(catalogue.send_types).index(catalogue.followup.key)
    return Calendar(
        day=np.concatenate((day, day[parents])),
        minute=np.concatenate((minute, minute[parents] + delay)),
        send_type=np.concatenate((send_type, np.full(parents.size, followup))),
        parent=np.concatenate((np.full(day.size, -1), parents)),
    )


def _level(kind: Kind, joined: int) -> Floats:
    """Volume by day from FIRST_DAY to LAST_DAY as a share of the final one."""
    day = np.arange(LAST + 1)
    if kind == "minimal":
        return np.where(day > LAST - t.MINIMAL_DAYS, t.MINIMAL_PACE, 0.0)
    grown = np.clip((day - joined) / (t.RAMP_DAYS - joined), 0, 1) ** t.RAMP_POWER
    return np.where(day >= joined, t.START_LEVEL + (1 - t.START_LEVEL) * grown, 0.0)


def _counts(rng: np.random.Generator, wanted: Floats) -> Ints:
    """Whole sends by day and type that follow `wanted` (D, T) as closely as whole numbers can, some days being busy."""
    busy = np.exp(rng.normal(-(t.BUSY_DAY_SD**2) / 2, t.BUSY_DAY_SD, (len(wanted), 1)))
    sum_so_far = np.floor(np.cumsum(wanted * busy, axis=0) + rng.random(wanted.shape[1]))
    return np.diff(sum_so_far, axis=0, prepend=0).astype(np.int64)


def _hours(rng: np.random.Generator, day: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """A different hour for every send of a day, popular hours more often; False where the day has no hour left."""
    usable = np.array(t.HOURS) > 0
    weight = np.log(np.where(usable, t.HOURS, 1))
    order = np.argsort(-(np.where(usable, weight, -np.inf) + rng.gumbel(size=(LAST + 1, 24))), axis=1)
    # shuffled within the day first, so that no type gets the popular hours more often than another
    shuffled = np.lexsort((rng.random(day.size), day))
    first = np.searchsorted(day, day)
    rank = np.empty(day.size, dtype=np.int64)
    rank[shuffled] = np.arange(day.size) - first
    return order[day, np.minimum(rank, 23)], rank < usable.sum()


def _minutes(rng: np.random.Generator, n: int) -> Ints:
    habits = [share for _, share in t.MINUTES]
    habit = rng.choice(len(habits) + 1, size=n, p=(*habits, 1 - sum(habits)))
    round_minutes = np.array([minute for minute, _ in t.MINUTES] + [0])[habit]
    return np.where(habit < len(habits), round_minutes, rng.integers(60, size=n))
