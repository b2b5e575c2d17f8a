"""What happens to a saved week: sends go out, are cancelled or fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from database.store.events import record
from database.store.locks import hold, release, take
from database.store.weeks import read_schedule
from database.tables import caption_usage, schedule_items, schedules
from eros.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from eros.model.schedule import Schedule, Send, SendStatus, Status

__all__ = ["Step", "mark_arrived", "mark_send", "set_status"]

STEPS: Mapping[SendStatus, tuple[SendStatus, ...]] = {
    "planned": ("sent", "cancelled", "failed", "stale"),
    "stale": ("planned", "sent", "cancelled", "failed"),
    "failed": ("sent", "cancelled"),
    "sent": (),
    "cancelled": (),
}
"""What a send may become; sent and cancelled are final; a failed or a stale one may still have gone out."""

GONE: tuple[SendStatus, ...] = ("cancelled", "failed")


@dataclass(frozen=True, slots=True)
class Step:
    """Who does it, and when (aware)."""

    actor: str
    now: datetime


def mark_send(connection: Connection, schedule_id: str, ref: str, status: SendStatus, step: Step) -> Schedule:
    """Move one send on, as `eros.ports.Store.mark` describes it; marking what it already is changes nothing.

    Cancelling a send, or noting that it failed, cancels the follow-ups and link drops that point at it, unless they are out.
    """
    schedule = read_schedule(connection, schedule_id)
    send = _markable(schedule, ref, status)
    if send.status == status:
        return schedule
    _move(connection, schedule, send, status, step)
    if status in GONE:
        for child in schedule.sends:
            if child.parent_ref == ref and "cancelled" in STEPS[child.status]:
                _move(connection, schedule, child, "cancelled", step)
    return _concluded(connection, schedule_id, step)


def mark_arrived(connection: Connection, schedule_id: str, refs: Collection[str], step: Step) -> Schedule:
    """Sends that went out as messages prove, whatever was thought of them before; those known to be sent stay as they are."""
    schedule = read_schedule(connection, schedule_id)
    for send in schedule.sends:
        if send.ref in refs and send.status != "sent":
            _move(connection, schedule, send, "sent", step)
    return _concluded(connection, schedule_id, step)


def _concluded(connection: Connection, schedule_id: str, step: Step) -> Schedule:
    """The week as it is now; it is sent itself when everything that stands is out."""
    after = read_schedule(connection, schedule_id)
    if after.status != "sent" and _is_out(after):
        set_status(connection, after, "sent", step)
        after = read_schedule(connection, schedule_id)
    return after


def _markable(schedule: Schedule, ref: str, status: SendStatus) -> Send:
    if schedule.status == "superseded":
        raise ConflictError(
            f"{schedule.schedule_id} is superseded; a newer version of {schedule.page_name}'s week from "
            f"{schedule.week_start} stands. Mark the send there (`eros show {schedule.page_name}`)."
        )
    send = schedule.by_ref(ref)
    if send is None:
        raise ConflictError(
            f"{schedule.schedule_id} has no send {ref!r}. `eros show {schedule.schedule_id}` names its sends."
        )
    if send.status != status and status not in STEPS[send.status]:
        steps = ", ".join(STEPS[send.status]) or "nothing else, it is final"
        raise ConflictError(f"Send {ref} is {send.status} and cannot become {status}; it can become {steps}.")
    return send


def _move(connection: Connection, schedule: Schedule, send: Send, status: SendStatus, step: Step) -> None:
    schedule_id = str(schedule.schedule_id)
    this = (schedule_items.c.schedule_id == schedule_id, schedule_items.c.ref == send.ref)
    connection.execute(update(schedule_items).where(*this).values(status=status))
    if status in GONE:
        release(connection, schedule_id, [send.ref])
    if status == "sent":
        _keep_lock(connection, schedule, send, step)
        _remember_use(connection, schedule.creator_id, send.caption_id, schedule.date_of(send))
    before, after = {"status": send.status}, {"status": status}
    record(connection, schedule_id, status, actor=step.actor, now=step.now, before=before, after=after, ref=send.ref)


def _keep_lock(connection: Connection, schedule: Schedule, send: Send, step: Step) -> None:
    """The lock of a send that went out stays; one that was thought to have failed gets its lock back."""
    hold(connection, str(schedule.schedule_id), send.ref)
    if not send.stands:
        take(
            connection,
            schedule_id=str(schedule.schedule_id),
            creator_id=schedule.creator_id,
            sends=[(send.with_(status="sent"), schedule.date_of(send))],
            as_of=step.now,
            draft_until=None,
            lock_days=0,
        )


def _remember_use(connection: Connection, creator_id: str, caption_id: int | None, day: date) -> None:
    """The date only: counts come with the imported message, and each message counts once."""
    if caption_id is None:
        return
    usage = caption_usage.c
    this = (usage.creator_id == creator_id, usage.caption_id == caption_id)
    last = connection.scalar(select(usage.last_used_on).where(*this))
    if last is None:
        row = {"creator_id": creator_id, "caption_id": caption_id, "last_used_on": day}
        connection.execute(insert(caption_usage), row)
    elif last < day:
        connection.execute(update(caption_usage).where(*this).values(last_used_on=day))


def _is_out(schedule: Schedule) -> bool:
    standing = {send.status for send in schedule.sends if send.stands}
    return standing == {"sent"}


def set_status(connection: Connection, schedule: Schedule, status: Status, step: Step) -> None:
    """Move a week on to a status, with its event."""
    schedule_id = str(schedule.schedule_id)
    connection.execute(update(schedules).where(schedules.c.schedule_id == schedule_id).values(status=status))
    before, after = {"status": schedule.status}, {"status": status}
    record(connection, schedule_id, status, actor=step.actor, now=step.now, before=before, after=after)
