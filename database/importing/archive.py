"""The archive: messages nobody can attribute, whole and with the reason; kept, never used, and gone once attributed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from database.tables import creators, mass_messages, mass_messages_archive, predictions
from eros.digest import content_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from eros.model.creator import Creator

__all__ = ["Stray", "archive_messages", "archive_strays", "archived_keys", "row_key", "take_back"]

_a = mass_messages_archive.c
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Stray:
    """A row of a file that belongs to no page or no moment: its cells by field, what tells it again, and why."""

    page_name: str | None
    cells: Mapping[str, str]
    key: str
    reason: str


def row_key(source_id: str | None, moment: str | None, caption_key: str | None) -> str:
    """What tells the same row again whatever page it names: the source's id or else the moment, and the text's key."""
    return content_digest([source_id, None if source_id else moment, caption_key])[:32]


def archived_keys(connection: Connection) -> frozenset[str]:
    """The keys of everything in the archive."""
    return frozenset(connection.scalars(select(_a.row_key).where(_a.row_key.is_not(None))))


def archive_strays(connection: Connection, strays: Iterable[Stray], *, file: str, now: datetime) -> Counter[str]:
    """Keep rows of a file; returns how many it had for each reason. A row that is kept already is not kept twice."""
    kept = {(row.row_key, row.page_name) for row in connection.execute(select(_a.row_key, _a.page_name))}
    reasons: Counter[str] = Counter()
    for stray in strays:
        reasons[stray.reason] += 1
        mark = (stray.key, stray.page_name)
        if mark in kept:
            continue
        kept.add(mark)
        row = {"page_name": stray.page_name, "row": dict(stray.cells), "row_key": stray.key, "reason": stray.reason}
        connection.execute(insert(mass_messages_archive), row | {"archived_at": now, "source_file": file})
    return reasons


def archive_messages(connection: Connection, message_ids: Collection[int], *, reason: str, now: datetime) -> int:
    """Move messages into the archive, every column of them; returns how many there were.

    Planned sends that were matched to them lose the link and keep what was observed. The caller refreshes the aggregates.
    """
    moved = 0
    for ids in _chunks(sorted(message_ids)):
        rows = connection.execute(select(mass_messages).where(mass_messages.c.message_id.in_(ids))).mappings().all()
        if not rows:
            continue
        connection.execute(
            insert(mass_messages_archive),
            [
                {
                    "message_id": row["message_id"],
                    "page_name": row["page_name"],
                    "sent_at": row["sent_at"],
                    "row": {name: _plain(value) for name, value in row.items()},
                    "row_key": row_key(row["source_message_id"], row["sent_at"].isoformat(), row["caption_key"]),
                    "reason": reason,
                    "archived_at": now,
                    "source_file": row["source_file"],
                }
                for row in rows
            ],
        )
        linked = update(predictions).where(predictions.c.message_id.in_(ids))
        connection.execute(linked.values(message_id=None))
        connection.execute(delete(mass_messages).where(mass_messages.c.message_id.in_(ids)))
        moved += len(rows)
    return moved


def take_back(connection: Connection, found: Mapping[str, Creator], *, file: str) -> int:
    """Drop from the archive what is now attributed: rows by key, each with its page; returns how many went.

    A row that names another page than the one found stays, unless it came from the same file.
    """
    gone: list[int] = []
    for keys in _chunks(sorted(found)):
        query = select(_a.archive_id, _a.row_key, _a.page_name, _a.source_file).where(_a.row_key.in_(keys))
        for row in connection.execute(query):
            names = {found[row.row_key].creator_id, found[row.row_key].page_name}
            if row.source_file == file or row.page_name in names or _names_nobody(connection, row.page_name):
                gone.append(row.archive_id)
    for ids in _chunks(gone):
        connection.execute(delete(mass_messages_archive).where(_a.archive_id.in_(ids)))
    return len(gone)


def _names_nobody(connection: Connection, page_name: str | None) -> bool:
    named = or_(creators.c.page_name == page_name, creators.c.creator_id == page_name)
    return connection.scalar(select(creators.c.creator_id).where(named)) is None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _chunks(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
