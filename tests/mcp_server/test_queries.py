"""No tool reads a large table from end to end, so that ten times the rows cost no more."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from database.engine import file_uri
from mcp_server.registry import NAMES, tools
from tests.mcp_client import connected, usual_arguments

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


@pytest.mark.parametrize("name", [name for name in NAMES if tools()[name].read_only and name not in FREE])
def test_a_tool_scans_no_large_table(demo_database: Path, name: str) -> None:
    with connected(demo_database) as caller, statements() as seen:  # a server that has read nothing yet
        caller(name, **usual_arguments(name))
    assert seen
    assert scans(demo_database, seen) == []


def test_the_check_sees_a_scan(demo_database: Path) -> None:
    assert scans(demo_database, {"SELECT count(*) FROM caption_bank WHERE text LIKE ?": ("%x%",)}) != []


def test_a_whole_plan_scans_no_large_table(demo_copy: Path) -> None:
    if "save_schedule" not in NAMES:
        pytest.skip("nothing plans yet")
    with connected(demo_copy) as caller, statements() as seen:
        caller("save_schedule", creator_id="tamsin", week_start="2026-11-23", dry_run=False)
    assert scans(demo_copy, seen) == []
