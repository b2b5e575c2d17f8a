"""A plan of one's own: the columns, and a row into a commitment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from database.importing.dates import at_wall_clock, day, time_of_day
from database.importing.table import Layout
from database.importing.values import BadCellError
from database.tables import caption_bank
from eros.render.sheet import unquoted
from eros.text.key import caption_key

if TYPE_CHECKING:
    from datetime import date

    from database.importing.known import Known
    from database.importing.table import Row
    from eros.model.catalogue import SendType
    from eros.model.creator import Creator

__all__ = ["LAYOUTS", "Commitment", "monday_of", "read_commitment"]

Commitment = dict[str, Any]
"""Columns of the table `commitments`, without the file."""

_TITLES = {
    "page": ("page", "pagename", "creator", "model", "account"),
    "date": ("date", "senddate", "scheduleddate"),
    "time": ("time", "localtime", "sendtime", "scheduledtime"),
    "time_zone": ("timezone", "zone", "tz"),
    "send_type": ("sendtype", "type", "messagetype"),
    "channel": ("channel",),
    "target": ("target", "audience", "sendto"),
    "caption_id": ("captionid",),
    "text": ("text", "captiontext", "caption", "message"),
    "price": ("price", "ppvprice"),
    "status": ("status", "state"),
}
LAYOUTS = (
    Layout(
        "plan",
        {title: name for name, titles in _TITLES.items() for title in titles},
        ("date", "time", "send_type"),
    ),
)
NOT_TAKEN = {"cancelled": "cancelled", "sent": "sent already"}
FOLLOWUP = "a follow-up, which comes with its parent"
OVER = "their week is over"

_bank = caption_bank.c


def read_commitment(row: Row, known: Known) -> Commitment | str | None:
    """The commitment of a row; the reason it is skipped; None when something is wrong with it (noted in the row)."""
    status = row.read("status", known.plan_words["status"].pick, default="planned")
    if status in NOT_TAKEN:
        return NOT_TAKEN[status]
    key = row.need("send_type", known.plan_words["send_type"].pick)
    send_type = None if key is None else known.catalogue.send_types[key]
    if send_type is not None and send_type.is_followup:
        return FOLLOWUP
    page = known.page_of(row)
    if page is None and row.sound("page"):
        row.wrong("page", "is empty; name the page in the file or with --page")
    wall = _wall(row, page, known.limits.first_year)
    said: Commitment = {
        "send_type": key,
        "channel": row.read("channel", known.plan_words["channel"].pick),
        "target": row.read("target", known.plan_words["target"].pick),
        "price_cents": row.read("price", known.money) or None,
        "status": status,
        **_caption(row, known, page, send_type),
    }
    if row.problems or page is None or wall is None:
        return None
    today = known.as_of.astimezone(page.zone).date()
    if not known.options.past and monday_of(wall.date()) + timedelta(days=7) <= today:
        return OVER
    earlier = known.seen.setdefault((page.creator_id, wall), row.line)
    if earlier != row.line:
        row.wrong("time", f"is that of line {earlier}; a page sends one thing at a time")
        return None
    return {
        "creator_id": page.creator_id,
        "starts_at": wall.replace(tzinfo=page.zone).astimezone(UTC),
        "ref": f"plan-{wall:%a-%H%M}".lower(),
        "local_date": wall.date(),
        "local_minute": wall.hour * 60 + wall.minute,
        **said,
        "source_line": row.line,
    }


def _wall(row: Row, page: Creator | None, first_year: int) -> datetime | None:
    """The page's wall clock at the row's moment, to the minute; None where the row says no moment (noted)."""
    on = row.need("date", lambda raw: day(raw, lambda: row.table.date_order("date"), first_year))
    at = row.need("time", time_of_day)
    zone = row.read("time_zone", _zone, default=page.zone if page else None)
    if on is None or at is None or zone is None or page is None:
        return None
    try:
        moment = at_wall_clock(datetime.combine(on, at.replace(second=0)), zone)
    except BadCellError as error:
        row.wrong("time", str(error))
        return None
    return moment.astimezone(page.zone).replace(tzinfo=None)


def _zone(raw: str) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (KeyError, ValueError, OSError) as error:
        raise BadCellError(f"{raw!r} is no IANA time zone; use a name such as America/New_York") from error


def monday_of(on: date) -> date:
    """The Monday of a day's week."""
    return on - timedelta(days=on.weekday())


def _caption(row: Row, known: Known, page: Creator | None, send_type: SendType | None) -> Commitment:
    """The caption by id, else the text: as the caption of the bank that has it and suits the type, or as it is."""
    text = unquoted(row.read("text", known.text) or "")
    caption_id = row.read("caption_id", known.count)
    if page is None or send_type is None or not (text or caption_id):
        return {"caption_id": None, "text": None}
    query = select(_bank.caption_id, _bank.caption_key).where(
        _bank.is_active == 1, or_(_bank.creator_id.is_(None), _bank.creator_id == page.creator_id)
    )
    if caption_id is not None:
        found = known.connection.execute(query.where(_bank.caption_id == caption_id)).first()
        if found is None:
            row.wrong("caption_id", f"there is no active caption {caption_id} that is shared or this page's own")
        elif text and caption_key(text) != found.caption_key:
            row.wrong("caption_id", f"caption {caption_id} has another text; leave the id empty to send this one")
        return {"caption_id": caption_id, "text": None}
    same = query.where(_bank.caption_key == caption_key(text), _bank.caption_type.in_(send_type.caption_types))
    found = known.connection.execute(same.order_by(_bank.creator_id.is_(None), _bank.caption_id)).first()
    return {"caption_id": found.caption_id, "text": None} if found else {"caption_id": None, "text": text}
