from __future__ import annotations

import csv
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from database.catalogue import shipped_catalogue
from tests.project.test_documents import commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

PAGE = Path(__file__).parents[2] / "docs/how-to/set-up-a-page.md"
FEW = 10
PER_TYPE = 40


def fill_in(captions: Path) -> None:
    """What the page leaves to the reader: captions of every type, the contents in turn."""
    catalogue = shipped_catalogue()
    contents = [content.key for content in catalogue.content_types.values() if content.is_inventory]
    types = sorted({key for send_type in catalogue.send_types.values() for key in send_type.caption_types})
    with captions.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    with captions.open("a", encoding="utf-8", newline="") as file:
        write = csv.DictWriter(file, fieldnames=header)
        for number, caption_type in enumerate(sorted(types * PER_TYPE)):
            text = f"Number {number} is here, tell me what you think of it tonight."
            content = contents[number % len(contents)]
            write.writerow({"shared": "yes", "text": text, "caption_type": caption_type, "content_type": content})


def test_a_page_is_set_up_from_nothing_in_under_ten_commands(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = commands(PAGE)
    assert len(run) < FEW
    for command in run:
        result = cli(*shlex.split(command)[1:])
        assert (result.code, "Bad " in result.err) == (0, False), f"{command}\n{result.out}{result.err}"
        if "--template" in command:
            fill_in(tmp_path / "own/captions.csv")
    with (tmp_path / "lena.csv").open(encoding="utf-8-sig", newline="") as file:
        week = list(csv.DictReader(file))
    assert len(week) > 40
    assert all(row["caption_text"] for row in week)
    pinned = {row["ref"]: (row["local_time"], row["price"]) for row in week if row["ref"].startswith("plan-")}
    assert pinned == {"plan-wed-0930": ("09:30", ""), "plan-sat-2100": ("21:00", "15.00")}


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
