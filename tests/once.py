"""What is dear to make and made once per test run, whatever the number of workers."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

__all__ = ["once_a_run"]


@contextmanager
def once_a_run(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder of the whole run, not made yet where nobody has; while one worker is in the block the others wait."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    # SQLite's own write lock lets one worker build while the others wait
    with closing(sqlite3.connect(base / f"{name}.lock", timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield base / name
