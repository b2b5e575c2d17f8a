"""What all tests share: how Hypothesis runs (no clock decides a test), what is traced, the shipped settings, databases."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from database.catalogue import shipped_catalogue
from database.lifecycle import create_database
from database.settings import shipped_params
from tests.once import once_a_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import Catalogue
    from eros.params import Params
    from tests.postgres import Cluster

quiet = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", quiet, derandomize=True)  # the same tree passes or fails, whoever runs it
settings.register_profile("long", quiet, max_examples=10_000)
settings.load_profile("default")

TOP = Path(__file__).parents[1]
IN_THREADS = TOP / "tests/mcp_server"
"""Tests of a server in a thread of this process; a thread whose tracing was paused is not traced again."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Property tests run untraced: tracing slows the planner two and a half times, and every line has a named example."""
    if config.getoption("no_cov", default=False):
        _unmark(items)
        return
    for item in items:
        drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if drawn and not item.path.is_relative_to(IN_THREADS):
            item.add_marker(pytest.mark.no_cover)


def _unmark(items: list[pytest.Item]) -> None:
    """Where nothing is traced pytest-cov stumbles over its own marker."""
    for node in {node for item in items for node in item.listchain()}:
        node.own_markers[:] = [marker for marker in node.own_markers if marker.name != "no_cover"]


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


DEMO = "import sys, pathlib, database.demo; database.demo.create_demo(pathlib.Path(sys.argv[1]))"


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo database, built once per test run in a process nobody traces; only to be copied, never opened."""
    with once_a_run(tmp_path_factory, "demo-template") as folder:
        path = folder / "eros.db"
        if not path.exists():
            subprocess.run((sys.executable, "-c", DEMO, path), cwd=TOP, check=True)  # noqa: S603 - our own
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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with the documented roles and an empty database eros; skips where none can be started."""
    from tests.postgres import running_cluster, why_not  # noqa: PLC0415 - its driver is for these tests alone

    if reason := why_not():
        pytest.skip(reason)
    with running_cluster() as cluster:
        yield cluster
