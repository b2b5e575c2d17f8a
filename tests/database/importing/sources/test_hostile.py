from __future__ import annotations

import io
import json
import os
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from database.importing.sources import File, open_source
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from database.importing.sources import Source
    from eros.params import Params

    Opened = Callable[..., Source]

MEGABYTE = 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(10)) + "]>"


def refused(opened: Opened, content: bytes, **bounds: int) -> str:
    """Read a file to its end within a bounded memory; the sentence that refuses it."""
    tracemalloc.start()
    try:
        with pytest.raises(ImportFileError) as caught:
            for _ in opened(content, **bounds).rows():
                pass
        assert tracemalloc.get_traced_memory()[1] < len(content) + 20 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert str(caught.value).endswith("Nothing was written.")
    return str(caught.value).removeprefix("own.file cannot be read: ")


def workbook(parts: dict[str, bytes] | None = None) -> bytes:
    """A workbook of two rows, with some parts replaced or added."""
    book = Workbook()
    book["Sheet"].append(["text", "sent"])
    book["Sheet"].append(["Hello", 3])
    plain = io.BytesIO()
    book.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in ({name: old.read(name) for name in old.namelist()} | (parts or {})).items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(rows: Iterable[str]) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(rows)
        + "</sheetData></worksheet>"
    ).encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"text,sent\n" + b"x" * 5 * MEGABYTE, "line 2 is longer than 200000 characters"),
        (b"x" * 5 * MEGABYTE, "line 1 is longer than 200000 characters"),
        (b'text,sent\n"' + b"x,\n" * MEGABYTE, "line 2 is no CSV (field larger than field limit"),
        (b",".join(b"c%d" % n for n in range(10_000)), "it has 10000 columns; at most 200 are taken"),
        (b"text,sent\nhello,3\n\xff\xfe,4\n", "it is not UTF-8"),
        ("text,sent\nGrüße,3\n".encode("utf-16")[:-3], "it is not UTF-16"),
        ("text,sent\n".encode("utf-16-le"), "it holds NUL bytes; if it is text in UTF-16 say so with --encoding"),
        (b"\0" * MEGABYTE, "it holds NUL bytes"),
        (b"", "it has no header line"),
        (b"\n\n\n", "it has no header line"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 1000, "it is an old or password-protected Excel file"),
        (b"\x1f\x8b" + b"x" * 1000, "it is compressed"),
        (b"%PDF-1.7", "it is a PDF"),
    ],
)
def test_a_hostile_text_is_refused_in_bounded_memory(opened: Opened, content: bytes, told: str) -> None:
    assert told in refused(opened, content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[{"text": "' + b"x" * 5 * MEGABYTE + b'"}]', "one of its objects is longer than 200000 characters"),
        (b'{"junk": "' + b"x" * 5 * MEGABYTE + b'", "list": [{"text": "a"}]}', "is longer than 200000 characters"),
        (b'[{"text": "a"}, ' + b" " * 5 * MEGABYTE, "is longer than 200000 characters"),
        (b"[" * MEGABYTE, "it is nested more than 32 levels deep"),
        (b'{"a":' * MEGABYTE, "it is nested more than 32 levels deep"),
        (b'[{"text": "a"}, {"text": ' + b"[" * MEGABYTE, "it is nested more than 32 levels deep"),
        (b'[{"text": "a"', "it is no JSON"),
        (b'[{"text": "a"}, nonsense]', "it is no JSON"),
        (b'[{"sent": 1' + b"0" * 10_000 + b"}]", "it is no JSON"),
        (b'[{"text": "a"}, 5]', "among its objects stands something else"),
        (b"[1, 2, 3]", "it holds no object"),
        (b"{}", "it has no header line"),
        (b'[{"text": "\xff"}]', "it is not UTF-8"),
        (json.dumps([{f"key{n}": n} for n in range(1000)]).encode(), "its objects have more than 200 different keys"),
    ],
)
def test_a_hostile_json_is_refused_in_bounded_memory(opened: Opened, content: bytes, told: str) -> None:
    assert told in refused(opened, content)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            {SHEET: sheet(["<row>" + "<c/>" * MEGABYTE + "</row>"])},
            f"a row of its part {SHEET} is longer than 2097152 bytes",
        ),
        ({"xl/styles.xml": b" " * 3 * MEGABYTE}, "its part xl/styles.xml it unpacks to more than 2097152 bytes"),
        ({"xl/workbook.xml": ENTITIES.encode() + b"<workbook>&a9;</workbook>"}, "it is no sound XLSX workbook"),
        (
            {SHEET: ENTITIES.encode() + sheet(['<row r="1"><c t="str"><v>&a9;</v></c></row>'])},
            "it is no sound XLSX workbook",
        ),
        ({SHEET: sheet(['<row r="1"><c t="s"><v>99</v></c></row>'])}, "it is no sound XLSX workbook"),
        (
            {SHEET: sheet(['<row r="1">', *(f"<c t='n'><v>{n}</v></c>" for n in range(10_000)), "</row>"])},
            "10000 columns",
        ),
        ({SHEET: sheet([])}, "it has no header line"),
        ({SHEET: b"<worksheet><sheetData><row>"}, "it is no sound XLSX workbook"),
        ({SHEET: b"no XML"}, "it is no sound XLSX workbook"),
    ],
)
def test_a_hostile_workbook_is_refused_in_bounded_memory(opened: Opened, parts: dict[str, bytes], told: str) -> None:
    assert told in refused(opened, workbook(parts))


def test_a_workbook_that_unpacks_to_too_much_is_refused(opened: Opened) -> None:
    bomb = workbook({SHEET: sheet(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, 100_000))})
    assert len(bomb) < MEGABYTE
    assert f"part {SHEET} it unpacks to more than 1000000 bytes" in refused(opened, bomb, max_unpacked_bytes=MEGABYTE)
    strings = workbook({"xl/sharedStrings.xml": b"<si>x</si>" * 100_000})
    assert "sharedStrings.xml it unpacks to more than 500000" in refused(opened, strings, max_strings_bytes=500_000)


def test_a_sheet_of_empty_rows_without_end_is_refused(opened: Opened) -> None:
    far = workbook({SHEET: sheet(['<row r="1"><c t="str"><v>text</v></c></row>', '<row r="999999999"/>'])})
    assert "its sheet has more than 5000 rows" in refused(opened, far, max_sheet_rows=5000)


def test_a_workbook_that_lies_about_its_sizes_is_refused(opened: Opened) -> None:
    content = bytearray(workbook({SHEET: sheet(["<row/>" * 50_000])}))
    entry = content.rindex(SHEET.encode(), 0, content.rindex(b"PK\x05\x06")) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert "it is no sound XLSX workbook" in refused(opened, bytes(content))


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(opened: Opened, kept: float) -> None:
    content = workbook()
    assert "it is no sound XLSX workbook" in refused(opened, content[: int(len(content) * kept)])


def test_a_password_protected_part_is_refused(opened: Opened) -> None:
    content = bytearray(workbook())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "protected by a password" in refused(opened, bytes(content))


def test_a_directory_a_pipe_and_a_device_are_refused_at_once(tmp_path: Path, params: Params) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, told in ((tmp_path, "a directory"), (pipe, "a pipe or a device"), (tmp_path / "none", "No file")):
        with pytest.raises(ImportFileError, match=told):
            open_source(File(path, params.importing), lambda _title: False)
