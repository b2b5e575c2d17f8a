"""Files of messages, captions and vaults into the database."""

from __future__ import annotations

from database.importing.files import import_file
from database.importing.known import Options
from database.importing.report import ImportReport, Kind
from database.importing.table import Hints, RowProblem

__all__ = ["Hints", "ImportReport", "Kind", "Options", "RowProblem", "import_file"]
