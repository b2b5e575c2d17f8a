"""Writes the generated pages of docs/reference anew: python -m tests.project.regenerate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from database.settings import shipped_params
from eros.rules.reference import render_reference

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
COMMAND = "python -m tests.project.regenerate"
PAGES: dict[str, Callable[[], str]] = {"docs/reference/rules.md": lambda: render_reference(shipped_params())}


def regenerate() -> None:
    """Write every page of PAGES."""
    for path, render in PAGES.items():
        (ROOT / path).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    regenerate()
