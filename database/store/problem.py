"""Everything one page-week needs, in one read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Text, select, type_coerce

from database.store.captions import Draw, draw_captions, ppv_caption_types
from database.store.commitments import with_commitments
from database.store.locks import read_locks
from database.store.memory import read_memory
from database.store.pages import find_creator, read_catalogue, read_persona, read_restrictions, read_shoots, read_vault
from database.store.past import HISTORY_DAYS, read_fleet, read_history
from database.store.rotation import rotation_before
from database.store.weeks import earlier_sends, last_planned_uses, read_latest
from database.tables import caption_usage
from eros.model.clock import WeekClock
from eros.model.problem import Problem
from eros.plan.begun import begun_sends

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from eros.model.caption import Caption
    from eros.model.history import History
    from eros.model.schedule import Send
    from eros.model.wishes import Wishes
    from eros.params.running import RunningParams

__all__ = ["load_problem"]


def load_problem(
    connection: Connection,
    creator_id: str,
    week_start: date,
    wishes: Wishes,
    *,
    as_of: datetime,
    pool: int,
    lock_days: int,
    running: RunningParams,
    ppv_allotment: Collection[int] | None = None,
    captions: Collection[int] = (),
) -> Problem:
    """The page-week as `eros.ports.Store.load_problem` describes it; `lock_days` around the week locks are read.

    In a week planned from a moment on, pins before it are no wishes any more: what was saved of them stands or is stale.
    """
    creator = find_creator(connection, creator_id)
    clock = WeekClock(week_start, creator.zone)
    catalogue = read_catalogue(connection)
    vault = read_vault(connection, creator.creator_id)
    committed = _committed(connection, creator.creator_id, week_start, wishes.not_before, running)
    wishes = with_commitments(connection, creator.creator_id, week_start, wishes)
    if wishes.not_before is not None:
        standing = {send.ref for send in committed}
        wishes = replace(wishes, pinned=tuple(pin for pin in wishes.pinned if pin.ref not in standing))
    draw = Draw(
        creator=creator,
        catalogue=catalogue,
        vault=vault,
        pool=pool,
        ppv_allotment=ppv_allotment,
        named={*captions, *(pin.caption_id for pin in wishes.pinned if pin.caption_id is not None)},
        sent={send.caption_id for send in committed if send.caption_id is not None},
    )
    drawn = draw_captions(connection, draw)
    history = read_history(connection, creator.creator_id, as_of)
    previous = earlier_sends(connection, creator.creator_id, clock)
    ppv_types = ppv_caption_types(catalogue)
    return Problem(
        as_of=as_of,
        week_start=week_start,
        creator=creator,
        catalogue=catalogue,
        captions=drawn,
        last_used=_last_used(connection, creator.creator_id, week_start, history, drawn),
        locks=read_locks(
            connection,
            creator.creator_id,
            week_start,
            caption_ids=[
                key for key, kind in zip(drawn, drawn.values_of("caption_type"), strict=True) if kind in ppv_types
            ],
            as_of=as_of,
            lock_days=lock_days,
        ),
        vault=vault,
        restrictions=read_restrictions(connection, creator.creator_id),
        history=history,
        fleet=read_fleet(connection),
        previous=previous,
        committed=committed,
        wishes=wishes,
        persona=read_persona(connection, creator.creator_id),
        last_style=_last_style(previous),
        memory=read_memory(connection, creator.creator_id, week_start, as_of),
        shoots=read_shoots(connection, creator.creator_id),
        rotation=rotation_before(connection, creator.creator_id, week_start),
        ppv_allotment=None if ppv_allotment is None else tuple(sorted(ppv_allotment)),
    )


def _committed(
    connection: Connection, creator_id: str, week_start: date, moment: datetime | None, running: RunningParams
) -> tuple[Send, ...]:
    current = read_latest(connection, creator_id, week_start)
    if current is None:
        return ()
    if moment is None:
        return tuple(send for send in current.sends if send.status == "sent")
    return begun_sends(current.sends, read_catalogue(connection), moment, running)


def _last_style(previous: Iterable[Send]) -> str | None:
    styles = [send.ppv_style for send in previous if send.ppv_style is not None]
    return styles[-1] if styles else None


def _last_used(
    connection: Connection, creator_id: str, week_start: date, history: History, drawn: Mapping[int, Caption]
) -> dict[int, date]:
    """The newest use before the week, by recorded usage, saved weeks and history.

    Usage keeps the newest date only; once that lies in the week or after it, the messages know the one before.
    """
    since = week_start - timedelta(days=HISTORY_DAYS)
    usage = select(caption_usage.c.caption_id, type_coerce(caption_usage.c.last_used_on, Text)).where(
        caption_usage.c.creator_id == creator_id, caption_usage.c.last_used_on < week_start
    )
    found = {key: date.fromisoformat(day) for key, day in connection.execute(usage).all() if key in drawn}
    planned = last_planned_uses(connection, creator_id, since=since, before=week_start)
    for uses in (planned, _uses_in(history, week_start)):
        for caption_id, day in uses.items():
            found[caption_id] = max(day, found.get(caption_id, day))
    return {caption_id: found[caption_id] for caption_id in sorted(found) if caption_id in drawn}


def _uses_in(history: History, before: date) -> dict[int, date]:
    early = history.where((history.caption_id > 0) & (history.day < before.toordinal()))
    captions, places = np.unique(early.caption_id, return_inverse=True)
    last = np.zeros(captions.size, dtype=np.int64)
    np.maximum.at(last, places, early.day)
    return {caption_id: date.fromordinal(day) for caption_id, day in zip(captions.tolist(), last.tolist(), strict=True)}
