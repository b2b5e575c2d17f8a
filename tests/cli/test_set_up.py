from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--template", "vaults"), "There is no kind 'vaults'. --template takes messages"),
        (("--template", "all"), "name their directory with --output"),
        (("--template", "plan", "--output", "plan.pdf"), "written as .csv or .xlsx, not as 'plan.pdf'"),
        (("--template", "plan", "--output", "there.csv"), "there.csv exists already"),
        (("--template", "plan", "--output", "there.csv/plan.csv"), "cannot be made"),
        ((), "Name a file and what it holds"),
        (("own.csv",), "Name a file and what it holds"),
        (("own.csv", "--kind", "plan", "--output", "x.csv"), "--output goes with --template"),
    ],
)
def test_a_template_that_cannot_be_written_says_why(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine")
    result = cli("import", *arguments)
    assert (result.code, told in result.err) == (2, True), result.err
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_a_template_goes_to_standard_output_or_into_a_workbook(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("import", "--template", "personas").out.lstrip("\ufeff").startswith("page,primary_tone,")
    assert cli("import", "--template", "pages", "--output", "pages.xlsx").code == 0
    cli("db", "init")
    assert "2 new" in cli("import", "pages.xlsx", "--kind", "pages").out


def test_commitments_are_listed_and_taken_back(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli("db", "init")
    cli(
        "page", "add", "lena", "--type", "paid", "--sub-type", "softcore", "--timezone", "Europe/Berlin", "--fans", 4200
    )
    assert "No commitments" in cli("plan", "list", "lena").err
    Path("plan.csv").write_text("page,date,time,type,price,caption\nlena,2097-11-30,9 PM,PPV,$15,A weekend set\n")
    assert cli("import", "plan.csv", "--kind", "plan").code == 0
    listed = cli("plan", "list", "lena", "--week", "2097-11-25")
    assert listed.out == (
        "2097-11-30 Sat 21:00  plan-sat-2100  ppv_message 15.00  -  planned 'A weekend set'  (plan.csv:2)\n"
    )
    (row,) = cli("plan", "list", "lena", "--json").json
    assert (row["week_start"], row["local_minute"], row["price_cents"]) == ("2097-11-25", 1260, 1500)
    assert "Name the week" in cli("plan", "clear", "lena").err
    assert "No commitment 'mon-01'" in cli("plan", "clear", "lena", "--all", "--ref", "mon-01").err
    assert cli("plan", "clear", "lena", "--week", "2097-11-25").out == "Took back 1 commitment of lena.\n"
    assert cli("plan", "list", "lena", "--json").json == []
