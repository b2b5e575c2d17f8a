"""Running the command line inside a test."""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import run
from tests.once import once_a_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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


@pytest.fixture(scope="session")
def _with_a_week(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a saved week of its smallest page, made once per test run; `week.json` beside it is what was shown."""
    with once_a_run(tmp_path_factory, "demo-with-a-week") as folder:
        path = folder / "demo.db"
        if not (folder / "week.json").exists():
            folder.mkdir()
            shutil.copy(demo_template, path)
            environ = {"EROS_DATA_DIR": str(folder), "USER": "tester"}
            with (folder / "shown.json").open("w", encoding="utf-8") as shown, redirect_stdout(shown):
                assert run(["--db", str(path), "generate", "tamsin", "--json"], environ) == 0
            (folder / "shown.json").rename(folder / "week.json")
    return path


@pytest.fixture
def demo_copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A demo database of a test's own; for a test that asks for `week`, one in which that week is saved."""
    template = "_with_a_week" if "week" in request.fixturenames else "demo_template"
    path = Path(shutil.copy(request.getfixturevalue(template), tmp_path / "demo.db"))
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def week(_with_a_week: Path, demo_copy: Path) -> dict[str, Any]:
    """A saved week of the demo's smallest page, whose clock is Auckland's, as `eros generate tamsin --json` showed it."""
    assert demo_copy.exists()
    document: dict[str, Any] = json.loads(_with_a_week.with_name("week.json").read_text("utf-8"))
    return document
