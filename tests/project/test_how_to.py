"""The pages for those who change the program, followed step by step in a copy of the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.pages import FOLLOWED, Block, page_at
from tests.project.regenerate import ROOT

LAST = 1500
"""Characters of a failed step's output that are shown."""

COPIED = ("database", "docs", "eros", "mcp_server", "tests")


def copy_of_the_tree(folder: Path) -> Path:
    """What a change touches, without what tools leave behind."""
    skipped = shutil.ignore_patterns("__pycache__", "*.db", "*.egg-info", ".*")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    return folder


def do(block: Block, tree: Path) -> None:
    """One step: edit or write the file that heads the block, or run it."""
    language, _, name = block.info.partition(" ")
    if language == "diff":
        edit(tree / name, block.text)
    elif name:
        assert not (tree / name).exists(), f"{name} is there already"
        (tree / name).write_text(block.text, "utf-8")
    else:
        run(tree, ("bash", "-euo", "pipefail", "-c") if language == "sh" else (sys.executable, "-c"), block.text)


def edit(path: Path, diff: str) -> None:
    """Replace the block's lines with a blank or a minus by those with a blank or a plus; they must stand there once."""
    lines = diff.splitlines()
    before, after = ("".join(f"{x[1:]}\n" for x in lines if x[:1] in ("", " ", sign)) for sign in "-+")
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{path.name} holds these lines {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after), "utf-8")


def run(tree: Path, command: tuple[str, ...], text: str) -> None:
    """Run it at the top of the copy, whose packages come before the installed ones."""
    places = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(tree)}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("EROS_", "PYTEST_", "COV_"))}
    done = subprocess.run(  # noqa: S603 - steps of our own pages
        (*command, text),
        cwd=tree,
        env={**environ, **places, "EROS_DATA_DIR": str(tree / "data"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout[-LAST:]}{done.stderr[-LAST:]}"


@pytest.mark.parametrize("name", sorted(FOLLOWED))
def test_the_steps_of_the_page_lead_to_what_it_promises(name: str, tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    blocks = page_at(name).blocks
    assert {block.language for block in blocks} >= {"diff", "sh"}
    for block in blocks:
        do(block, tree)


def test_an_edit_of_lines_that_are_not_there_or_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one\ntwo\none\n")
    for diff in (" none\n+x\n", " one\n+x\n"):
        with pytest.raises(AssertionError, match=r"a\.txt holds these lines"):
            edit(path, diff)
    edit(path, " two\n one\n+three\n")
    assert path.read_text() == "one\ntwo\none\nthree\n"
    with pytest.raises(AssertionError, match="exit 3"):
        do(Block("sh", "exit 3", None), tmp_path)
