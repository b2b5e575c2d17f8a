"""PPV locks: which page holds which caption around which date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, delete, insert, or_, select, update

from database.store.pages import clock
from database.tables import caption_locks, creators, send_types
from eros.errors import ConflictError
from eros.model.caption import Lock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    from eros.model.schedule import Schedule, Send
    from eros.params.rules import RuleParams

__all__ = ["hold", "lock_week", "near_week", "read_locks", "release", "take"]

_locks = caption_locks.c


def near_week(week_start: date, lock_days: int) -> ColumnElement[bool]:
    """The lock's send lies within `lock_days` of a day of this week."""
    margin = timedelta(days=lock_days)
    return _locks.send_date.between(week_start - margin, week_start + timedelta(days=6) + margin)


def _alive(as_of: datetime) -> ColumnElement[bool]:
    return or_(_locks.expires_at.is_(None), _locks.expires_at > as_of)


def read_locks(
    connection: Connection,
    creator_id: str,
    week_start: date,
    *,
    caption_ids: Collection[int],
    as_of: datetime,
    lock_days: int,
) -> tuple[Lock, ...]:
    """Other pages' living locks on these captions that a send of the week could touch, by caption and date."""
    query = (
        _others(creator_id, caption_ids, as_of)
        .where(near_week(week_start, lock_days))
        .order_by(_locks.caption_id, _locks.send_date, _locks.creator_id)
    )
    return tuple(Lock(row.caption_id, row.creator_id, row.send_date) for row in connection.execute(query))


def _others(creator_id: str, caption_ids: Collection[int], as_of: datetime) -> Select[Any]:
    return select(_locks.caption_id, _locks.creator_id, _locks.send_date).where(
        _locks.caption_id.in_(sorted(caption_ids)), _locks.creator_id != creator_id, _alive(as_of)
    )


def take(
    connection: Connection,
    *,
    schedule_id: str,
    creator_id: str,
    sends: Iterable[tuple[Send, date]],
    as_of: datetime,
    draft_until: datetime | None,
    lock_days: int,
) -> None:
    """Lock the captions of the week's PPV sends (each with its local date) that are neither cancelled nor empty.

    `draft_until` is when the lock of a send not yet out lapses, None where the week is more than a draft. Must run in a
    write transaction: then of any number of pages that ask for one caption, one gets it. Raises ConflictError naming
    the caption, the page that holds it and the date; a settled send is a fact and conflicts with nothing.
    """
    ppv = set(connection.scalars(select(send_types.c.send_type_key).where(send_types.c.style_group == "ppv")))
    wanted = [
        (send, day) for send, day in sends if send.send_type in ppv and send.caption_id is not None and send.stands
    ]
    _refuse_taken(connection, creator_id, [entry for entry in wanted if not entry[0].settled], as_of, lock_days)
    rows = [
        {
            "schedule_id": schedule_id,
            "ref": send.ref,
            "caption_id": send.caption_id,
            "creator_id": creator_id,
            "send_date": day,
            "expires_at": None if send.status == "sent" else draft_until,
        }
        for send, day in wanted
    ]
    if rows:
        connection.execute(insert(caption_locks), rows)


def lock_week(connection: Connection, week: Schedule, now: datetime, rules: RuleParams) -> None:
    """Lock every PPV caption of a saved week as `take` does; a draft's locks lapse, others stay."""
    at = clock(connection, now)
    take(
        connection,
        schedule_id=str(week.schedule_id),
        creator_id=week.creator_id,
        sends=[(send, week.date_of(send)) for send in week.sends],
        as_of=at,
        draft_until=at + timedelta(days=rules.draft_lock_days) if week.status == "draft" else None,
        lock_days=rules.lock_days,
    )


def _refuse_taken(
    connection: Connection, creator_id: str, wanted: Sequence[tuple[Send, date]], as_of: datetime, lock_days: int
) -> None:
    held: dict[int, list[Row[Any]]] = {}
    ids = {send.caption_id for send, _ in wanted if send.caption_id is not None}
    for row in connection.execute(_others(creator_id, ids, as_of).order_by(_locks.send_date, _locks.creator_id)):
        held.setdefault(row.caption_id, []).append(row)
    for send, day in wanted:
        for row in held.get(send.caption_id or 0, ()):
            if abs(row.send_date - day) <= timedelta(days=lock_days):
                page = connection.scalar(select(creators.c.page_name).where(creators.c.creator_id == row.creator_id))
                raise ConflictError(
                    f"Caption {send.caption_id} of send {send.ref} ({day}) is held by page {page!r}, which sends it on "
                    f"{row.send_date}; {lock_days} days must lie between. Plan the week again or take another caption."
                )


def release(connection: Connection, schedule_id: str, refs: Collection[str] | None = None) -> None:
    """Give up the locks of a week, or of these sends of it."""
    gone = delete(caption_locks).where(_locks.schedule_id == schedule_id)
    connection.execute(gone if refs is None else gone.where(_locks.ref.in_(sorted(refs))))


def hold(connection: Connection, schedule_id: str, ref: str) -> None:
    """Keep the lock of a send that went out: it no longer lapses."""
    this = and_(_locks.schedule_id == schedule_id, _locks.ref == ref)
    connection.execute(update(caption_locks).where(this).values(expires_at=None))
