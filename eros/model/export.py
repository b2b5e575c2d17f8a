"""What a week is taken away as."""

from __future__ import annotations

from typing import Literal

__all__ = ["ExportFormat"]

ExportFormat = Literal["csv", "xlsx", "ics", "md", "manifest", "json"]
"""`md` is for reading, `manifest` for chatters, `json` is the document of the schema."""
