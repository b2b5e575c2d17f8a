"""One simulated world for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eros.simulate import World, world

if TYPE_CHECKING:
    from eros.model.catalogue import Catalogue

SEED = 7


@pytest.fixture(scope="session")
def fleet(catalogue: Catalogue) -> World:
    """The world of seed 7."""
    return world(SEED, catalogue)
