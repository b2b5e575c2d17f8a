"""A PostgreSQL for the tests that need one; they are skipped where none can be started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.postgres import Cluster, running_cluster, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server with the role eros, which may make databases and nothing else, and its empty database eros."""
    if reason := why_not():
        pytest.skip(reason)
    with running_cluster() as cluster:
        cluster.execute("CREATE ROLE eros LOGIN", "CREATE DATABASE eros OWNER eros")
        yield cluster
