"""The bank: 59,405 captions in realistic shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from eros.simulate.compose import Brief, compose, dice
from eros.simulate.truth import (
    CAPTION_COUNTS,
    CAPTIONS,
    LENGTH_BANDS,
    LENGTH_SHARES,
    OWN_ONLY_CAPTIONS,
    OWN_SHARE,
    OWNED_TYPES_FROM,
    PAID_ONLY_SHARE,
    PRICE_TIERS,
    PRICES,
    PURPOSE_SHARE,
    REST_TYPE,
    STYLE_SHARE,
    STYLES,
)
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue
    from eros.simulate.lexicon import Lexicon
    from eros.simulate.pages import Page

    Ints = NDArray[np.int64]

__all__ = ["Captions", "draw_captions"]

PATIENCE = 6
STRETCH = 15


@dataclass(frozen=True)
class Captions:
    """The bank, column by column; every array has shape (n,), caption i has the id i + 1.

    `owner` indexes the pages (-1 = shared); `caption_type`, `content`, `tone`, `style`, `price_tier` and `family` index
    the key tuples (-1 = none); `price_cents` is the suggested price (0 = none); `band` indexes LENGTH_BANDS and is
    the length that was asked for. `keys` are the texts' caption keys, no two alike.
    """

    caption_types: tuple[str, ...]
    contents: tuple[str, ...]
    tones: tuple[str, ...]
    families: tuple[str, ...]
    owner: Ints
    caption_type: Ints
    content: Ints
    tone: Ints
    style: Ints
    family: Ints
    price_tier: Ints
    price_cents: Ints
    paid_only: NDArray[np.bool_]
    band: Ints
    texts: tuple[str, ...]
    keys: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)


def draw_captions(rng: np.random.Generator, catalogue: Catalogue, pages: Sequence[Page], words: Lexicon) -> Captions:
    """The whole bank for these pages."""
    types = tuple(catalogue.send_types)
    contents = tuple(catalogue.content_types)
    kind = _types(rng, types)
    owner = _owners(rng, pages, types, kind)
    content = _contents(rng, catalogue, pages, kind, owner)
    price = _prices(rng, types, kind)
    families = tuple(words.types["ppv_followup"].families)
    family = np.where(kind == types.index("ppv_followup"), rng.integers(len(families), size=CAPTIONS), -1)
    bounds = [bound for _, bound in PRICE_TIERS if bound is not None]
    is_ppv = np.isin(kind, [i for i, t in enumerate(catalogue.send_types.values()) if t.is_ppv])
    style = np.where(is_ppv & (rng.random(CAPTIONS) < STYLE_SHARE), rng.integers(len(STYLES), size=CAPTIONS), -1)
    tone = rng.integers(len(words.tones), size=CAPTIONS)
    band = _bands(rng, catalogue, kind)
    named = rng.random(CAPTIONS) < np.array([words.types[t].named for t in types])[kind]
    shown = np.where(named & np.isin(content, _inventory(catalogue)), content, -1)
    tones = tuple(words.tones)
    briefs = _briefs(catalogue, (types, tones, families, contents), np.stack((kind, tone, family, shown, band), axis=1))
    texts = _texts(rng, briefs, words)
    return Captions(
        caption_types=types,
        contents=contents,
        tones=tones,
        families=families,
        owner=owner,
        caption_type=kind,
        content=content,
        tone=tone,
        style=style,
        family=family,
        price_tier=np.where(price > 0, np.searchsorted(bounds, price, side="right"), -1),
        price_cents=price,
        paid_only=(owner < 0) & (rng.random(CAPTIONS) < PAID_ONLY_SHARE),
        band=band,
        texts=tuple(texts.values()),
        keys=tuple(texts),
    )


def _types(rng: np.random.Generator, types: Sequence[str]) -> Ints:
    counts = {**CAPTION_COUNTS, REST_TYPE: CAPTIONS - sum(CAPTION_COUNTS.values())}
    return rng.permutation(np.repeat(np.arange(len(types)), [counts[t] for t in types]))


def _owners(rng: np.random.Generator, pages: Sequence[Page], types: Sequence[str], kind: Ints) -> Ints:
    """Whose caption it is; -1 = everybody's."""
    owner = np.full(CAPTIONS, -1)
    loner = next(i for i, page in enumerate(pages) if page.kind == "own_captions")
    for caption_type, wanted in OWN_ONLY_CAPTIONS.items():
        owner[np.flatnonzero(kind == types.index(caption_type))[:wanted]] = loner
    rich = [i for i, t in enumerate(types) if CAPTION_COUNTS.get(t, CAPTIONS) >= OWNED_TYPES_FROM]
    free = np.flatnonzero(np.isin(kind, rich) & (owner < 0))
    chosen = rng.choice(free, size=round(OWN_SHARE * CAPTIONS) - int((owner == loner).sum()), replace=False)
    owners = [i for i, page in enumerate(pages) if page.kind not in {"own_captions", "minimal"}]
    weights = np.array([pages[i].pace for i in owners])
    owner[chosen] = rng.choice(owners, size=chosen.size, p=weights / weights.sum())
    return owner


def _inventory(catalogue: Catalogue) -> list[int]:
    return [i for i, content in enumerate(catalogue.content_types.values()) if content.is_inventory]


def _contents(rng: np.random.Generator, catalogue: Catalogue, pages: Sequence[Page], kind: Ints, owner: Ints) -> Ints:
    """What the media shows: a purpose type where that is natural, else inventory (an owner's own vault)."""
    keys, types = list(catalogue.content_types), list(catalogue.send_types)
    content = rng.choice(_inventory(catalogue), size=CAPTIONS)
    for i, page in enumerate(pages):
        own = np.flatnonzero(owner == i)
        content[own] = rng.choice([keys.index(key) for key in page.vault], size=own.size)
    chance = rng.random(CAPTIONS)
    for caption_type, (purpose, share) in PURPOSE_SHARE.items():
        content[(kind == types.index(caption_type)) & (chance < share)] = keys.index(purpose)
    return content


def _prices(rng: np.random.Generator, types: Sequence[str], kind: Ints) -> Ints:
    price = np.zeros(CAPTIONS, dtype=np.int64)
    for caption_type, ladder in PRICES.items():
        rows = np.flatnonzero(kind == types.index(caption_type))
        price[rows] = rng.choice(ladder, size=rows.size)
    return price


def _bands(rng: np.random.Generator, catalogue: Catalogue, kind: Ints) -> Ints:
    band = np.zeros(CAPTIONS, dtype=np.int64)
    for i, send_type in enumerate(catalogue.send_types.values()):
        shape = "ppv" if send_type.is_ppv else "priced" if send_type.requires_price else send_type.length_class
        rows = np.flatnonzero(kind == i)
        band[rows] = rng.choice(len(LENGTH_BANDS), size=rows.size, p=LENGTH_SHARES[shape])
    return band


def _briefs(catalogue: Catalogue, keys: tuple[tuple[str, ...], ...], columns: Ints) -> list[Brief]:
    types, tones, families, contents = keys
    walls = {key for key, t in catalogue.send_types.items() if not catalogue.channels[t.channel].is_message}
    briefs = []
    for kind, tone, family, shown, band in columns.tolist():
        caption_type = types[kind]
        low, high = LENGTH_BANDS[band]
        briefs.append(
            Brief(
                caption_type=caption_type,
                tone=tones[tone],
                content=contents[shown] if shown >= 0 else None,
                family=families[family] if family >= 0 else None,
                low=low,
                high=high,
                emoji_level=catalogue.send_types[caption_type].emoji_level,
                lines=low >= 100 and caption_type in walls,
            )
        )
    return briefs


def _texts(rng: np.random.Generator, briefs: Sequence[Brief], words: Lexicon) -> dict[str, str]:
    """Texts by caption key, one per brief; where the short ones are used up, a text becomes longer than asked."""
    roll = dice(rng)
    texts: dict[str, str] = {}
    for wanted in briefs:
        brief, text = wanted, compose(wanted, words, roll)
        for attempt in count():
            key = caption_key(text)
            if key not in texts:
                break
            if attempt >= PATIENCE:
                brief = replace(brief, low=brief.low + STRETCH, high=brief.high + STRETCH)
            text = compose(brief, words, roll)
        texts[key] = text
    return texts
