"""What every kind of file looks like to an import: a header, and rows of texts under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from eros.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eros.params.importing import ImportParams

__all__ = ["File", "Knows", "Raw", "Source"]

Knows: TypeAlias = "Callable[[str], bool]"
"""True for a column title that some layout of the import knows; settles delimiters, sheets and lists."""

_NO_FAULTS: Mapping[int, str] = {}


class Raw(NamedTuple):
    """A row that is not blank: where it stands, its stripped cells, and by position the cells that could not be read.

    `line` counts from 1 with the header: the line a row of text begins on, the row of a sheet, and for JSON the number of
    the record + 1.
    """

    line: int
    cells: Sequence[str]
    faults: Mapping[int, str] = _NO_FAULTS


class Source(Protocol):
    """A readable file. `rows` begins anew at each call and holds one row at a time in memory."""

    header: Sequence[str]

    def rows(self) -> Iterator[Raw]:
        """Every row that is not blank; raises ImportFileError where the file stops making sense."""

    def share(self) -> float:
        """How much of the file the latest `rows` has read, 0-1."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read, under which bounds, and what a person says about it (`encoding`, `sheet`; None: nothing)."""

    path: Path
    limits: ImportParams
    encoding: str | None = None
    sheet: str | None = None
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.path.name)

    def unreadable(self, why: str) -> ImportFileError:
        """The refusal of the whole file."""
        return ImportFileError(f"{self.name} cannot be read: {why}. Nothing was written.")

    def checked_header(self, header: Sequence[str]) -> tuple[str, ...]:
        """The header itself; raises ImportFileError when it is empty or wider than any real file."""
        if not any(header):
            raise self.unreadable("it has no header line")
        if len(header) > self.limits.max_columns:
            raise self.unreadable(f"it has {len(header)} columns; at most {self.limits.max_columns} are taken")
        return tuple(header)
