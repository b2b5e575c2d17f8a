"""The words captions are made of, read from lexicon.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ContentWords", "Lexicon", "Tone", "TypeWords", "lexicon"]


@dataclass(frozen=True, slots=True)
class Tone:
    """Openers and emoji of one tone of voice."""

    emoji: tuple[str, ...]
    openers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentWords:
    """Phrases and sentences that name one content type and no other."""

    things: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeWords:
    """What captions of one type say.

    `named` is how often they name their media (0-1), `media` whether they speak of media at all. `bodies` may hold
    `{thing}`; `families` replace them where a type has families.
    """

    named: float
    media: bool
    bodies: tuple[str, ...]
    ctas: tuple[str, ...]
    families: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words, in the order of the file."""

    tones: Mapping[str, Tone]
    emoji_any: tuple[str, ...]
    details: tuple[str, ...]
    talk: tuple[str, ...]
    whys: tuple[str, ...]
    content: Mapping[str, ContentWords]
    unnamed_things: tuple[str, ...]
    types: Mapping[str, TypeWords]


@cache
def lexicon() -> Lexicon:
    """The shipped words, read once."""
    raw: dict[str, Any] = yaml.safe_load(files("eros.simulate").joinpath("lexicon.yaml").read_text("utf-8"))
    return Lexicon(
        tones={key: Tone(tuple(tone["emoji"]), tuple(tone["openers"])) for key, tone in raw["tones"].items()},
        emoji_any=tuple(raw["emoji_any"]),
        details=tuple(raw["details"]),
        talk=tuple(raw["talk"]),
        whys=tuple(raw["whys"]),
        content={key: ContentWords(tuple(w["things"]), tuple(w["details"])) for key, w in raw["content"].items()},
        unnamed_things=tuple(raw["unnamed_things"]),
        types={
            key: TypeWords(
                named=entry["named"],
                media=entry.get("media", True),
                bodies=tuple(entry["bodies"]),
                ctas=tuple(entry["ctas"]),
                families={family: tuple(texts) for family, texts in entry.get("families", {}).items()},
            )
            for key, entry in raw["types"].items()
        },
    )
