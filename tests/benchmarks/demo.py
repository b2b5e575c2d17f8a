"""A demo database for as long as a benchmark needs one."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from database.demo import create_demo
from database.engine import open_engine
from database.store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.params import Params

__all__ = ["demo_store"]


@contextmanager
def demo_store(params: Params) -> Iterator[SqlStore]:
    """The store of a fresh demo database; its file is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        create_demo(path)
        engine = open_engine(str(path))
        try:
            yield SqlStore(engine, params)
        finally:
            engine.dispose()
