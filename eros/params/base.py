"""How a tunable is declared: frozen, checked, with unit and range."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Section", "tunable"]


class Section(BaseModel):
    """A group of tunables. Values stand in scheduling.yaml only; a field states meaning, unit and range."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


def tunable(meaning: str, unit: str, *, low: float | None = None, high: float | None = None) -> Any:
    """A required number (or a tuple of them) with its meaning, unit and inclusive range."""
    return Field(description=meaning, ge=low, le=high, json_schema_extra={"unit": unit})
