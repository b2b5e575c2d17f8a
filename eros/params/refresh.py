"""Tunables of the aggregates kept beside the messages."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["RefreshParams"]


class RefreshParams(Section):
    """Shrinkage of a caption's fleet index, and when many pages slump together."""

    index_prior_messages: float = tunable(
        "average messages a caption's fleet index starts from", "messages", low=0.1, high=1000
    )
    slump_window_days: int = tunable("days before a day that its view rate is held against", "days", low=1, high=365)
    slump_ratio: float = tunable("share of its usual view rate below which a page slumps", "share", low=0, high=1)
    slump_share: float = tunable("share of pages that must slump on a slump day, exceeded", "share", low=0, high=1)
    slump_min_pages: int = tunable("pages active on a day before it can be a slump day", "pages", low=1, high=1000)
