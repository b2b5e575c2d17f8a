"""Plan and world in step: a message that was planned makes its send sent, and its counts the send's outcome."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, insert, or_, select, update

from database.store.marking import mark_arrived
from database.tables import mass_messages, predictions, schedule_items, schedules
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Select

    from database.store.marking import Step

__all__ = ["Arrived", "carry_outcomes", "match_sends"]

_m, _i, _p, _s = mass_messages.c, schedule_items.c, predictions.c, schedules.c
_OUTCOME = {"actual_sent": _m.sent, "actual_viewed": _m.viewed, "actual_purchased": _m.purchased}
_OUTCOME |= {"actual_cents": _m.earnings_cents}
_OPEN = ("planned", "stale", "failed", "sent")
"""Sends a message may belong to; cancelling is a person's word, so a message like it counts as unplanned."""

Pair = tuple[Row[Any], Row[Any]]


@dataclass(slots=True)
class Arrived:
    """How many planned sends found their message, and the pages of those."""

    sends: int = 0
    touched: set[str] = field(default_factory=set)


def match_sends(connection: Connection, creator_ids: Collection[str], *, minutes: int, step: Step) -> Arrived:
    """Match sends of standing weeks of these pages with messages of the page that are not matched yet.

    They belong together when both have the same caption, by id or text, and at most `minutes` lie between them; the nearest
    first, each once. The send becomes sent, the message takes the send's type and caption unless the file named them, and
    the send's prediction gets the message's counts, now and whenever they change later.
    """
    _follow_counts(connection, creator_ids, step)
    arrived = Arrived()
    waiting = connection.execute(_waiting(creator_ids)).all()
    if not waiting:
        return arrived
    weeks: dict[str, list[str]] = defaultdict(list)
    for send, message in _nearest(waiting, _free(connection, waiting, minutes), minutes):
        _adopt(connection, send, message)
        _keep_outcome(connection, send, message, step)
        weeks[send.schedule_id].append(send.ref)
        arrived.sends += 1
        arrived.touched.add(send.creator_id)
    for schedule_id, refs in weeks.items():
        mark_arrived(connection, schedule_id, refs, step)
    return arrived


def carry_outcomes(connection: Connection, old: str, new: str, refs: Collection[str]) -> None:
    """What sends that went out brought, from one version of a week to the next."""
    seen = select(predictions).where(_p.schedule_id == old, _p.ref.in_(sorted(refs)), _p.observed_at.is_not(None))
    for row in connection.execute(seen).mappings().all():
        _put(connection, dict(row) | {"schedule_id": new})


def _waiting(creator_ids: Collection[str]) -> Select[Any]:
    linked = and_(_p.schedule_id == _i.schedule_id, _p.ref == _i.ref, _p.message_id.is_not(None))
    return (
        select(schedule_items, _s.creator_id, _s.created_at)
        .join(schedules, _s.schedule_id == _i.schedule_id)
        .where(_s.creator_id.in_(sorted(creator_ids)), _s.status != "superseded", _i.status.in_(_OPEN))
        .where(or_(_i.caption_id.is_not(None), _i.caption_text.is_not(None)))
        .where(~select(_p.ref).where(linked).exists())
        .order_by(_i.starts_at, _i.schedule_id, _i.ref)
    )


def _free(connection: Connection, waiting: Sequence[Row[Any]], minutes: int) -> Sequence[Row[Any]]:
    """Messages around the waiting sends that belong to no send of a standing week."""
    margin = timedelta(minutes=minutes)
    taken = (
        select(_p.message_id)
        .join(schedules, _s.schedule_id == _p.schedule_id)
        .where(_p.message_id.is_not(None), _s.status != "superseded")
    )
    query = (
        select(mass_messages)
        .where(_m.creator_id.in_(sorted({send.creator_id for send in waiting})))
        .where(_m.sent_at.between(waiting[0].starts_at - margin, waiting[-1].starts_at + margin))
        .where(_m.message_id.not_in(taken), or_(_m.caption_id.is_not(None), _m.caption_key.is_not(None)))
        .order_by(_m.sent_at, _m.message_id)
    )
    return connection.execute(query).all()


def _nearest(waiting: Sequence[Row[Any]], free: Sequence[Row[Any]], minutes: int) -> Iterator[Pair]:
    """Pairs of send and message, the nearest first, each at most once."""
    by_caption: dict[tuple[str, int | str], list[Row[Any]]] = defaultdict(list)
    for message in free:
        for mark in (message.caption_id, message.caption_key):
            by_caption[message.creator_id, mark].append(message)
    pairs = []
    for place, send in enumerate(waiting):
        key = None if send.caption_text is None else caption_key(send.caption_text)
        same = {
            message.message_id: message
            for mark in (send.caption_id, key)
            if mark is not None
            for message in by_caption.get((send.creator_id, mark), ())
        }
        for message in same.values():
            away = abs(message.sent_at - send.starts_at)
            if away <= timedelta(minutes=minutes):
                pairs.append((away, place, message.sent_at, message.message_id, send, message))
    done: set[tuple[str, int]] = set()
    for _, place, _, message_id, send, message in sorted(pairs, key=lambda pair: pair[:4]):
        if done.isdisjoint(both := {("send", place), ("message", message_id)}):
            done |= both
            yield send, message


def _adopt(connection: Connection, send: Row[Any], message: Row[Any]) -> None:
    """What the week knows of the message; what the file named stands."""
    known: dict[str, Any] = {}
    if message.type_source != "source":
        known |= {"send_type": send.send_type, "type_source": "plan"}
    if send.caption_id not in (None, message.caption_id) and message.caption_source != "source":
        known |= {"caption_id": send.caption_id, "caption_source": "plan", "content_type": send.content_type}
    elif message.content_type is None:
        known |= {"content_type": send.content_type}
    if known:
        connection.execute(update(mass_messages).where(_m.message_id == message.message_id).values(known))


def _keep_outcome(connection: Connection, send: Row[Any], message: Row[Any], step: Step) -> None:
    row = {"schedule_id": send.schedule_id, "ref": send.ref, "message_id": message.message_id}
    forecast = {"forecast_cents": send.forecast_cents, "predicted_at": send.created_at}
    counts = {name: getattr(message, column.name) for name, column in _OUTCOME.items()}
    _put(connection, row | counts | {"observed_at": step.now}, new=forecast)


def _put(connection: Connection, row: Mapping[str, Any], new: Mapping[str, Any] | None = None) -> None:
    """Update the prediction of a send, or add it: only priced sends have one from the start."""
    this = (_p.schedule_id == row["schedule_id"], _p.ref == row["ref"])
    if not connection.execute(update(predictions).where(*this).values(row)).rowcount:
        connection.execute(insert(predictions), {**row, **(new or {})})


def _follow_counts(connection: Connection, creator_ids: Collection[str], step: Step) -> None:
    """Outcomes whose messages have other counts by now."""
    rows = connection.execute(
        select(_p.schedule_id, _p.ref, *(column.label(name) for name, column in _OUTCOME.items()))
        .join(mass_messages, _m.message_id == _p.message_id)
        .where(_m.creator_id.in_(sorted(creator_ids)))
        .where(or_(*(_p[name].is_distinct_from(column) for name, column in _OUTCOME.items())))
    )
    for row in rows.mappings().all():
        _put(connection, dict(row) | {"observed_at": step.now})
