"""A text as words: what a reader sees, and what a disguised spelling means."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

__all__ = ["disguised_words", "letter_runs", "split_words", "visible_text"]

_END = "."
_WORD = re.compile(r"[^\W_]+")
_WORD_OR_END = re.compile(r"[^\W_]+|[.!?;](?=\s)|\n")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_EDGE = ".,!?:;\"'()[]{}*~_-…“”‘’"  # noqa: RUF001 - curly quotes stand at the edge of words, too
_LOOKALIKE = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "|": "l"}
_LETTERS = str.maketrans("авекмнорстухіѕјԁһӏαβεικνορτυχγ", "abekmhopctyxisjdhlabeiknoptuxy")
_READINGS = tuple(str.maketrans({**_LOOKALIKE, "1": one, "!": one}) for one in "il")
_SHORTEST_RUN = 4


def visible_text(text: str) -> str:
    """A text in lower case with compatibility letters unified and invisible characters gone."""
    return text.casefold() if text.isascii() else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def split_words(visible: str) -> tuple[str, ...]:
    """The words of a visible text without signs and emoji; a mark stands where a sentence or a line ends."""
    return tuple(_WORD_OR_END.findall(visible))


def disguised_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Two readings of a text in which letters were swapped for look-alikes or cut by signs (1 read as i, then as l)."""
    chunks: list[str] = []
    for line in visible_text(text).splitlines():
        for chunk in line.split():
            chunks.append(_latin(chunk.strip(_EDGE)))
            if chunk[-1] in ".!?;":
                chunks.append(_END)
        chunks.append(_END)
    return tuple(tuple(_read(chunk, reading) for chunk in chunks) for reading in _READINGS)


def letter_runs(reading: tuple[str, ...]) -> tuple[str, ...]:
    """Runs of at least four single letters in a reading, each joined to one word."""
    runs = "".join(word if len(word) == 1 and word.isalnum() else " " for word in reading).split()
    return tuple(run for run in runs if len(run) >= _SHORTEST_RUN)


def _read(chunk: str, reading: dict[int, str]) -> str:
    return chunk if chunk.isalpha() or chunk == _END else "".join(_WORD.findall(chunk.translate(reading)))


def _latin(chunk: str) -> str:
    """Letters of other alphabets by their look; signs and emoji stay as they are."""
    if chunk.isascii():
        return chunk
    return "".join(anyascii(sign) if sign.isalpha() else sign for sign in chunk.translate(_LETTERS)).casefold()
