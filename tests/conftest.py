"""What all tests share: how Hypothesis runs (no clock decides a test), the shipped settings, a fresh database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from database.catalogue import shipped_catalogue
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
