"""Sends whose time passed without a word, found in every page's weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.plan.begun import is_stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import CreatorSummary, Store

__all__ = ["Swept", "sweep_stale"]

Swept = tuple["Schedule", tuple[str, ...]]
"""A week and the refs that became stale in it."""


def sweep_stale(store: Store, params: Params, *, actor: str, now: datetime) -> tuple[Swept, ...]:
    """Mark every planned send stale whose time is past by more than the tolerance (`running.stale_minutes`).

    Looked at are the standing weeks of every active page that `now` (in a demo database: its newest message) may have
    overtaken: its own, the one before, and the page's newest. Sweeping twice changes nothing.
    """
    moment = store.as_of(now)
    found = []
    for summary in store.creators():
        for monday in _weeks(summary, moment):
            week = store.latest(summary.creator.creator_id, monday)
            stale = [] if week is None else _stale(week, moment, params)
            if week is not None and stale:
                for ref in stale:
                    week = store.mark(str(week.schedule_id), ref, "stale", actor=actor, now=now)
                found.append((week, tuple(stale)))
    return tuple(found)


def _weeks(summary: CreatorSummary, moment: datetime) -> Iterator[date]:
    today = moment.astimezone(summary.creator.zone).date()
    monday = today - timedelta(days=today.weekday())
    yield from sorted({monday - timedelta(days=7), monday, summary.last_week or monday})


def _stale(week: Schedule, moment: datetime, params: Params) -> list[str]:
    return [s.ref for s in week.sends if s.status == "planned" and is_stale(s, moment, params.running)]
