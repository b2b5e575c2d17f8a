"""A send as somebody writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eros.model.campaign import Campaign

__all__ = ["Item"]


@dataclass(frozen=True, slots=True)
class Item:
    """One send of a week written by hand; `week_minute` counts from Monday 00:00 local and may lie outside the week.

    None leaves to the send type what it fixes: channel, target, media, flyer, link, label; a link drop without a parent
    points at the nearest buying opportunity before it; a game and a bundle on the wall are campaigns anyway. Nothing stands
    in for a price, a text or a follow-up's parent.
    """

    ref: str
    send_type: str
    week_minute: int
    channel: str | None = None
    target: str | None = None
    caption_id: int | None = None
    text: str | None = None
    price_cents: int | None = None
    parent_ref: str | None = None
    media: bool | None = None
    flyer: bool | None = None
    link: str | None = None
    label: str | None = None
    drip_window: str | None = None
    outfit_id: str | None = None
    notes: str | None = None
    pinned: bool = False
    campaign: Campaign | None = None
    game_kind: str | None = None
