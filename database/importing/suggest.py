"""What type a caption without one seems to be: the first rule of seed/caption_type_rules.csv that fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from database.catalogue import read_seed
from eros.text.words import split_words, visible_text

__all__ = ["CaptionRule", "caption_rules", "suggest"]


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """A caption type and what speaks for it.

    `priced` None: with and without a price; `min_chars` and `max_chars` bound the length (characters, both included, None
    no bound); `words` are phrases of which the text holds one (None: any text). `line` is the rule's place in the file.
    """

    line: int
    caption_type: str
    priced: bool | None
    min_chars: int | None
    max_chars: int | None
    words: re.Pattern[str] | None

    def reason(self, text: str, *, priced: bool) -> str | None:
        """What of this rule a text fulfils, in words; None where the rule does not fit."""
        bounds = ((self.min_chars, 1), (self.max_chars, -1))
        if self.priced not in (None, priced) or any(b is not None and sign * (len(text) - b) < 0 for b, sign in bounds):
            return None
        found = self.words and self.words.search(_padded(text))
        if self.words and not found:
            return None
        facts = (
            f"says {found[0].strip()!r}" if found else "",
            "" if self.priced is None else "has a price" if self.priced else "has no price",
            "" if self.min_chars is None else f"has {self.min_chars} characters or more",
            "" if self.max_chars is None else f"has {self.max_chars} characters or fewer",
        )
        return f"rule {self.line}: it {', '.join(filter(None, facts))}"


def _padded(text: str) -> str:
    """The words of a text in lower case, with a space between them and at both ends."""
    return f" {' '.join(split_words(visible_text(text)))} "


@cache
def caption_rules() -> tuple[CaptionRule, ...]:
    """The shipped rules, first fit first; the last ones fit everything."""
    return tuple(
        CaptionRule(
            line,
            row["caption_type"],
            None if row["priced"] == "" else row["priced"] == "1",
            int(row["min_chars"]) if row["min_chars"] else None,
            int(row["max_chars"]) if row["max_chars"] else None,
            re.compile(f" (?:{row['words']}) ") if row["words"] else None,
        )
        for line, row in enumerate(read_seed("caption_type_rules"), start=2)
    )


def suggest(text: str, *, priced: bool) -> tuple[str, str]:
    """The caption type of the first rule that fits, and which rule that is and why it fits."""
    reasons = ((rule.caption_type, rule.reason(text, priced=priced)) for rule in caption_rules())
    return next((caption_type, reason) for caption_type, reason in reasons if reason is not None)
