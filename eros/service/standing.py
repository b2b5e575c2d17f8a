"""How a week stands: what went out, what is late, what is missing, what nobody planned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.model.standing import Standing
from eros.plan.begun import is_stale
from eros.service.weeks import find_week

if TYPE_CHECKING:
    from datetime import date, datetime

    from eros.model.schedule import Send
    from eros.model.standing import SendState
    from eros.params import Params
    from eros.ports import Store

__all__ = ["week_standing"]


def week_standing(store: Store, reference: str, params: Params, *, now: datetime, week: date | None = None) -> Standing:
    """The standing of a saved week as of `now` (in a demo database: its newest message).

    Raises ScheduleNotFoundError, CreatorNotFoundError.
    """
    schedule = find_week(store, reference, week=week)
    as_of = store.as_of(now)
    progress = store.progress(str(schedule.schedule_id))
    margin = timedelta(minutes=params.importing.plan_minutes)
    channels = store.catalogue().channels

    def state(send: Send) -> SendState:
        if send.status != "planned" or send.utc > as_of:
            return send.status
        covered = progress.newest is not None and send.utc + margin < progress.newest
        if covered and channels[send.channel].is_message:
            return "missing"
        return "stale" if is_stale(send, as_of, params.running) else "late"

    sends = tuple((send, state(send), progress.outcomes.get(send.ref)) for send in schedule.sends)
    return Standing(schedule, as_of, sends, progress.unplanned, progress.newest)
