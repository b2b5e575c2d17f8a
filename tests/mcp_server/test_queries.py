"""No tool reads a large table from end to end, so that ten times the rows cost no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcp_server.registry import NAMES, tools
from tests.mcp_client import connected, usual_arguments
from tests.query_plans import FREE, scans, statements

if TYPE_CHECKING:
    from pathlib import Path


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
