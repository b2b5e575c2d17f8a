"""The bank and the links to it: keys that fit their texts, one active copy of a text, messages at the caption they used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from database.check import wrong_keys
from database.defects import broken_links, conflicting_captions, unlinked_messages
from database.importing.attribution import Attribution, best_match, captions_by_key
from database.repair.rows import AT_ONCE, Row, RowChange, change, stored_rows
from database.store.events import record
from database.store.pages import read_catalogue
from database.tables import caption_bank, caption_locks, commitments, creators, mass_messages, schedule_items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from database.importing.attribution import BankCaption

__all__ = ["settle_keys", "settle_labels", "settle_links"]

_m, _c = mass_messages.c, caption_bank.c


def settle_keys(connection: Connection) -> Iterator[RowChange]:
    """Give every caption and message the key of its text."""
    for table, identity in ((caption_bank, "caption_id"), (mass_messages, "message_id")):
        for row_id, wrong, right in wrong_keys(connection, table):
            before, after = {"caption_key": wrong}, {"caption_key": right}
            change(connection, table, {identity: row_id}, after)
            yield RowChange(table.name, str(row_id), "text-keys", "mended", before, after, "the key of its text")


def settle_labels(connection: Connection, *, actor: str, now: datetime) -> Iterator[RowChange]:
    """Of copies with different types keep the one most messages used (the oldest of equals).

    What points at the others moves to it: messages, commitments, planned sends (with an event in the week's audit trail),
    locks.
    The others are deactivated; none is deleted.
    """
    for _, key, owner in connection.execute(conflicting_captions()).all():
        uses = select(func.count()).where(_m.caption_id == _c.caption_id).scalar_subquery()
        copies = select(_c.caption_id, uses, _c.caption_type, _c.content_type).where(
            _c.caption_key == key, func.coalesce(_c.creator_id, "") == owner, _c.is_active == 1
        )
        kept, *others = connection.execute(copies.order_by(uses.desc(), _c.caption_id)).all()
        for other in others:
            why = (
                f"the same text as caption {kept[0]} ({kept[2]}, {kept[3]}; {kept[1]} messages), "
                f"with other labels ({other[2]}, {other[3]}; {other[1]} messages)"
            )
            change(connection, caption_bank, {"caption_id": other[0]}, {"is_active": 0})
            yield _mended("caption_bank", str(other[0]), {"is_active": 1}, {"is_active": 0}, why)
            yield from _move(connection, other[0], kept[0], actor=actor, now=now)


def _move(connection: Connection, old: int, new: int, *, actor: str, now: datetime) -> Iterator[RowChange]:
    before, after, why = {"caption_id": old}, {"caption_id": new}, f"caption {new} is the copy that is kept"
    for (message_id,) in connection.execute(select(_m.message_id).where(_m.caption_id == old)).all():
        yield _mended("mass_messages", str(message_id), before, after, why)
    change(connection, mass_messages, before, after)
    promised = select(commitments.c.creator_id, commitments.c.ref).where(commitments.c.caption_id == old)
    for creator_id, ref in connection.execute(promised.order_by(commitments.c.starts_at)).all():
        yield _mended("commitments", f"{creator_id} / {ref}", before, after, why)
    change(connection, commitments, before, after)
    for table in (schedule_items, caption_locks):
        places = (table.c.schedule_id, table.c.ref)
        for schedule_id, ref in connection.execute(select(*places).where(table.c.caption_id == old)).all():
            if table is schedule_items:
                record(connection, schedule_id, "repaired", actor=actor, now=now, before=before, after=after, ref=ref)
            yield _mended(table.name, f"{schedule_id} / {ref}", before, after, why)
        change(connection, table, before, after)


def _mended(table: str, key: str, before: Row, after: Row, why: str) -> RowChange:
    return RowChange(table, key, "caption-labels", "mended", before, after, why)


def settle_links(connection: Connection) -> Iterator[RowChange]:
    """Link messages by their text where the link is broken or missing; clear what no caption fits."""
    broken = dict.fromkeys(connection.scalars(broken_links()), "caption-links")
    missing = dict.fromkeys(connection.scalars(unlinked_messages()), "caption-unlinked")
    defects = broken | missing
    attribution = Attribution(read_catalogue(connection))
    page_types = {row[0]: row[1] for row in connection.execute(select(creators.c.creator_id, creators.c.page_type))}
    ids = sorted(defects)
    for start in range(0, len(ids), AT_ONCE):
        rows = list(stored_rows(connection, mass_messages, ids[start : start + AT_ONCE]))
        keys, pages = ({row[name] for row in rows} - {None} for name in ("caption_key", "creator_id"))
        bank = captions_by_key(connection, keys, pages)
        for row in rows:
            caption = best_match(bank.get(row["caption_key"], ()), row["creator_id"])
            after = _linked(row, caption, attribution, page_types[row["creator_id"]])
            before = {name: row[name] for name in after}
            change(connection, mass_messages, {"message_id": row["message_id"]}, after)
            why = f"caption {caption.caption_id} has its text" if caption else "no caption has its text"
            defect = defects[row["message_id"]]
            yield RowChange("mass_messages", str(row["message_id"]), defect, "mended", before, after, why)


def _linked(row: Row, caption: BankCaption | None, attribution: Attribution, page_type: Any) -> Row:
    """The columns to set; what the message says of itself stands, a type guessed by rules gives way to the caption's."""
    if caption is None:
        return {"caption_id": None, "caption_source": None}
    after: Row = {"caption_id": caption.caption_id, "caption_source": "text"}
    if row["content_type"] is None:
        after["content_type"] = caption.content_type
    if row["send_type"] is None or row["type_source"] == "rules":
        send_type = attribution.by_caption(caption.caption_type, page_type, priced=bool(row["is_priced"]))
        if send_type is not None:
            after |= {"send_type": send_type, "type_source": "caption"}
    return {name: value for name, value in after.items() if value != row[name]}
