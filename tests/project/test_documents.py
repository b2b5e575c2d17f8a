from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

import eros
from mcp_server.server import build_server
from mcp_server.session import Backend
from tests.project.cli_reference import command_list
from tests.project.pages import (
    EXECUTED,
    FOLLOWED,
    REASONS,
    SHOWN,
    Page,
    block_faults,
    command_faults,
    link_faults,
    page_at,
    read_pages,
)
from tests.project.regenerate import PAGES, ROOT

SETUP = "python3 -m venv .venv && .venv/bin/pip install -q -c requirements.lock -e '.[dev]' && .venv/bin/eros generate alexia"
TESTS = ".venv/bin/python -m pytest"
ALL = read_pages()
PROMPTS = read_pages(ROOT / ".claude", "**/*.md")
MODULE = re.compile(r"python -m (tests\.[\w.]*\w)")
VERSION = re.compile(r'"version": "([^"]+)"')
LENGTHS = {"README.md": 120, "CLAUDE.md": 80}
FOLDERS = (".ci", ".claude", "database", "docs", "eros", "mcp_server", "tests")
LEFTOVERS = ("*.db", "*.db-*", ".coverage*", "*.egg-info/*")
HOMES = ("/work/", "/home/", "/root/", "/Users/", "/tmp/")  # noqa: S108 - looked for, not written to
"""Places of one machine; nothing in the tree may name one."""


def shown(page: Page) -> str:
    return page.name


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


@pytest.mark.parametrize("page", ALL, ids=shown)
def test_every_link_and_every_anchor_leads_somewhere(page: Page) -> None:
    assert link_faults(page) == []


@pytest.mark.parametrize("page", [*ALL, *PROMPTS], ids=shown)
def test_every_command_and_option_named_is_one_the_program_knows(page: Page) -> None:
    assert command_faults(page) == {}


@pytest.mark.parametrize("page", ALL, ids=shown)
def test_every_block_is_run_or_generated_or_says_why_not(page: Page) -> None:
    assert block_faults(page) == []


def test_every_command_of_the_program_is_on_a_page_that_people_wrote() -> None:
    written = [page.text for page in ALL if page.name not in PAGES]
    assert [name for name in command_list() if not any(name in text for text in written)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    found, todo = set(), [ROOT / "README.md"]
    while todo:
        place = todo.pop().resolve()
        if place.suffix == ".md" and place not in found:
            found.add(place)
            links = Page(place, place.read_text("utf-8")).links
            todo += [place.parent / link.partition("#")[0] for link in links if ":" not in link and link[0] != "#"]
    assert {page.name for page in ALL if page.path.resolve() not in found} == set()


def test_every_module_a_page_runs_is_there_and_every_benchmark_is_on_the_page_on_performance() -> None:
    named = {module for page in ALL for module in MODULE.findall(page.text)}
    assert [module for module in named if not (ROOT / f"{module.replace('.', '/')}.py").exists()] == []
    benchmarks = {
        path.stem for path in (ROOT / "tests/benchmarks").glob("*.py") if '"__main__"' in path.read_text("utf-8")
    }
    page = page_at("docs/PERFORMANCE.md").text
    assert benchmarks >= {"week", "server"}
    assert [name for name in sorted(benchmarks - {"bare_server"}) if f"tests.benchmarks.{name}" not in page] == []


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
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert {_plain(re.split(r"[<>=!~ ;\[]", requirement)[0]) for requirement in asked} - pinned == set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == eros.__version__


def test_every_place_that_names_a_version_names_this_one() -> None:
    named = {
        str(path.relative_to(ROOT)): json.loads(path.read_text("utf-8"))
        for path in (ROOT / ".claude-plugin").glob("*.json")
    }
    versions = {path: found for path, data in named.items() for found in VERSION.findall(json.dumps(data))}
    assert versions.keys() >= {".claude-plugin/plugin.json"}
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert setup["project"]["dynamic"] == ["version"]
    assert setup["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "eros.__version__"}
    assert {*versions.values(), build_server(Backend({})).version, str(eros.__version__)} == {eros.__version__}


# the checks themselves


def page_of(text: str, name: str = "docs/page.md") -> Page:
    return Page(ROOT / name, text)


def test_a_dead_link_and_a_dead_anchor_are_seen() -> None:
    text = "# A b\n[a](nowhere.md) [b](#a-b) [c](#b-a) [d](../README.md#exit-codes) [e](../README.md#none) [f](https://x.y/z)\n"
    assert link_faults(page_of(text)) == ["nowhere.md", "#b-a", "../README.md#none"]


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("eros generte alexia", "generte"),
        ("eros generate alexia --wek 2026-11-23", "--wek"),
        ("eros page ad lena", "ad"),
        ("eros --db x.db db chek", "chek"),
        ("eros db check|repare", "repare"),
    ],
)
def test_a_wrong_command_or_option_is_seen_in_a_block_and_in_a_line(command: str, wrong: str) -> None:
    assert command_faults(page_of(f"```sh\n{command}\n```\n")) == {command: wrong}
    assert command_faults(page_of(f"Say `{command}`.\n")) == {command: wrong}


def test_a_comment_a_second_command_and_the_environment_are_no_part_of_a_command() -> None:
    block = "```sh\n.venv/bin/eros creators  # --none\neros mark a mon-01 sent && eros show a\n```\n"
    assert page_of(block).commands == ["eros creators", "eros mark a mon-01 sent", "eros show a"]


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nls\n```\n",
        "```\nfree\n```\n",
        "```python\nprint()\n```\n",
        "<!-- not run: too long -->\n```sh\nls\n```\n",
        "<!-- not run: minutes -->\n\nText between.\n\n```sh\nls\n```\n",
        '<!-- not run: minutes -->\n```json\n{"a": 1,}\n```\n',
    ],
)
def test_a_block_that_nothing_runs_or_that_does_not_parse_is_seen(text: str) -> None:
    assert len(block_faults(page_of(text))) == 1


def test_a_page_that_is_run_holds_no_shell_but_our_own() -> None:
    assert block_faults(page_of("```sh\neros creators\nls\n```\n", "docs/USER_GUIDE.md")) == [
        "not only eros commands: sh: eros creators"
    ]
    assert block_faults(page_of("<!-- not run: minutes -->\n```sh\nls\n```\n")) == []


def test_the_lists_of_pages_name_pages_that_are_there_and_the_checks_read_all_of_them(tmp_path: Path) -> None:
    names = {page.name for page in ALL}
    assert (EXECUTED | FOLLOWED) - names == set()
    assert len(SHOWN.keys() & names) > len(SHOWN) / 2
    assert sum(len(page.commands) for page in ALL) > 100
    assert set(SHOWN.values()) <= REASONS.keys()
    with pytest.raises(ValueError, match="no Markdown"):
        read_pages(tmp_path)
