"""How large the parts of a zipped workbook are once inflated, measured without keeping them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from database.importing.sources.base import File

__all__ = ["has_formulas", "measure"]

_CHUNK = 1 << 16
_SHEETS = "xl/worksheets/"
_STRINGS = "xl/sharedStrings.xml"
_UNREAD = ("xl/media/", "xl/drawings/", "xl/comments", "xl/pivot", "xl/printerSettings/", "xl/charts/", "xl/vbaProject")
_UNIT = re.compile(rb"<(?:\w+:)?(?:row|si)\b")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def measure(file: File) -> None:
    """Raises ImportFileError when the parts inflate to more than is taken, together or between two rows.

    Every part is inflated once, so a part that is cut off or larger than it claims is found here too (BadZipFile).
    """
    limits = file.limits
    total = 0
    with ZipFile(file.path) as archive:
        for part in archive.infolist():
            if part.flag_bits & 1:
                raise file.unreadable("it is protected by a password; save it without")
            streamed = part.filename.startswith(_SHEETS) or part.filename == _STRINGS
            largest = limits.max_unpacked_bytes if streamed else limits.max_part_bytes
            if part.filename == _STRINGS:
                largest = limits.max_strings_bytes
            if part.filename.startswith(_UNREAD):
                continue
            size = since_unit = 0
            for piece in _pieces(archive, part.filename):
                size += len(piece)
                if size > largest or total + size > limits.max_unpacked_bytes:
                    most = largest if size > largest else limits.max_unpacked_bytes
                    raise file.unreadable(
                        f"with its part {part.filename} it unpacks to more than {most} bytes; save the sheet as CSV UTF-8"
                    )
                last = 0
                for unit in _UNIT.finditer(piece):
                    last = unit.start()
                since_unit = len(piece) - last if last else since_unit + len(piece)
                if streamed and since_unit > limits.max_part_bytes:
                    raise file.unreadable(
                        f"a row of its part {part.filename} is longer than {limits.max_part_bytes} bytes"
                    )
            total += size


def has_formulas(path: Path) -> bool:
    """True when a sheet holds a formula."""
    with ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith(_SHEETS)]
        for name in sheets:
            end = b""
            for piece in _pieces(archive, name):
                if _FORMULA.search(end + piece):
                    return True
                end = piece[-16:]
    return False


def _pieces(archive: ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as part:
        while piece := part.read(_CHUNK):
            yield piece
