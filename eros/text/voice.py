"""How well a text sounds like its page (rule `voice`)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from eros.text.check import passed, review
from eros.text.cues import cue_patterns, plain
from eros.text.emoji import emoji_use

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from eros.model.creator import Persona
    from eros.params.text import CountRange, TextParams
    from eros.text.check import Check, Fault

__all__ = ["Voice", "check_voice", "slang_words", "tones", "voice", "voice_faults"]

_CUES = "voice.yaml"
_SLANG = "slang"
_FULL = 0.999


class Voice(NamedTuple):
    """Share (0-1) of the points of each part."""

    tone: float
    emoji: float
    slang: float
    length: float

    def score(self, params: TextParams) -> float:
        """Persona match, 0-100."""
        points = params.voice_weights
        shares = (points["tone"] * self.tone, points["emoji"] * self.emoji, points["slang"] * self.slang)
        return math.fsum((*shares, points["length"] * self.length))


def voice(text: str, persona: Persona, params: TextParams, tone: str | None = None) -> Voice:
    """How a text fits a persona; `tone` is the tone the bank gives it, None where it is heard from the words."""
    emoji, slang = emoji_use(text).count, slang_words(text)
    return Voice(
        tone=_tone_share((tone,) if tone else tones(text), persona, params),
        emoji=_range_share(emoji, params.emoji_counts[persona.emoji_frequency], params),
        slang=_range_share(slang, params.voice_slang[persona.slang_level], params),
        length=_length_share(
            len(text.strip()), persona.average_length, params.voice_length_free, params.voice_length_lost
        ),
    )


def check_voice(text: str, persona: Persona, params: TextParams, tone: str | None = None) -> Check:
    """Rule `voice`: what `voice_faults` yields; `score` is the points."""
    score = voice(text, persona, params, tone).score(params)
    for fault in voice_faults(text, persona, params, tone):
        return review("voice", *fault, score)
    return passed("voice", _said(score, text, persona, tone), score)


def voice_faults(text: str, persona: Persona, params: TextParams, tone: str | None = None) -> Iterator[Fault]:
    """Fewer points than the least number, and what lost them."""
    found = voice(text, persona, params, tone)
    if (score := found.score(params)) < params.voice_min:
        ways = _ways(persona)
        wrong = (ways[part] for part in ways if getattr(found, part) < _FULL)
        yield _said(score, text, persona, tone), "; ".join(wrong)


def _said(score: float, text: str, persona: Persona, tone: str | None) -> str:
    heard = tone or ", ".join(sorted(tones(text))) or "no tone"
    return f"{score:.0f} of 100 for {persona.primary_tone}; heard: {heard}"


def _ways(persona: Persona) -> dict[str, str]:
    """What to do by the part of a voice."""
    return {
        "tone": f"say it in the page's tone, {persona.primary_tone}",
        "emoji": f"the page's emoji are {persona.emoji_frequency}{_favourites(persona)}",
        "slang": f"the page's slang is {persona.slang_level}",
        "length": f"the page writes about {persona.average_length or 0:.0f} characters",
    }


@lru_cache(maxsize=1 << 14)
def tones(text: str) -> frozenset[str]:
    """The tones a text is heard in most; empty where it has no sign of any."""
    words = plain(text)
    signs = {key: sum(1 for _ in cue.finditer(words)) for key, cue in cue_patterns(_CUES).items() if key != _SLANG}
    most = max(signs.values())
    return frozenset(tone for tone, count in signs.items() if count == most) if most else frozenset()


@lru_cache(maxsize=1 << 14)
def slang_words(text: str) -> int:
    """Slang words of a text."""
    return sum(1 for _ in cue_patterns(_CUES)[_SLANG].finditer(plain(text)))


def _tone_share(heard: Collection[str], persona: Persona, params: TextParams) -> float:
    first, second, unknown, other = params.voice_tones
    wanted = plain(persona.primary_tone), plain(persona.secondary_tone or "")
    if wanted[0] in heard:
        return first
    if wanted[1] in heard:
        return second
    known = cue_patterns(_CUES)
    return other if heard and (wanted[0] in known or wanted[1] in known) else unknown


def _range_share(count: int, suits: CountRange, params: TextParams) -> float:
    least, most = suits
    off = max(least - count, 0 if most is None else count - most, 0)
    return max(0.0, 1.0 - params.voice_miss * off)


@lru_cache(maxsize=1 << 12)
def _length_share(length: int, average: float | None, free_factor: float, lost_factor: float) -> float:
    """1 up to a factor between text and page, falling to 0 in the logarithm at a larger one; 1 where none is known."""
    if not average:
        return 1.0
    factor = abs(math.log(max(length, 1) / average))
    free, lost = math.log(free_factor), math.log(lost_factor)
    return min(1.0, max(0.0, (lost - factor) / (lost - free)))


def _favourites(persona: Persona) -> str:
    return f", such as {' '.join(persona.favourite_emojis)}" if persona.favourite_emojis else ""
