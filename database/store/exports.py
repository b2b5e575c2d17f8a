"""Files taken away from saved weeks: how many and by whom in the log, which and where to in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from database.store.events import record
from database.store.marking import set_status
from database.store.weeks import read_schedule
from database.tables import export_log, schedule_events
from eros.model.export import ExportRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from database.store.marking import Step

__all__ = ["last_export", "log_export"]

_ACTION = "export"


def log_export(connection: Connection, schedule_id: str, file: Mapping[str, str], *, rows: int, step: Step) -> None:
    """Record an export, `file` its file_format and destination; an approved week becomes exported."""
    schedule = read_schedule(connection, schedule_id)
    row = {"schedule_id": schedule_id, "file_format": file["file_format"], "rows": rows}
    connection.execute(insert(export_log), {**row, "actor": step.actor, "exported_at": step.now})
    record(connection, schedule_id, _ACTION, actor=step.actor, now=step.now, before=None, after=dict(file))
    if schedule.status == "approved":
        set_status(connection, schedule, "exported", step)


def last_export(connection: Connection, schedule_id: str, *, file_format: str, destination: str) -> ExportRecord | None:
    """The newest export of a week in a format to a destination."""
    events = schedule_events.c
    query = (
        select(events.actor, events.happened_at, events.after)
        .where(events.schedule_id == schedule_id, events.action == _ACTION)
        .order_by(events.event_id.desc())
    )
    wanted = {"file_format": file_format, "destination": destination}
    for row in connection.execute(query):
        if row.after == wanted:
            return ExportRecord(schedule_id, file_format, destination, row.actor, row.happened_at)
    return None
