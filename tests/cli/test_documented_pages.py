"""The pages people work by, done: every block in order, in one directory, on the demo or a database of their own."""

from __future__ import annotations

import csv
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from database.catalogue import shipped_catalogue
from tests.project.pages import EXECUTED, eros_commands, page_at
from tests.project.regenerate import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

    Cli = Callable[..., Result]

pytestmark = pytest.mark.no_cover  # every command has tests of its own; traced, these walks would take twice as long

SET_UP = "docs/how-to/set-up-a-page.md"
CHECK = "docs/how-to/check-a-text.md"
WHY = "docs/how-to/ask-why.md"
OFF = "docs/how-to/turn-a-rule-off.md"
FEW = 10
PER_TYPE = 40
TEXT = "Guess what I filmed: ten minutes by the sea. Open it tonight and tell me."


def follow(name: str, cli: Cli, environ: dict[str, str], *, may_refuse: tuple[str, ...] = ()) -> list[str]:
    """Run a page's blocks; the commands that ran. One that begins as in `may_refuse` may find a fault (exit code 1)."""
    run = []
    for block in page_at(name).runnable:
        if block.language == "python":
            python(block.text, environ)
        for command in eros_commands(block):
            result = cli(*shlex.split(command)[1:])
            accepted = (0, 1) if may_refuse and command.startswith(may_refuse) else (0,)
            assert result.code in accepted, f"{command}\n{result.out}{result.err}"
            assert "Bad " not in result.err, f"{command}\n{result.err}"
            run.append(command)
            if "--template all" in command:
                fill_in(Path("own/captions.csv"))
    return run


def python(text: str, environ: dict[str, str]) -> None:
    """Run a program that stands on a page, as a reader would: from a file, the environment's programs on the path."""
    Path("program.py").write_text(text, "utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        (sys.executable, "program.py"),
        env={**os.environ, **environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "sends" in done.stdout) == (0, True), done.stdout + done.stderr


def fill_in(captions: Path) -> None:
    """What a page leaves to the reader: captions of every type, the contents in turn."""
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


@pytest.fixture
def desk(demo_template: Path, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in, with the demo as a first command would have made it."""
    monkeypatch.chdir(tmp_path)
    data = Path(environ["EROS_DATA_DIR"])
    data.mkdir()
    shutil.copy(demo_template, data / "demo.db")
    return tmp_path


def test_every_page_that_is_said_to_be_run_is_run_here() -> None:
    assert {"docs/GETTING_STARTED.md", "docs/USER_GUIDE.md", SET_UP, CHECK, WHY, OFF} == EXECUTED


def test_a_page_is_set_up_from_nothing_in_under_ten_commands(
    cli: Cli, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 < len(follow(SET_UP, cli, environ)) < FEW
    week = rows_of(tmp_path / "lena.csv")
    assert len(week) > 40
    assert all(row["caption_text"] for row in week)
    pinned = {row["ref"]: (row["local_time"], row["price"]) for row in week if row["ref"].startswith("plan-")}
    assert pinned == {"plan-wed-0930": ("09:30", ""), "plan-sat-2100": ("21:00", "15.00")}


def test_getting_started_leads_from_the_demo_to_a_page_of_ones_own_and_to_another_client(
    cli: Cli, environ: dict[str, str], desk: Path
) -> None:
    assert len(follow("docs/GETTING_STARTED.md", cli, environ)) > 10
    assert len(rows_of(desk / "alexia.csv")) > 40
    assert cli("show", "lena", "--json").json["page_name"] == "lena"


def test_the_user_guide_is_a_week_that_works(cli: Cli, environ: dict[str, str], desk: Path) -> None:
    (desk / "data/demo.db").rename(
        desk / "data/eros.db"
    )  # as if the pages were one's own: the demo itself takes no imports
    (desk / "statistics.csv").write_text(f"sent_at,text,sent,viewed,earnings\n2026-11-16 18:07,{TEXT},900,300,0\n")
    assert len(follow("docs/USER_GUIDE.md", cli, environ)) > 20
    assert len(rows_of(desk / "alexia.csv")) > 40
    assert {"alexia.xlsx", "alexia.ics", "chatters.md", "copy.db"} <= {path.name for path in desk.iterdir()}
    states = {
        row["ref"]: row["state"] for row in cli("status", "alexia", "--week", "2026-11-23", "--json").json["sends"]
    }
    assert (states["mon-01"], states["mon-02"]) == ("sent", "failed")


def test_the_page_on_checking_a_text_can_be_done(cli: Cli, environ: dict[str, str], desk: Path) -> None:
    (desk / "text.txt").write_text(TEXT)
    assert len(follow(CHECK, cli, environ, may_refuse=("eros validate-caption",))) == 3


def test_a_rule_is_turned_off_as_the_page_says(cli: Cli, environ: dict[str, str], desk: Path) -> None:
    (written,) = [block.text for block in page_at(OFF).blocks if block.language == "yaml"]
    (desk / "rollout.yaml").write_text(written)
    assert len(follow(OFF, cli, environ)) == 2
    shown = cli("--config", "rollout.yaml", "config", "show", "--json").json["settings"]
    flags = {row["key"]: (row["value"], row["origin"]) for row in shown if row["key"].startswith("flags.")}
    assert flags["flags.enable_quality_validators"] == (0.1, "file rollout.yaml")
    assert flags["flags.enable_timing_rules"] == (1.0, "shipped")
    listed = {f"flags.{line.split('`')[1]}" for line in page_at(OFF).text.splitlines() if line.startswith("| `enable_")}
    assert listed == set(flags)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("desk")
def test_the_questions_of_the_page_on_why_are_answered(cli: Cli, environ: dict[str, str]) -> None:
    assert len(follow(WHY, cli, environ)) == 7
