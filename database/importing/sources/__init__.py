"""Files of every format as one thing: a header and rows of texts."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from database.importing.sources.base import File, Raw, Source
from database.importing.sources.records import RecordSource
from database.importing.sources.text import TextSource, open_text
from database.importing.sources.workbook import SheetSource
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from database.importing.sources.base import Knows

__all__ = ["File", "Raw", "Source", "open_source"]

_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "it is an old or password-protected Excel file (.xls); save it as .xlsx or as CSV UTF-8",
    b"\x1f\x8b": "it is compressed; unpack it first",
    b"%PDF": "it is a PDF; export the table as CSV or XLSX",
}


def open_source(file: File, knows: Knows) -> Source:
    """The file as a source, by its content and not its name; `knows` tells the titles some layout knows.

    Raises ImportFileError when there is no such file or nothing can be made of it.
    """
    try:
        _check_regular(file)
        with file.path.open("rb") as handle:
            start = handle.read(4)
        for mark, why in _OTHERS.items():
            if start.startswith(mark):
                raise file.unreadable(why)
        if start == _ZIP:
            return SheetSource(file, knows)
        with open_text(file) as text:
            first = text.read(1024).lstrip()[:1]
        return RecordSource(file, knows) if first in ("{", "[") else TextSource(file, knows)
    except UnicodeError:
        return TextSource(file, knows)  # which says what to do about it
    except OSError as error:
        raise ImportFileError(f"{file.path} cannot be read ({error.strerror}). Nothing was written.") from error


def _check_regular(file: File) -> None:
    mode = file.path.stat().st_mode if file.path.exists() else 0
    if stat.S_ISDIR(mode):
        raise file.unreadable("it is a directory; name a file in it")
    if mode and not stat.S_ISREG(mode):
        raise file.unreadable("it is a pipe or a device; save what it gives to a file first")
    if not mode:
        raise ImportFileError(f"No file {file.path}. Nothing was written.")
