"""Opening a file of any format as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from database.importing.sources import File, open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from database.importing.sources import Source
    from eros.params import Params

KNOWN = ("text", "sent", "price", "date")


@pytest.fixture
def opened(tmp_path: Path, params: Params) -> Callable[..., Source]:
    """Opens bytes as a source that knows a few titles; further arguments are bounds, `encoding` and `sheet`."""

    def open_bytes(content: bytes, *, encoding: str | None = None, sheet: str | None = None, **bounds: int) -> Source:
        path = tmp_path / "own.file"
        path.write_bytes(content)
        limits = params.importing.model_copy(update=bounds)
        return open_source(File(path, limits, encoding, sheet), lambda title: title.lower() in KNOWN)

    return open_bytes
