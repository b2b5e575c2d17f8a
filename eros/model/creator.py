"""The page a week is planned for: its facts, its voice, what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from eros.model.catalogue import PageType

__all__ = ["Creator", "EmojiFrequency", "Persona", "SlangLevel", "SubType", "VaultItem"]

SubType = Literal["porno_commercial", "porno_amateur", "softcore", "lifestyle"]
EmojiFrequency = Literal["none", "light", "moderate", "heavy"]
SlangLevel = Literal["none", "light", "heavy"]


@dataclass(frozen=True, slots=True)
class Creator:
    """One page. `active_fans` >= 0; `timezone` an IANA name; `tier` 1 (best) to 5; money in cents.

    Raises ConfigurationError when the zone is unknown or a number is out of range.
    """

    creator_id: str
    page_name: str
    display_name: str
    page_type: PageType
    sub_type: SubType
    timezone: str
    active_fans: int
    subscription_price_cents: int
    tier: int
    use_shared_captions: bool
    country: str
    view_value_cents: float | None
    is_active: bool = True

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise ConfigurationError(
                f"Page {self.page_name!r}: {self.timezone!r} is no IANA time zone. Use a name such as America/Los_Angeles."
            ) from error
        if self.active_fans < 0:
            raise ConfigurationError(f"Page {self.page_name!r}: fans must be 0 or more, not {self.active_fans}.")

    @property
    def zone(self) -> ZoneInfo:
        """The page's wall clock."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Persona:
    """How a page sounds; `average_length` is characters of a caption, None where nobody said."""

    primary_tone: str
    secondary_tone: str | None
    emoji_frequency: EmojiFrequency
    favourite_emojis: tuple[str, ...]
    slang_level: SlangLevel
    average_length: float | None


@dataclass(frozen=True, slots=True)
class VaultItem:
    """Content a page holds: pieces (0 where nobody counted) and quality 1-5 (None unknown)."""

    content_type: str
    quantity: int
    quality: int | None
    notes: str | None
