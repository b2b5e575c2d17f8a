"""How a text is built: the four parts of a PPV text, the three of a wall text (rules `ppv-structure`, `wall-structure`).

A part is found by its signs (structure.yaml), wherever they stand but for the hook. That a part is there says nothing
about its truth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from eros.text.check import passed, review
from eros.text.content_match import named_content
from eros.text.cues import cue_patterns, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.params.text import TextParams
    from eros.text.check import Check, Fault

__all__ = ["Structure", "check_ppv", "check_wall", "ppv_faults", "ppv_structure", "wall_faults", "wall_structure"]

_CUES = "structure.yaml"
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n")
_PARTS = {
    "hook": "a hook: open with a short sentence or a question",
    "what": "what it is: name the video, the set, its length",
    "now": "why now: a time, an occasion, a reason not to put it off",
    "action": "a call to action: say what to do next, such as open it or tell me",
    "opening": "a short opening line of its own",
    "description": "a description of its own line, a sentence or two",
    "closing": "a short last line that asks, thanks or invites",
}


@dataclass(frozen=True, slots=True)
class Structure:
    """Parts of a text that are there and that are not, each in the order they are expected."""

    found: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the parts that are there, 0-1."""
        return len(self.found) / (len(self.found) + len(self.missing))

    @property
    def said(self) -> str:
        """What is there, in words."""
        said = f"{len(self.found)} of {len(self.found) + len(self.missing)} parts"
        return f"{said}: {', '.join(self.found)}" if self.found else said


def ppv_structure(text: str, params: TextParams) -> Structure:
    """Which of hook, what it is, why now and call to action a text has."""
    return _ppv(text, params.hook_chars, params.hook_sentence_chars)


def check_ppv(text: str, params: TextParams) -> Check:
    """Rule `ppv-structure`: what `ppv_faults` yields; `score` is the share of the parts."""
    return _judged("ppv-structure", ppv_structure(text, params), ppv_faults(text, params))


def ppv_faults(text: str, params: TextParams) -> Iterator[Fault]:
    """A smaller share of the four parts than the least."""
    found = ppv_structure(text, params)
    if found.share < params.ppv_share_min:
        yield _lacking(found)


def wall_structure(text: str, params: TextParams) -> Structure:
    """Which of opening, description and closing a text has, by its lines that are not empty.

    The first line opens, the last closes, what lies between describes. A second line that is the last is one of both.
    """
    return _wall(text, params.wall_opening_chars, params.wall_body_chars, params.wall_closing_chars)


def check_wall(text: str, params: TextParams) -> Check:
    """Rule `wall-structure`: what `wall_faults` yields; `score` is the share of the parts."""
    return _judged("wall-structure", wall_structure(text, params), wall_faults(text, params))


def wall_faults(text: str, params: TextParams) -> Iterator[Fault]:
    """Fewer of the three parts than the least number."""
    found = wall_structure(text, params)
    if len(found.found) < params.wall_parts_min:
        yield _lacking(found)


@lru_cache(maxsize=1 << 14)
def _ppv(text: str, hook_chars: int, sentence_chars: int) -> Structure:
    cues, words = cue_patterns(_CUES), plain(text).strip()
    first_end = _SENTENCE_END.search(words)
    is_short = first_end is not None and first_end.end() < len(words) and first_end.start() <= sentence_chars
    return _structure(
        {
            "hook": is_short or cues["hook"].search(words[:hook_chars]) is not None,
            "what": bool(named_content(text)) or cues["what"].search(words) is not None,
            "now": cues["now"].search(words) is not None,
            "action": cues["action"].search(words) is not None,
        }
    )


@lru_cache(maxsize=1 << 14)
def _wall(text: str, opening_chars: int, body_chars: int, closing_chars: int) -> Structure:
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    first, rest = (lines[0] if lines else ""), lines[1:]
    describes = sum(map(len, rest[:-1] or rest)) >= body_chars
    last = rest[-1] if len(rest) > 1 or (rest and not describes) else ""
    return _structure(
        {
            "opening": bool(rest) and len(first) <= opening_chars,
            "description": describes,
            "closing": 0 < len(last) <= closing_chars and cue_patterns(_CUES)["closing"].search(last) is not None,
        }
    )


def _structure(parts: dict[str, bool]) -> Structure:
    return Structure(
        tuple(part for part, there in parts.items() if there), tuple(part for part, there in parts.items() if not there)
    )


def _lacking(structure: Structure) -> Fault:
    return structure.said, f"add {'; '.join(_PARTS[part] for part in structure.missing)}"


def _judged(rule: str, structure: Structure, faults: Iterator[Fault]) -> Check:
    for fault in faults:
        return review(rule, *fault, structure.share)
    return passed(rule, structure.said, structure.share)
