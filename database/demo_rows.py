"""The rows of a simulated world, column by column as the tables want them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from eros.simulate.truth import FIRST_DAY, LAST_DAY, PRICE_TIERS, STYLES
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.catalogue import Catalogue
    from eros.simulate import World

__all__ = ["SOURCE", "caption_rows", "creator_rows", "message_rows", "persona_rows", "shoot_rows", "vault_rows"]

SOURCE = "demo"
"""What stands as the source file of every simulated message."""

SHOOTS = 4
OUTFITS = ("blue dress", "red coat", "white shirt", "green scarf", "grey jumper")

Row = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def creator_rows(world: World) -> list[Row]:
    """One row per page."""
    made, changed = (datetime.combine(day, time(), tzinfo=UTC) for day in (FIRST_DAY, LAST_DAY))
    return [
        {
            "creator_id": page.creator.creator_id,
            "page_name": page.creator.page_name,
            "display_name": page.creator.display_name,
            "page_type": page.creator.page_type,
            "sub_type": page.creator.sub_type,
            "timezone": page.creator.timezone,
            "subscription_price_cents": page.creator.subscription_price_cents,
            "active_fans": page.creator.active_fans,
            "performance_tier": page.creator.tier,
            "use_shared_captions": page.creator.use_shared_captions,
            "country": page.creator.country,
            "view_value_cents": page.creator.view_value_cents,
            "content_notes": None,
            "is_active": page.creator.is_active,
            "created_at": made,
            "updated_at": changed,
        }
        for page in world.pages
    ]


def persona_rows(world: World) -> list[Row]:
    """How each page sounds; the caption length is the mean over the texts it sent."""
    lengths: dict[int, list[int]] = {}
    for page, text in zip(world.messages.page.tolist(), world.message_texts(), strict=True):
        lengths.setdefault(page, []).append(len(text))
    return [
        {
            "creator_id": page.creator.creator_id,
            "primary_tone": page.persona.primary_tone,
            "secondary_tone": page.persona.secondary_tone,
            "emoji_frequency": page.persona.emoji_frequency,
            "favourite_emojis": list(page.persona.favourite_emojis),
            "slang_level": page.persona.slang_level,
            "avg_sentiment": page.persona.avg_sentiment,
            "avg_caption_length": round(sum(sent) / len(sent), 1) if (sent := lengths.get(index)) else None,
        }
        for index, page in enumerate(world.pages)
    ]


def vault_rows(world: World) -> list[Row]:
    """What each page holds."""
    return [
        {
            "creator_id": page.creator.creator_id,
            "content_type": key,
            "has_content": True,
            "quantity": holding.quantity,
            "quality": holding.quality,
            "notes": None,
        }
        for page in world.pages
        for key, holding in page.vault.items()
    ]


def shoot_rows(world: World) -> list[Row]:
    """The last shoots of each page, a fortnight apart, of content it holds; who noted the oldest forgot the outfit."""
    return [
        {
            "shoot_id": f"{page.creator.page_name}-{number}",
            "creator_id": page.creator.creator_id,
            "name": f"Shoot {number} of {page.creator.display_name}",
            "outfit": (None, *OUTFITS)[number and 1 + (index + number) % len(OUTFITS)],
            "content_type": key,
            "shot_on": LAST_DAY - timedelta(weeks=2 * (SHOOTS - number)),
        }
        for index, page in enumerate(world.pages)
        for number, key in enumerate(sorted(page.vault)[:SHOOTS])
    ]


def caption_rows(world: World) -> Iterator[tuple[Any, ...]]:
    """The bank in the order of CAPTION_COLUMNS, ids from 1."""
    bank = world.captions
    owners = (*(page.creator.creator_id for page in world.pages), None)
    tiers = (*(name for name, _ in PRICE_TIERS), None)
    columns = (
        [owners[i] for i in bank.owner.tolist()],
        bank.texts,
        bank.keys,
        [bank.caption_types[i] for i in bank.caption_type.tolist()],
        [bank.contents[i] for i in bank.content.tolist()],
        [bank.tones[i] for i in bank.tone.tolist()],
        [(*STYLES, None)[i] for i in bank.style.tolist()],
        [tiers[i] for i in bank.price_tier.tolist()],
        [price or None for price in bank.price_cents.tolist()],
        [(*bank.families, None)[i] for i in bank.family.tolist()],
        [int(only) for only in bank.paid_only.tolist()],
    )
    return zip(range(1, len(bank) + 1), *columns, strict=True)


CAPTION_COLUMNS = (
    "caption_id",
    "creator_id",
    "text",
    "caption_key",
    "caption_type",
    "content_type",
    "tone",
    "ppv_style",
    "price_tier",
    "suggested_price_cents",
    "family",
    "is_paid_only",
)


def message_rows(world: World, catalogue: Catalogue) -> Iterator[tuple[Any, ...]]:
    """The history in the order of MESSAGE_COLUMNS, ids from 1 in the order of sending.

    Only a text used word for word is linked to its caption; of the others the send type was found by rules.
    """
    sent, bank = world.messages, world.captions
    texts, n = world.message_texts(), len(world.messages)
    types = tuple(catalogue.send_types.values())
    captions = [
        c if c >= 0 and edit < 0 else -1 for c, edit in zip(sent.caption.tolist(), sent.edit.tolist(), strict=True)
    ]
    contents = (*bank.contents, None)
    content_of = (*bank.content.tolist(), -1)
    day_texts = _day_texts(sent.day.tolist())
    prices = sent.price_cents.tolist()
    columns = (
        [str(100_000 + i) for i in range(n)],
        [world.pages[i].creator.creator_id for i in sent.page.tolist()],
        [world.pages[i].creator.page_name for i in sent.page.tolist()],
        [types[i].key for i in sent.send_type.tolist()],
        ["caption" if c >= 0 else "rules" for c in captions],
        [c + 1 if c >= 0 else None for c in captions],
        ["text" if c >= 0 else None for c in captions],
        [bank.keys[c] if c >= 0 else caption_key(text) for c, text in zip(captions, texts, strict=True)],
        [contents[content_of[c]] for c in captions],
        texts,
        [1 + i * 7 % 6 if types[t].requires_media else 0 for i, t in enumerate(sent.send_type.tolist())],
        [int(price > 0) for price in prices],
        [price or None for price in prices],
        [(EPOCH + timedelta(minutes=m)).isoformat(timespec="seconds") for m in sent.sent_at.tolist()],
        [day_texts[day] for day in sent.day.tolist()],
        sent.hour.tolist(),
        sent.weekday.tolist(),
        sent.sent.tolist(),
        sent.viewed.tolist(),
        sent.purchased.tolist(),
        sent.earnings_cents.tolist(),
        [SOURCE] * n,
    )
    return zip(range(1, n + 1), *columns, strict=True)


MESSAGE_COLUMNS = (
    "message_id",
    "source_message_id",
    "creator_id",
    "page_name",
    "send_type",
    "type_source",
    "caption_id",
    "caption_source",
    "caption_key",
    "content_type",
    "text",
    "media_count",
    "is_priced",
    "price_cents",
    "sent_at",
    "local_date",
    "local_hour",
    "local_weekday",
    "sent",
    "viewed",
    "purchased",
    "earnings_cents",
    "source_file",
)


def _day_texts(days: Sequence[int]) -> dict[int, str]:
    return {day: date.fromordinal(day).isoformat() for day in sorted(set(days))}
