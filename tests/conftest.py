"""What all tests share: how Hypothesis runs (no clock decides a test), the shipped settings, a fresh database."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from database.catalogue import shipped_catalogue
from database.lifecycle import create_database
from database.settings import shipped_params

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue
    from eros.params import Params

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=10_000)
settings.load_profile("default")


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
