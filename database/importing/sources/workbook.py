"""XLSX: the values of one sheet, a row at a time. What is inflated is measured before anything is parsed."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as DeflateError  # noqa: N812 - an error like the others

from defusedxml import DefusedXmlException
from openpyxl import load_workbook

from database.importing.sources.archive import has_formulas, measure
from database.importing.sources.base import File, Raw
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from openpyxl import Workbook

    from database.importing.sources.base import Knows

__all__ = ["SheetSource"]

_BROKEN = (
    *(BadZipFile, DeflateError, ParseError, DefusedXmlException, EOFError, OSError, NotImplementedError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, AssertionError),
)
"""How openpyxl, the XML parser and zipfile fail on a workbook that is damaged or was made to do damage."""


class SheetSource:
    """One visible sheet: the one a person names, else the one under whose first line most columns are known."""

    def __init__(self, file: File, knows: Knows) -> None:
        self._file = file
        self._at, self._end = 0, file.limits.max_sheet_rows
        with self._mended():
            measure(file)
            self._formulas = has_formulas(file.path)
            with _workbook(file) as book:
                headers = {
                    sheet.title: _first_row(sheet.iter_rows(), file.limits.max_sheet_rows)
                    for sheet in book.worksheets
                    if sheet.sheet_state == "visible"
                }
        told = file.sheet
        if told is not None and told not in headers:
            raise file.unreadable(f"it has no visible sheet {told!r}; it has {', '.join(headers) or 'none'}")
        best = max(headers, key=lambda title: sum(map(knows, headers[title][1])), default="")
        self._sheet = best if told is None else told
        self._top, header = headers.get(self._sheet, (1, []))
        self.header: Sequence[str] = file.checked_header(header)

    def rows(self) -> Iterator[Raw]:
        """Every row below the header; a formula without a stored value and an error value are faults."""
        width = len(self.header)
        for line, cells, faults in self._lines():
            if line <= self._top:
                continue
            filled = _filled(cells, width)
            if faults or any(cells):
                yield Raw(line, [*cells[:filled], *[""] * (width - filled)], faults)

    def share(self) -> float:
        """How much of the sheet the latest `rows` has read, 0-1, as far as the sheet says how long it is."""
        return min(self._at / self._end, 1.0)

    def _lines(self) -> Iterator[tuple[int, list[str], dict[int, str]]]:
        with self._mended(), _workbook(self._file) as book:
            sheet = book[self._sheet]
            self._end = sheet.max_row or self._file.limits.max_sheet_rows
            sheet.reset_dimensions()  # some programs write a size that is not true
            formulas = self._formula_rows()
            with closing(formulas):
                for self._at, row in enumerate(sheet.iter_rows(), 1):
                    if self._at > self._file.limits.max_sheet_rows:
                        raise self._file.unreadable(f"its sheet has more than {self._file.limits.max_sheet_rows} rows")
                    faults = dict(_faults(row, next(formulas, ())))
                    yield self._at, [_text(cell) for cell in row], faults

    def _formula_rows(self) -> Generator[Sequence[Any]]:
        """The cells as they were written, formulas instead of values; nothing where no sheet has a formula."""
        if not self._formulas:
            return
        with _workbook(self._file, formulas=True) as book:
            book[self._sheet].reset_dimensions()
            yield from book[self._sheet].iter_rows()

    @contextmanager
    def _mended(self) -> Iterator[None]:
        """Whatever a broken workbook makes the libraries raise, as one refusal."""
        try:
            yield
        except ImportFileError:
            raise
        except _BROKEN as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise self._file.unreadable(f"it is no sound XLSX workbook ({reason}); save it anew") from error


@contextmanager
def _workbook(file: File, *, formulas: bool = False) -> Iterator[Workbook]:
    with file.path.open("rb") as handle:
        book = load_workbook(handle, read_only=True, data_only=not formulas, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _first_row(rows: Iterator[Sequence[Any]], most: int) -> tuple[int, list[str]]:
    """The first row with anything in it, without its empty end, and its number."""
    for at, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            return at, cells[: _filled(cells, 0)]
        if at > most:
            break
    return 1, []


def _filled(cells: Sequence[str], least: int) -> int:
    """How many cells a row has without the empty ones at its end, at least `least` of them if there are."""
    end = len(cells)
    while end > least and not cells[end - 1]:
        end -= 1
    return end


def _faults(row: Sequence[Any], written: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for at, cell in enumerate(row):
        if cell.value is not None and cell.data_type == "e":
            yield at, f"holds the error {cell.value}"
    for at, cell in enumerate(written):
        if cell.value is not None and cell.data_type == "f" and (at >= len(row) or row[at].value is None):
            yield at, "is a formula without a stored value; open and save the file in a spreadsheet program"


def _text(cell: Any) -> str:
    """The value as its cell shows it, without the marks of thousands and the rounding."""
    value = cell.value
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return _number(value, cell.number_format)
    if isinstance(value, datetime):
        dated_only = value.time() == time() and "h" not in cell.number_format.lower()
        return value.date().isoformat() if dated_only else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if value is None else str(value).lower()


def _number(value: float, shown: str) -> str:
    if "%" in shown:
        return f"{value * 100:.10g}%"
    return str(int(value)) if value.is_integer() else repr(value)
