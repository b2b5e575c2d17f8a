"""Tunables of saturation and volume."""

from __future__ import annotations

from eros.params.base import Section

__all__ = ["VolumeParams"]


class VolumeParams(Section):
    """Tiers, tables and factors of the daily volume."""
