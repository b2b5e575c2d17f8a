from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eros.cli.run import FOUND, REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


@pytest.fixture
def document(week: dict[str, Any], tmp_path: Path) -> Path:
    """The document of a saved week of the demo's smallest page."""
    path = tmp_path / "week.json"
    path.write_text(json.dumps(week), "utf-8")
    return path


def tampered(path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_a_week_as_written_is_verified_by_itself_and_with_its_database(
    cli: Callable[..., Result], demo_copy: Path, document: Path
) -> None:
    alone = cli("verify", str(document))
    assert (alone.code, "Not looked at" in alone.err) == (0, True)
    held = cli("verify", str(document), "--db", str(demo_copy))
    assert (held.code, held.err) == (0, "")
    assert "everything looked at is as it says" in held.out


def test_what_was_changed_is_named_and_the_exit_code_says_so(
    cli: Callable[..., Result], demo_copy: Path, document: Path
) -> None:
    def cheaper(week: dict[str, Any]) -> None:
        next(item for item in week["items"] if item["price_cents"])["price_cents"] -= 100

    result = cli("verify", tampered(document, cheaper), "--db", str(demo_copy))
    assert result.code == FOUND
    assert "terms: price" in result.err
    shown = cli("verify", str(document), "--db", str(demo_copy), "--json")
    assert (shown.code, shown.json["verified"]) == (FOUND, False)
    assert "terms: price" in {row["what"] for row in shown.json["differences"]}


def test_a_file_that_is_no_schedule_is_refused(cli: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}", "utf-8")
    assert cli("verify", str(path)).code == REFUSED
    assert cli("verify", str(tmp_path / "missing.json")).code == REFUSED
