"""Two pages and a way to import lines into them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from database.engine import open_engine
from database.pages import add_page
from tests.importer import Importer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.params import Params

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def engine(empty_database: Path) -> Iterator[Engine]:
    """A database with the paid page alma in New York and the free page bella in Berlin."""
    opened = open_engine(empty_database)
    facts: dict[str, Any] = {"fans": 1500, "sub_type": "softcore", "now": NOW}
    add_page(opened, name="alma", page_type="paid", timezone="America/New_York", **facts)
    add_page(opened, name="bella", page_type="free", timezone="Europe/Berlin", **facts)
    yield opened
    opened.dispose()


@pytest.fixture
def imports(engine: Engine, tmp_path: Path, params: Params) -> Importer:
    """Imports into the page alma unless told otherwise."""
    return Importer(engine, tmp_path, params)
