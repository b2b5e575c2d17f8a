"""Writes the generated pages of docs/reference anew: python -m tests.project.regenerate."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from database.settings import shipped_params
from eros.rules.reference import render_reference
from mcp_server.registry import NAMES
from tests.mcp_server.reference import SNAPSHOTS, render_tools, snapshot
from tests.project.import_layouts import render_layouts

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
COMMAND = "python -m tests.project.regenerate"
PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/import-layouts.md": render_layouts,
    "docs/reference/rules.md": lambda: render_reference(shipped_params()),
    "docs/reference/tools.md": render_tools,
    **{f"{SNAPSHOTS}/{name}.json": partial(snapshot, name) for name in NAMES},
}


def regenerate() -> None:
    """Write every page of PAGES."""
    for path, render in PAGES.items():
        (ROOT / path).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    regenerate()
