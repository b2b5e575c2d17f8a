"""What statements a piece of work executes, and which of them read a large table from end to end."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

from database.engine import file_uri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGE = ("caption_bank", "mass_messages", "creator_metrics_daily", "caption_usage", "text_matches")
FREE = ("execute_query",)
"""Tools whose statements are the client's own."""


@contextmanager
def statements() -> Iterator[dict[str, Any]]:
    """Every statement any engine executes meanwhile, with its values."""
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:  # noqa: FBT001
        seen.setdefault(statement, values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scans(path: Path, seen: dict[str, Any]) -> list[str]:
    """Steps of the statements' plans that read a large table, or an index of it, whole."""
    found = []
    with closing(sqlite3.connect(file_uri(path, "ro"), uri=True)) as connection:
        for statement, values in seen.items():
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
                found += [
                    f"{step[3]}: {statement}" for step in steps if re.match(rf"SCAN ({'|'.join(LARGE)})\b", step[3])
                ]
    return found
