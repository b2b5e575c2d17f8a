"""A week as an Excel workbook with one sheet: the rows of the CSV, dates and amounts as such."""

from __future__ import annotations

import io
from datetime import UTC, date
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from eros.errors import ConfigurationError
from eros.render.sheet import COLUMNS, is_formula, records

if TYPE_CHECKING:
    from eros.model.schedule import Schedule
    from eros.render.sheet import Cell

__all__ = ["to_xlsx"]

_WIDEST_PIXELS = 420


def to_xlsx(schedule: Schedule) -> bytes:
    """The rows of a week under their heading, in time order. Equal weeks give equal bytes.

    Texts are texts, also those that look like formulas. Raises ConfigurationError for a text no cell can hold.
    """
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        created = schedule.as_of.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": schedule.schedule_id or schedule.page_name, "created": created})
        sheet = book.add_worksheet(f"week {schedule.week_start}")
        head, day, amount = (
            book.add_format(style) for style in ({"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "0.00"})
        )
        quoted = book.add_format({"quote_prefix": True})

        def write(row: int, column: int, cell: Cell) -> int:
            match cell:
                case None:
                    return 0
                case str():
                    return int(sheet.write_string(row, column, cell, quoted if is_formula(cell) else None))
                case date():
                    return int(sheet.write_datetime(row, column, cell, day))
                case _:
                    return int(sheet.write_number(row, column, cell, amount if isinstance(cell, float) else None))

        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
        for row, record in enumerate(records(schedule), start=1):
            for column, (name, cell) in enumerate(record.items()):
                if write(row, column, cell) != 0:
                    raise ConfigurationError(
                        f"The {name} of send {record['ref']} is too long for a cell of Excel (32,767 characters). "
                        "Shorten it, or export with --format csv."
                    )
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(records(schedule)), len(COLUMNS) - 1)
        sheet.autofit(_WIDEST_PIXELS)
    return file.getvalue()
