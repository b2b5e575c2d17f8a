"""Claims that deceive when they are not true: an award, a mistake, scarcity, a value (check `honesty`)."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from eros.text.check import passed, review
from eros.text.cues import cue_patterns, cue_words, patterns_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.text.check import Check, Fault

__all__ = ["check_claims", "claim_faults", "claims"]

_CUES = "claims.yaml"
_SHOWN = 3


@lru_cache(maxsize=1 << 14)
def claims(text: str) -> tuple[tuple[str, str], ...]:
    """The first claim of each kind a text makes: the kind and the words that make it."""
    words = plain(text)
    if _any_claim().search(words) is None:
        return ()
    found = ((kind, pattern.search(words)) for kind, pattern in cue_patterns(_CUES).items())
    return tuple((kind, match.group()) for kind, match in found if match is not None)


@cache
def _any_claim() -> Any:
    """Most texts claim nothing: one search says so."""
    return patterns_of(_CUES, {"any": tuple(chain.from_iterable(cue_words(_CUES).values()))})["any"]


def check_claims(text: str, judged: str | None = None) -> Check:
    """Rule `honesty`: what `claim_faults` yields."""
    for fault in claim_faults(text, judged):
        return review("honesty", *fault)
    return passed("honesty", "claims nothing that would need proof")


def claim_faults(text: str, judged: str | None = None) -> Iterator[Fault]:
    """A person confirms every claim but those of the kind another check has judged; whether it is true no text says."""
    if made := [claim for claim in claims(text) if claim[0] != judged]:
        said = ", ".join(f"{words!r} ({kind})" for kind, words in made[:_SHOWN])
        yield f"claims {said}", "keep it only if it is true, else leave it out"
