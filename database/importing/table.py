"""A CSV file as rows of known fields: delimiter, header and size are settled here, a row at a time is in memory."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeVar

from database.importing.values import BadCellError, plain_name
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eros.params.importing import ImportParams

__all__ = ["Layout", "Row", "RowProblem", "Table", "in_batches", "open_table"]

DELIMITERS = ",;\t"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell; `line` counts from 1 (the header) and is the line a row begins on."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file: its columns and the fields they fill, and the fields a file cannot do without."""

    name: str
    columns: Mapping[str, str]
    required: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """One row under its layout. Reading a cell that says nothing notes a problem and gives the default."""

    file: str
    line: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[str], T], default: Any = None) -> T | Any:
        """The value of a field; `default` where the cell is empty, missing or wrong."""
        raw = self.cells.get(name, "")
        if not raw:
            return default
        try:
            return reader(raw)
        except BadCellError as error:
            self.wrong(name, str(error))
            return default

    def need(self, name: str, reader: Callable[[str], T], default: Any = None) -> T | Any:
        """Like `read`, and an empty cell is a problem."""
        if not self.cells.get(name, ""):
            self.wrong(name, "is empty")
        return self.read(name, reader, default)

    def sound(self, name: str) -> bool:
        """True as long as nothing is wrong with a field."""
        return self.headers.get(name, name) not in {problem.column for problem in self.problems}

    def wrong(self, name: str, reason: str) -> None:
        """Note a problem with a field."""
        self.problems.append(RowProblem(self.file, self.line, self.headers.get(name, name), reason))


class Table:
    """An open file whose header is known: `rows` can be read more than once, always from the beginning."""

    def __init__(self, handle: IO[str], name: str, layouts: Sequence[Layout], limits: ImportParams) -> None:
        self.name = name
        self._handle = handle
        self._limits = limits
        first = self._first_line()
        self._delimiter, header = _header(first, layouts)
        if len(header) > limits.max_columns:
            raise self._unreadable(f"it has {len(header)} columns; at most {limits.max_columns} are taken")
        self.layout = _layout(header, layouts)
        self._fields = [self.layout.columns.get(plain_name(title), "") for title in header]
        self.mapping = dict(zip(header, self._fields, strict=True))
        self._check_header(header)
        self._headers = {name: title for title, name in self.mapping.items() if name}

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. A row of the wrong width or with broken quotes comes with its problem noted."""
        self._handle.seek(0)
        reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
        next(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._unreadable(f"line {line} is no CSV ({error})") from error
            if any(map(str.strip, cells)):
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        named = {name: cell.strip() for name, cell in zip(self._fields, cells, strict=False) if name}
        row = Row(self.name, line, named, self._headers)
        if len(cells) != len(self._fields):
            row.wrong(
                "row", f"has {len(cells)} cells, the header has {len(self._fields)} (a text with a comma needs quotes)"
            )
        return row

    def _lines(self) -> Iterator[str]:
        """Lines of bounded length; the mark some programs put before the first is not part of it."""
        longest, at = self._limits.max_line_chars, 0
        try:
            while line := self._handle.readline(longest + 1):
                at += 1
                if len(line) > longest:
                    raise self._unreadable(f"line {at} is longer than {longest} characters")
                yield line
        except UnicodeDecodeError as error:
            raise self._unreadable(f"after line {at} it is not UTF-8 ({error.reason}); save it as CSV UTF-8") from error

    def _first_line(self) -> str:
        first = next(self._lines(), "").rstrip("\r\n")
        if not first.strip():
            raise self._unreadable("it has no header line")
        return first

    def _check_header(self, header: list[str]) -> None:
        filled = [name for name in self._fields if name]
        twice = sorted({name for name in filled if filled.count(name) > 1})
        if twice:
            both = [title for title, name in zip(header, self._fields, strict=True) if name == twice[0]]
            raise self._unreadable(f"the columns {' and '.join(map(repr, both))} mean the same")
        missing = [name for name in self.layout.required if name not in filled]
        if missing:
            raise self._unreadable(
                f"it has no column {', '.join(missing)}. Its columns are {', '.join(header)}; "
                "docs/reference/import.md lists what is needed"
            )

    def _unreadable(self, why: str) -> ImportFileError:
        return ImportFileError(f"{self.name} cannot be read: {why}. Nothing was written.")


@contextmanager
def open_table(path: Path, layouts: Sequence[Layout], limits: ImportParams) -> Iterator[Table]:
    """The file with the layout it fits best; raises ImportFileError when it cannot be read or lacks a column."""
    if not path.is_file():
        raise ImportFileError(f"No file {path}. Nothing was written.")
    try:
        handle = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise ImportFileError(f"{path} cannot be read ({error.strerror}). Nothing was written.") from error
    with handle:
        yield Table(handle, path.name, layouts, limits)


def _header(first: str, layouts: Sequence[Layout]) -> tuple[str, list[str]]:
    """The delimiter under which most columns are known, and the titles it gives."""
    known = {name for layout in layouts for name in layout.columns}

    def titles(delimiter: str) -> list[str]:
        return [title.strip() for title in next(csv.reader([first], delimiter=delimiter))]

    best = max(DELIMITERS, key=lambda delimiter: sum(plain_name(title) in known for title in titles(delimiter)))
    return best, titles(best)


def _layout(header: Sequence[str], layouts: Sequence[Layout]) -> Layout:
    """The layout that knows most of the columns, the first among equals."""
    names = [plain_name(title) for title in header]
    return max(layouts, key=lambda layout: sum(name in layout.columns for name in names))


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in order, in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
