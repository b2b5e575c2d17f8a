"""The files of message statistics agencies have: which columns they name, and what they are taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from database.importing.table import Layout
from database.importing.values import plain_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MESSAGE_LAYOUTS", "TITLES"]

TITLES: Mapping[str, Sequence[str]] = {
    "page": ("page", "page name", "creator", "creator name", "model", "account", "sender", "profile", "username"),
    "message_id": ("message_id", "id", "campaign id", "unique id", "mass message id"),
    "sent_at": (
        *("sent_at", "date and time", "date time", "sending time", "send time", "sent time", "date sent", "sent on"),
        *("sent date", "send date", "published at", "date"),
    ),
    "time": ("time", "time of day"),
    "text": ("text", "caption"),
    "html": ("html", "message", "message text", "body", "content", "subject"),
    "price": ("price", "ppv price", "unlock price", "message price"),
    "is_free": ("is_free", "free"),
    "sent": (
        "sent",
        "sent count",
        "total sent",
        "recipients",
        "total recipients",
        "delivered",
        "successful deliveries",
    ),
    "viewed": (
        *("viewed", "viewed count", "views", "view count", "seen", "opened", "unique opens", "opens"),
        *("view rate", "open rate"),
    ),
    "purchased": (
        *("purchased", "purchased count", "purchases", "purchase count", "bought", "buyers", "unlocks", "unlocked"),
        *("unique placed order", "total orders", "orders", "purchase rate", "placed order rate"),
    ),
    "earnings": ("earnings", "total earnings", "earned", "total revenue", "revenue", "income", "total gross sales"),
    "status": ("status", "state"),
    "cancelled": ("cancelled", "canceled", "is cancelled", "is canceled"),
    "send_type": ("send_type", "message type", "type"),
    "content_type": ("content_type",),
    "caption_id": ("caption_id",),
    "media_count": ("media_count", "attachments", "files", "media files"),
    "media": ("media", "media types"),
}
"""For each field of a message the column titles it is known by, the first before the others."""


def _columns(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {plain_name(title): field for field, titles in fields.items() for title in titles}


def _layout(name: str, columns: Mapping[str, str], signature: Sequence[str], **without: str) -> Layout:
    """A layout with these titles and fields; of `without` see Layout."""
    named = {plain_name(title): field for title, field in columns.items()}
    anchors = ("sent_at", "status", "is_free")
    return Layout(name, named, ("sent", "sent_at"), tuple(map(plain_name, signature)), anchors, without)


PLATFORM = _layout(
    "platform statistics",
    {
        "id": "message_id",
        "date": "sent_at",
        "text": "html",
        "isFree": "is_free",
        "price": "price",
        "sentCount": "sent",
        "viewedCount": "viewed",
        "purchasedCount": "purchased",
        "isCanceled": "cancelled",
        "mediaTypes": "media",
    },
    ("date", "sentCount", "isFree"),
)
CAMPAIGN_OVERVIEW = _layout(
    "campaign overview",
    {
        "Message": "html",
        "Status": "status",
        "Sent": "sent",
        "Price": "price",
        "Purchases": "purchased",
        "Earnings": "earnings",
        "Attachments": "media_count",
    },
    ("Message", "Status", "Progress", "Unsent"),
    sent_at="a campaign overview gives no date",
)
SMART_MESSAGES = _layout(
    "smart messages",
    {
        "Message": "html",
        "Status": "status",
        "Sent": "sent",
        "Purchased": "purchased",
        "Earnings": "earnings",
        "Attachments": "media_count",
        "Price": "price",
    },
    ("Message", "Trigger", "Sent to"),
    sent_at="an automatic message is sent over a period, not at a moment",
)
AGENCY_CAMPAIGNS = _layout(
    "agency campaigns",
    {
        "Message": "text_files",
        "Status": "status",
        "Sender": "page",
        "Sent": "sent",
        "Price": "price",
        "Sending Time": "sent_at",
        "Cancelled": "cancelled",
    },
    ("Message", "Sender", "Sending Time"),
)
EMAIL_CAMPAIGNS = _layout(
    "email campaigns",
    {
        "Subject": "html",
        "Campaign ID": "message_id",
        "Send Time": "sent_at",
        "Total Recipients": "sent",
        "Unique Opens": "viewed",
        "Unique Placed Order": "purchased",
        "Revenue": "earnings",
    },
    ("Campaign Name", "Send Time", "Total Recipients"),
)
NEWSLETTERS = _layout(
    "newsletters",
    {
        "Subject": "html",
        "Unique Id": "message_id",
        "Send Date": "sent_at",
        "Total Recipients": "sent",
        "Unique Opens": "viewed",
        "Total Orders": "purchased",
        "Total Revenue": "earnings",
        "Total Gross Sales": "earnings",
    },
    ("Title", "Send Date", "Total Recipients"),
)
CANONICAL = Layout("canonical", _columns(TITLES), ("sent_at", "sent"), anchors=("sent_at", "status"))
MESSAGE_LAYOUTS = (
    PLATFORM,
    CAMPAIGN_OVERVIEW,
    SMART_MESSAGES,
    AGENCY_CAMPAIGNS,
    EMAIL_CAMPAIGNS,
    NEWSLETTERS,
    CANONICAL,
)
"""The first among equals wins, so a layout with a signature comes before the one that takes any title."""
