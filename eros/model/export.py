"""What a week is taken away as, and the memory of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["ExportFormat", "ExportRecord"]

ExportFormat = Literal["csv", "xlsx", "ics", "md", "manifest", "json"]
"""`md` is for reading, `manifest` for chatters, `json` is the document of the schema."""


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """A file that was written from a saved week: who wrote it, when (aware), to which destination."""

    schedule_id: str
    file_format: str
    destination: str
    actor: str
    exported_at: datetime
