"""Where the rotation of PPV styles stood after each version of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from database.tables import rotation_state, schedules
from eros.model.rotation import Rotation

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Row

    from eros.model.schedule import Schedule

__all__ = ["rotation_after", "rotation_before", "write_rotation"]


def write_rotation(connection: Connection, saved: Schedule) -> None:
    """Record how the rotation stands at the end of a saved version, if the week says so."""
    if saved.rotation is None:
        return
    row = {
        "schedule_id": saved.schedule_id,
        "creator_id": saved.creator_id,
        "week_start": saved.week_start,
        "style_order": list(saved.rotation.order),
        "position": saved.rotation.position,
        "started_on": saved.rotation.started_on,
    }
    connection.execute(insert(rotation_state), row)


def rotation_after(connection: Connection, schedule_id: str) -> Rotation | None:
    """How the rotation stood at the end of this version; None where it was saved without."""
    row = connection.execute(select(rotation_state).where(rotation_state.c.schedule_id == schedule_id)).first()
    return _rotation(row)


def rotation_before(connection: Connection, creator_id: str, week_start: date) -> Rotation | None:
    """How the rotation stood at the end of the last saved week before this one, in its version that stands."""
    query = (
        select(rotation_state)
        .join(schedules, schedules.c.schedule_id == rotation_state.c.schedule_id)
        .where(
            rotation_state.c.creator_id == creator_id,
            rotation_state.c.week_start < week_start,
            schedules.c.status != "superseded",
        )
        .order_by(rotation_state.c.week_start.desc(), schedules.c.version.desc())
        .limit(1)
    )
    return _rotation(connection.execute(query).first())


def _rotation(row: Row[Any] | None) -> Rotation | None:
    return None if row is None else Rotation(tuple(row.style_order), row.position, row.started_on)
