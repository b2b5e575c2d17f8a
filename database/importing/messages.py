"""Message statistics: the columns, a row into a message, messages into the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from database.importing.archive import Stray, row_key
from database.importing.attribution import Media
from database.importing.dates import instant
from database.importing.known import NO_NAME
from database.importing.table import Layout
from database.importing.values import BadCellError, choice, plain_name, plain_text, share_or_count, yes_no
from database.store.local import local_columns
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from database.importing.known import Known
    from database.importing.table import Row
    from eros.model.creator import Creator

__all__ = ["LAYOUTS", "Message", "identity", "read_message"]

_FIELDS = (
    "page",
    "message_id",
    "sent_at",
    "text",
    "price",
    "sent",
    "viewed",
    "purchased",
    "earnings",
    "send_type",
    "content_type",
    "caption_id",
    "media_count",
)
CANONICAL = Layout("canonical", {plain_name(name): name for name in _FIELDS}, ("sent_at", "sent"))
PLATFORM = Layout(
    "platform statistics",
    {
        "id": "message_id",
        "date": "sent_at",
        "text": "html",
        "isfree": "is_free",
        "price": "price",
        "sentcount": "sent",
        "viewedcount": "viewed",
        "purchasedcount": "purchased",
        "iscanceled": "cancelled",
        "mediatypes": "media",
    },
    ("sent_at", "sent", "html", "is_free", "cancelled"),
)
LAYOUTS = (CANONICAL, PLATFORM)

MOST_FILES = 10_000
"""Files of one kind a message may list."""


@dataclass(frozen=True, slots=True)
class Message:
    """A row of `mass_messages` as far as the file says it (None: it does not), and what was attached."""

    creator: Creator
    columns: dict[str, Any]
    media: Media
    key: str | None = None
    """The row's key where the archive holds one like it."""


def read_message(row: Row, known: Known) -> Message | Stray | str | None:
    """The message of a row; the reason it is skipped; None when something is wrong with it (noted in the row).

    A row that names no page, an unknown one or no moment is nobody's message: a Stray.
    """
    if row.read("cancelled", yes_no, default=False):
        return "cancelled"
    sent = row.need("sent", known.count)
    if sent == 0:
        return "sent to nobody"
    text = row.read("html", lambda html: known.text(plain_text(html))) or row.read("text", known.text)
    said = {
        "source_message_id": row.read("message_id", known.text),
        "text": text or None,
        "caption_key": caption_key(text) if text else None,
    }
    creator = known.page_or_reason(row)
    reason = creator if isinstance(creator, str) else None if row.cells.get("sent_at") else "no date and time"
    if "page" not in row.headers and known.page is None:
        row.wrong("page", "is empty; name the page in the file or with --page")
    elif reason and not row.problems:
        return _stray(row, said, reason)
    page = None if isinstance(creator, str) else creator
    moment = row.need("sent_at", partial(instant, zone=page.zone if page else None, first_year=known.limits.first_year))
    columns = {
        **said,
        "sent_at": moment,
        **_results(row, known, sent or 0),
        **_labels(row, known, page),
    }
    media = Media(columns["media_count"])
    if "media" in row.table.places:
        media = row.read("media", _media, default=Media(0, video=False))
    if row.problems or page is None:
        return None
    columns |= {"creator_id": page.creator_id, "media_count": media.files, **local_columns(moment, page.zone)}
    return Message(page, columns, media, _key(row, said) if known.archived else None)


def _stray(row: Row, said: Mapping[str, Any], reason: str) -> Stray:
    name = row.cells.get("page", "")
    return Stray(None if name.casefold() in NO_NAME else name, dict(row.cells), _key(row, said), reason)


def _key(row: Row, said: Mapping[str, Any]) -> str:
    return row_key(said["source_message_id"], row.cells.get("sent_at"), said["caption_key"])


def identity(message: Message | Stray) -> object:
    """The page with the source's id, or without one the page with moment and text; None for what has no page."""
    if isinstance(message, Stray):
        return None
    columns, page = message.columns, message.creator.creator_id
    if columns["source_message_id"] is not None:
        return page, columns["source_message_id"]
    return page, columns["sent_at"], columns["caption_key"]


def _results(row: Row, known: Known, sent: int) -> dict[str, Any]:
    """Price and counts, None where the file is silent: without a column for the price, on an empty cell elsewhere."""
    part = partial(share_or_count, largest=known.limits.max_number, whole=sent)
    free = row.read("is_free", yes_no)
    price = row.read("price", known.money, default=0 if "price" in row.table.places or free else None)
    viewed, purchased = row.read("viewed", part), row.read("purchased", part)
    if free and price:
        row.wrong("price", "is given although the message is marked free")
    if not price and (free is False or purchased) and row.sound("price"):
        row.wrong("price", "is missing although the message was sold")
    for name, value in (("viewed", viewed), ("purchased", purchased)):
        if value is not None and value > sent and row.sound("sent"):
            row.wrong(name, f"is {value}, more than the {sent} it was sent to")
    if (price or 0) * (purchased or 0) > known.limits.max_number:
        row.wrong("price", f"times purchases is more than {known.limits.max_number} cents")
    return {
        "is_priced": None if price is None else price > 0,
        "price_cents": price or None,
        "sent": sent,
        "viewed": viewed,
        "purchased": purchased,
        "earnings_cents": row.read("earnings", known.money),
    }


def _labels(row: Row, known: Known, creator: Creator | None) -> dict[str, Any]:
    send_type = row.read("send_type", lambda raw: choice(raw, known.send_types, "send type"))

    def caption(raw: str) -> int:
        caption_id = known.count(raw)
        found = known.captions.get(caption_id)
        if found is None or (creator and found.creator_id not in (None, creator.creator_id)):
            raise BadCellError(f"no caption {caption_id} that is shared or this page's own")
        return caption_id

    return {
        "send_type": send_type,
        "type_source": "source" if send_type else None,
        "content_type": row.read("content_type", lambda raw: choice(raw, known.content_types, "content type")),
        "caption_id": row.read("caption_id", caption),
        "media_count": row.read("media_count", known.count),
    }


def _media(raw: str) -> Media:
    """Media such as `{"photo": 2, "video": 1}`."""
    try:
        counts = json.loads(raw)
    except (ValueError, RecursionError):
        counts = None
    if not isinstance(counts, dict) or not all(type(n) is int and 0 <= n <= MOST_FILES for n in counts.values()):
        raise BadCellError("""is no list of media such as {"photo": 2}""")
    return Media(sum(counts.values()), bool(counts.get("video")))
