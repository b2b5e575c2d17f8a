"""The labelled texts of tests/data/texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HARD_PATTERNS", "SOFT_PATTERNS", "VAULT", "Labelled", "caught", "harmless"]

_DATA = Path(__file__).parent / "data" / "texts"
VAULT = frozenset({"beach_set", "voice_note"})
HARD_PATTERNS = ("meet (?:me )?in person", r"real\s+number")
SOFT_PATTERNS = (r"\bfree\b",)


@dataclass(frozen=True)
class Labelled:
    """A text, where it stands, and the check that must not let it pass (None: all must)."""

    text: str
    send_type: str | None
    rule: str | None = None
    verdict: str = "pass"
    price_cents: int | None = None
    singles_cents: tuple[int, ...] = ()


@cache
def harmless() -> tuple[Labelled, ...]:
    """Every text that must pass; bundles are sold at $29.99 with three parts at $14.99."""
    return tuple(
        Labelled(text, _type(key), price_cents=2999, singles_cents=(1499, 1499, 1499))
        for key, texts in _read("harmless.yaml").items()
        for text in texts
    )


@cache
def caught() -> tuple[Labelled, ...]:
    """Every text that must not pass."""
    return tuple(_caught())


def _caught() -> Iterator[Labelled]:
    for verdict, rules in _read("caught.yaml").items():
        for rule, kinds in rules.items():
            for key, entries in kinds.items():
                for entry in entries:
                    row: dict[str, Any] = {"text": entry} if isinstance(entry, str) else entry
                    singles = tuple(row.get("singles", ()))
                    yield Labelled(row["text"], _type(key), rule, verdict, row.get("price"), singles)


def _type(key: str) -> str | None:
    return None if key == "any" else key


def _read(name: str) -> Any:
    return yaml.safe_load((_DATA / name).read_text("utf-8"))
