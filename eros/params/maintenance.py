"""Tunables of the care of a database file."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["MaintenanceParams"]


class MaintenanceParams(Section):
    """When a file is written anew."""

    vacuum_free_share: float = tunable(
        "share of unused pages from which a file is written anew", "share", low=0, high=1
    )
    vacuum_free_bytes: int = tunable("unused bytes below which it is not worth it", "bytes", low=0, high=2**40)
    analysis_limit: int = tunable(
        "rows looked at per index for the query planner, 0 all", "rows", low=0, high=1_000_000
    )
