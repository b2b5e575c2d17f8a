"""Clients of the real server over real databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mcp_client import Caller, connected
from tests.mcp_wire import Wire, environ_of, piped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def client(demo_database: Path) -> Iterator[Caller]:
    """A client over the demo database, for tools that read; no older than the module, whose threads are then traced."""
    with connected(demo_database) as caller:
        yield caller


@pytest.fixture
def saving_client(demo_copy: Path) -> Iterator[Caller]:
    """A client over a demo database of the test's own, for the tool that saves."""
    with connected(demo_copy) as caller:
        yield caller


@pytest.fixture(scope="module")
def wire(demo_database: Path) -> Iterator[Wire]:
    """A server in the handshake era, shared: that it lives on after every test is part of what is tested."""
    with piped(environ_of(demo_database)) as wire:
        wire.greet()
        yield wire
