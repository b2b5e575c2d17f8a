"""A file as rows of known fields: which column fills which field is settled here, a row at a time is in memory."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from rapidfuzz import fuzz, process

from database.importing.dates import date_order
from database.importing.sources import File, open_source
from database.importing.values import BadCellError, plain_name
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from database.importing.dates import DateOrder
    from database.importing.sources import Raw, Source
    from eros.params.importing import ImportParams

__all__ = ["Hints", "Layout", "Row", "RowProblem", "Table", "in_batches", "open_table"]

T = TypeVar("T")

_TOTAL = re.compile(r"(?:grand\s+)?(?:totals?|sums?|summary|averages?)\b[\s:]*[\d.,%$]*", re.IGNORECASE)


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
    """One kind of file: its columns (as `plain_name` gives them) and the fields they fill, an earlier one before a later.

    `required` are the fields a file cannot do without, `signature` columns it must have to be this layout at all,
    `anchors` the fields of which a row fills one unless it sums up the others (none: the required ones), `without` the
    reasons for which rows are archived where a required field has no column.
    """

    name: str
    columns: Mapping[str, str]
    required: tuple[str, ...]
    signature: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person says about a file that it does not say itself.

    `columns` maps column titles to fields ('' for none), `constants` fields to the text they hold in rows that say nothing,
    `dates` how dates such as 03/04/2025 are meant, `encoding` and `sheet` what to read.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    encoding: str | None = None
    sheet: str | None = None


@dataclass(slots=True)
class Row:
    """One row under its layout. Reading a cell that says nothing notes a problem and gives the default."""

    table: Table
    line: int
    texts: Sequence[str]
    problems: list[RowProblem] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """The stripped text of a field; '' where it is empty or has no column."""
        at = self.table.places.get(name)
        return (self.texts[at] if at is not None else "") or self.table.constants.get(name, "")

    def read(self, name: str, reader: Callable[[str], T], default: Any = None) -> T | Any:
        """The value of a field; `default` where the cell is empty, missing or wrong."""
        table = self.table
        at = table.places.get(name)
        raw = self.texts[at] if at is not None else ""
        if not raw and not (raw := table.constants.get(name, "")):
            return default
        try:
            return reader(raw)
        except BadCellError as error:
            self.wrong(name, str(error))
            return default

    def need(self, name: str, reader: Callable[[str], T], default: Any = None) -> T | Any:
        """Like `read`, and an empty cell is a problem."""
        if not self.cell(name):
            self.wrong(name, "is empty")
        return self.read(name, reader, default)

    def sound(self, name: str) -> bool:
        """True as long as nothing is wrong with a field."""
        return not self.problems or self.table.title(name) not in {problem.column for problem in self.problems}

    def wrong(self, name: str, reason: str) -> None:
        """Note a problem with a field."""
        self.problems.append(RowProblem(self.table.name, self.line, self.table.title(name), reason))

    @property
    def cells(self) -> dict[str, str]:
        """The texts of all fields that are not empty."""
        names = {**self.table.constants, **self.table.places}
        return {name: text for name in names if (text := self.cell(name))}

    @property
    def others(self) -> dict[str, str]:
        """The cells of columns that fill no field, by title."""
        named = zip(self.table.header, self.table.fields, self.texts, strict=False)
        return {title: cell for title, name, cell in named if not name}

    @property
    def sums_up(self) -> bool:
        """True for a row such as TOTAL at the end of an export: it says so, and what makes a record is missing."""
        anchors = self.table.layout.anchors or self.table.layout.required
        if not all(not (said := self.cell(name)) or _TOTAL.fullmatch(said) for name in anchors):
            return False
        return any(map(_TOTAL.fullmatch, self.texts))


class Table:
    """A file whose header is known: `rows` can be read more than once, always from the beginning.

    `places` holds for each field the position of its column, `mapping` for each column its field ('' for none).
    """

    def __init__(self, source: Source, name: str, layouts: Sequence[Layout], hints: Hints) -> None:
        self.name = name
        self.header = source.header
        self._source = source
        self._told = dict(_told(self.header, hints.columns, layouts, name))
        self.constants = _constants(hints.constants, layouts, name)
        self.layout = _layout(self.header, layouts)
        self.fields = self._filled()
        self.places = {field: at for at, field in enumerate(self.fields) if field}
        self.mapping = dict(zip(self.header, self.fields, strict=True))
        self._check_required()
        self._dates = hints.dates
        self._orders: dict[str, DateOrder | None] = {}

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. A row of the wrong width and a cell that cannot be read have it noted."""
        width = len(self.header)
        for raw in self._source.rows():
            row = Row(self, raw.line, raw.cells)
            if len(raw.cells) != width or raw.faults:
                row.texts = [*raw.cells, *[""] * (width - len(raw.cells))]
                self._note(row, raw)
            yield row

    def says(self, name: str) -> bool:
        """True when a field has a column, or a value for all rows."""
        return name in self.places or name in self.constants

    def share(self) -> float:
        """How much of the file `rows` has read, 0-1."""
        return self._source.share()

    def title(self, name: str) -> str:
        """The title of a field's column; the field's own name where it has none."""
        at = self.places.get(name)
        return name if at is None else self.header[at]

    def date_order(self, name: str) -> DateOrder | None:
        """How dates with slashes are meant in a field's column: as a person said, else as its clear ones show."""
        if self._dates:
            return self._dates
        if name not in self._orders:
            at = self.places.get(name)
            cells = () if at is None else (raw.cells[at] for raw in self._source.rows() if at < len(raw.cells))
            self._orders[name] = date_order(cells)
        return self._orders[name]

    def _note(self, row: Row, raw: Raw) -> None:
        if len(raw.cells) != len(self.header) and not row.sums_up:
            row.wrong(
                "row",
                f"has {len(raw.cells)} cells, the header has {len(self.header)} (a text with a comma needs quotes)",
            )
        for at, fault in raw.faults.items():
            if at >= len(self.fields) or self.fields[at]:
                column = self.header[at] if at < len(self.header) else "row"
                row.problems.append(RowProblem(self.name, row.line, column, fault))

    def _filled(self) -> list[str]:
        """For each column its field: as told, else the layout's; of several columns of one field the layout's first."""
        names = [plain_name(title) for title in self.header]
        ranks = {name: rank for rank, name in enumerate(self.layout.columns)}
        fields = [self._told.get(at, self.layout.columns.get(name, "")) for at, name in enumerate(names)]
        best: dict[str, tuple[bool, int]] = {}
        keys = [(at not in self._told, ranks.get(name, -1)) for at, name in enumerate(names)]
        for name, key in zip(fields, keys, strict=True):
            best[name] = min(key, best.get(name, key))
        fields = [name if key == best[name] else "" for name, key in zip(fields, keys, strict=True)]
        twice = next((name for name in fields if name and fields.count(name) > 1), None)
        if twice:
            both = [title for title, name in zip(self.header, fields, strict=True) if name == twice]
            raise _refused(self.name, f"the columns {' and '.join(map(repr, both))} mean the same")
        return fields

    def _check_required(self) -> None:
        held = {*self.places, *self.constants, *self.layout.without}
        missing = [name for name in self.layout.required if name not in held]
        if missing:
            raise _refused(
                self.name,
                f"it has no column {', '.join(missing)}. Its columns are {', '.join(self.header)}; say which one it is "
                f"with --map COLUMN={missing[0]}, or what all rows have with --set {missing[0]}=VALUE; "
                "docs/reference/import.md lists what is needed",
            )


@contextmanager
def open_table(
    path: Path, layouts: Sequence[Layout], limits: ImportParams, hints: Hints | None = None
) -> Iterator[Table]:
    """The file with the layout it fits best; raises ImportFileError when it cannot be read or lacks a column."""
    hints = hints or Hints()
    known = {name for layout in layouts for name in layout.columns} | {plain_name(title) for title in hints.columns}
    file = File(path, limits, hints.encoding, hints.sheet)
    yield Table(open_source(file, lambda title: plain_name(title) in known), file.name, layouts, hints)


def _layout(header: Sequence[str], layouts: Sequence[Layout]) -> Layout:
    """The layout that knows most of the columns, one whose signature is there before one without, the first among equals."""
    names = {plain_name(title) for title in header}
    fitting = [layout for layout in layouts if names.issuperset(layout.signature)]
    return max(fitting, key=lambda layout: (bool(layout.signature), len(names & layout.columns.keys())))


def _told(
    header: Sequence[str], columns: Mapping[str, str], layouts: Sequence[Layout], file: str
) -> Iterator[tuple[int, str]]:
    """Positions and fields of the columns a person named."""
    for title, name in columns.items():
        exact = [at for at, other in enumerate(header) if other == title]
        alike = exact or [at for at, other in enumerate(header) if plain_name(other) == plain_name(title)]
        if not alike:
            raise _refused(file, f"it has no column {title!r}{_closest(title, header)}. It has {', '.join(header)}")
        yield alike[0], _field(name, layouts, file) if name else ""


def _constants(told: Mapping[str, str], layouts: Sequence[Layout], file: str) -> dict[str, str]:
    return {_field(name, layouts, file): value.strip() for name, value in told.items()}


def _field(name: str, layouts: Sequence[Layout], file: str) -> str:
    fields = {plain_name(known): known for layout in layouts for known in layout.columns.values()}
    if (found := fields.get(plain_name(name))) is None:
        known = sorted(set(fields.values()))
        raise _refused(file, f"there is no field {name!r}{_closest(name, known)}. There are {', '.join(known)}")
    return found


def _closest(name: str, names: Iterable[str]) -> str:
    found = process.extractOne(name, list(names), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=50)
    return f" (closest: {found[0]})" if found else ""


def _refused(file: str, why: str) -> ImportFileError:
    return ImportFileError(f"{file} cannot be read: {why}. Nothing was written.")


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in order, in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
