"""Texts a page may use, and what stands in the way of using one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from eros.model.catalogue import PpvStyle

__all__ = ["Caption", "Lock", "Restrictions"]


@dataclass(frozen=True, slots=True)
class Caption:
    """One text of the bank; `creator_id` None means shared.

    `fleet_index` is earned over expected across all pages (1 = average of its type, shrunk), from `fleet_uses` messages.
    """

    caption_id: int
    creator_id: str | None
    text: str
    caption_type: str
    content_type: str
    tone: str | None
    ppv_style: PpvStyle | None
    price_tier: str | None
    family: str | None
    is_paid_only: bool
    fleet_uses: int
    fleet_index: float


@dataclass(frozen=True, slots=True)
class Restrictions:
    """A page's own limits on captions. Patterns are matched in linear time; allow-lists come first (empty allows all)."""

    hard_patterns: tuple[str, ...] = ()
    soft_patterns: tuple[str, ...] = ()
    blocked_categories: frozenset[str] = field(default_factory=frozenset)
    blocked_tiers: frozenset[str] = field(default_factory=frozenset)
    allowed_categories: frozenset[str] = field(default_factory=frozenset)
    allowed_tiers: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Lock:
    """Another page uses this caption in a PPV send on `send_date`."""

    caption_id: int
    creator_id: str
    send_date: date
