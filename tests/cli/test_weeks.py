from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from database.engine import open_engine, reading, writing
from database.tables import export_log, schedules
from eros.cli.run import FOUND, REFUSED
from tests.schema import VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


@pytest.mark.usefixtures("week")
def test_a_saved_week_is_shown_by_page_by_page_and_week_and_by_id(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    by_page = cli("show", "tamsin", db=demo_copy)
    assert week["schedule_id"] in by_page.out
    assert cli("show", "tamsin", "--week", "2026-11-23", db=demo_copy).out == by_page.out
    assert cli("show", week["schedule_id"], db=demo_copy).out == by_page.out


def test_a_shown_document_is_the_generated_one_without_timings(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    shown = cli("show", "tamsin", "--json", db=demo_copy).json
    VALIDATOR.validate(shown)
    assert shown == {name: value for name, value in week.items() if name != "timings_ms"}


def test_without_a_saved_week_the_next_step_is_named(cli: Callable[..., Result], demo_database: Path) -> None:
    for arguments in (["show", "tamsin"], ["export", "tamsin"], ["validate", "tamsin"]):
        result = cli(*arguments, db=demo_database)
        assert result.code == REFUSED
        assert "Plan it: eros generate tamsin" in result.err
    assert "--week 2026-12-07" in cli("show", "tamsin", "--week", "2026-12-07", db=demo_database).err
    assert "No saved week 'SCH_2026W48_TAMSIN_AAAAAA'" in cli("show", "SCH_2026W48_TAMSIN_AAAAAA", db=demo_database).err


def test_an_exported_document_validates_and_a_tampered_one_does_not(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "week.json"
    result = cli("export", "tamsin", "--format", "json", "--output", path, db=demo_copy)
    assert (result.code, result.out) == (0, f"Wrote {path} ({len(week['items'])} sends).\n")
    document = json.loads(path.read_text("utf-8"))
    VALIDATOR.validate(document)
    sound = cli("validate", path, db=demo_copy)
    assert (sound.code, sound.err) == (0, "")
    assert "every HARD rule holds" in sound.out

    priced = next(item for item in document["items"] if item["price_cents"] is not None)
    priced["price_cents"] = 99
    document["timezone"] = "Europe/Berlin"
    path.write_text(json.dumps(document), "utf-8")
    broken = cli("validate", path, db=demo_copy)
    assert broken.code == FOUND
    assert f"[requirements] {priced['ref']}" in broken.out
    assert "the week says timezone Europe/Berlin" in broken.out
    listed = cli("validate", path, "--json", db=demo_copy)
    assert listed.code == FOUND
    assert not listed.json["valid"]
    assert {"rule", "refs", "detail", "fix"} == set(listed.json["violations"][0])


def test_a_document_is_read_from_standard_input(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(week).encode())))
    assert cli("validate", "-", db=demo_copy).code == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not json", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", "This is no EROS schedule: the document"),
        (b'{"format": "eros.schedule/1"}', "This is no EROS schedule: schedule_id: Field required"),
    ],
)
def test_a_file_that_is_no_schedule_is_refused(
    cli: Callable[..., Result], demo_database: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "week.json"
    path.write_bytes(content)
    result = cli("validate", path, db=demo_database)
    assert result.code == REFUSED
    assert sentence in result.err


def test_a_file_that_is_not_there_is_named(cli: Callable[..., Result], demo_database: Path, tmp_path: Path) -> None:
    result = cli("validate", tmp_path / "none.json", db=demo_database)
    assert (result.code, "none.json cannot be read" in result.err) == (REFUSED, True)


def test_a_csv_export_holds_every_send_lists_open_links_and_is_written_once(
    cli: Callable[..., Result],
    demo_copy: Path,
    week: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    first = cli("export", "tamsin", db=demo_copy)
    path = tmp_path / f"{week['schedule_id']}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["ref"] for row in rows] == [item["ref"] for item in week["items"]]
    assert {row["schedule_id"] for row in rows} == {week["schedule_id"]}
    links = [item["ref"] for item in week["items"] if item["link"] is not None]
    assert f"Fill in {{link}} before sending: {', '.join(links)}." in first.err
    before = path.stat()
    assert cli("export", "tamsin", "--force", db=demo_copy).out.startswith("Unchanged: ")
    assert path.stat() == before
    assert cli("export", week["schedule_id"], "--output", "-", db=demo_copy).out.encode() == path.read_bytes()
    engine = open_engine(demo_copy)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(export_log)) == 3
    engine.dispose()


def test_a_week_is_taken_away_in_the_format_asked_for(
    cli: Callable[..., Result],
    demo_copy: Path,
    week: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for file_format, ending, start in (
        ("xlsx", ".xlsx", b"PK"),
        ("ics", ".ics", b"BEGIN:VCALENDAR"),
        ("md", ".md", b"# tamsin, week of Monday 23 November 2026"),
        ("manifest", "-manifest.md", b"# tamsin, chatter manifest for the week of Monday 23 November 2026"),
    ):
        result = cli("export", "tamsin", "--format", file_format, db=demo_copy)
        name = f"{week['schedule_id']}{ending}"
        assert (result.code, result.out.startswith(f"Wrote {name} (")) == (0, True)
        assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.no_cover
def test_a_file_that_was_written_within_the_day_is_left_alone_unless_forced(
    cli: Callable[..., Result],
    demo_copy: Path,
    week: dict[str, Any],
    tmp_path: Path,
) -> None:
    path, other = tmp_path / "week.csv", tmp_path / "other.csv"
    command = ("export", "tamsin", "--output")
    cli(*command, path, db=demo_copy)
    written = path.read_bytes()

    skipped = cli(*command, path, db=demo_copy)
    assert (skipped.code, skipped.err) == (0, "")
    assert skipped.out.startswith(f"Skipped: {week['schedule_id']} was written to {path} by tester on ")
    assert skipped.out.endswith(" UTC. --force writes it again.\n")

    path.write_text("filled in by hand")
    warned = cli(*command, path, db=demo_copy)
    assert warned.out == skipped.out
    assert "is not what would be written now" in warned.err
    assert path.read_text() == "filled in by hand"
    assert cli(*command, path, "--force", db=demo_copy).out.startswith("Wrote ")
    assert path.read_bytes() == written

    assert cli(*command, other, db=demo_copy).out.startswith("Wrote ")
    assert cli(*command, other, "--format", "md", db=demo_copy).out.startswith("Wrote ")
    other.unlink()
    assert cli(*command, other, db=demo_copy).out.startswith("Wrote ")
    assert cli(*command, other, db=demo_copy, EROS_EXPORT__SKIP_HOURS="0").out.startswith("Unchanged: ")
    assert [cli(*command, "-", db=demo_copy).out.encode() for _ in range(2)] == [written, written]


def test_an_export_that_cannot_be_written_is_refused_and_not_logged(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any], tmp_path: Path
) -> None:
    result = cli("export", week["schedule_id"], "--output", tmp_path / "no" / "where.csv", db=demo_copy)
    assert (result.code, "cannot be written" in result.err) == (REFUSED, True)
    engine = open_engine(demo_copy)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(export_log)) == 0
    engine.dispose()


def test_a_week_with_a_send_without_text_is_not_exported(cli: Callable[..., Result], demo_copy: Path) -> None:
    planned = cli("generate", "nerina", db=demo_copy)
    assert "needs_caption" in planned.out
    assert "Next: add captions" in planned.out
    result = cli("export", "nerina", db=demo_copy)
    assert result.code == FOUND
    assert "still need a caption" in result.err
    assert "eros import --kind captions" in result.err


def test_a_saturated_week_is_exported_by_hand_with_a_remark(cli: Callable[..., Result], demo_copy: Path) -> None:
    assert cli("generate", "elodie", "--json", db=demo_copy).json["zone"] == "RED"
    result = cli("export", "elodie", "--output", "-", db=demo_copy)
    assert result.code == 0
    assert "zone RED" in result.err
    assert "draft" in result.err


def test_a_superseded_week_is_not_exported(cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]) -> None:
    newer = cli("generate", "tamsin", "--seed", "1", "--json", db=demo_copy).json
    assert newer["version"] == 2
    result = cli("export", week["schedule_id"], db=demo_copy)
    assert (result.code, "superseded" in result.err) == (REFUSED, True)


def test_a_week_that_breaks_a_rule_is_not_exported_and_the_rule_is_named(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    engine = open_engine(demo_copy)
    with writing(engine) as connection:
        connection.execute(update(schedules).values(timezone="Europe/Berlin"))
    engine.dispose()
    result = cli("export", week["schedule_id"], "--output", "-", db=demo_copy)
    assert (result.code, result.out) == (FOUND, "")
    assert "the week says timezone Europe/Berlin" in result.err


def test_a_send_is_marked_and_the_week_is_then_kept(
    cli: Callable[..., Result], demo_copy: Path, week: dict[str, Any]
) -> None:
    first, second = week["items"][0], week["items"][1]
    marked = cli("mark", "tamsin", first["ref"], "sent", db=demo_copy)
    assert (marked.code, marked.err) == (0, "")
    assert f"{first['ref']} ({first['send_type_key']}," in marked.out
    assert marked.out.rstrip().endswith("is sent.")
    assert cli("mark", week["schedule_id"], second["ref"], "cancelled", db=demo_copy).code == 0
    assert "final" in cli("mark", "tamsin", first["ref"], "cancelled", db=demo_copy).err
    assert "has no send 'nope'. `eros show" in cli("mark", "tamsin", "nope", "sent", db=demo_copy).err

    refused = cli("generate", "tamsin", "--seed", "3", db=demo_copy)
    assert refused.code == REFUSED
    assert "--replace" in refused.err
    replaced = cli("generate", "tamsin", "--seed", "3", "--replace", "--json", db=demo_copy)
    assert replaced.code == 0, replaced.err
    kept = next(item for item in replaced.json["items"] if item["status"] == "sent")
    assert (kept["utc"], kept["caption_id"]) == (first["utc"], first["caption_id"])


@pytest.mark.no_cover
@pytest.mark.usefixtures("week")
def test_planning_the_same_week_again_changes_nothing(cli: Callable[..., Result], demo_copy: Path) -> None:
    first, again = (cli("generate", "tamsin", "--json", db=demo_copy).json for _ in range(2))
    assert (first["schedule_id"], first["version"]) == (again["schedule_id"], again["version"])
    assert first["version"] == 1
    shown = cli("generate", "tamsin", db=demo_copy).out
    assert "\nNothing changed: version 1 was planned from the same data before.\n" in shown
    assert "Nothing changed" not in cli("generate", "tamsin", "--seed", "5", db=demo_copy).out
