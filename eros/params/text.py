"""Tunables of the checks on texts."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field, model_validator

from eros.model.creator import EmojiFrequency, SlangLevel
from eros.params.base import Section, tunable

__all__ = ["CountRange", "TextParams"]

Count = Annotated[int, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
CountRange = tuple[Count, Count | None]
"""Least and most that suit; None: any number."""


def _table(meaning: str, unit: str) -> Any:
    return Field(description=meaning, json_schema_extra={"unit": unit})


class TextParams(Section):
    """Limits of the checks on structure, emoji, fonts, voice and length of a text."""

    prices: dict[str, Annotated[float, Field(ge=0, le=100)]] = _table(
        "price of a text that breaks a SOFT rule, by rule", "send values"
    )
    length_class_chars: tuple[int, int] = _table("length from which a text is medium, long", "characters")

    hook_chars: int = tunable("beginning of a PPV text in which its hook stands", "characters", low=20, high=500)
    hook_sentence_chars: int = tunable(
        "longest first sentence that is a hook by its shortness", "characters", low=5, high=200
    )
    ppv_share_min: float = tunable("share of the four parts a PPV text needs", "share", low=0, high=1)
    wall_opening_chars: int = tunable("longest opening line of a wall text", "characters", low=10, high=500)
    wall_body_chars: int = tunable("shortest description of a wall text", "characters", low=10, high=500)
    wall_closing_chars: int = tunable("longest closing line of a wall text", "characters", low=10, high=500)
    wall_parts_min: int = tunable("parts out of three a wall text needs", "parts", low=0, high=3)

    emoji_faces_in_row: int = tunable("yellow faces in a row that are too many", "emoji", low=2, high=20)
    emoji_always: int = tunable("emoji any text may have", "emoji", low=0, high=20)
    emoji_density_chars: tuple[int, ...] = _table("lengths from which the next density holds", "characters")
    emoji_densities: tuple[Share, ...] = _table("emoji per character, one more than lengths", "emoji/character")
    emoji_counts: dict[EmojiFrequency, CountRange] = _table(
        "emoji of a text that suit a persona's emoji frequency", "emoji"
    )

    font_spans: int = tunable("highlighted spans a text may have", "spans", low=0, high=20)
    font_spans_short: int = tunable("highlighted spans a short text may have", "spans", low=0, high=20)
    font_short_chars: int = tunable("length below which a text is short for its spans", "characters", low=0, high=500)

    voice_weights: dict[str, Annotated[float, Field(ge=0, le=100)]] = _table(
        "points of tone, emoji, slang, length; they sum to 100", "points"
    )
    voice_min: float = tunable("points below which a person looks at a text", "points", low=0, high=100)
    voice_tones: tuple[Share, Share, Share, Share] = _table(
        "share of the points for the persona's first tone, its second, none at all, another", "share"
    )
    voice_slang: dict[SlangLevel, CountRange] = _table("slang words of a text that suit a slang level", "words")
    voice_miss: float = tunable(
        "share of the points each emoji or slang word off the range costs", "share", low=0, high=1
    )
    voice_length_free: float = tunable("factor between lengths that costs nothing", "factor", low=1, high=10)
    voice_length_lost: float = tunable("factor between lengths that costs all points", "factor", low=1.1, high=100)

    @model_validator(mode="after")
    def _tables_fit(self) -> TextParams:
        if len(self.emoji_densities) != len(self.emoji_density_chars) + 1:
            raise ValueError("emoji_densities needs one value more than emoji_density_chars")
        for name in ("length_class_chars", "emoji_density_chars"):
            if list(getattr(self, name)) != sorted(set(getattr(self, name))):
                raise ValueError(f"{name} must rise")
        if set(self.emoji_counts) != set(get_args(EmojiFrequency)):
            raise ValueError(f"emoji_counts needs every frequency: {', '.join(get_args(EmojiFrequency))}")
        if set(self.voice_slang) != set(get_args(SlangLevel)):
            raise ValueError(f"voice_slang needs every level: {', '.join(get_args(SlangLevel))}")
        for least, most in (*self.emoji_counts.values(), *self.voice_slang.values()):
            if most is not None and least > most:
                raise ValueError(f"a range has its least above its most: {least}, {most}")
        if set(self.voice_weights) != {"tone", "emoji", "slang", "length"} or sum(self.voice_weights.values()) != 100:
            raise ValueError("voice_weights are points of tone, emoji, slang and length that sum to 100")
        if self.voice_length_lost <= self.voice_length_free:
            raise ValueError("voice_length_lost must lie above voice_length_free")
        return self
