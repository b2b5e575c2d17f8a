"""Commitments of imported plans as pins of the weeks they lie in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from database.tables import commitments, schedule_items, schedules
from eros.model.clock import DAY
from eros.model.wishes import PinnedSend

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from eros.model.creator import Creator
    from eros.model.wishes import Wishes

__all__ = ["move_commitments", "settled_refs", "with_commitments"]

_c = commitments.c


def with_commitments(connection: Connection, creator_id: str, week_start: date, wishes: Wishes) -> Wishes:
    """The wishes and the week's commitments as pins, in the order of time.

    Those before the moment a begun week is planned from are past and left out. A wish of the same ref
    stands for the commitment, so a saved week's wishes come back as they are. What went out, was
    cancelled or failed in a saved week is no longer a wish.
    """
    pins = _pins(connection, creator_id, week_start, wishes.not_before)
    if not pins:
        return wishes
    gone = {pin.ref for pin in wishes.pinned} | settled_refs(connection, creator_id, week_start).keys()
    return replace(wishes, pinned=(*wishes.pinned, *(pin for pin in pins if pin.ref not in gone)))


def _pins(connection: Connection, creator_id: str, week_start: date, not_before: datetime | None) -> list[PinnedSend]:
    query = (
        select(commitments)
        .where(_c.creator_id == creator_id, _c.local_date >= week_start, _c.local_date < week_start + timedelta(days=7))
        .order_by(_c.starts_at)
    )
    return [
        PinnedSend(
            row.ref,
            row.send_type,
            (row.local_date - week_start).days * DAY + row.local_minute,
            channel=row.channel,
            target=row.target,
            caption_id=row.caption_id,
            text=row.text,
            price_cents=row.price_cents,
        )
        for row in connection.execute(query)
        if not_before is None or row.starts_at >= not_before
    ]


def settled_refs(connection: Connection, creator_id: str, week_start: date) -> dict[str, str]:
    """Refs of the week's sends that went out, were cancelled or failed in any version, and what became of them last."""
    query = (
        select(schedule_items.c.ref, schedule_items.c.status)
        .join(schedules, schedules.c.schedule_id == schedule_items.c.schedule_id)
        .where(
            schedules.c.creator_id == creator_id,
            schedules.c.week_start == week_start,
            schedule_items.c.status.in_(("sent", "cancelled", "failed")),
        )
        .order_by(schedules.c.version)
    )
    return {row.ref: row.status for row in connection.execute(query)}


def move_commitments(connection: Connection, creator: Creator) -> None:
    """Local date and minute of a page's commitments by its present zone; their instants stay."""
    moments = connection.scalars(select(_c.starts_at).where(_c.creator_id == creator.creator_id)).all()
    if not moments:
        return
    local = {moment: moment.astimezone(creator.zone) for moment in moments}
    moved = update(commitments).where(_c.creator_id == creator.creator_id, _c.starts_at == bindparam("at"))
    connection.execute(
        moved,
        [
            {"at": moment, "local_date": wall.date(), "local_minute": wall.hour * 60 + wall.minute}
            for moment, wall in local.items()
        ],
    )
