"""Running the command line inside a test."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Result:
    """What a run left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be JSON and nothing else."""
        return json.loads(self.out)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment that knows no other data directory than the test's own."""
    return {"EROS_DATA_DIR": str(tmp_path / "data"), "USER": "tester"}


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], environ: dict[str, str]) -> Callable[..., Result]:
    """`cli("generate", "alexia", db=path)` runs `eros --db path generate alexia`; keywords in capitals are variables."""

    def call(*arguments: object, db: Path | str | None = None, **variables: str) -> Result:
        capsys.readouterr()
        shared = [] if db is None else ["--db", str(db)]
        code = run([*shared, *map(str, arguments)], environ | variables)
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return call
