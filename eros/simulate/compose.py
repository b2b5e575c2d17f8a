"""Writing one caption out of the lexicon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.simulate.truth import EMOJI_SHARE

if TYPE_CHECKING:
    import numpy as np

    from eros.simulate.lexicon import Lexicon, TypeWords

__all__ = ["Brief", "Dice", "compose", "dice"]

Dice = Callable[[int], int]
"""A number in 0..n-1 for n."""

CHUNK = 1 << 16
EMOJI_ROOM = 6
TRIES = 12


@dataclass(frozen=True, slots=True)
class Brief:
    """What a caption shall be: its type, voice, content type, family, length in characters and layout.

    `content` None leaves open what the media shows; `lines` sets opener, body and close on lines of their own.
    """

    caption_type: str
    tone: str
    content: str | None
    family: str | None
    low: int
    high: int
    emoji_level: str
    lines: bool


def dice(rng: np.random.Generator) -> Dice:
    """Dice fed by one generator."""

    def numbers() -> Iterator[float]:
        while True:
            yield from rng.random(CHUNK).tolist()

    stream = numbers()
    return lambda n: int(next(stream) * n)


def compose(brief: Brief, words: Lexicon, roll: Dice) -> str:
    """One text; its length lies in low..high where the words allow it."""
    kind = words.types[brief.caption_type]
    room = brief.high - EMOJI_ROOM
    body = _body(brief, kind, words, roll, room)
    opener, close, middle = "", "", list[str]()
    length = len(body)
    for part in _order(brief, roll):
        if length >= brief.low and roll(100) < 65:
            break
        piece = _piece(part, brief, kind, words, roll)
        if piece in middle or length + len(piece) + 1 > room:
            continue
        length += len(piece) + 1
        if part == "opener":
            opener = piece
        elif part == "close":
            close = piece
        else:
            middle.append(piece)
    block = " ".join((body, *middle))
    text = ("\n" if brief.lines else " ").join(piece for piece in (opener, block, close) if piece)
    return _decorated(text, brief, words, roll)


def _order(brief: Brief, roll: Dice) -> tuple[str, ...]:
    """Which parts are tried, in this order, until the text is as long as it shall be."""
    ends = ("opener", "close") if roll(2) else ("close", "opener")
    if brief.low < 100:
        return ends
    named = ("named",) if brief.content is not None else ()
    return (*ends, "why", *named, *("detail",) * TRIES)


def _piece(part: str, brief: Brief, kind: TypeWords, words: Lexicon, roll: Dice) -> str:
    match part:
        case "opener":
            choices = words.tones[brief.tone].openers
        case "close":
            choices = kind.ctas
        case "why":
            choices = words.whys
        case "named":
            choices = words.content[brief.content or ""].details
        case _:
            choices = words.details if kind.media else words.talk
    return choices[roll(len(choices))]


def _body(brief: Brief, kind: TypeWords, words: Lexicon, roll: Dice, room: int) -> str:
    """The sentence that says what this is: the first draw that fits, else the shortest one drawn."""
    bodies = kind.families[brief.family] if brief.family is not None else kind.bodies
    things = words.unnamed_things if brief.content is None else words.content[brief.content].things
    drawn = []
    for _ in range(TRIES):
        body = bodies[roll(len(bodies))].replace("{thing}", things[roll(len(things))])
        body = body[0].upper() + body[1:]
        if len(body) <= room:
            return body
        drawn.append(body)
    return min(drawn, key=len)


def _decorated(text: str, brief: Brief, words: Lexicon, roll: Dice) -> str:
    """The text with up to two emoji at its end, as often as its type likes them."""
    if roll(100) >= 100 * EMOJI_SHARE[brief.emoji_level]:
        return text
    own = words.tones[brief.tone].emoji
    first = own[roll(len(own))]
    if roll(4) or len(text) < 40:
        return f"{text} {first}"
    return f"{text} {first}{words.emoji_any[roll(len(words.emoji_any))]}"
