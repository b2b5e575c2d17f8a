"""Which HARD rules can touch a send of a type: those about all sends, and those its own facts call for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules import HARD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eros.model.catalogue import SendType
    from eros.rules.base import Rule

__all__ = ["SELECTIVE", "touching"]

SELECTIVE: Mapping[str, Callable[[SendType], bool]] = {
    "type-per-week": lambda t: t.max_per_week is not None,
    "type-gap": lambda t: t.min_gap_hours > 0,
    "ppv-gap": lambda t: t.is_ppv,
    "lock": lambda t: t.is_ppv,
    "style-adjacent": lambda t: t.is_ppv,
    "rotation-cap": lambda t: t.is_ppv,
    "followup-window": lambda t: t.is_followup,
    "followup-per-day": lambda t: t.is_followup,
    "followup-parent": lambda t: t.is_followup or t.followup_parent,
    "expiry": lambda t: t.expires_hours is not None,
    "labels": lambda t: t.label is not None,
}
"""Rules that leave some types alone, and which types they are about."""


def touching(send_type: SendType) -> tuple[Rule, ...]:
    """The rules a send of this type can break, in the order of `HARD`."""
    return tuple(rule for rule in HARD if rule.id not in SELECTIVE or SELECTIVE[rule.id](send_type))
