from __future__ import annotations

import statistics
import tomllib
from pathlib import Path

import grimp

import eros.errors
from eros.errors import ErosError
from tests.project.regenerate import ROOT

PACKAGES = ("eros", "database", "mcp_server")
ENTRY_POINTS = (
    "eros.cli",
    "mcp_server.__main__",
    "database.guard.worker",
    "database.migrations.env",
    "database.migrations.versions",
)
LONGEST = 400
MIDDLE = 130


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def reachable(graph: grimp.ImportGraph, entry_points: tuple[str, ...]) -> set[str]:
    """Every module an entry point imports, at once or by way of others; importing a module runs its packages, too."""
    found: set[str] = set()
    todo = [m for m in graph.modules if m in entry_points or m.startswith(tuple(f"{e}." for e in entry_points))]
    while todo:
        module = todo.pop()
        if module not in found:
            found.add(module)
            todo += graph.find_modules_directly_imported_by(module)
            if "." in module:
                todo.append(module.rpartition(".")[0])
    return found


def test_every_module_is_reachable_from_an_entry_point() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    assert graph.modules - reachable(graph, ENTRY_POINTS) == set()


def test_the_reachability_check_finds_a_module_nobody_imports() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    graph.add_module("eros.forgotten")
    graph.add_import(importer="eros.forgotten", imported="eros.errors")
    assert "eros.forgotten" not in reachable(graph, ENTRY_POINTS)


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    sizes = {name: lines_of(path) for name, path in modules().items() if ".migrations.versions" not in name}
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}
    assert statistics.median(sizes.values()) <= MIDDLE


def test_no_file_of_tests_is_longer_than_a_reader_can_hold() -> None:
    sizes = {str(path.relative_to(ROOT)): lines_of(path) for path in (ROOT / "tests").rglob("*.py")}
    assert len(sizes) > 100
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


def test_every_module_says_what_it_is() -> None:
    texts = {name: path.read_text("utf-8") for name, path in modules().items()}
    assert [name for name, text in texts.items() if text and not text.startswith('"""')] == []


def test_every_data_file_travels_in_the_wheel() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    shipped = {path for package, globs in patterns.items() for glob in globs for path in (ROOT / package).glob(glob)}
    held = {
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".md") and "__pycache__" not in path.parts
    }
    assert held - shipped == set()
    assert ROOT / "eros/scheduling.yaml" in shipped


def test_every_error_stands_in_the_list_in_the_tree_and_under_the_root() -> None:
    defined = {
        name for name, value in vars(eros.errors).items() if isinstance(value, type) and issubclass(value, Exception)
    }
    assert defined == set(eros.errors.__all__)
    assert eros.errors.__doc__ is not None
    for name in eros.errors.__all__:
        assert name in eros.errors.__doc__
        assert issubclass(getattr(eros.errors, name), ErosError)


def test_tests_mirror_the_packages() -> None:
    held = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    homes = {"eros", "database", "cli", "project", "mcp_server"}
    assert {path.parts[0] for path in held} <= homes
    packages = {Path(*path.parent.relative_to(ROOT).parts) for path in modules().values()}
    strangers = {
        path.parent
        for path in held
        if path.parts[0] in ("eros", "database", "mcp_server") and path.parent not in packages
    }
    assert strangers == set()
