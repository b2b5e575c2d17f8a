"""What can be sent at all: send types, channels, audience targets, content types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CATEGORIES",
    "AudienceTarget",
    "Catalogue",
    "Category",
    "Channel",
    "ContentType",
    "LengthClass",
    "PageType",
    "PpvStyle",
    "Quota",
    "SendType",
]

PageType = Literal["paid", "free"]
Category = Literal["revenue", "engagement", "retention"]
Quota = Literal["revenue", "engagement", "retention", "none"]
LengthClass = Literal["short", "medium", "long"]
PpvStyle = Literal["winner", "bundle", "solo", "feature"]

CATEGORIES = cast("tuple[Category, ...]", get_args(Category))


@dataclass(frozen=True, slots=True)
class SendType:
    """One of the 21 kinds of send, exactly as send_types.csv states it.

    `quota` is the daily volume a send counts against; `category` is used for diversity and display.
    `max_per_week` is None where there is no weekly cap. Hours 0-23, weekdays 0 = Monday.
    """

    key: str
    display_name: str
    category: Category
    quota: Quota
    page_types: frozenset[PageType]
    requires_media: bool
    requires_flyer: bool
    requires_price: bool
    base_price_cents: int | None
    requires_link: bool
    expires_hours: int | None
    followup_parent: bool
    max_per_day: int
    max_per_week: int | None
    min_gap_hours: int
    length_class: LengthClass
    emoji_level: str
    channel: str
    channel_alt: str | None
    default_target: str
    style_group: str
    buying_opportunity: bool
    label: str | None
    caption_types: tuple[str, ...]
    preferred_hours: tuple[int, ...]
    preferred_days: tuple[int, ...]

    @property
    def is_ppv(self) -> bool:
        """The sends of style group ppv: they carry a style, keep the PPV gap and lock captions."""
        return self.style_group == "ppv"

    @property
    def is_followup(self) -> bool:
        """A follow-up hangs on a parent and lives by the follow-up rules."""
        return self.style_group == "followup"

    @property
    def points_at_parent(self) -> bool:
        """Follow-ups and link drops: their label is their parent's."""
        return self.label == "PARENT"

    @property
    def is_link_drop(self) -> bool:
        """A link drop points at a buying opportunity of the 24 hours before it."""
        return self.points_at_parent and not self.is_followup


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a send appears. Only message channels count as a full contact with the audience."""

    key: str
    display_name: str
    supports_targeting: bool
    is_message: bool
    requires_manual_send: bool


@dataclass(frozen=True, slots=True)
class AudienceTarget:
    """Who receives a send; `reach_share` is its share of the fans (0-1), None where it depends on a parent."""

    key: str
    display_name: str
    page_types: frozenset[PageType]
    channels: frozenset[str]
    reach_share: float | None
    meaning: str


@dataclass(frozen=True, slots=True)
class ContentType:
    """What a media item shows. A purpose type (bundle offer, flash sale ...) is no inventory and needs no vault."""

    key: str
    name: str
    is_inventory: bool
    category: str


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be sent, by key, in the order of the seed files."""

    send_types: Mapping[str, SendType]
    channels: Mapping[str, Channel]
    targets: Mapping[str, AudienceTarget]
    content_types: Mapping[str, ContentType]

    def types_for(self, page_type: PageType) -> tuple[SendType, ...]:
        """The send types this page may use (rule `page-type`), in catalogue order."""
        return tuple(t for t in self.send_types.values() if page_type in t.page_types)

    @cached_property
    def followup(self) -> SendType:
        """The one follow-up type."""
        return next(t for t in self.send_types.values() if t.is_followup)
