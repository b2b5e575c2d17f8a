"""Emoji of a text, counted as a reader sees them (rule `emoji`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import re2
import regex

from eros.text.check import joined, passed, review
from eros.text.cues import character_class, cue_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.creator import EmojiFrequency
    from eros.params.text import TextParams
    from eros.text.check import Check, Fault

__all__ = ["EmojiUse", "check_emoji", "emoji_faults", "emoji_limit", "emoji_use", "graphemes"]

_GRAPHEME = regex.compile(r"\X")
_NOT_ASCII = re.compile(r"(?:[^\x00-\x7F]++[\x00-\x7F]?)+")
"""Signs that are not ASCII; the ASCII sign behind them, as the one before, may belong to the same character."""
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3")
_FIRST_PICTURE = "\u2600"
_AS_EMOJI, _AS_TEXT = "\ufe0f", "\ufe0e"
_UNSEEN = regex.compile(r"[\s\p{Cf}\uFE00-\uFE0F]*")


@dataclass(frozen=True, slots=True)
class EmojiUse:
    """`count` emoji among `length` characters (grapheme clusters), at most `faces_in_row` yellow faces in a row."""

    count: int
    length: int
    faces_in_row: int

    @property
    def density(self) -> float:
        """Emoji per character, 0-1."""
        return self.count / self.length if self.length else 0.0


def graphemes(text: str) -> list[str]:
    """The characters of a text as a reader sees them: extended grapheme clusters (Unicode Annex 29)."""
    found: list[str] = _GRAPHEME.findall(text)
    return found


@lru_cache(maxsize=1 << 14)
def emoji_use(text: str) -> EmojiUse:
    """The emoji of a trimmed text; white space and invisible signs do not break a row of faces."""
    trimmed = text.strip().replace("\r\n", "\n")
    length, count, longest, row, end = len(trimmed), 0, 0, 0, 0
    for found in _NOT_ASCII.finditer(trimmed):  # between runs every sign is a character of its own
        start = max(0, found.start() - 1)
        if row and not _UNSEEN.fullmatch(trimmed, end, start):
            row = 0
        run, end = trimmed[start : found.end()], found.end()
        clusters = _clusters(run)
        for cluster in clusters:
            count += cluster.is_emoji
            row = row + cluster.is_face if cluster.is_face or cluster.is_unseen else 0
            longest = max(longest, row)
        length += len(clusters) - len(run)
    return EmojiUse(count, length, longest)


class _Cluster(NamedTuple):
    """What a character is; one that is unseen is nothing a reader sees."""

    is_emoji: bool
    is_face: bool
    is_unseen: bool


@lru_cache(maxsize=1 << 12)
def _clusters(run: str) -> tuple[_Cluster, ...]:
    return tuple(map(_cluster, graphemes(run)))


@lru_cache(maxsize=1 << 12)
def _cluster(text: str) -> _Cluster:
    if _is_emoji(text):
        return _Cluster(is_emoji=True, is_face=_face().match(text[0]) is not None, is_unseen=False)
    return _Cluster(is_emoji=False, is_face=False, is_unseen=_UNSEEN.fullmatch(text) is not None)


def emoji_limit(length: int, params: TextParams, frequency: EmojiFrequency | None = None) -> int:
    """The most emoji a text of so many characters may have.

    A persona's emoji frequency decides where it names a most, and raises the limit to its least; else density does.
    """
    density = params.emoji_densities[bisect_right(params.emoji_density_chars, length)]
    by_length = max(params.emoji_always, int(density * length))
    if frequency is None:
        return by_length
    least, most = params.emoji_counts[frequency]
    return most if most is not None else max(by_length, least)


def check_emoji(text: str, params: TextParams, frequency: EmojiFrequency | None = None) -> Check:
    """Rule `emoji`: what `emoji_faults` yields; `score` is the density."""
    use = emoji_use(text)
    if faults := tuple(emoji_faults(text, params, frequency)):
        return review("emoji", *joined(faults), use.density)
    return passed("emoji", f"{use.count} emoji in {use.length} characters", use.density)


def emoji_faults(text: str, params: TextParams, frequency: EmojiFrequency | None = None) -> Iterator[Fault]:
    """Yellow faces in a row, and more emoji than `emoji_limit`."""
    use = emoji_use(text)
    if use.faces_in_row >= params.emoji_faces_in_row:
        yield f"{use.faces_in_row} yellow faces in a row", "put another emoji or words between the faces"
    if use.count > (limit := emoji_limit(use.length, params, frequency)):
        whose = "a text of this length" if frequency is None else f"a page with emoji frequency {frequency}"
        yield f"{use.count} emoji where {whose} has at most {limit}", f"take out {use.count - limit}"


def _is_emoji(cluster: str) -> bool:
    """A picture, a flag or a keycap; signs such as © only where they are asked to be one."""
    if cluster.isascii() or _EMOJI.match(cluster) is None or _AS_TEXT in cluster:
        return False
    return cluster[0] >= _FIRST_PICTURE or _AS_EMOJI in cluster


@cache
def _face() -> Any:
    return re2.compile(f"[{character_class(cue_words('emoji.yaml')['faces'])}]")
