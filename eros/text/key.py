"""When two texts are the same caption."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["caption_key", "normalised"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")


def normalised(text: str) -> str:
    """The text with compatibility forms, letter case, invisible characters and runs of white space levelled."""
    folded = text.casefold()
    if not text.isascii():
        folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", folded))
        folded = unicodedata.normalize("NFKC", folded.casefold())  # folding can leave a form that composes further
    return " ".join(folded.split())


def caption_key(text: str) -> str:
    """32 hex digits, equal for texts that differ only in what `normalised` levels; '' gives the key of no text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:32]
