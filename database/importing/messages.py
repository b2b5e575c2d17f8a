"""Message statistics: a row into a message."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from database.importing.archive import Stray, row_key
from database.importing.attribution import Media
from database.importing.dates import at_wall_clock, day, instant, time_of_day
from database.importing.known import NO_NAME, REMEMBERED
from database.importing.layouts import MESSAGE_LAYOUTS
from database.importing.values import BadCellError, choice, plain_name, plain_text, share_or_count, yes_no
from database.store.local import local_columns
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from database.importing.known import Known
    from database.importing.table import Row
    from eros.model.creator import Creator

__all__ = ["LAYOUTS", "Message", "identity", "read_message"]

LAYOUTS = MESSAGE_LAYOUTS

NOT_SENT = {
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "deleted": "cancelled",
    "unsent": "cancelled",
    "draft": "not sent yet",
    "scheduled": "not sent yet",
    "planned": "not sent yet",
    "queued": "not sent yet",
    "pending": "not sent yet",
    "sending": "still being sent",
    "inprogress": "still being sent",
    "failed": "failed",
    "error": "failed",
}
"""The statuses of messages that have no result to learn from, and why they are skipped; any other was sent."""

NO_OUTCOME = "has a price, and the file says neither purchases nor earnings"

_FILES = re.compile(r"\s*\((?P<files>\d{1,4}) files?\)$", re.ASCII)
_DATED = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", re.ASCII)
MOST_FILES = 10_000
"""Files of one kind a message may list."""


class Message(NamedTuple):
    """A row of `mass_messages` as far as the file says it (None: it does not), and what was attached."""

    creator: Creator
    columns: dict[str, Any]
    media: Media
    key: str | None = None
    """The row's key where the archive holds one like it."""


def read_message(row: Row, known: Known) -> Message | Stray | str | None:
    """The message of a row; the reason it is skipped; None when something is wrong with it (noted in the row).

    A sound row that names no page, an unknown one or no moment, or a price but not what came of it, is a Stray.
    """
    if (skipped := _not_sent(row)) is not None:
        return skipped
    sent = row.need("sent", known.count)
    if sent == 0:
        return "sent to nobody"
    text, files = _text(row, known)
    said = {
        "source_message_id": row.read("message_id", known.text),
        "text": text or None,
        "caption_key": _key_of(text) if text else None,
    }
    creator = known.page_or_reason(row)
    page = None if isinstance(creator, str) else creator
    if page is None and known.page is None and not row.table.says("page"):
        row.wrong("page", "is empty; name the page in the file or with --page")
    elif not row.problems and (reason := creator if isinstance(creator, str) else _undated(row)):
        return _stray(row, said, reason)
    moment = _moment(row, known, page.zone if page else None)
    columns = {**said, "sent_at": moment, **_results(row, known, sent or 0), **_labels(row, known, page)}
    media = Media(columns["media_count"] if files is None else files)
    if row.table.says("media"):
        media = row.read("media", _media, default=Media(0, video=False))
    if row.problems or page is None or moment is None:
        return None
    if columns["is_priced"] and not (row.table.says("purchased") or row.table.says("earnings")):
        return _stray(row, said, NO_OUTCOME)
    columns |= {"creator_id": page.creator_id, "media_count": media.files, **local_columns(moment, page.zone)}
    return Message(page, columns, media, _key(row, said) if known.archived else None)


def _not_sent(row: Row) -> str | None:
    """Why a message is no news: what was cancelled, failed or has not gone out; None for one that was sent."""
    if row.read("cancelled", _cancelled, default=False):
        return "cancelled"
    return NOT_SENT.get(plain_name(row.cell("status")))


def _undated(row: Row) -> str | None:
    """Why there is no moment, if there is none: the layout has a reason of its own."""
    return None if row.cell("sent_at") else row.table.layout.without.get("sent_at", "no date and time")


def _text(row: Row, known: Known) -> tuple[str | None, int | None]:
    """The words of a message, and how many files they say come with it (None: they do not say)."""

    def plain(html: str) -> str:
        return known.text(plain_text(html))

    if listed := row.read("text_files", plain):
        match = _FILES.search(listed)
        return (listed[: match.start()].rstrip(), int(match["files"])) if match else (listed, None)
    return row.read("text", known.text) or row.read("html", plain), None


def _moment(row: Row, known: Known, zone: ZoneInfo | None) -> datetime | None:
    """When it was sent, in one column or in two."""
    first_year, order = known.limits.first_year, partial(row.table.date_order, "sent_at")
    if not row.cell("time"):
        return cast(
            "datetime | None",
            row.need("sent_at", lambda raw: instant(raw, zone, first_year, order)),
        )
    dated = row.need("sent_at", lambda raw: day(raw, order, first_year))
    timed = row.read("time", time_of_day)
    if dated is None or timed is None:
        return None
    return cast("datetime | None", row.read("time", lambda _raw: at_wall_clock(datetime.combine(dated, timed), zone)))


def _stray(row: Row, said: Mapping[str, Any], reason: str) -> Stray:
    name = row.cell("page")
    return Stray(None if name.casefold() in NO_NAME else name, dict(row.cells), _key(row, said), reason)


def _key(row: Row, said: Mapping[str, Any]) -> str:
    return row_key(said["source_message_id"], row.cell("sent_at") or None, said["caption_key"])


def identity(message: Message | Stray) -> object:
    """The page with the source's id, or without one the page with moment and text; None for what has no page."""
    if isinstance(message, Stray):
        return None
    columns, page = message.columns, message.creator.creator_id
    if columns["source_message_id"] is not None:
        return page, columns["source_message_id"]
    return page, columns["sent_at"], columns["caption_key"]


def _results(row: Row, known: Known, sent: int) -> dict[str, Any]:
    """Price and counts, None where the file is silent: without a column for the price, on an empty cell elsewhere.

    A file without prices is taken to have the mean its buyers paid; one without purchases as many as make its earnings.
    """

    def part(raw: str) -> int:
        return share_or_count(raw, known.limits.max_number, sent) if "%" in raw else known.count(raw)

    free = row.read("is_free", yes_no)
    price = row.read("price", known.money, default=0 if row.table.says("price") or free else None)
    viewed, purchased, earnings = (
        row.read("viewed", part),
        row.read("purchased", part),
        row.read("earnings", known.money),
    )
    if price is None and free is None and purchased and earnings:
        price = max(round(earnings / purchased), 1)
    elif price and purchased is None and earnings and earnings % price == 0:
        purchased = earnings // price
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
        "earnings_cents": earnings,
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


_key_of = lru_cache(REMEMBERED)(caption_key)


def _cancelled(raw: str) -> bool:
    """Yes or no, or a note of when it was cancelled."""
    return True if _DATED.search(raw) else yes_no(raw)


def _media(raw: str) -> Media:
    """Media such as `{"photo": 2, "video": 1}`."""
    try:
        counts = json.loads(raw)
    except (ValueError, RecursionError):
        counts = None
    if not isinstance(counts, dict) or not all(type(n) is int and 0 <= n <= MOST_FILES for n in counts.values()):
        raise BadCellError("""is no list of media such as {"photo": 2}""")
    return Media(sum(counts.values()), bool(counts.get("video")))
