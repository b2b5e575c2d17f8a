"""A person's decision that a week may go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from database.store.locks import lock_week, release
from database.store.marking import set_status
from database.store.weeks import read_schedule
from eros.errors import ConflictError
from eros.model.schedule import PROTECTED

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from database.store.marking import Step
    from eros.model.schedule import Schedule
    from eros.params.rules import RuleParams

__all__ = ["approve_week"]


def approve_week(connection: Connection, schedule_id: str, step: Step, rules: RuleParams) -> Schedule:
    """Approve a draft in the caller's write transaction, as `eros.ports.Store.approve` describes it."""
    week = read_schedule(connection, schedule_id)
    if week.status in PROTECTED:
        return week
    if week.status == "superseded":
        raise ConflictError(
            f"{schedule_id} (version {week.version}) is superseded. Approve the version that stands: "
            f"eros approve {week.page_name} --week {week.week_start}"
        )
    set_status(connection, week, "approved", step)
    approved = read_schedule(connection, schedule_id)
    release(connection, schedule_id)
    lock_week(connection, approved, step.now, rules)
    return approved
