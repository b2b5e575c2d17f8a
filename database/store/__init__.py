"""Pages, problems and weeks in SQL: `from database.store import SqlStore`."""

from __future__ import annotations

from database.store.sql_store import SqlStore

__all__ = ["SqlStore"]
