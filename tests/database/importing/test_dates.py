from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.importing.dates import DateOrder, at_wall_clock, date_order, day, instant, time_of_day
from database.importing.values import BadCellError

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2025, 1, 3, 18, 30, tzinfo=UTC)
FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%B %d, %Y", "%b. %d %Y", "%d %b %Y", "%A, %d %B %Y", "%a %d-%b-%Y"]


def unknown() -> None:
    return None


@pytest.mark.parametrize(
    "raw",
    [
        "2025-01-03 19:30 by A. Manager",
        "03.01.2025 19:30",
        "3.1.25 7:30pm",
        "2025/01/03 19:30:00",
        "Jan 03, 2025 07:30 pm",
        "January 3rd, 2025 at 7:30 P.M.",
        "Fri, 3 Jan 2025 19:30",
        "3 Jan 2025, 18:30 UTC",
        "Jan 3, 2025 20:30 +02:00",
        "45660.8125",
    ],
)
def test_a_moment_is_read_in_the_ways_people_write_it(raw: str) -> None:
    assert instant(raw, BERLIN, 2000) == EVENING


@pytest.mark.parametrize(
    "raw",
    [
        "Jan 32, 2025 19:30",
        "Jan 03 19:30",
        "13 o'clock",
        "45660",
        "Jan 03, 2025 13:30 pm",
        "2025-01-03 24:61 x",
        "July",
    ],
)
def test_what_names_no_moment_is_refused(raw: str) -> None:
    with pytest.raises(BadCellError, match="is not a date and time"):
        instant(raw, BERLIN, 2000)


@pytest.mark.parametrize(
    ("raw", "of_day"),
    [
        ("19:30", time(19, 30)),
        ("7:30 pm", time(19, 30)),
        ("9 PM", time(21)),
        ("12 a.m.", time(0)),
        ("12:05 p.m.", time(12, 5)),
        ("02:30:15", time(2, 30, 15)),
        ("0.875", time(21)),
        ("0", time(0)),
    ],
)
def test_a_time_is_read_on_either_clock_and_as_part_of_a_day(raw: str, of_day: time) -> None:
    assert time_of_day(raw) == of_day


@pytest.mark.parametrize("raw", ["21", "25:00", "13 pm", "0 am", "noon", "1.5", "7:3"])
def test_what_is_no_time_is_refused(raw: str) -> None:
    with pytest.raises(BadCellError, match="is not a time"):
        time_of_day(raw)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2025", "30/03/2025 9:00"], "dmy"),
        (["03/04/2025", "03-30-25"], "mdy"),
        (["03/04/2025"], None),
        (["30/03/2025", "03/30/2025"], None),
        (["2025-03-30", "", "45747"], None),
    ],
)
def test_a_column_shows_whether_days_or_months_come_first(column: list[str], order: DateOrder | None) -> None:
    assert date_order(column) == order


def test_a_date_that_can_be_meant_in_two_ways_needs_the_order() -> None:
    assert day("03/04/2025", lambda: "dmy", 2000) == date(2025, 4, 3)
    assert day("03/04/2025", lambda: "mdy", 2000) == date(2025, 3, 4)
    assert day("30/03/2025", unknown, 2000) == date(2025, 3, 30)
    assert day("04/04/2025", unknown, 2000) == date(2025, 4, 4)
    with pytest.raises(BadCellError, match="may begin with the day or the month"):
        day("03/04/2025", unknown, 2000)
    with pytest.raises(BadCellError, match="is not a date"):
        day("30/03/2025", lambda: "mdy", 2000)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_date_survives_every_way_of_writing_it(of: date, form: str) -> None:
    assert day(of.strftime(form), unknown, 2000) == of


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_is_the_number_a_spreadsheet_counts(of: date) -> None:
    assert day(str((of - date(1899, 12, 30)).days), unknown, 2000) == of


def test_a_date_outside_the_believed_years_is_refused() -> None:
    with pytest.raises(BadCellError, match="outside the years 2000"):
        day("01.01.1970", unknown, 2000)


def test_a_time_the_clock_leaves_out_names_its_neighbours() -> None:
    with pytest.raises(BadCellError, match="01:59 and 03:00 exist"):
        at_wall_clock(datetime(2025, 3, 30, 2, 30), BERLIN)  # noqa: DTZ001 - a wall clock


@given(st.text(alphabet="0123456789/.-: TZapmJanMy,+", max_size=24))
def test_no_text_breaks_the_readers(raw: str) -> None:
    for read in (
        lambda: instant(raw, BERLIN, 2000),
        lambda: day(raw, unknown, 2000),
        lambda: time_of_day(raw),
    ):
        try:
            read()
        except BadCellError:
            continue
