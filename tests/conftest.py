"""What all tests share: how Hypothesis runs (no clock decides a test), the shipped settings, a fresh database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from database.catalogue import shipped_catalogue
from database.demo import create_demo
from database.lifecycle import create_database
from database.settings import shipped_params

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import Catalogue
    from eros.params import Params

quiet = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", quiet, derandomize=True)  # the same tree passes or fails, whoever runs it
settings.register_profile("long", quiet, max_examples=10_000)
settings.load_profile("default")


_used: set[Engine] = set()


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    _used.add(connection.engine)


@pytest.fixture(autouse=True)
def _no_connection_is_left_open() -> Iterator[None]:
    """Newer Pythons warn of connections nobody closed; an engine that lives longer than a test opens them again."""
    yield
    while _used:
        _used.pop().dispose()


@pytest.fixture(scope="session")
def params() -> Params:
    """The tunables as shipped."""
    return shipped_params()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The seed catalogue as shipped."""
    return shipped_catalogue()


@pytest.fixture(scope="session")
def _empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "eros.db"
    create_database(path)
    return path


@pytest.fixture
def empty_database(_empty_template: Path, tmp_path: Path) -> Path:
    """The path of a new database file with schema and seeds and no page."""
    return Path(shutil.copy(_empty_template, tmp_path / "eros.db"))


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo database, built once per test run whatever the number of workers; only to be copied, never opened."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path = base / "demo-template" / "eros.db"
    # SQLite's own write lock lets one worker build while the others wait
    with closing(sqlite3.connect(base / "demo-template.lock", timeout=300, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if not path.exists():
            create_demo(path)
    return path


@pytest.fixture(scope="session")
def demo_database(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo database for tests that only read; one copy per worker."""
    path = Path(shutil.copy(demo_template, tmp_path_factory.mktemp("demo") / "eros.db"))
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def demo_copy(demo_template: Path, tmp_path: Path) -> Iterator[Path]:
    """A demo database of a test's own, to write to; 56 MB, so it goes with the test."""
    path = Path(shutil.copy(demo_template, tmp_path / "demo.db"))
    yield path
    path.unlink(missing_ok=True)
