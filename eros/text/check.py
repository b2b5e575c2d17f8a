"""What a check says of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eros.model.catalogue import LengthClass

__all__ = ["Check", "Fault", "TextReport", "TextRule", "Verdict", "advice", "joined", "passed", "review", "worst"]

Verdict = Literal["pass", "review", "block"]
Fault = tuple[str, str]
"""What was found, and what to do."""


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one rule: what was found and what to do, "" where nothing is.

    Only a HARD rule blocks; `review` asks a person to look; a text that passes may still be told what the rule prefers.
    `score` is the rule's own number where it has one.
    """

    rule: str
    verdict: Verdict
    finding: str
    fix: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class TextRule:
    """A rule on texts: `check` says all there is to say, `faults` only what to change; both take the same arguments.

    Most texts have no fault, and then `faults` costs a fraction of `check`.
    """

    id: str
    faults: Callable[..., Iterator[Fault]]
    check: Callable[..., Check]

    def is_broken(self, *given: object) -> bool:
        """Whether the rule would rather see another text."""
        return any(self.faults(*given))


def joined(faults: Iterable[Fault]) -> Fault:
    """Several faults as one."""
    found, fixes = zip(*faults, strict=True)
    return "; ".join(found), "; ".join(fixes)


def passed(rule: str, finding: str, score: float | None = None) -> Check:
    """Nothing to do."""
    return Check(rule, "pass", finding, "", score)


def advice(rule: str, finding: str, fix: str, score: float | None = None) -> Check:
    """Nothing is wrong, but the rule prefers another text."""
    return Check(rule, "pass", finding, fix, score)


def review(rule: str, finding: str, fix: str, score: float | None = None) -> Check:
    """A person shall look."""
    return Check(rule, "review", finding, fix, score)


def worst(checks: Iterable[Check]) -> Verdict:
    """The gravest verdict; `pass` for no checks."""
    verdicts: tuple[Verdict, ...] = get_args(Verdict)
    return max((check.verdict for check in checks), key=verdicts.index, default="pass")


@dataclass(frozen=True, slots=True)
class TextReport:
    """Every check of one text, HARD ones first; `length` counts characters of the trimmed text.

    `length_factor` is what the length does to the value of a priced send (rule `length`), None for other sends.
    """

    text: str
    page_name: str | None
    send_type: str | None
    checks: tuple[Check, ...]
    length: int
    length_class: LengthClass
    length_factor: float | None

    @property
    def verdict(self) -> Verdict:
        """The gravest of the checks."""
        return worst(self.checks)
