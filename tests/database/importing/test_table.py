from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from database.importing import import_file
from eros.errors import ImportFileError
from tests.importer import STEP

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eros.params import Params
    from tests.importer import Importer

ROW = "2025-01-03 19:30,10"


def unreadable(imports: Importer, *lines: str) -> str:
    before = imports.everything()
    with pytest.raises(ImportFileError) as caught:
        imports.lines(*lines)
    assert imports.everything() == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("",), "it has no header line"),
        (("message_id,when,sent", "1,x,2"), "it has no column sent_at. Its columns are message_id, when, sent"),
        (("text,caption", "x,y"), "it has no column sent_at, sent."),
        (("sent_at,Sent-At,sent", "x,y,1"), "the columns 'sent_at' and 'Sent-At' mean the same"),
        (("sent_at,sent", '"2025-01-03"19:30,10'), "line 2 is no CSV"),
        (("sent_at,sent", ROW, '"2025-01-03 19:30,10'), "line 3 is no CSV (unexpected end of data)"),
        (("sent_at,sent", f"{ROW}{' ' * 200_000}"), "line 2 is longer than 200000 characters"),
        (("sent_at,sent," + "x," * 200, ROW), "it has 203 columns; at most 200 are taken"),
        (("sent_at,sent,text", f"{ROW},{'x' * 140_000}"), "line 2 is no CSV (field larger than field limit"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    imports: Importer, lines: tuple[str, ...], told: str
) -> None:
    message = unreadable(imports, *lines)
    assert told in message
    assert message.endswith("Nothing was written.")


def test_another_encoding_is_refused_with_the_way_out(imports: Importer, tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("sent_at,sent,text\n2025-01-03 19:30,10,Grüße\n".encode("latin-1"))
    with pytest.raises(ImportFileError, match="save it as CSV UTF-8"):
        imports.file(path)


@pytest.mark.parametrize(("path", "told"), [(Path("missing.csv"), "No file"), (Path(), "it is a directory")])
def test_a_path_that_is_no_file_is_refused(
    engine: Engine, tmp_path: Path, path: Path, told: str, params: Params
) -> None:
    with pytest.raises(ImportFileError, match=told):
        import_file(engine, "messages", tmp_path / path, page="alma", params=params, step=STEP)


def test_a_file_that_may_not_be_opened_is_refused(
    imports: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "own.csv"
    path.touch()
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ImportFileError, match="Permission denied"):
        imports.file(path)


def test_a_problem_names_the_line_its_row_begins_on(imports: Importer) -> None:
    lines = ("sent_at,sent,text", f'{ROW},"two', 'lines"', "", "2025-01-03 20:30,ten,x")
    assert imports.refused(*lines) == ["5 sent: 'ten' is not a whole number of 0 or more"]


@pytest.mark.parametrize(("row", "cells"), [("2025-01-03 19:30", 1), (f"{ROW},5,6", 4), (f"{ROW},Hello, you", 4)])
def test_a_row_of_another_width_is_refused(imports: Importer, row: str, cells: int) -> None:
    assert imports.refused("sent_at,sent,text", row) == [
        f"2 row: has {cells} cells, the header has 3 (a text with a comma needs quotes)"
    ]


def test_a_text_beyond_the_bound_is_refused(imports: Importer) -> None:
    assert imports.refused("sent_at,sent,text", f"{ROW},{'x' * 20_001}") == [
        "2 text: the text has 20001 characters; at most 20000 are taken"
    ]


def test_tabs_separate_cells_too(imports: Importer) -> None:
    imports.lines("sent_at\tsent\ttext", "2025-01-03 19:30\t10\tone, two")
    assert imports.messages("text") == [("one, two",)]


def test_headers_are_known_in_any_case_and_punctuation(imports: Importer) -> None:
    report = imports.lines("Sent At,SENT,Message ID,Campaign", f"{ROW},7,x")
    assert report.mapping == {"Sent At": "sent_at", "SENT": "sent", "Message ID": "message_id", "Campaign": ""}


def test_a_file_with_a_header_alone_imports_nothing(imports: Importer) -> None:
    report = imports.lines("sent_at,sent")
    assert (report.rows_read, report.inserted) == (0, 0)
