"""Captions: the columns, a row into a caption, captions into the bank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import bindparam, insert, select, update

from database.importing.report import Tally
from database.importing.suggest import suggest
from database.importing.table import Layout, RowProblem, in_batches
from database.importing.values import choice, named, yes_no
from database.tables import caption_bank
from eros.model.catalogue import PpvStyle
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

    from database.importing.known import Known
    from database.importing.table import Row

__all__ = ["LAYOUTS", "NewCaption", "read_caption", "write_captions"]

_TITLES = {
    "page": ("page", "pagename", "creator", "model"),
    "text": ("text", "caption", "captiontext"),
    "caption_type": ("captiontype", "type"),
    "content_type": ("contenttype", "content"),
    "tone": ("tone",),
    "ppv_style": ("ppvstyle", "style"),
    "price": ("price", "suggestedprice"),
    "price_tier": ("pricetier",),
    "family": ("family",),
    "is_paid_only": ("ispaidonly", "paidonly"),
    "shared": ("shared",),
}
LAYOUTS = (
    Layout(
        "canonical",
        {title: name for name, titles in _TITLES.items() for title in titles},
        ("text", "content_type"),
        anchors=("text", "content_type"),
    ),
)
UNTYPED = "without a caption type"
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
_OTHER_OWNER = "where the same text belongs to another owner"


@dataclass(frozen=True, slots=True)
class NewCaption:
    """A caption of a file: whose it is (None shared), its text and what the file says of it (None: nothing).

    Where the file names no caption type, `suggested` is one and `why` the rule that says so.
    """

    line: int
    creator_id: str | None
    text: str
    key: str
    labels: Mapping[str, Any]
    suggested: str | None = None
    why: str = ""


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
        "caption_type": row.read("caption_type", lambda raw: choice(raw, known.caption_types, "caption type")),
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
    new = NewCaption(row.line, owner, text, caption_key(text), labels)
    if labels["caption_type"] is not None:
        return new
    suggested, why = suggest(text, priced=bool(labels["suggested_price_cents"]))
    return replace(new, suggested=suggested, why=why)


def write_captions(connection: Connection, known: Known, captions: Iterable[NewCaption], file: str) -> Tally:
    """Add new captions and change the labels of known ones; one owner has a text once.

    Where a file holds a text twice with labels that differ, the first row counts; that, every label changed in the bank,
    and labels that differ from those another owner gives the same text are reported. A new caption without a type is
    reported with the type it seems to be, and written with it only if suggestions are accepted.
    """
    tally = Tally()
    first: dict[tuple[str | None, str], NewCaption] = {}
    by_text: dict[str, NewCaption] = {}
    for batch in in_batches(captions, known.limits.batch_rows):
        once = []
        for caption in batch:
            earlier = first.setdefault((caption.creator_id, caption.key), caption)
            if earlier is caption:
                once.append(caption)
                other = by_text.setdefault(caption.key, caption)
                tally.problems += _differences(file, caption, other.labels, f"in line {other.line}, {_OTHER_OWNER}")
                continue
            tally.unchanged += 1
            tally.problems += _differences(
                file, caption, earlier.labels, f"kept, as line {earlier.line} says for the same text"
            )
        bank = _in_bank(connection, once)
        old = {(row["creator_id"], row["caption_key"]): row for row in bank}
        for caption in once:
            tally.problems += _elsewhere(file, caption, bank, first)
        ready = [typed for caption in once if (typed := _typed(caption, old, known, file, tally)) is not None]
        _write(connection, ready, old, file, tally)
    return tally


def _elsewhere(
    file: str, caption: NewCaption, bank: Iterable[RowMapping], first: Mapping[tuple[str | None, str], NewCaption]
) -> Iterator[RowProblem]:
    """What differs from captions of the bank with the same text that belong to others and are not in the file."""
    for row in bank:
        owner = row["creator_id"]
        if row["caption_key"] == caption.key and owner != caption.creator_id and (owner, caption.key) not in first:
            whose = "the shared caption" if owner is None else f"caption of {owner}"
            yield from _differences(file, caption, row, f"in {whose} {row['caption_id']}, {_OTHER_OWNER}")


def _typed(
    caption: NewCaption, old: Mapping[tuple[str | None, str], RowMapping], known: Known, file: str, tally: Tally
) -> NewCaption | None:
    """The caption with a type: its own, the bank's, or an accepted suggestion; None where it has none (reported)."""
    if caption.suggested is None or (caption.creator_id, caption.key) in old:
        return caption
    accepted = known.options.accept_suggestions
    what = "taken as" if accepted else "not written; it seems to be"
    how = "" if accepted else "; --accept-suggestions takes it"
    told = f"is empty, {what} {caption.suggested} ({caption.why}){how}"
    tally.problems.append(RowProblem(file, caption.line, "caption_type", told))
    if not accepted:
        tally.skipped[UNTYPED] += 1
        return None
    return replace(caption, labels={**caption.labels, "caption_type": caption.suggested})


def _write(
    connection: Connection,
    captions: Sequence[NewCaption],
    old: Mapping[tuple[str | None, str], RowMapping],
    file: str,
    tally: Tally,
) -> None:
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


def _in_bank(connection: Connection, captions: Sequence[NewCaption]) -> list[RowMapping]:
    """The captions with these texts, whoever owns them, the oldest last."""
    keys = {caption.key for caption in captions}
    query = (
        select(_bank.caption_id, _bank.creator_id, _bank.caption_key, *(_bank[name] for name in _LABELS))
        .where(_bank.caption_key.in_(keys))
        .order_by(_bank.caption_id.desc())
    )
    return list(connection.execute(query).mappings())


def _differences(file: str, caption: NewCaption, other: Mapping[str, Any] | RowMapping, what: str) -> list[RowProblem]:
    """One problem per label both sides give and differ in."""
    return [
        RowProblem(file, caption.line, _SHOWN.get(name, name), f"is {value!r}, was {other[name]!r} {what}")
        for name, value in caption.labels.items()
        if value is not None and other[name] is not None and value != other[name]
    ]
