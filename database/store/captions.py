"""Captions drawn from the bank. Every query walks an index to its limit, so its cost does not grow with the bank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Select, bindparam, exists, select, type_coerce

from database.store.locks import near_week
from database.tables import caption_bank, caption_locks, schedules
from eros.model.caption import Caption
from eros.model.captions import Captions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

    from eros.model.catalogue import Catalogue, SendType
    from eros.model.creator import Creator

__all__ = ["Draw", "draw_captions", "ppv_caption_types", "shared_ppv"]

_bank = caption_bank.c
_CAPTION: Select[Any] = select(
    _bank.caption_id,
    _bank.creator_id,
    _bank.text,
    _bank.caption_type,
    _bank.content_type,
    _bank.tone,
    _bank.ppv_style,
    _bank.price_tier,
    _bank.family,
    type_coerce(_bank.is_paid_only, Boolean),
    _bank.fleet_uses,
    _bank.fleet_index,
)
_OWN = _CAPTION.where(
    _bank.creator_id == bindparam("owner"), _bank.caption_type == bindparam("wanted"), _bank.is_active == 1
)


@cache
def _best(*, shown_only: bool = False, paid_only_too: bool = True) -> Select[Any]:
    """The best `pool` active shared captions of the type `wanted`, in the order of the bank's index.

    `shown_only` leaves those whose content type is among `contents`. Each form is built once: building it costs more
    than running it.
    """
    query = _CAPTION.where(_bank.creator_id.is_(None), _bank.caption_type == bindparam("wanted"), _bank.is_active == 1)
    if shown_only:
        query = query.where(_bank.content_type.in_(bindparam("contents", expanding=True)))
    if not paid_only_too:
        query = query.where(_bank.is_paid_only == 0)
    return query.order_by(_bank.fleet_index.desc(), _bank.caption_id).limit(bindparam("pool"))


@dataclass(frozen=True, slots=True)
class Draw:
    """What a page-week may choose from.

    `pool` shared captions of each caption type; where `ppv_allotment` is given, the shared captions of PPV types are
    exactly these ids. `named` are loaded if active, `sent` (captions of sends already out) even if not.
    """

    creator: Creator
    catalogue: Catalogue
    vault: frozenset[str]
    pool: int
    ppv_allotment: Collection[int] | None = None
    named: Collection[int] = ()
    sent: Collection[int] = ()


def ppv_caption_types(catalogue: Catalogue) -> tuple[str, ...]:
    """The caption types PPV sends use, in catalogue order."""
    return tuple(dict.fromkeys(key for t in catalogue.send_types.values() if t.is_ppv for key in t.caption_types))


def draw_captions(connection: Connection, draw: Draw) -> Captions:
    """The pool."""
    users = _users(draw.catalogue.types_for(draw.creator.page_type))
    found = [*_own(connection, draw.creator, users), *_named(connection, draw)]
    if draw.creator.use_shared_captions:
        found += _shared(connection, draw, users)
    return Captions.of_values(found)


def _own(connection: Connection, creator: Creator, caption_types: Iterable[str]) -> Iterator[Row[Any]]:
    """Type by type: so SQLite takes the index also where statistics say that nearly all captions have one owner."""
    for caption_type in caption_types:
        yield from _rows(connection, _OWN, owner=creator.creator_id, wanted=caption_type)


def _named(connection: Connection, draw: Draw) -> Iterator[Row[Any]]:
    yield from _active(connection, draw.named)
    yield from _rows(connection, _CAPTION.where(_bank.caption_id.in_(sorted(draw.sent))))


def _active(connection: Connection, ids: Collection[int]) -> Sequence[Row[Any]]:
    """By id alone: a condition on owner or type would lead SQLite into the bank's index instead."""
    return _rows(connection, _CAPTION.where(_bank.caption_id.in_(sorted(ids)), _bank.is_active == 1))


def _shared(connection: Connection, draw: Draw, users: Mapping[str, Sequence[SendType]]) -> Iterator[Row[Any]]:
    allotted = ppv_caption_types(draw.catalogue) if draw.ppv_allotment is not None else ()
    for row in _active(connection, draw.ppv_allotment or ()):
        if row.creator_id is None and row.caption_type in allotted:
            yield row
    for caption_type, send_types in users.items():
        if caption_type not in allotted:
            yield from _best_shared(connection, draw, caption_type, send_types)


def _users(send_types: Iterable[SendType]) -> dict[str, list[SendType]]:
    """The send types that list each caption type."""
    users: dict[str, list[SendType]] = {}
    for send_type in send_types:
        for caption_type in send_type.caption_types:
            users.setdefault(caption_type, []).append(send_type)
    return users


def _best_shared(
    connection: Connection, draw: Draw, caption_type: str, users: Sequence[SendType]
) -> Iterator[Row[Any]]:
    """The best of one type the vault covers, filled up with others where some of its sends show nothing."""
    paid = draw.creator.page_type == "paid"
    covered: Sequence[Row[Any]] = ()
    if any(send_type.requires_media for send_type in users):
        query = _best(shown_only=True, paid_only_too=paid)
        covered = _rows(connection, query, wanted=caption_type, pool=draw.pool, contents=_shown(draw))
    yield from covered
    if len(covered) < draw.pool and not all(send_type.requires_media for send_type in users):
        yield from _rows(connection, _best(paid_only_too=paid), wanted=caption_type, pool=draw.pool)


def _shown(draw: Draw) -> list[str]:
    """Content types in the vault, and purposes, which need none."""
    return sorted(draw.vault | {c.key for c in draw.catalogue.content_types.values() if not c.is_inventory})


def shared_ppv(
    connection: Connection, catalogue: Catalogue, week_start: date, *, limit: int, lock_days: int
) -> tuple[Caption, ...]:
    """The best shared captions of PPV types that no page holds around the week, best first.

    Locks of this week's own drafts do not count: planning the fleet again must find what it found before.
    """
    taken = (
        exists()
        .where(caption_locks.c.caption_id == _bank.caption_id, near_week(week_start, lock_days))
        .where(caption_locks.c.schedule_id == schedules.c.schedule_id)
        .where((schedules.c.week_start != week_start) | (schedules.c.status != "draft"))
    )
    query = _best().where(~taken)
    found = [
        Caption(*row)
        for caption_type in ppv_caption_types(catalogue)
        for row in _rows(connection, query, wanted=caption_type, pool=limit)
    ]
    return tuple(sorted(found, key=lambda caption: (-caption.fleet_index, caption.caption_id))[:limit])


def _rows(connection: Connection, query: Select[Any], **values: Any) -> Sequence[Any]:
    """The values of the fields of captions."""
    return connection.execute(query, values).all()
