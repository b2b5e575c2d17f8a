from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import eros
from eros.cli.app import app
from tests.project.regenerate import ROOT

SETUP = "python3 -m venv .venv && .venv/bin/pip install -q -c requirements.lock -e '.[dev]' && .venv/bin/eros generate alexia"
TESTS = ".venv/bin/python -m pytest"
PAGES = [ROOT / "README.md", ROOT / "CLAUDE.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LENGTHS = {"README.md": 120, "CLAUDE.md": 80}
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FOLDERS = (".ci", ".claude", "database", "docs", "eros", "mcp_server", "tests")
LEFTOVERS = ("*.db", "*.db-*", ".coverage*", "*.egg-info/*")
HOMES = ("/work/", "/home/", "/root/", "/Users/", "/tmp/")  # noqa: S108 - looked for, not written to
"""Places of one machine; nothing in the tree may name one."""


def commands(page: Path) -> list[str]:
    lines = [line for block in FENCE.findall(page.read_text("utf-8")) for line in block.splitlines()]
    parts = [part.strip().removeprefix(".venv/bin/") for line in lines for part in line.split("#")[0].split("&&")]
    return [part for part in parts if part.startswith("eros ")]


def misuse(command: str) -> str | None:
    """What a command line says that the program does not know."""
    words = shlex.split(command)[1:]
    here: Any = get_command(app)
    while words and hasattr(here, "commands"):
        word = words.pop(0)
        if word not in here.commands:
            return word
        here = here.commands[word]
    known = {option for parameter in here.params for option in parameter.opts}
    return next((word for word in words if word.startswith("-") and word.split("=")[0] not in known), None)


def tree_files() -> list[Path]:
    """Files of the tree, without what tools leave behind."""
    inner = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    here = [path for path in [*ROOT.glob("*"), *inner] if path.is_file() and "__pycache__" not in path.parts]
    return [path for path in here if not any(path.match(pattern) for pattern in LEFTOVERS)]


def test_the_readme_sets_up_in_one_line_and_tests_in_another() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert SETUP in lines
    assert TESTS in lines


@pytest.mark.parametrize(("name", "longest"), LENGTHS.items())
def test_the_first_pages_stay_short(name: str, longest: int) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= longest


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_is_one_the_program_knows(page: Path) -> None:
    assert {command: wrong for command in commands(page) if (wrong := misuse(command))} == {}


def test_the_command_check_reads_the_readme_and_sees_a_wrong_command_and_a_wrong_option() -> None:
    assert len(commands(ROOT / "README.md")) > 10
    assert misuse("eros generte alexia") == "generte"
    assert misuse("eros generate alexia --wek 2026-11-23") == "--wek"
    assert misuse("eros page ad lena") == "ad"


def test_every_command_of_the_program_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    top: Any = get_command(app)
    names = [
        f"eros {name} {inner}" if hasattr(command, "commands") else f"eros {name}"
        for name, command in top.commands.items()
        for inner in getattr(command, "commands", {"": None})
    ]
    assert [name for name in names if name.strip() not in text] == []


def test_nothing_names_a_place_of_one_machine() -> None:
    found = {}
    for path in tree_files():
        text = "" if path == Path(__file__) else path.read_text("utf-8")
        if hits := [home for home in HOMES if re.search(rf"(?<![\w.]){re.escape(home)}\w", text)]:
            found[str(path.relative_to(ROOT))] = hits
    assert found == {}


def test_the_lock_pins_every_dependency_and_names_no_host() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []
    pinned = {_plain(line.split("==")[0]) for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {_plain(re.split(r"[<>=!~ ;\[]", requirement)[0]) for requirement in asked} - pinned == set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == eros.__version__
