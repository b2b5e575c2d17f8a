from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcp_server.registry import NAMES
from tests.mcp_server.examples import shortened
from tests.project.regenerate import COMMAND, DEMO_PAGES, PAGES, ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_says_what_the_code_says(path: str) -> None:
    committed = (ROOT / path).read_text(encoding="utf-8")
    assert committed == PAGES[path](), f"{path} is out of date; run {COMMAND} {path}"


@pytest.mark.parametrize("path", DEMO_PAGES)
def test_a_generated_page_shows_what_the_program_answers(path: str, demo_database: Path) -> None:
    committed = (ROOT / path).read_text(encoding="utf-8")
    assert committed == DEMO_PAGES[path](demo_database), f"{path} is out of date; run {COMMAND} {path}"


def test_the_pages_people_look_things_up_on_are_among_them() -> None:
    looked_up = {
        "docs/API_REFERENCE.md",
        "docs/SEND_TYPE_REFERENCE.md",
        "docs/reference/cli.md",
        "docs/reference/rules.md",
    }
    assert looked_up <= PAGES.keys() | DEMO_PAGES.keys()
    assert len(PAGES) > len(NAMES)  # a snapshot for each tool, and the pages


def test_what_an_example_leaves_out_can_be_seen() -> None:
    long = {str(number): number for number in range(21)}
    whole = {"text": "x" * 161, "rows": [1, 2, 3, 4], "by_id": long, "elapsed_ms": 0.3, "short": {"a": [1]}}
    assert shortened(whole, top=True) == {
        "text": "x" * 160 + "…",
        "rows": [1, 2, "… 2 more"],
        "by_id": {"0": 0, "1": 1, "…": "19 more"},
        "elapsed_ms": "…",
        "short": {"a": [1]},
    }
    assert shortened(long, top=True) == long
