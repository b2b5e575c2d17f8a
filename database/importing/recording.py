"""Messages into the database: a message that is there already is updated, never counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from database.importing.archive import take_back
from database.importing.attribution import BankCaption, best_match, captions_by_key
from database.importing.report import Tally
from database.tables import mass_messages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, RowMapping

    from database.importing.known import Known
    from database.importing.messages import Message

__all__ = ["record_messages"]

_m = mass_messages.c
Columns = dict[str, Any]
Bank = dict[str, list[BankCaption]]
Mark = tuple[Any, ...]

_OLD = select(
    _m.message_id,
    _m.creator_id,
    _m.source_message_id,
    _m.sent_at,
    _m.local_date,
    _m.local_hour,
    _m.local_weekday,
    _m.text,
    _m.caption_key,
    _m.media_count,
    _m.is_priced,
    _m.price_cents,
    _m.sent,
    _m.viewed,
    _m.purchased,
    _m.earnings_cents,
    _m.send_type,
    _m.type_source,
    _m.caption_id,
    _m.caption_source,
    _m.content_type,
)
_KEPT = ("source_message_id", "text", "caption_key", "media_count", "caption_id", "caption_source", "content_type")
"""Columns an earlier file filled and a later one may leave empty."""
_GROWING = ("viewed", "purchased", "earnings_cents")
"""Counts that grow from export to export."""
_KEPT_OF_ANOTHER_TEXT = ("source_message_id", "media_count")


def record_messages(connection: Connection, known: Known, messages: Iterable[Message], file: str) -> Tally:
    """Insert new messages and update known ones with what the file says.

    The same message is one page's with the same source id, or, where one side has no id, with the same moment and text.
    """
    tally = Tally()
    for batch in _batches(messages, known.limits.batch_rows):
        _record(connection, known, batch, file, tally)
    return tally


def _batches(messages: Iterable[Message], size: int) -> Iterator[list[Message]]:
    """Runs of messages in which no two can be the same one."""
    batch: list[Message] = []
    seen: set[object] = set()
    for message in messages:
        marks = {_moment(message.columns), _identity(message.columns)}
        if len(batch) >= size or seen & marks:
            yield batch
            batch, seen = [], set()
        batch.append(message)
        seen |= marks
    if batch:
        yield batch


def _moment(columns: Columns | RowMapping) -> Mark:
    return columns["creator_id"], columns["sent_at"], columns["caption_key"]


def _identity(columns: Columns | RowMapping) -> Mark:
    return columns["creator_id"], columns["source_message_id"]


def _record(connection: Connection, known: Known, batch: Sequence[Message], file: str, tally: Tally) -> None:
    creators = {message.creator.creator_id for message in batch}
    old = _Recorded(connection, creators, batch)
    keys = {message.columns["caption_key"] for message in batch} - {None}
    bank = captions_by_key(connection, keys, creators)
    new, changed = [], []
    for message in batch:
        before = old.of(message)
        columns = _merged(message, before)
        columns |= _attributed(message, columns, before, bank, known)
        if before is None:
            new.append(columns | {"page_name": message.creator.page_name, "source_file": file})
        elif any(columns[name] != before[name] for name in columns):
            changed.append(columns | {"id_": before["message_id"]})
        else:
            tally.unchanged += 1
            continue
        tally.touched.add(columns["creator_id"])
    if found := {message.key: message.creator for message in batch if message.key in known.archived}:
        take_back(connection, found, file=file)
    if new:
        connection.execute(insert(mass_messages), new)
    if changed:
        connection.execute(update(mass_messages).where(_m.message_id == bindparam("id_")), changed)
    tally.inserted += len(new)
    tally.updated += len(changed)


def _attributed(
    message: Message, columns: Columns, before: RowMapping | None, bank: Bank, known: Known
) -> dict[str, Any]:
    named = message.columns["caption_id"]
    if named is not None:
        caption = known.captions[named]
    elif columns["caption_id"] is not None:
        caption = None  # matched before; what followed from it stands in the columns
    else:
        caption = best_match(bank.get(columns["caption_key"], ()), columns["creator_id"])
    found = known.attribution.columns(columns, caption, message.media, message.creator.page_type)
    if named is None and caption is not None:
        found["caption_source"] = "text"
    if before and message.media.files is None and found["type_source"] == before["type_source"] == "rules":
        found["send_type"] = before["send_type"]  # the earlier file knew more
    return found


class _Recorded:
    """Messages already there, found by source id or by moment and text."""

    def __init__(self, connection: Connection, creators: Collection[str], batch: Sequence[Message]) -> None:
        own = _OLD.where(_m.creator_id.in_(creators))
        ids = [source for message in batch if (source := message.columns["source_message_id"]) is not None]
        same_id = connection.execute(own.where(_m.source_message_id.in_(ids))).mappings()
        self._by_id = {_identity(row): row for row in same_id}
        rest = [message.columns["sent_at"] for message in batch if _identity(message.columns) not in self._by_id]
        self._by_moment: dict[Mark, list[RowMapping]] = {}
        for row in connection.execute(own.where(_m.sent_at.in_(rest))).mappings():
            self._by_moment.setdefault(_moment(row), []).append(row)

    def of(self, message: Message) -> RowMapping | None:
        """The row that is this message."""
        source = message.columns["source_message_id"]
        if row := self._by_id.get(_identity(message.columns)):
            return row
        same = self._by_moment.get(_moment(message.columns), ())
        return next((row for row in same if source is None or row["source_message_id"] is None), None)


def _merged(message: Message, before: RowMapping | None) -> dict[str, Any]:
    """What the file says, and where it is silent what was known."""
    columns = dict(message.columns)
    columns["caption_source"] = None if columns["caption_id"] is None else "source"
    if before is not None:
        if columns["is_priced"] is None:
            columns |= {"is_priced": before["is_priced"], "price_cents": before["price_cents"]}
        for name in ("viewed", "purchased"):
            if columns[name] is None and before[name] is not None:
                columns[name] = min(before[name], columns["sent"])
        if _is_older(message.columns, before):
            columns |= {name: before[name] for name in ("sent", *_GROWING)}
        for name in _KEPT if _same_text(columns, before) else _KEPT_OF_ANOTHER_TEXT:
            if columns[name] is None:
                columns[name] = before[name]
        if columns["send_type"] is None and before["type_source"] in _settled(columns, before):
            columns |= {"send_type": before["send_type"], "type_source": before["type_source"]}
    columns |= {"is_priced": bool(columns["is_priced"]), "purchased": columns["purchased"] or 0}
    if columns["earnings_cents"] is None:
        sold_alike = before is not None and all(before[name] == columns[name] for name in ("price_cents", "purchased"))
        sales = (columns["price_cents"] or 0) * columns["purchased"]
        columns["earnings_cents"] = before["earnings_cents"] if before is not None and sold_alike else sales
    return columns


def _is_older(said: Columns, before: RowMapping) -> bool:
    """True for an export made before what is known: counts only grow, and of these some are smaller and none larger."""
    pairs = [(said[name], before[name]) for name in _GROWING if said[name] is not None and before[name] is not None]
    return any(now < then for now, then in pairs) and all(now <= then for now, then in pairs)


def _same_text(columns: Columns, before: RowMapping) -> bool:
    return columns["caption_key"] in (None, before["caption_key"])


def _settled(columns: Columns, before: RowMapping) -> tuple[str, ...]:
    """The sources of a send type that outlive this file: what rules found is found anew, a match lasts with its text."""
    return ("source", "plan", "caption") if _same_text(columns, before) else ("source", "plan")
