from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from eros.cli.run import FOUND, REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

LENA = [
    "page",
    "add",
    "lena",
    "--type",
    "paid",
    "--sub-type",
    "softcore",
    "--timezone",
    "Europe/Berlin",
    "--fans",
    "1500",
]
LINES = ("When;text;sent", "03/04/2025 19:30;Good evening;100", "04/04/2025 25:30;Good night;100", ";Total;200")


@pytest.fixture
def run(cli: Callable[..., Result], empty_database: Path, tmp_path: Path) -> Callable[..., Result]:
    """Imports LINES as messages of the page lena."""
    assert cli(*LENA, db=empty_database).code == 0
    path = tmp_path / "own.csv"
    path.write_text("\n".join(LINES) + "\n", "utf-8")

    def run_import(*options: str) -> Result:
        return cli("import", str(path), "--kind", "messages", "--page", "lena", *options, db=empty_database)

    return run_import


def test_a_file_of_unknown_columns_names_the_ways_out(run: Callable[..., Result]) -> None:
    result = run()
    assert result.code == REFUSED
    assert "no column sent_at. Its columns are When, text, sent" in result.err
    assert "--map COLUMN=sent_at" in result.err


def test_a_dry_run_shows_layout_columns_counts_bad_rows_and_what_was_understood(run: Callable[..., Result]) -> None:
    result = run("--map", "When=sent_at", "--map", "text=html", "--dates", "dmy", "--set", "price=5.00", "--dry-run")
    assert result.code == FOUND
    first, *rest = result.out.splitlines()
    assert first == (
        "Dry run, nothing written: own.csv, messages (canonical): 3 rows, 0 new, 0 changed, 0 known, "
        "1 skipped (1 a summary of other rows), "
        "1 to the archive (1 has a price, and the file says neither purchases nor earnings), 1 bad."
    )
    assert rest[:3] == ["  When -> sent_at", "  text -> html", "  sent -> sent"]
    assert rest[3].startswith("  row 1 as understood: ")
    assert "Bad own.csv:3 When: '04/04/2025 25:30' is not a date and time" in result.err


def test_bad_rows_are_written_to_be_mended(run: Callable[..., Result], tmp_path: Path) -> None:
    errors = tmp_path / "bad.csv"
    result = run("--map", "When=sent_at", "--dates", "dmy", "--errors", str(errors), "--json")
    assert (result.code, result.json["inserted"], result.json["bad"]) == (FOUND, 1, 1)
    header, row = csv.reader(errors.read_text("utf-8-sig").splitlines())
    assert header == ["When", "text", "sent", "line", "problems"]
    assert row[:4] == ["04/04/2025 25:30", "Good night", "100", "3"]
    errors.write_text(errors.read_text("utf-8-sig").replace("25:30", "23:30"), "utf-8")
    again = run("--map", "When=sent_at", "--dates", "dmy", "--errors", str(tmp_path / "nowhere" / "bad.csv"))
    assert (again.code, "Name another file with --errors" in again.err) == (REFUSED, True)


def test_a_strict_import_is_all_or_nothing(run: Callable[..., Result]) -> None:
    result = run("--map", "When=sent_at", "--dates", "dmy", "--strict")
    assert result.code == REFUSED
    assert "1 of 3 rows cannot be imported, so nothing was written" in result.err
    assert run("--map", "When=sent_at", "--dates", "dmy", "--json").json["inserted"] == 1


@pytest.mark.parametrize("option", [("--map", "When"), ("--set", "=5"), ("--set", "price")])
def test_a_pair_without_an_equals_sign_is_refused(run: Callable[..., Result], option: tuple[str, str]) -> None:
    result = run(*option)
    assert result.code == REFUSED
    assert f"{option[0]} '{option[1]}' needs a name, an equals sign and a value" in result.err
