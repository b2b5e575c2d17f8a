"""How many examples a dear property draws."""

from __future__ import annotations

from hypothesis import settings

__all__ = ["drawn"]

_USUAL = 100
"""Hypothesis' own number, that of the default profile."""


def drawn(by_default: int) -> int:
    """So many examples in the default profile, as many times more as another profile draws more."""
    return by_default * settings().max_examples // _USUAL
