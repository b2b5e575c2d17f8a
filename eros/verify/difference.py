"""What is not as a document says."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CENT", "Difference", "differing"]

CENT = 0.011
"""Cents two sums of rounded amounts may differ by."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`where` is a send's ref or empty for the week, `what` the field or rule, then what the document says and what holds."""

    where: str
    what: str
    said: str
    holds: str


def differing(where: str, what: str, said: float | None, holds: float | None, within: float = CENT) -> list[Difference]:
    """One difference where two numbers are further apart than `within`, or only one of them is there."""
    if said is None or holds is None:
        return [] if said is holds else [Difference(where, what, str(said), str(holds))]
    return [] if abs(said - holds) <= within else [Difference(where, what, f"{said:,.2f}", f"{holds:,.2f}")]
