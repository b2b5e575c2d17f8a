"""A real store with three pages of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from database.engine import open_engine, writing
from database.store import SqlStore
from database.tables import creators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.params import Params

PAGES = ("alexia", "tamsin", "ulrika")


@pytest.fixture
def engine(demo_copy: Path) -> Iterator[Engine]:
    """The demo with three active pages, open."""
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(update(creators).where(creators.c.page_name.not_in(PAGES)).values(is_active=False))
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine, params: Params) -> SqlStore:
    """The store on it."""
    return SqlStore(engine, params)


@pytest.fixture
def empty_store(empty_database: Path, params: Params) -> Iterator[SqlStore]:
    """A store without a page."""
    engine = open_engine(empty_database)
    yield SqlStore(engine, params)
    engine.dispose()


@pytest.fixture
def whole_demo(demo_database: Path, params: Params) -> Iterator[SqlStore]:
    """The store on the whole demo, only to be read."""
    engine = open_engine(demo_database, read_only=True)
    yield SqlStore(engine, params)
    engine.dispose()
