"""What content a text names, by whole words; what it seems to hide in a disguised spelling."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import re2
import yaml

from eros.text.words import disguised_words, letter_runs, split_words, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eros.model.catalogue import ContentType

__all__ = [
    "ContentMatch",
    "Vocabulary",
    "all_named",
    "hidden_content",
    "lacking_keys",
    "match_content",
    "named_content",
    "vocabulary",
]

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentMatch:
    """Vocabulary keys a text promises though the vault lacks them: plainly (`mismatch`) or in disguise (`obfuscated`)."""

    mismatch: tuple[str, ...]
    obfuscated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases by their first word, each with its key (None = harmless), longest first; `joined` are those without blanks.

    `telling` holds a word of every phrase that has a key, with these keys: most texts have none of them and name nothing.
    """

    by_first_word: Mapping[str, tuple[tuple[Phrase, str | None], ...]]
    telling: Mapping[str, frozenset[str]]
    joined: tuple[tuple[str, str], ...]
    keys: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once."""
    shipped: dict[str, Any] = yaml.safe_load(files("eros.text").joinpath("vocabulary.yaml").read_text("utf-8"))
    return vocabulary_of(shipped["content"], shipped["allow"])


def vocabulary_of(content: Mapping[str, Iterable[str]], allow: Iterable[str]) -> Vocabulary:
    """A vocabulary of phrases by key and of harmless phrases."""
    phrases: dict[Phrase, str | None] = {}
    for key, entries in content.items():
        for entry in entries:
            phrase = split_words(visible_text(entry))
            phrases[phrase] = key
            phrases.setdefault((*phrase[:-1], phrase[-1] + "s"), key)
    joined = tuple(("".join(phrase), key) for phrase, key in phrases.items() if key is not None)
    phrases |= dict.fromkeys((split_words(visible_text(entry)) for entry in allow), None)
    by_first_word: dict[str, list[tuple[Phrase, str | None]]] = {}
    telling: dict[str, set[str]] = {}
    for phrase, named in phrases.items():
        if named is not None:
            telling.setdefault(max(phrase, key=len), set()).add(named)
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first_word.setdefault(phrase[0], []).append((phrase, phrases[phrase]))
    return Vocabulary(
        {word: tuple(found) for word, found in by_first_word.items()},
        {word: frozenset(keys) for word, keys in telling.items()},
        joined,
        frozenset(content),
    )


@lru_cache(maxsize=1 << 14)
def named_content(text: str) -> frozenset[str]:
    """The vocabulary keys a text names plainly; time is linear in its length."""
    return _named(split_words(visible_text(text)))


def all_named(texts: Iterable[str], keys: frozenset[str]) -> list[frozenset[str]]:
    """What of these keys each of many texts names plainly; one search over all of them tells the few that may."""
    texts, nothing = list(texts), frozenset[str]()
    found = [nothing] * len(texts)
    if known := keys & vocabulary().keys:
        seen = [visible_text(text).encode("utf-8", "replace") for text in texts]
        ends = [*accumulate(len(text) + 1 for text in seen)]
        for place in {bisect_right(ends, match.start()) for match in _telling(known).finditer(b"\n".join(seen))}:
            found[place] = named_content(texts[place]) & known
    return found


@lru_cache(maxsize=1 << 8)
def _telling(keys: frozenset[str]) -> Any:
    """Finds the telling words of these keys, also where they are part of another word."""
    words = (re2.escape(word) for word, told in vocabulary().telling.items() if told & keys)
    return re2.compile("|".join(sorted(words)).encode())


@lru_cache(maxsize=1 << 12)
def hidden_content(text: str) -> frozenset[str]:
    """The vocabulary keys a text names only in letter-spaced or look-alike spelling."""
    found: set[str] = set()
    for reading in disguised_words(text):
        found |= _named(reading)
        for run in letter_runs(reading):
            found.update(key for phrase, key in vocabulary().joined if phrase in run)
    return frozenset(found) - named_content(text)


def lacking_keys(content_types: Mapping[str, ContentType], vault: frozenset[str]) -> frozenset[str]:
    """The vocabulary keys of which a vault holds nothing; keys the catalogue does not know are left out."""
    known = set(content_types) | {content.category for content in content_types.values()}
    held = vault | {content_types[key].category for key in vault if key in content_types}
    return vocabulary().keys & (known - held)


def match_content(text: str, lacking: frozenset[str]) -> ContentMatch:
    """What `text` names out of the `lacking` keys; both lists are sorted."""
    return ContentMatch(tuple(sorted(named_content(text) & lacking)), tuple(sorted(hidden_content(text) & lacking)))


def _named(tokens: tuple[str, ...]) -> frozenset[str]:
    """Keys named by a word sequence; a phrase inside a harmless one does not count."""
    known = vocabulary()
    if known.telling.keys().isdisjoint(tokens):
        return frozenset()
    index, harmless_until = known.by_first_word, 0
    found: set[str] = set()
    for start, word in enumerate(tokens):
        for phrase, key in index.get(word, ()):
            end = start + len(phrase)
            if tokens[start:end] != phrase:
                continue
            if key is None:
                harmless_until = max(harmless_until, end)
            elif end > harmless_until:
                found.add(key)
    return frozenset(found)
