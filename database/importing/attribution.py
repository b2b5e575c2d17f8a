"""What an imported message was: its matched caption's type, else the first rule of seed/type_rules.csv that fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from sqlalchemy import or_, select

from database.catalogue import read_seed
from database.tables import caption_bank
from eros.text.words import split_words, visible_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from eros.model.catalogue import Catalogue, PageType

__all__ = [
    "Attribution",
    "BankCaption",
    "Media",
    "TypeRule",
    "best_match",
    "captions_by_key",
    "type_rules",
]

REMEMBERED = 10_000
"""Texts whose type is remembered: files say the same again and again."""

MediaClass = Literal["any", "none", "photo", "video"]


class Media(NamedTuple):
    """What was attached: how many files (None unknown) and whether a video is among them (None unknown)."""

    files: int | None = None
    video: bool | None = None


class BankCaption(NamedTuple):
    """A caption a message may have used."""

    caption_id: int
    creator_id: str | None
    caption_type: str
    content_type: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class TypeRule:
    """A send type and what speaks for it: media, least length (characters), any of the phrases (None: any text)."""

    send_type: str
    media: MediaClass
    min_chars: int
    phrases: re.Pattern[str] | None

    def fits(self, words: str, chars: int, media: Media) -> bool:
        """`words` are those of the text in lower case, with a space between them and at both ends."""
        return (
            chars >= self.min_chars
            and self._shows(media)
            and (self.phrases is None or self.phrases.search(words) is not None)
        )

    def _shows(self, media: Media) -> bool:
        if self.media == "none":
            return media.files == 0
        if self.media == "photo":
            return bool(media.files) and media.video is False
        return self.media == "any" or media.video is True


def type_rules(catalogue: Catalogue, page_type: PageType, *, priced: bool) -> tuple[TypeRule, ...]:
    """The shipped rules for priced or free messages of a page type, first fit first; the last one fits everything."""
    allowed = {send_type.key for send_type in catalogue.types_for(page_type)}
    return tuple(
        TypeRule(
            row["send_type"],
            cast("MediaClass", row["media"]),
            int(row["min_chars"]),
            re.compile(f" (?:{row['words']}) ") if row["words"] else None,
        )
        for row in read_seed("type_rules")
        if row["send_type"] in allowed and (row["priced"] == "1") == priced
    )


class Attribution:
    """Finds what messages were, under one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rules = cache(lambda page_type, priced: type_rules(catalogue, page_type, priced=priced))
        self._by_caption = cache(self._type_by_caption)
        self._by_words = lru_cache(REMEMBERED)(self._type_by_words)

    def by_rules(self, text: str, media: Media, page_type: PageType, *, priced: bool) -> str:
        """The send type of the first rule that fits."""
        return self._by_words(text, media, page_type, priced)

    def _type_by_words(self, text: str, media: Media, page_type: PageType, priced: bool) -> str:  # noqa: FBT001 - a cache key
        words = f" {' '.join(split_words(visible_text(text)))} "
        fitting = (rule for rule in self._rules(page_type, priced) if rule.fits(words, len(text), media))
        return next(fitting).send_type

    def by_caption(self, caption_type: str, page_type: PageType, *, priced: bool) -> str | None:
        """The send type that ranks this caption type highest, among those of the page type that are priced alike."""
        return self._by_caption(caption_type, page_type, priced)

    def _type_by_caption(self, caption_type: str, page_type: PageType, priced: bool) -> str | None:  # noqa: FBT001 - a cache key
        fitting = [
            (send_type.caption_types.index(caption_type), at, send_type.key)
            for at, send_type in enumerate(self._catalogue.types_for(page_type))
            if caption_type in send_type.caption_types and send_type.requires_price == priced
        ]
        return min(fitting)[2] if fitting else None

    def columns(
        self, message: Mapping[str, Any], caption: BankCaption | None, media: Media, page_type: PageType
    ) -> dict[str, Any]:
        """The columns `send_type`, `type_source`, `caption_id`, `content_type` of a message; what it says itself stands."""
        priced = bool(message["is_priced"])
        send_type, source = message["send_type"], message["type_source"]
        if send_type is None and caption is not None:
            send_type, source = self.by_caption(caption.caption_type, page_type, priced=priced), "caption"
        if send_type is None:
            send_type, source = self.by_rules(message["text"] or "", media, page_type, priced=priced), "rules"
        return {
            "send_type": send_type,
            "type_source": source,
            "caption_id": caption.caption_id if caption else message["caption_id"],
            "content_type": message["content_type"] or (caption.content_type if caption else None),
        }


def captions_by_key(
    connection: Connection, keys: Collection[str], creator_ids: Collection[str]
) -> dict[str, list[BankCaption]]:
    """Shared captions and those of these pages, by caption key."""
    bank = caption_bank.c
    query = select(
        bank.caption_key, bank.caption_id, bank.creator_id, bank.caption_type, bank.content_type, bank.is_active
    ).where(bank.caption_key.in_(keys), or_(bank.creator_id.is_(None), bank.creator_id.in_(creator_ids)))
    found: dict[str, list[BankCaption]] = {}
    for key, *caption in connection.execute(query):
        found.setdefault(key, []).append(BankCaption(*caption))
    return found


def best_match(candidates: Iterable[BankCaption], creator_id: str) -> BankCaption | None:
    """The page's own caption before a shared one, an active one before a retired one, the oldest first."""
    usable = [caption for caption in candidates if caption.creator_id in (None, creator_id)]
    return min(usable, key=lambda c: (c.creator_id is None, not c.is_active, c.caption_id), default=None)
