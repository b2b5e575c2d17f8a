"""How large a page's audience is."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eros.estimate.evidence import Evidence
    from eros.params.volume import VolumeParams

__all__ = ["is_new", "size_of"]

_SIZES = ("SMALL", "MEDIUM", "LARGE", "XL")


def is_new(evidence: Evidence, params: VolumeParams) -> bool:
    """Whether the first message is too young, or there are too few messages, to judge anything."""
    return len(evidence) < params.new_messages or int(evidence.age.max()) < params.new_days


def size_of(evidence: Evidence, fans: int, params: VolumeParams) -> str:
    """NEW, or SMALL, MEDIUM, LARGE, XL by the largest audience of a send in the baseline days (fans without one)."""
    if is_new(evidence, params):
        return "NEW"
    sent = evidence.history.sent[evidence.age < params.baseline_days]
    return _SIZES[bisect_right(params.size_audience, int(sent.max()) if sent.size else fans)]
