"""The audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from database.tables import schedule_events

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

__all__ = ["record"]


def record(
    connection: Connection,
    schedule_id: str,
    action: str,
    *,
    actor: str,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    ref: str | None = None,
) -> None:
    """Append what `actor` did to a week, or to the send `ref` of it; nothing ever changes an event."""
    event = {"schedule_id": schedule_id, "ref": ref, "action": action, "actor": actor, "happened_at": now}
    connection.execute(insert(schedule_events), {**event, "before": before, "after": after})
