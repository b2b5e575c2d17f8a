"""Delimited text: CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or an encoding a person names."""

from __future__ import annotations

import codecs
import csv
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, cast

from database.importing.sources.base import File, Raw

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from io import TextIOWrapper

    from database.importing.sources.base import Knows

__all__ = ["TextSource", "lines_of", "open_text"]

DELIMITERS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HINT = "sep="
"""How Excel writes the delimiter into a first line of its own."""


class TextSource:
    """Delimited text. The delimiter is the one under which most columns are known."""

    def __init__(self, file: File, knows: Knows) -> None:
        self._file = file
        self._handle: TextIOWrapper | None = None
        self._size = max(file.path.stat().st_size, 1)
        with closing(lines_of(file, self._open())) as lines:
            first = next(lines, "").rstrip("\r\n")
            self._hinted = first.casefold().startswith(_HINT) and len(first) == len(_HINT) + 1
            if self._hinted:
                self._delimiter = first[-1]
                first = next(lines, "").rstrip("\r\n")
            else:
                self._delimiter = max(DELIMITERS, key=lambda mark: sum(map(knows, _titles(first, mark))))
        self.header: Sequence[str] = file.checked_header(_titles(first, self._delimiter))

    def rows(self) -> Iterator[Raw]:
        """Every row that is not blank; raises ImportFileError at broken quotes, wrong bytes or a line without end."""
        with closing(lines_of(self._file, self._open())) as lines:
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            line = 1
            try:
                for _ in islice(reader, 1 + self._hinted):
                    pass
                line = reader.line_num + 1
                for cells in reader:
                    stripped = [cell.strip() for cell in cells]
                    if any(stripped):
                        yield Raw(line, stripped)
                    line = reader.line_num + 1
            except csv.Error as error:
                raise self._file.unreadable(f"line {line} is no CSV ({error})") from error

    def share(self) -> float:
        """How much of the file the latest `rows` has read, 0-1."""
        if self._handle is None or self._handle.closed:
            return 1.0
        return min(cast("BinaryIO", self._handle.buffer).tell() / self._size, 1.0)

    def _open(self) -> TextIOWrapper:
        self._handle = open_text(self._file)
        return self._handle


def open_text(file: File) -> TextIOWrapper:
    """The file as text: by its mark, else by the named encoding, else UTF-8; raises ImportFileError for an unknown name."""
    with file.path.open("rb") as handle:
        start = handle.read(4096)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), file.encoding or "utf-8")
    if encoding == file.encoding:
        try:
            "".encode(encoding)
        except LookupError as error:
            raise file.unreadable(
                f"there is no text encoding {encoding!r}; common are utf-8, cp1252, utf-16-le"
            ) from error
    elif encoding == "utf-8" and b"\0" in start:
        raise file.unreadable("it holds NUL bytes; if it is text in UTF-16 say so with --encoding utf-16-le")
    return file.path.open(encoding=encoding, newline="")


def lines_of(file: File, handle: TextIOWrapper) -> Generator[str]:
    """Lines of bounded length; closes the handle. Raises ImportFileError at a longer one or at bytes that are no text."""
    longest, at = file.limits.max_line_chars, 0
    with handle:
        try:
            while line := handle.readline(longest + 1):
                at += 1
                if len(line) > longest:
                    raise file.unreadable(f"line {at} is longer than {longest} characters")
                yield line
        except UnicodeError as error:
            raise file.unreadable(f"{wrong_bytes(error)} after line {at}") from error


def wrong_bytes(error: UnicodeError) -> str:
    """What to do about bytes that are no text in the encoding tried."""
    name = getattr(error, "encoding", "the encoding tried").upper()
    reason = getattr(error, "reason", error)
    return f"it is not {name} ({reason}); save it as CSV UTF-8, or name its encoding, such as --encoding cp1252; seen"


def _titles(line: str, delimiter: str) -> list[str]:
    return [title.strip() for title in next(csv.reader([line], delimiter=delimiter), [])]
