from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

import eros
from database.engine import open_engine, writing
from eros.cli import main
from eros.cli.run import INTERNAL, REFUSED, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

MAIN = [sys.executable, "-c", "from eros.cli import main; main()"]


def test_version_prints_the_version(cli: Callable[..., Result]) -> None:
    assert cli("--version").out == f"eros {eros.__version__}\n"


def test_the_entry_point_takes_its_arguments_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["eros", "--version"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert capsys.readouterr().out == f"eros {eros.__version__}\n"


def test_without_a_command_the_help_is_shown(cli: Callable[..., Result]) -> None:
    result = cli()
    assert result.code == 0
    assert "generate" in result.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["genrate"], "Error: No such command 'genrate'. Did you mean 'generate'? `eros --help` lists what it takes."),
        (["generate", "--wek", "x"], "No such option: --wek"),
        (["page", "add", "lena"], "Error: Missing option '--type'. Choose from: paid, free. `eros page add --help`"),
        (["generate", "a", "--mode", "wild"], "'--mode': 'wild' is not one of 'optimize', 'safe', 'conservative'"),
        (["generate", "a", "--seed", "-1"], "`eros generate --help` lists what it takes."),
        (["generate"], "Error: Name one page, or --all for every page. `eros creators` lists them."),
        (["generate", "alexia", "--all"], "Name one page, or --all"),
        (["generate", "a", "--week", "2026-13-01"], "--week '2026-13-01' is no date. Write the Monday of the week as"),
        (["generate", "a", "--week", "20261123"], "is no date"),
        (["generate", "a", "--closed-days", "thu,xx"], "--closed-days 'xx' is no day. Days are mon, tue,"),
        (["mark", "a", "s1", "lost"], "'lost' is not one of 'sent', 'cancelled'"),
        (["--config", "nowhere.yaml", "config", "show"], "nowhere.yaml"),
    ],
)
def test_a_wrong_request_is_one_sentence_on_standard_error_and_exit_code_2(
    cli: Callable[..., Result], arguments: list[str], sentence: str
) -> None:
    result = cli(*arguments)
    assert (result.code, result.out) == (REFUSED, "")
    assert sentence in result.err
    assert result.err.startswith("Error: ")
    assert len(result.err.splitlines()) == 1


def test_a_group_without_a_command_shows_its_commands(cli: Callable[..., Result]) -> None:
    result = cli("db")
    assert result.code == REFUSED
    assert "backup" in result.out
    assert result.err == ""


def test_a_database_that_is_not_there_is_an_error_and_never_made(cli: Callable[..., Result], tmp_path: Path) -> None:
    missing = tmp_path / "typo.db"
    for arguments in (["creators"], ["generate", "alexia"], ["db", "check"], ["db", "upgrade"], ["db", "backup"]):
        result = cli(*arguments, db=missing)
        assert result.code == REFUSED
        assert str(missing) in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_the_database_and_the_option_wins(
    cli: Callable[..., Result], empty_database: Path, tmp_path: Path
) -> None:
    assert cli("creators", EROS_DATABASE_URL=str(empty_database)).code == 0
    assert cli("creators", EROS_DATABASE_URL=str(tmp_path / "no.db"), db=empty_database).code == 0
    assert cli("creators", EROS_DATABASE_URL=str(empty_database), db=tmp_path / "no.db").code == REFUSED


def test_a_bug_is_one_sentence_with_a_reference_to_the_log_and_exit_code_3(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], tmp_path: Path
) -> None:
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(text("UPDATE schedules SET wishes = '{}'"))
    engine.dispose()
    result = cli("show", week["schedule_id"], db=demo_copy)
    assert result.code == INTERNAL
    assert len(result.err.splitlines()) == 1
    log = tmp_path / "data" / "eros.log"
    (entry,) = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert f"Internal error {entry['reference']} (KeyError" in result.err
    assert str(log) in result.err
    assert "Traceback" in entry["exception"]
    assert entry["arguments"][-1] == week["schedule_id"]


def test_a_bug_is_told_even_where_the_log_cannot_be_written(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], tmp_path: Path
) -> None:
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(text("UPDATE schedules SET wishes = '{}'"))
    engine.dispose()
    (tmp_path / "data").write_text("a file in the way")
    result = cli("show", week["schedule_id"], db=demo_copy)
    assert result.code == INTERNAL
    assert "Details: nowhere" in result.err


def test_the_console_script_leaves_with_the_exit_code_and_without_colour_when_piped(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*MAIN, "generate", "alexia"],
        capture_output=True,
        check=False,
        text=True,
        env={"EROS_DATABASE_URL": str(tmp_path / "no.db"), "EROS_DATA_DIR": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == REFUSED
    assert done.stderr.startswith("Error: No database at")
    assert "\x1b" not in done.stderr


def test_a_terminal_that_speaks_ascii_gets_every_caption_with_replacements(demo_database: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*MAIN, "--db", str(demo_database), "generate", "tamsin", "--no-save"],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "COLUMNS": "80", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    text_shown = done.stdout.decode("ascii")
    assert "Monday 23 November" in text_shown
    assert max(map(len, text_shown.splitlines())) <= 80


@pytest.mark.parametrize("option", ["--json", "--no-save"])
def test_a_reader_that_leaves_early_is_no_error(
    demo_database: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        assert run(["--db", str(demo_database), "generate", "tamsin", "--no-save", option], environ) == 0
