from __future__ import annotations

import pytest

from tests.project.regenerate import COMMAND, PAGES, ROOT


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_says_what_the_code_says(path: str) -> None:
    committed = (ROOT / path).read_text(encoding="utf-8")
    assert committed == PAGES[path](), f"{path} is out of date; run {COMMAND}"
