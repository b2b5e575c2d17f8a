"""Writes the generated pages anew: python -m tests.project.regenerate [PATH ...]."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from database.demo import create_demo
from database.settings import shipped_params
from eros.rules.reference import render_reference
from mcp_server.registry import NAMES
from tests.mcp_server.reference import SNAPSHOTS, render_tools, snapshot
from tests.project.cli_reference import render_cli
from tests.project.import_layouts import render_layouts
from tests.project.send_type_reference import render_send_types

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

ROOT = Path(__file__).parents[2]
COMMAND = "python -m tests.project.regenerate"
PAGES: dict[str, Callable[[], str]] = {
    "docs/SEND_TYPE_REFERENCE.md": render_send_types,
    "docs/reference/cli.md": render_cli,
    "docs/reference/import-layouts.md": render_layouts,
    "docs/reference/rules.md": lambda: render_reference(shipped_params()),
    **{f"{SNAPSHOTS}/{name}.json": partial(snapshot, name) for name in NAMES},
}


DEMO_PAGES: dict[str, Callable[[Path], str]] = {"docs/API_REFERENCE.md": render_tools}
"""Pages that show what happens on a demo database, which they are given."""


def regenerate(paths: Collection[str] = ()) -> None:
    """Write these pages; without any, all."""
    for path in [path for path in PAGES if path in paths or not paths]:
        (ROOT / path).write_text(PAGES[path](), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.db"
        for path in [path for path in DEMO_PAGES if path in paths or not paths]:
            if not demo.exists():
                create_demo(demo)
            (ROOT / path).write_text(DEMO_PAGES[path](demo), encoding="utf-8")


if __name__ == "__main__":
    regenerate(sys.argv[1:])
