from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from mcp_server.registry import NAMES
from tests.mcp_wire import request, wired
from tests.project.regenerate import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

LAUNCHER = ".claude-plugin/launch.py"
NEEDED = (LAUNCHER, "pyproject.toml", "requirements.lock")


def checkout(place: Path, *parts: str) -> Path:
    """A checkout with the launcher and links to the packages named."""
    for name in NEEDED:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / name)
    for name in parts:
        (place / name).symlink_to(ROOT / name)
    return place


def launcher(root: Path) -> ModuleType:
    """The launcher of a checkout, to be asked for what it would do."""
    spec = importlib.util.spec_from_file_location("launch", root / LAUNCHER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(root: Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(root / LAUNCHER), str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - ours


def project(root: Path, home: Path, dependency: str) -> None:
    """A checkout whose project has one dependency and whose server says what that holds."""
    (root / "pyproject.toml").write_text(f'[project]\ndependencies = ["{dependency}"]\n', "utf-8")
    (root / "mcp_server").mkdir()
    (root / "mcp_server/__main__.py").write_text("import part\n\nprint(part.WORD)\n", "utf-8")
    home.mkdir()


def wheel(folder: Path) -> Path:
    """A package of one module that holds a word."""
    path = folder / "part-1.0-py3-none-any.whl"
    info = "part-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("part.py", 'WORD = "installed"\n')
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: part\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", f"part.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return path


def names(answer: Any) -> tuple[str, ...]:
    return tuple(tool["name"] for tool in answer["result"]["tools"])


def test_a_checkout_with_its_own_environment_serves_at_once(tmp_path: Path) -> None:
    root = checkout(tmp_path, "mcp_server", "eros", "database")
    (root / ".venv").symlink_to(sys.prefix)
    with wired({}, [sys.executable, "-I", str(root / LAUNCHER)]) as wire:
        wire.greet()
        assert names(wire.ask(request(1, "tools/list"))) == NAMES


def test_an_environment_made_before_is_used_again_and_nothing_is_written_into_the_checkout(tmp_path: Path) -> None:
    root, home = checkout(tmp_path / "root", "mcp_server", "eros", "database"), tmp_path / "home"
    module = launcher(root)
    home.mkdir()
    (home / f"env-{module.stamp(module.requirements())}").symlink_to(sys.prefix)
    before = sorted(root.rglob("*"))
    with wired({}, [sys.executable, "-I", str(root / LAUNCHER), str(home)]) as wire:
        wire.greet()
        assert names(wire.ask(request(1, "tools/list"))) == NAMES
    assert sorted(root.rglob("*")) == before


def test_a_database_on_a_server_brings_its_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = launcher(checkout(tmp_path))
    usual = module.requirements()
    monkeypatch.setenv("EROS_DATABASE_URL", "postgresql://eros@host/eros")
    driver = set(module.requirements()) - set(usual)
    assert [name.partition("[")[0] for name in driver] == ["psycopg"]
    monkeypatch.setenv("EROS_DATABASE_URL", "own.db")
    assert module.requirements() == usual


def test_the_first_start_says_what_it_does_and_installs_beside_the_checkout_and_the_second_is_silent(
    tmp_path: Path,
) -> None:
    root, home = checkout(tmp_path / "root"), tmp_path / "home"
    project(root, home, f"part @ {wheel(tmp_path).as_uri()}")
    before = sorted(root.rglob("*"))
    first = start(root, home)
    assert first.stdout == "installed\n", first.stderr
    assert "first start: installing 1 libraries into" in first.stderr
    second = start(root, home)
    assert (second.stdout, second.stderr) == ("installed\n", "")
    assert sorted(root.rglob("*")) == before


def test_an_installation_that_fails_says_so_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    root, home = checkout(tmp_path / "root"), tmp_path / "home"
    project(root, home, f"part @ {(tmp_path / 'part-1.0-py3-none-any.whl').as_uri()}")
    done = start(root, home)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "the installation failed" in done.stderr
    assert list(home.glob("env-*")) == []


def test_an_old_python_looks_for_a_newer_one_then_for_uv_then_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = launcher(ROOT)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit):
        module.newer_python()
    assert "needs Python 3.11 or newer, or uv" in capsys.readouterr().err
    uv, python = tmp_path / "uv", tmp_path / "python3.12"
    for program, found in ((uv, "uv"), (python, "python3.12")):
        program.touch(mode=0o755)
        assert module.newer_python()[0] == str(tmp_path / found)


def test_an_environment_for_other_versions_is_another_one() -> None:
    module = launcher(ROOT)
    assert module.stamp(["numpy>=2"]) != module.stamp(["numpy>=3"])
    assert module.stamp(["numpy>=2"]) == module.stamp(["numpy>=2"])
