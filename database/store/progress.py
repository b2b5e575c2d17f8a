"""The messages of a week: which belong to its sends, which nobody planned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from database.store.weeks import read_schedule
from database.tables import mass_messages, predictions
from eros.model.standing import Outcome, Progress, Unplanned

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from eros.model.schedule import Schedule

__all__ = ["read_progress"]

_m, _p = mass_messages.c, predictions.c


def read_progress(connection: Connection, schedule_id: str) -> Progress:
    """What is known of the messages of a saved week; raises ScheduleNotFoundError."""
    schedule = read_schedule(connection, schedule_id)
    newest = connection.scalar(select(func.max(_m.sent_at)).where(_m.creator_id == schedule.creator_id))
    return Progress(_outcomes(connection, schedule_id), _unplanned(connection, schedule), newest)


def _outcomes(connection: Connection, schedule_id: str) -> dict[str, Outcome]:
    counts = (_p.actual_sent, _p.actual_viewed, _p.actual_purchased, _p.actual_cents)
    query = select(_p.ref, _p.message_id, *counts).where(_p.schedule_id == schedule_id, _p.actual_sent.is_not(None))
    return {row[0]: Outcome(*row[1:]) for row in connection.execute(query.order_by(_p.ref))}


def _unplanned(connection: Connection, schedule: Schedule) -> tuple[Unplanned, ...]:
    own = select(_p.message_id).where(_p.schedule_id == schedule.schedule_id, _p.message_id.is_not(None))
    columns = (_m.message_id, _m.sent_at, _m.send_type, _m.text, _m.price_cents, _m.sent, _m.earnings_cents)
    query = (
        select(*columns)
        .where(_m.creator_id == schedule.creator_id, _m.message_id.not_in(own))
        .where(_m.local_date.between(schedule.week_start, schedule.week_start + timedelta(days=6)))
        .order_by(_m.sent_at, _m.message_id)
    )
    return tuple(Unplanned(*row) for row in connection.execute(query))
