from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from eros.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from database.importing.sources import Source

    Opened = Callable[..., Source]

HEADER = ("text", "sent", "price")
ROWS = [("Good evening, {name} 🎉", "1490", "5.00"), ("Two\nlines; and, marks", "12", "")]


def cells(source: Source) -> list[tuple[str, ...]]:
    return [tuple(raw.cells) for raw in source.rows()]


def as_text(mark: str) -> str:
    rows = [HEADER, *ROWS]
    return "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"


def as_sheet(*rows: tuple[Any, ...], title: str = "Messages", **formats: str) -> bytes:
    book = Workbook()
    sheet = book.create_sheet(title, 0)
    for row in rows:
        sheet.append(row)
    for place, form in formats.items():
        sheet[place].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_records() -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in ROWS]


@pytest.mark.parametrize(
    "content",
    [
        as_text(",").encode(),
        as_text(";").encode("utf-8-sig"),
        as_text("\t").encode("utf-16"),
        ("sep=;\r\n" + as_text(";")).encode(),
        as_sheet(HEADER, *ROWS),
        as_sheet((None,), HEADER, *ROWS, (None, None)),
        json.dumps(as_records()).encode(),
        json.dumps(as_records(), ensure_ascii=False, indent=2).encode("utf-8-sig"),
        json.dumps({"page": 1, "data": {"tags": [{"a": 1}], "list": as_records()}}).encode(),
        "\n".join(map(json.dumps, as_records())).encode(),
    ],
    ids=["comma", "semicolon", "utf16", "sep", "xlsx", "xlsx-shifted", "json", "json-bom", "json-inside", "json-lines"],
)
def test_every_format_gives_the_same_header_and_rows(opened: Opened, content: bytes) -> None:
    source = opened(content)
    assert tuple(source.header) == HEADER
    assert cells(source) == ROWS
    assert cells(source) == ROWS
    assert source.share() == 1.0


def test_values_of_a_sheet_are_read_as_its_cells_show_them(opened: Opened) -> None:
    header = ("date", "text", "sent", "price", "rate", "day", "time", "yes")
    row = (datetime(2025, 1, 3, 19, 30), 7, 1490.0, 4.99, 0.0248, date(2025, 1, 3), time(21), True)  # noqa: DTZ001 - a sheet's
    source = opened(as_sheet(header, row, E2="0.00%", F2="yyyy-mm-dd"))
    assert cells(source) == [("2025-01-03 19:30:00", "7", "1490", "4.99", "2.48%", "2025-01-03", "21:00:00", "true")]


def test_the_sheet_that_knows_most_columns_is_read_or_the_one_that_is_named(opened: Opened) -> None:
    book = Workbook()
    for row in (["note", "x"], ["a", "b"]):
        book["Sheet"].append(row)
    book.create_sheet("Statistics").append(["text", "sent"])
    book["Statistics"].append(["Hello", 3])
    hidden = book.create_sheet("Hidden")
    hidden.append(["text", "sent", "price", "date"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert cells(opened(out.getvalue())) == [("Hello", "3")]
    assert cells(opened(out.getvalue(), sheet="Sheet")) == [("a", "b")]
    with pytest.raises(ImportFileError, match="no visible sheet 'Hidden'; it has Sheet, Statistics"):
        opened(out.getvalue(), sheet="Hidden")


def test_a_nested_object_is_its_text_and_its_scalars_are_columns(opened: Opened) -> None:
    source = opened(
        b'[{"text": "a", "media": {"photo": 2}, "isFree": true, "price": null}, {"text": "b", "price": 5.00}]'
    )
    assert tuple(source.header) == ("text", "media", "media.photo", "isFree", "price")
    assert cells(source) == [("a", '{"photo": 2}', "2", "true", ""), ("b", "", "", "", "5.00")]


def test_an_encoding_that_is_named_is_used(opened: Opened) -> None:
    assert cells(opened("text,sent\nGrüße,3\n".encode("cp1252"), encoding="cp1252")) == [("Grüße", "3")]
    with pytest.raises(ImportFileError, match="no text encoding 'klingon'"):
        opened(b"text,sent\n", encoding="klingon")
    for name in ("rot13", "base64"):
        with pytest.raises(ImportFileError, match="no text encoding"):
            opened(b"text,sent\n", encoding=name)


def test_a_fault_names_its_cell(opened: Opened) -> None:
    source = opened(as_sheet(("text", "sent", "price"), ("Hello", "=1+1", "#REF!"), ("Bye", 3, 4)))
    first, second = source.rows()
    assert first.faults == {
        1: "is a formula without a stored value; open and save the file in a spreadsheet program",
        2: "holds the error #REF!",
    }
    assert (first.line, second.line, second.faults) == (2, 3, {})
