from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from database.engine import reading, writing
from database.importing.archive import archive_messages
from database.pages import add_page
from database.tables import mass_messages, mass_messages_archive, predictions
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, add, message_row, request
from tests.importer import STEP
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from tests.importer import Importer

HEADER = "page,message_id,sent_at,text,sent,viewed"
GOOD = "alma,1,2025-01-03 19:30,Hello,100,60"
STRANGE = "zelda,2,2025-01-03 20:30,Hello you,100,60"
NAMELESS = "nan,3,2025-01-03 21:30,Hello there,100,60"
DATELESS = "alma,4,,Hello again,100,60"


def kept(engine: Engine, *names: str) -> list[tuple[Any, ...]]:
    """These columns of the archive."""
    columns = [mass_messages_archive.c[name] for name in names]
    with reading(engine) as connection:
        query = select(*columns).order_by(mass_messages_archive.c.archive_id)
        return [tuple(row) for row in connection.execute(query)]


def test_what_nobody_can_attribute_goes_to_the_archive_with_the_reason_and_the_rest_is_imported(
    imports: Importer, engine: Engine
) -> None:
    report = imports.lines(HEADER, GOOD, STRANGE, NAMELESS, DATELESS, page=None)
    assert (report.rows_read, report.inserted, report.archived) == (4, 1, 3)
    assert report.archive_reasons == {"unknown page 'zelda'": 1, "no page": 1, "no date and time": 1}
    assert imports.messages("source_message_id") == [("1",)]
    assert kept(engine, "page_name", "reason", "archived_at", "source_file") == [
        ("zelda", "unknown page 'zelda'", STEP.now, "own.csv"),
        (None, "no page", STEP.now, "own.csv"),
        ("alma", "no date and time", STEP.now, "own.csv"),
    ]
    (row,) = kept(engine, "row")[0]
    assert (row["page"], row["message_id"], row["text"], row["viewed"]) == ("zelda", "2", "Hello you", "60")


def test_the_archive_holds_a_row_once_however_often_it_comes(imports: Importer, engine: Engine) -> None:
    for _ in range(2):
        assert imports.lines(HEADER, STRANGE, STRANGE, DATELESS, page=None).archived == 3
    assert len(kept(engine, "archive_id")) == 2


def test_a_row_leaves_the_archive_when_its_page_is_there_at_last(imports: Importer, engine: Engine) -> None:
    imports.lines(HEADER, STRANGE, NAMELESS, page=None)
    add_page(engine, name="zelda", page_type="paid", sub_type="softcore", timezone="UTC", fans=10, now=STEP.now)
    report = imports.lines(HEADER, STRANGE, NAMELESS, page=None)
    assert (report.inserted, report.archived) == (1, 1)
    assert kept(engine, "reason") == [("no page",)]
    report = imports.lines(HEADER, STRANGE, NAMELESS, page="alma")
    assert (report.inserted, report.unchanged, report.archived) == (1, 1, 0)
    assert kept(engine, "reason") == []
    assert imports.messages("creator_id", "source_message_id") == [("zelda", "2"), ("alma", "3")]


def test_a_row_without_id_is_known_again_by_moment_and_text(imports: Importer, engine: Engine) -> None:
    header = "page,sent_at,text,sent"
    imports.lines(header, ",2025-01-03 19:30,One,10", ",2025-01-03 19:30,Two,10", page=None)
    imports.lines(header, "alma,2025-01-03 19:30,One,10", page=None)
    assert [row["text"] for (row,) in kept(engine, "row")] == ["Two"]


def test_another_pages_archived_row_stays(imports: Importer, engine: Engine, tmp_path: Path) -> None:
    imports.lines(HEADER, "bella,7,,Same text,10,5", page=None)
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER}\nalma,7,2025-01-03 19:30,Same text,10,5\n", encoding="utf-8")
    imports.file(other)
    assert kept(engine, "page_name", "reason") == [("bella", "no date and time")]


def test_a_file_without_pages_still_needs_one_from_the_command(imports: Importer, engine: Engine) -> None:
    assert imports.refused("sent_at,sent", "2025-01-03 19:30,10", page=None) == [
        "2 page: is empty; name the page in the file or with --page"
    ]
    assert kept(engine, "reason") == []


def test_messages_move_into_the_archive_whole(imports: Importer, engine: Engine) -> None:
    imports.lines(HEADER, GOOD, "alma,2,2025-01-04 19:30,Bye,50,20", page=None)
    with writing(engine) as connection:
        assert archive_messages(connection, [1, 99], reason="no page", now=STEP.now) == 1
    assert imports.messages("source_message_id") == [("2",)]
    ((row, *facts),) = kept(engine, "row", "message_id", "sent_at", "reason", "source_file")
    assert facts == [1, datetime(2025, 1, 4, 0, 30, tzinfo=UTC), "no page", "own.csv"]
    assert set(row) == {column.name for column in mass_messages.c}
    assert (row["text"], row["viewed"], row["sent_at"]) == ("Hello", 60, "2025-01-04T00:30:00+00:00")
    imports.lines(HEADER, GOOD, page=None)
    assert kept(engine, "reason") == []


def test_a_planned_send_outlives_the_message_it_was_matched_to(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    a_store(engine).save(a_plan(), request())
    add(engine, mass_messages, message_row(MONDAY))
    with writing(engine) as connection:
        connection.execute(update(predictions).values(message_id=1, actual_cents=300))
        archive_messages(connection, [1], reason="no page", now=NOW)
        links = connection.execute(select(predictions.c.message_id, predictions.c.actual_cents)).all()
    assert set(links) == {(None, 300)}
    engine.dispose()
