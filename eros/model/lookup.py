"""Looking things up in the catalogue: what can be sent, where, to whom, under which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from rapidfuzz import process

from eros.errors import KeyNotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.catalogue import AudienceTarget, Catalogue, Category, Channel, PageType, SendType

__all__ = ["channels", "named", "send_types", "targets"]

Thing = TypeVar("Thing")

_SHOWN = 3


def named(things: Mapping[str, Thing], key: str, noun: str) -> Thing:
    """The thing of this key; raises KeyNotFoundError with the closest keys."""
    if key in things:
        return things[key]
    closest = ", ".join(name for name, _, _ in process.extract(key, list(things), limit=_SHOWN))
    raise KeyNotFoundError(f"No {noun} {key!r}. Closest: {closest}.", noun=noun)


def send_types(
    catalogue: Catalogue, *, category: Category | None = None, page_type: PageType | None = None
) -> tuple[SendType, ...]:
    """Send types of a category that a page of this type may use, in catalogue order; None means any."""
    return tuple(
        t
        for t in catalogue.send_types.values()
        if category in (None, t.category) and (page_type is None or page_type in t.page_types)
    )


def targets(
    catalogue: Catalogue, *, page_type: PageType | None = None, channel: str | None = None
) -> tuple[AudienceTarget, ...]:
    """Targets for pages of this type on exactly this channel; None means any. Raises KeyNotFoundError for no channel."""
    if channel is not None:
        named(catalogue.channels, channel, "channel")
    return tuple(
        t
        for t in catalogue.targets.values()
        if (page_type is None or page_type in t.page_types) and (channel is None or channel in t.channels)
    )


def channels(catalogue: Catalogue, *, supports_targeting: bool | None = None) -> tuple[Channel, ...]:
    """Channels with or without targeting; None means any."""
    return tuple(c for c in catalogue.channels.values() if supports_targeting in (None, c.supports_targeting))
