"""What was worked out of the database, kept as long as it holds."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from eros.plan.pool import CaptionPool

__all__ = ["Studies"]

MOST = 4
"""Page-weeks kept at once; each takes some megabytes."""


class Studies:
    """The page-weeks asked for last, by a key that names everything they were made of."""

    def __init__(self) -> None:
        self._kept: LRUCache[Hashable, CaptionPool] = LRUCache(maxsize=MOST)
        self._lock = Lock()

    def get(self, key: Hashable | None, make: Callable[[], CaptionPool]) -> CaptionPool:
        """What `make` gave for this key, from before where it is kept; without a key nothing is kept."""
        with self._lock:
            found = None if key is None else self._kept.get(key)
        if found is None:
            found = make()
            if key is not None:
                with self._lock:
                    self._kept[key] = found
        return found
