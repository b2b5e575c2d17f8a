"""Captions: the columns, a row into a caption, captions into the bank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import bindparam, insert, or_, select, update

from database.importing.report import Tally
from database.importing.table import Layout, RowProblem, in_batches
from database.importing.values import choice, named, plain_name, yes_no
from database.tables import caption_bank
from eros.model.catalogue import PpvStyle
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

    from database.importing.known import Known
    from database.importing.table import Row

__all__ = ["LAYOUTS", "NewCaption", "read_caption", "write_captions"]

_FIELDS = (
    "page",
    "text",
    "caption_type",
    "content_type",
    "tone",
    "ppv_style",
    "price",
    "price_tier",
    "family",
    "is_paid_only",
    "shared",
)
LAYOUTS = (Layout("canonical", {plain_name(name): name for name in _FIELDS}, ("text", "caption_type", "content_type")),)
_STYLES = named((style, style) for style in get_args(PpvStyle))

_bank = caption_bank.c
_LABELS = (
    "caption_type",
    "content_type",
    "tone",
    "ppv_style",
    "suggested_price_cents",
    "price_tier",
    "family",
    "is_paid_only",
)
_SHOWN = {"suggested_price_cents": "price"}


@dataclass(frozen=True, slots=True)
class NewCaption:
    """A caption of a file: whose it is (None shared), its text and what the file says of it (None: nothing)."""

    line: int
    creator_id: str | None
    text: str
    key: str
    labels: Mapping[str, Any]


def read_caption(row: Row, known: Known) -> NewCaption | None:
    """The caption of a row; None when something is wrong with it (noted in the row)."""
    page = known.page_of(row)
    shared = row.read("shared", yes_no, default=page is None)
    if page is None and row.sound("page") and row.sound("shared") and not row.cell("shared"):
        row.wrong("shared", "is empty; say yes, or name the page the caption belongs to")
    if page is None and not shared and row.sound("page"):
        row.wrong("page", "is empty; a caption that is not shared belongs to a page, name it here or with --page")
    text = row.need("text", known.text)
    labels = {
        "caption_type": row.need("caption_type", lambda raw: choice(raw, known.caption_types, "caption type")),
        "content_type": row.need("content_type", lambda raw: choice(raw, known.content_types, "content type")),
        "tone": row.read("tone", known.text),
        "ppv_style": row.read("ppv_style", lambda raw: choice(raw, _STYLES, "style")),
        "suggested_price_cents": row.read("price", known.money),
        "price_tier": row.read("price_tier", known.text),
        "family": row.read("family", known.text),
        "is_paid_only": row.read("is_paid_only", yes_no),
    }
    if row.problems:
        return None
    owner = None if shared or page is None else page.creator_id
    return NewCaption(row.line, owner, text, caption_key(text), labels)


def write_captions(connection: Connection, known: Known, captions: Iterable[NewCaption], file: str) -> Tally:
    """Add new captions and change the labels of known ones; one owner has a text once.

    Where a file holds a text twice with labels that differ, the first row counts; that and every label changed in the bank
    is reported.
    """
    tally = Tally()
    first: dict[tuple[str | None, str], NewCaption] = {}
    for batch in in_batches(captions, known.limits.batch_rows):
        once = []
        for caption in batch:
            earlier = first.setdefault((caption.creator_id, caption.key), caption)
            if earlier is caption:
                once.append(caption)
                continue
            tally.unchanged += 1
            tally.problems += _differences(
                file, caption, earlier.labels, f"kept, as line {earlier.line} says for the same text"
            )
        _write(connection, once, file, tally)
    return tally


def _write(connection: Connection, captions: Sequence[NewCaption], file: str, tally: Tally) -> None:
    old = _in_bank(connection, captions)
    new, changed = [], []
    for caption in captions:
        before = old.get((caption.creator_id, caption.key))
        if before is None:
            labels = {**caption.labels, "is_paid_only": bool(caption.labels["is_paid_only"])}
            new.append(labels | {"creator_id": caption.creator_id, "text": caption.text, "caption_key": caption.key})
            continue
        labels = {name: before[name] if value is None else value for name, value in caption.labels.items()}
        if all(labels[name] == before[name] for name in _LABELS):
            tally.unchanged += 1
            continue
        tally.problems += _differences(file, caption, before, "before; the file's label counts from now on")
        changed.append(labels | {"id_": before["caption_id"]})
    if new:
        connection.execute(insert(caption_bank), new)
    if changed:
        connection.execute(update(caption_bank).where(_bank.caption_id == bindparam("id_")), changed)
    tally.inserted += len(new)
    tally.updated += len(changed)


def _in_bank(connection: Connection, captions: Sequence[NewCaption]) -> dict[tuple[str | None, str], RowMapping]:
    """The captions of these owners with these texts; the oldest where a bank holds one twice."""
    keys = {caption.key for caption in captions}
    owners = {caption.creator_id for caption in captions} - {None}
    query = (
        select(_bank.caption_id, _bank.creator_id, _bank.caption_key, *(_bank[name] for name in _LABELS))
        .where(_bank.caption_key.in_(keys), or_(_bank.creator_id.is_(None), _bank.creator_id.in_(owners)))
        .order_by(_bank.caption_id.desc())
    )
    return {(row["creator_id"], row["caption_key"]): row for row in connection.execute(query).mappings()}


def _differences(file: str, caption: NewCaption, other: Mapping[str, Any] | RowMapping, what: str) -> list[RowProblem]:
    """One problem per label both sides give and differ in."""
    return [
        RowProblem(file, caption.line, _SHOWN.get(name, name), f"is {value!r}, was {other[name]!r} {what}")
        for name, value in caption.labels.items()
        if value is not None and other[name] is not None and value != other[name]
    ]
