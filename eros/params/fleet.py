"""Tunables of a fleet run."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from eros.params.base import Section, tunable

__all__ = ["FleetParams"]

Captions = Annotated[int, Field(ge=0, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]


class FleetParams(Section):
    """How many captions a page-week should have ready (operations.md): the largest of floor, base x risk and demand."""

    caption_target_floor: int = tunable("captions every page should have ready", "captions", low=0, high=10_000)
    caption_target_base: dict[str, Captions] = Field(
        description="captions to have ready by page size", json_schema_extra={"unit": "captions"}
    )
    caption_target_risk: dict[str, Share] = Field(
        description="share of that by saturation risk", json_schema_extra={"unit": "share"}
    )
