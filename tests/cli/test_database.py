from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from database.engine import file_engine, writing
from eros.cli.run import FOUND, REFUSED
from tests.repairs import spoilt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


SIX_DEFECTS = (
    (
        "INSERT INTO creators (creator_id, page_name, display_name, page_type, sub_type, created_at, updated_at) "
        "VALUES ('c1', 'nan', 'Nan', 'paid', 'softcore', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00')"
    ),
    (
        "INSERT INTO caption_bank (caption_id, text, caption_key, caption_type, content_type) "
        "VALUES (1, 'Good morning', 'wrong', 'bump', 'beach_set')"
    ),
    "INSERT INTO caption_usage (creator_id, caption_id, last_used_on) VALUES ('c-gone', 900, '2026-01-05')",
    (
        "INSERT INTO mass_messages (message_id, creator_id, is_priced, sent_at, local_date, local_hour, local_weekday, sent, "
        "viewed, purchased, earnings_cents) VALUES "
        "(1, 'c1', 0, '2026-01-05T12:00:00+00:00', '2026-01-05', 4, 0, 100, 101, 0, 0), "
        "(2, 'c1', 0, '2026-01-06T12:00:00+00:00', '2026-01-06', 4, 1, 100, 40, 0, -1), "
        "(3, NULL, 0, '2026-01-07T12:00:00+00:00', '2026-01-07', 4, 2, 100, 40, 0, 0)"
    ),
)
"""A page without a name, a wrong key, a use of nothing, more views than readers, a loss, a message of no page."""


@pytest.mark.no_cover
def test_the_demo_is_made_on_first_use_and_a_line_says_so(cli: Callable[..., Result], tmp_path: Path) -> None:
    first = cli("creators")
    path = tmp_path / "data" / "demo.db"
    assert first.code == 0
    assert first.err.startswith(f"No database yet: made the demo database {path} in ")
    assert len(first.err.splitlines()) == 1
    assert "alexia" in first.out
    again = cli("creators")
    assert (again.out, again.err) == (first.out, "")
    path.unlink()


def test_an_own_database_is_made_once_and_used_from_then_on(cli: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "data" / "eros.db"
    made = cli("db", "init")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith(f"Made {path} in ")
    assert cli("creators").err == "No pages yet. `eros page add` makes one.\n"
    assert cli("creators", "--json").json == []
    again = cli("db", "init")
    assert (again.code, "exists already" in again.err) == (REFUSED, True)


def test_a_database_made_elsewhere_is_named_with_the_way_to_use_it(cli: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    made = cli("db", "init", path)
    assert made.code == 0
    assert f"--db {path}" in made.err
    assert cli("creators", db=path).code == 0
    other = tmp_path / "other.db"
    assert cli("db", "init", db=other).code == 0
    assert other.is_file()


def test_defects_are_named_with_their_mend_and_the_exit_code_says_so(
    cli: Callable[..., Result], empty_database: Path
) -> None:
    spoilt(empty_database, *SIX_DEFECTS)
    checked = cli("db", "check", db=empty_database)
    assert checked.code == FOUND
    assert checked.out.startswith(("critical", "warning"))
    assert f"problems in {empty_database}" in checked.err
    listed = cli("db", "check", "--json", db=empty_database)
    assert listed.code == FOUND
    names = {finding["name"] for finding in listed.json["findings"]}
    assert len(names) > 5
    assert all(name in checked.out for name in names)


def test_a_repair_says_what_it_would_do_does_it_and_names_its_files(
    cli: Callable[..., Result], empty_database: Path, tmp_path: Path
) -> None:
    engine = file_engine(empty_database, mode="rw", foreign_keys=False)
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO caption_usage (creator_id, caption_id, last_used_on) VALUES ('c', 1, 'x')")
        )
    engine.dispose()
    dry = cli("db", "repair", "--dry-run", db=empty_database)
    assert (dry.code, "orphan-usage: 1 row removed" in dry.out, "nothing changed" in dry.out) == (0, True, True)
    assert cli("db", "check", db=empty_database).code == FOUND
    done = cli("db", "repair", "--json", "--report", tmp_path / "rows.csv", db=empty_database)
    assert (done.code, done.json["left"]) == (0, [])
    assert [(row["table"], row["key"], row["action"]) for row in done.json["rows"]] == [
        ("caption_usage", "c / 1", "removed")
    ]
    assert done.json["report"] == str(tmp_path / "rows.csv")
    again = cli("db", "repair", db=empty_database)
    assert (again.code, again.out) == (0, f"{empty_database}: nothing to mend.\n")
    restored = cli("db", "restore", done.json["backup"], "--force", db=empty_database)
    assert (restored.code, "What stood there before" in restored.out) == (0, True)
    assert cli("db", "check", db=empty_database).code == FOUND


def test_what_a_repair_leaves_is_told_and_the_exit_code_says_so(
    cli: Callable[..., Result], empty_database: Path
) -> None:
    engine = file_engine(empty_database, mode="rw", foreign_keys=False)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO vault (creator_id, content_type) VALUES ('c', 'studio_set')"))
    engine.dispose()
    left = cli("db", "repair", db=empty_database)
    assert (left.code, "references is left" in left.err) == (FOUND, True)


def test_maintenance_tells_bytes_before_and_after(cli: Callable[..., Result], empty_database: Path) -> None:
    result = cli("db", "maintain", db=empty_database)
    assert result.code == 0
    assert "bytes before" in result.out
    assert "not written anew" in result.out


def test_a_sound_database_has_no_findings(cli: Callable[..., Result], empty_database: Path) -> None:
    result = cli("db", "check", db=empty_database)
    assert (result.code, result.out) == (0, f"{empty_database}: no problems found.\n")
    assert cli("db", "check", "--json", db=empty_database).json["findings"] == []


def test_an_upgrade_says_what_it_did(cli: Callable[..., Result], empty_database: Path) -> None:
    assert "already" in cli("db", "upgrade", db=empty_database).out
    engine = file_engine(empty_database, mode="rw")
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for arguments in (["db", "upgrade"], ["creators"]):
        result = cli(*arguments, db=empty_database)
        assert (result.code, "9999" in result.err) == (REFUSED, True)
    found = cli("db", "check", db=empty_database)
    assert (found.code, "schema-version" in found.out) == (FOUND, True)


def test_a_copy_holds_the_same(cli: Callable[..., Result], empty_database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert cli("db", "backup", copy, db=empty_database).out == f"Copied {empty_database} to {copy}.\n"
    digests = {cli("db", "digest", db=path).out for path in (empty_database, copy)}
    assert len(digests) == 1
    assert cli("db", "backup", copy, db=empty_database).code == REFUSED
    dated = cli("db", "backup", db=empty_database)
    assert dated.code == 0
    assert len(list(tmp_path.glob("eros-2*.db"))) == 1


def test_a_file_that_is_no_database_is_refused(cli: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database, only a text that is long enough to have a header")
    for command in ("creators", "db check", "db backup", "db upgrade", "db digest", "db repair", "db maintain"):
        result = cli(*command.split(), db=path)
        assert (result.code, str(path) in result.err) == (REFUSED, True)


def test_a_demo_on_a_server_is_refused_and_leaves_no_file(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli("db", "init", "--demo", db="postgresql://nobody@localhost:1/none")
    assert (result.code, "eros db init demo.db --demo" in result.err) == (REFUSED, True)
    assert list(tmp_path.iterdir()) == []


def test_a_server_is_left_to_its_own_tools(cli: Callable[..., Result]) -> None:
    for command in ("backup", "digest", "check", "repair", "maintain", "restore x"):
        result = cli("db", *command.split(), db="postgresql://nobody@localhost:1/none")
        assert result.code == REFUSED
        assert "server" in result.err or "driver" in result.err
