"""Words and patterns a check looks for, read from a YAML file beside this module and matched in linear time (RE2)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import re2
import yaml

from eros.errors import ConfigurationError
from eros.text.words import visible_text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["character_class", "cue_patterns", "cue_words", "patterns_of", "plain"]

_QUOTES = re.compile("[‘’ʼ`´]")  # noqa: RUF001 - the curly ones people type


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """A text as cues are written: small letters, compatibility letters unified, straight apostrophes, no invisible signs."""
    whole = text.encode("utf-8", "replace").decode()  # a lone surrogate is no character
    return _QUOTES.sub("'", visible_text(whole))


@cache
def cue_words(name: str) -> Mapping[str, tuple[str, ...]]:
    """The entries of a file by key; raises ConfigurationError unless every key has entries and none stands twice."""
    return words_of(name, files("eros.text").joinpath(name).read_text("utf-8"))


def words_of(name: str, content: str) -> Mapping[str, tuple[str, ...]]:
    """The entries of a file's content; `name` is what an error calls it."""
    raw = yaml.safe_load(content)
    if not isinstance(raw, dict) or not raw:
        raise ConfigurationError(f"{name} holds no lists by key. Write `key: [word, word]`.")
    for key, entries in raw.items():
        if not isinstance(entries, list) or not entries or not all(isinstance(e, str) and e for e in entries):
            raise ConfigurationError(f"{name}: {key!r} is no list of words. Write `{key}: [word, word]`, quoted.")
        if twice := sorted({entry for entry in entries if entries.count(entry) > 1}):
            raise ConfigurationError(f"{name}: {twice[0]!r} stands twice under {key!r}. Take one out.")
    return {key: tuple(entries) for key, entries in raw.items()}


@cache
def cue_patterns(name: str) -> Mapping[str, Any]:
    """One RE2 expression per key of a file, which finds any of its entries in a `plain` text.

    An entry is an expression itself. It begins and ends at the edge of a word unless it begins or ends with a sign or a
    class of signs.
    """
    return patterns_of(name, cue_words(name))


def patterns_of(name: str, words: Mapping[str, tuple[str, ...]]) -> Mapping[str, Any]:
    """The expressions; raises ConfigurationError naming the entry RE2 cannot read."""
    return {key: _any_of(name, key, entries) for key, entries in words.items()}


def character_class(ranges: tuple[str, ...]) -> str:
    """The inside of a character class from code points and ranges such as 1F600-1F607; raises ConfigurationError."""
    try:
        bounds = [[int(code, 16) for code in entry.split("-")] for entry in ranges]
        return "".join("-".join(rf"\x{{{code:X}}}" for code in bound) for bound in bounds)
    except ValueError as error:
        raise ConfigurationError(f"{ranges!r} are no code points ({error}). Write 263A or 1F600-1F607.") from error


def _any_of(name: str, key: str, entries: tuple[str, ...]) -> Any:
    try:
        return _compile("|".join(map(_whole, entries)))
    except re2.error:
        for entry in entries:
            try:
                _compile(entry)
            except re2.error as error:
                raise ConfigurationError(
                    f"{name}: {entry!r} under {key!r} is no valid RE2 expression ({error.args[0].decode()}). Correct it."
                ) from error
        raise


def _whole(entry: str) -> str:
    start = r"\b" if entry[0].isalnum() or entry.startswith(("(?:", r"\d")) else ""
    end = r"\b" if entry[-1].isalnum() or (entry[-1] in ")?+" and entry[-2:-1] != "\\") else ""
    return f"{start}(?:{entry}){end}"


def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
