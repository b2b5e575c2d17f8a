"""Messages in the database that get a caption or lose it, with all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from database.importing.attribution import BankCaption, Media, best_match, captions_by_key
from database.tables import caption_bank, creators, mass_messages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from database.importing.known import Known

__all__ = ["link_messages", "link_texts", "relink", "unlink"]

_m = mass_messages.c
_GUESSED = ("rules", "caption", None)
"""Sources of a send type that follow from text and caption and give way with them."""


def link_messages(connection: Connection, known: Known) -> set[str]:
    """Match messages that have no caption yet with the bank by their text; returns the pages whose messages changed."""
    rows = _rows(connection, _m.caption_id.is_(None), _m.caption_key.in_(select(caption_bank.c.caption_key)))
    bank = captions_by_key(connection, {row["caption_key"] for row in rows}, {row["creator_id"] for row in rows})
    found = ((row, best_match(bank.get(row["caption_key"], ()), row["creator_id"])) for row in rows)
    return _write(connection, known, [(row, caption, "text") for row, caption in found if caption is not None])


def link_texts(
    connection: Connection,
    known: Known,
    links: Mapping[tuple[str, str], tuple[int, str]],
    creator_ids: Collection[str] | None = None,
) -> tuple[int, set[str]]:
    """Give messages of these pages (None: all) that have no caption the one of their page and text key.

    `links` holds its id and how it was found. Returns how many messages changed, and their pages.
    """
    bank = _captions(connection, {caption_id for caption_id, _ in links.values()})
    own = [] if creator_ids is None else [_m.creator_id.in_(sorted(creator_ids))]
    rows = _rows(connection, _m.caption_id.is_(None), _m.caption_key.is_not(None), *own) if links else []
    named = [(row, links.get((row["creator_id"], row["caption_key"]))) for row in rows]
    changes = [(row, bank[link[0]], link[1]) for row, link in named if link is not None]
    return len(changes), _write(connection, known, changes)


def relink(connection: Connection, known: Known, text: tuple[str, str], caption_id: int, source: str) -> int:
    """Give every message of that page and text key this caption, unless the file or the same text gave one."""
    caption = _captions(connection, {caption_id})[caption_id]
    rows = [row for row in _of_text(connection, text) if row["caption_source"] in (None, "similar", "review")]
    _write(connection, known, [(row, caption, source) for row in rows])
    return len(rows)


def unlink(connection: Connection, known: Known, text: tuple[str, str], caption_id: int) -> int:
    """Take this caption from the messages of that page and text key that only resemble it."""
    rows = [
        row
        for row in _of_text(connection, text)
        if row["caption_id"] == caption_id and row["caption_source"] in ("similar", "review")
    ]
    _write(connection, known, [(row, None, None) for row in rows])
    return len(rows)


def _of_text(connection: Connection, text: tuple[str, str]) -> Sequence[RowMapping]:
    return _rows(connection, _m.creator_id == text[0], _m.caption_key == text[1])


def _rows(connection: Connection, *conditions: ColumnElement[bool]) -> Sequence[RowMapping]:
    query = select(mass_messages, creators.c.page_type).join(creators, creators.c.creator_id == _m.creator_id)
    return connection.execute(query.where(*conditions).order_by(_m.message_id)).mappings().all()


def _captions(connection: Connection, ids: Collection[int]) -> dict[int, BankCaption]:
    bank = caption_bank.c
    columns = (bank.caption_id, bank.creator_id, bank.caption_type, bank.content_type, bank.is_active)
    rows = connection.execute(select(*columns).where(bank.caption_id.in_(sorted(ids))))
    return {row.caption_id: BankCaption(*row) for row in rows}


def _write(
    connection: Connection, known: Known, changes: Iterable[tuple[RowMapping, BankCaption | None, str | None]]
) -> set[str]:
    """Write what follows; returns the pages of the messages."""
    rows, touched = [], set()
    for row, caption, source in changes:
        rows.append(_columns(known, row, caption) | {"caption_source": source, "id_": row["message_id"]})
        touched.add(row["creator_id"])
    if rows:
        connection.execute(update(mass_messages).where(_m.message_id == bindparam("id_")), rows)
    return touched


def _columns(known: Known, row: RowMapping, caption: BankCaption | None) -> dict[str, Any]:
    guessed = row["type_source"] in _GUESSED
    message = dict(row) | ({"send_type": None, "type_source": None} if guessed else {})
    if row["caption_source"] in ("similar", "review"):
        message |= {"caption_id": None, "content_type": None}
    found = known.attribution.columns(message, caption, Media(row["media_count"]), row["page_type"])
    if row["type_source"] == found["type_source"] == "rules":
        found |= {"send_type": row["send_type"]}  # the file knew more of the media than the database keeps
    return found
