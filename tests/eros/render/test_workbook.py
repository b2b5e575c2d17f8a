from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest

from eros.errors import ConfigurationError
from eros.render.sheet import COLUMNS, to_csv
from eros.render.workbook import to_xlsx
from tests.weeks import SAVED_ID, a_saved_week, a_send

if TYPE_CHECKING:
    from eros.model.schedule import Schedule


def opened(week: Schedule) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(week)))
    assert len(book.worksheets) == 1
    return book


def rows_of(week: Schedule) -> list[tuple[Any, ...]]:
    return list(opened(week).worksheets[0].iter_rows(values_only=True))


def test_the_sheet_holds_the_rows_of_the_csv_with_dates_and_amounts_as_such() -> None:
    week = a_saved_week()
    head, *rows = rows_of(week)
    assert head == COLUMNS
    records = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    assert records[0]["date"] == datetime(2026, 11, 23)  # noqa: DTZ001 - a cell knows no zone
    assert (records[0]["price"], records[0]["forecast"], records[0]["media"]) == (19.69, 42.1, 1)
    texts = csv.DictReader(io.StringIO(to_csv(week), newline=""))
    for record, text in zip(records, texts, strict=True):
        for name in set(COLUMNS) - {"date", "price", "forecast"}:
            assert str("" if record[name] is None else record[name]) == text[name]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1"])
def test_a_caption_that_looks_like_a_formula_stays_the_text_it_is(start: str) -> None:
    week = a_saved_week(sends=(a_send("s1", "bump_normal", 600, caption_text=start),))
    cell = opened(week).worksheets[0].cell(2, 1 + COLUMNS.index("caption_text"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (start, "s", True)


def test_a_link_stays_text() -> None:
    week = a_saved_week(sends=(a_send("s1", "link_drop", 600, link="https://example.org/a?b=c"),))
    cell = opened(week).worksheets[0].cell(2, 1 + COLUMNS.index("link"))
    assert (cell.value, cell.hyperlink) == ("https://example.org/a?b=c", None)


def test_equal_weeks_give_equal_bytes_that_bear_the_clock_of_the_plan() -> None:
    week = a_saved_week()
    assert to_xlsx(week) == to_xlsx(a_saved_week())
    assert opened(week).properties.created.replace(tzinfo=UTC) == week.as_of
    assert opened(week).properties.title == SAVED_ID
    with ZipFile(io.BytesIO(to_xlsx(week))) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}


def test_an_empty_week_is_a_heading() -> None:
    assert rows_of(a_saved_week(sends=())) == [COLUMNS]


def test_a_text_no_cell_can_hold_is_refused_and_not_cut() -> None:
    whole = a_saved_week(sends=(a_send("s1", "bump_normal", 600, caption_text="a" * 32767),))
    assert len(rows_of(whole)[1][COLUMNS.index("caption_text")]) == 32767
    long = a_saved_week(sends=(a_send("s1", "bump_normal", 600, caption_text="a" * 32768),))
    with pytest.raises(ConfigurationError, match=r"caption_text of send s1 is too long .* --format csv"):
        to_xlsx(long)


def test_the_date_is_shown_as_one() -> None:
    cell = opened(a_saved_week()).worksheets[0].cell(2, 1)
    assert (cell.value.date(), cell.number_format) == (date(2026, 11, 23), "yyyy-mm-dd")
