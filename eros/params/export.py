"""Tunables of exports."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["ExportParams"]


class ExportParams(Section):
    """When a week that was taken away already is not written again."""

    skip_hours: float = tunable(
        "hours in which the same version is not written to the same file again", "h", low=0, high=8760
    )
