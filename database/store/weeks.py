"""Saved weeks as rows and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, func, select

from database.store.codec import parts_from_json, parts_to_json, wishes_from_json, wishes_to_json
from database.store.rotation import rotation_after
from database.tables import schedule_items, schedules
from eros.errors import ScheduleNotFoundError
from eros.model.clock import DAY
from eros.model.schedule import Forecast, Relaxation, Schedule, Send, Shortfall, Stage, Warning_
from eros.ports import Version
from eros.render.plain import jsonable

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from eros.model.clock import WeekClock

__all__ = [
    "earlier_sends",
    "item_row",
    "last_planned_uses",
    "newest_version",
    "read_latest",
    "read_schedule",
    "read_versions",
    "schedule_row",
]

_PLAIN = (
    "schedule_id",
    "version",
    "creator_id",
    "page_name",
    "page_type",
    "sub_type",
    "timezone",
    "week_start",
    "status",
    "mode",
    "seed",
    "params_hash",
    "data_hash",
    "engine_version",
    "solver_version",
    "as_of",
    "zone",
    "objective_cents",
    "bound_cents",
    "gap_percent",
)
_OWN_ITEM = ("week_minute", "utc", "terms", "binding_rules")
_PLAIN_ITEM = tuple(field.name for field in fields(Send) if field.name not in _OWN_ITEM)


def schedule_row(schedule: Schedule) -> dict[str, Any]:
    """The row of a week, without its items, author and time of saving."""
    return {
        **{name: getattr(schedule, name) for name in _PLAIN},
        "forecast_cents": schedule.forecast.cents,
        "forecast_low_cents": schedule.forecast.low_cents,
        "forecast_high_cents": schedule.forecast.high_cents,
        "forecast_level": schedule.forecast.level,
        "wishes": wishes_to_json(schedule.wishes),
        "shortfalls": parts_to_json(schedule.shortfalls),
        "warnings": parts_to_json(schedule.warnings),
        "relaxations": parts_to_json(schedule.relaxations),
        "stages": parts_to_json(schedule.stages),
        "volume": jsonable(schedule.volume),
        "ppv_allotment": None if schedule.ppv_allotment is None else list(schedule.ppv_allotment),
    }


def item_row(schedule: Schedule, position: int, send: Send) -> dict[str, Any]:
    """The row of one send of a week that has its id."""
    return {
        **{name: getattr(send, name) for name in _PLAIN_ITEM},
        "schedule_id": schedule.schedule_id,
        "position": position,
        "day": send.day,
        "local_date": schedule.date_of(send),
        "local_minute": send.minute,
        "starts_at": send.utc,
        "terms": jsonable(send.terms),
        "binding_rules": list(send.binding_rules),
    }


def _send(row: Row[Any]) -> Send:
    return Send(
        **{name: getattr(row, name) for name in _PLAIN_ITEM},
        week_minute=row.day * DAY + row.local_minute,
        utc=row.starts_at,
        terms=row.terms,
        binding_rules=tuple(row.binding_rules),
    )


def _schedule(connection: Connection, row: Row[Any]) -> Schedule:
    return Schedule(
        **{name: getattr(row, name) for name in _PLAIN},
        forecast=Forecast(row.forecast_cents, row.forecast_low_cents, row.forecast_high_cents, row.forecast_level),
        sends=_sends(connection, row.schedule_id),
        shortfalls=parts_from_json(Shortfall, row.shortfalls),
        warnings=parts_from_json(Warning_, row.warnings),
        relaxations=parts_from_json(Relaxation, row.relaxations),
        stages=parts_from_json(Stage, row.stages),
        wishes=wishes_from_json(row.wishes),
        volume=row.volume,
        rotation=rotation_after(connection, row.schedule_id),
        ppv_allotment=None if row.ppv_allotment is None else tuple(row.ppv_allotment),
    )


def _sends(connection: Connection, schedule_id: str) -> tuple[Send, ...]:
    query = (
        select(schedule_items).where(schedule_items.c.schedule_id == schedule_id).order_by(schedule_items.c.position)
    )
    return tuple(_send(row) for row in connection.execute(query))


def read_schedule(connection: Connection, schedule_id: str) -> Schedule:
    """A saved week; raises ScheduleNotFoundError."""
    row = connection.execute(select(schedules).where(schedules.c.schedule_id == schedule_id)).first()
    if row is None:
        raise ScheduleNotFoundError(f"No saved week {schedule_id!r}. `eros creators` shows each page's newest week.")
    return _schedule(connection, row)


def read_latest(connection: Connection, creator_id: str, week_start: date) -> Schedule | None:
    """The newest version of a week that is not superseded."""
    row = connection.execute(_standing(creator_id, week_start)).first()
    return None if row is None else _schedule(connection, row)


def _standing(creator_id: str, week_start: date) -> Select[Any]:
    return (
        select(schedules)
        .where(
            schedules.c.creator_id == creator_id,
            schedules.c.week_start == week_start,
            schedules.c.status != "superseded",
        )
        .order_by(schedules.c.version.desc())
        .limit(1)
    )


def newest_version(connection: Connection, creator_id: str, week_start: date) -> int:
    """The highest version a week ever had; 0 where it has none."""
    query = select(func.max(schedules.c.version)).where(
        schedules.c.creator_id == creator_id, schedules.c.week_start == week_start
    )
    return connection.scalar(query) or 0


def read_versions(connection: Connection, creator_id: str, week_start: date) -> tuple[Version, ...]:
    """Every version of a week, oldest first."""
    query = (
        select(schedules.c.schedule_id, schedules.c.version, schedules.c.status)
        .where(schedules.c.creator_id == creator_id, schedules.c.week_start == week_start)
        .order_by(schedules.c.version)
    )
    return tuple(Version(*row) for row in connection.execute(query))


def earlier_sends(connection: Connection, creator_id: str, clock: WeekClock) -> tuple[Send, ...]:
    """The sends of the saved week before `clock`'s, with negative week_minute; those that reached nobody are left out."""
    row = connection.execute(_standing(creator_id, clock.week_start - timedelta(days=7))).first()
    if row is None:
        return ()
    return tuple(
        send.with_(week_minute=clock.week_minute_at(send.utc))
        for send in _sends(connection, row.schedule_id)
        if send.stands
    )


def last_planned_uses(connection: Connection, creator_id: str, *, since: date, before: date) -> dict[int, date]:
    """When saved weeks last use each caption between `since` and `before` (exclusive); sends that reached nobody do not."""
    items = schedule_items.c
    query = (
        select(items.caption_id, func.max(items.local_date).label("last_used_on"))
        .join(schedules, schedules.c.schedule_id == items.schedule_id)
        .where(
            schedules.c.creator_id == creator_id,
            schedules.c.week_start >= since,
            schedules.c.week_start < before,
            schedules.c.status != "superseded",
            items.caption_id.is_not(None),
            items.status.not_in(("cancelled", "failed")),
        )
        .group_by(items.caption_id)
    )
    return {row.caption_id: row.last_used_on for row in connection.execute(query)}
