"""Words set in another font: marked up, or written in styled letters (rule `fonts`)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import re2

from eros.text.check import passed, review
from eros.text.cues import character_class, cue_words
from eros.text.emoji import emoji_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.params.text import TextParams
    from eros.text.check import Check, Fault

__all__ = ["check_fonts", "font_faults", "highlighted"]

_DATA = "fonts.yaml"


@lru_cache(maxsize=1 << 12)
def highlighted(text: str) -> tuple[str, ...]:
    """The highlighted spans of a text in their order, each once however it is highlighted.

    Spaces, signs and emoji continue a run of styled letters; a plain letter or the end of the line ends it.
    """
    whole = text.encode("utf-8", "replace").decode()
    if _either().search(whole) is None:
        return ()
    bounds = sorted((m.start(), m.end()) for pattern in _patterns() for m in pattern.finditer(whole))
    merged: list[tuple[int, int]] = []
    for start, end in bounds:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(whole[start:end].strip() for start, end in merged)


def check_fonts(text: str, params: TextParams) -> Check:
    """Rule `fonts`: what `font_faults` yields; `score` is the number of highlighted spans."""
    spans = highlighted(text)
    for fault in font_faults(text, params):
        return review("fonts", *fault, len(spans))
    return passed("fonts", _said(spans), len(spans))


def font_faults(text: str, params: TextParams) -> Iterator[Fault]:
    """More highlighted spans than the limit for the text's length."""
    spans, length = highlighted(text), emoji_use(text).length
    limit = params.font_spans_short if length < params.font_short_chars else params.font_spans
    if len(spans) > limit:
        yield _said(spans), f"highlight at most {limit} in a text of {length} characters"


def _said(spans: tuple[str, ...]) -> str:
    return f"{len(spans)} highlighted: {', '.join(map(_short, spans))}" if spans else "nothing is highlighted"


def _short(span: str) -> str:
    return span if len(span) <= 24 else f"{span[:23]}…"


@cache
def _either() -> Any:
    """Most texts highlight nothing: one search says so."""
    return re2.compile("|".join(pattern.pattern for pattern in _patterns()))


@cache
def _patterns() -> tuple[Any, ...]:
    data = cue_words(_DATA)
    styled = f"[{character_class(data['letters'])}]"
    return re2.compile("|".join(data["marks"])), re2.compile(rf"{styled}(?:[^\pL\pN\n]*{styled})*")
