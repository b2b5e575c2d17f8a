from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.importing.dates import instant
from database.importing.values import (
    BadCellError,
    bounded_text,
    choice,
    count,
    money_cents,
    named,
    plain_text,
    share_or_count,
    yes_no,
)

MOST = 10**9
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("raw", "cents"),
    [
        ("5", 500),
        ("5.00", 500),
        ("$5.00", 500),
        ("5.00 USD", 500),
        ("$ 5", 500),
        ("1,490", 149_000),
        ("$1,490.50", 149_050),
        ("1.490,50", 149_050),
        ("5,00", 500),
        ("5,5", 550),
        (".99", 99),
        ("0", 0),
        ("$148.00", 14_800),
    ],
)
def test_an_amount_of_dollars_becomes_cents(raw: str, cents: int) -> None:
    assert money_cents(raw, MOST) == cents


@pytest.mark.parametrize(
    "raw",
    [
        "-5",
        "-$5.00",
        "(5.00)",
        "5.001",
        "1.490",
        "five",
        "nan",
        "inf",
        "1e3",
        "$",
        ".",
        "1,4,9",
        "12,34,567",
        "€5",
        "\u0665",
    ],
)
def test_what_is_no_amount_of_dollars_is_refused(raw: str) -> None:
    with pytest.raises(BadCellError):
        money_cents(raw, MOST)


@given(st.integers(0, MOST))
def test_cents_survive_every_way_of_writing_them(cents: int) -> None:
    dollars = Decimal(cents) / 100
    for raw in (f"{dollars:.2f}", f"${dollars:,.2f}", f"{dollars:,.2f} USD"):
        assert money_cents(raw, MOST) == cents


@pytest.mark.parametrize(
    ("raw", "number"), [("0", 0), ("1490", 1490), ("1,490", 1490), ("1 490", 1490), ("804.0", 804)]
)
def test_a_count_may_have_thousands_marks(raw: str, number: int) -> None:
    assert count(raw, MOST) == number


@pytest.mark.parametrize("raw", ["-1", "12.5", "1.490", "1,49", "nan", "many", "²", "1e3", "0x10"])
def test_what_is_no_whole_number_is_refused(raw: str) -> None:
    with pytest.raises(BadCellError, match="not a whole number"):
        count(raw, MOST)


def test_a_number_beyond_the_bound_is_refused() -> None:
    with pytest.raises(BadCellError, match="larger than 10"):
        count("11", 10)
    with pytest.raises(BadCellError, match="larger than 10"):
        money_cents("0.11", 10)


@pytest.mark.parametrize(("raw", "number"), [("2.48%", 37), ("41,01 %", 611), ("0%", 0), ("100%", 1490), ("37", 37)])
def test_a_percentage_is_a_share_of_the_recipients(raw: str, number: int) -> None:
    assert share_or_count(raw, MOST, 1490) == number


def test_more_than_a_hundred_percent_is_refused() -> None:
    with pytest.raises(BadCellError, match="more than 100 %"):
        share_or_count("101%", MOST, 1490)


@pytest.mark.parametrize(
    ("raw", "value"), [("yes", True), ("TRUE", True), ("1", True), ("No", False), ("false", False)]
)
def test_yes_and_no_have_several_spellings(raw: str, value: bool) -> None:  # noqa: FBT001 - the expected value
    assert yes_no(raw) is value


def test_maybe_is_neither_yes_nor_no() -> None:
    with pytest.raises(BadCellError, match="neither yes nor no"):
        yes_no("maybe")


def test_a_name_is_known_by_key_and_title_in_any_case() -> None:
    names = named([("ppv_video", "PPV Video")])
    assert {choice(raw, names, "send type") for raw in ("ppv_video", "PPV video", "Ppv-Video")} == {"ppv_video"}
    with pytest.raises(BadCellError, match=r"no send type 'ppv'; known: ppv_video"):
        choice("ppv", names, "send type")


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2025-01-01T01:01:01+01:01", datetime(2025, 1, 1, 0, 0, 1, tzinfo=UTC)),
        ("2025-01-03T19:30:00+00:00", datetime(2025, 1, 3, 19, 30, tzinfo=UTC)),
        ("2025-01-03T19:30:00Z", datetime(2025, 1, 3, 19, 30, tzinfo=UTC)),
        ("2025-01-03 19:30", datetime(2025, 1, 3, 18, 30, tzinfo=UTC)),
        ("2025-07-03 19:30:15.75", datetime(2025, 7, 3, 17, 30, 15, tzinfo=UTC)),
        ("2025-10-26 02:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # exists twice: the first
        ("2025-01-03T19:30:00-23:59:59", datetime(2025, 1, 4, 19, 29, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset_or_in_the_pages_zone(raw: str, moment: datetime) -> None:
    assert instant(raw, BERLIN, 2000) == moment


def test_a_local_time_the_clock_change_leaves_out_is_refused() -> None:
    with pytest.raises(BadCellError, match="does not exist in Europe/Berlin"):
        instant("2025-03-30 02:30", BERLIN, 2000)
    assert instant("2025-03-30T02:30+01:00", BERLIN, 2000) == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "2025-01-03",
        "03/01/2025 19:30",
        "19:30",
        "yesterday",
        "2025-13-01 10:00",
        "45747",
        "1999-12-31 10:00",
        "9999-12-31T23:00-05:00",
    ],
)
def test_what_is_no_date_and_time_is_refused(raw: str) -> None:
    with pytest.raises(BadCellError):
        instant(raw, BERLIN, 2000)


@given(
    st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),  # noqa: DTZ001 - the zone is drawn beside it
    st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_every_offset_leads_back_to_the_same_instant(wall: datetime, offset: timezone) -> None:
    moment = wall.replace(tzinfo=offset)
    assert instant(moment.isoformat(), None, 1999) == moment


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>New set is up, {name} 🎉</p>", "New set is up, {name} 🎉"),
        ("<p>Weekend bundle<br />two parts, one price</p>", "Weekend bundle\ntwo parts, one price"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<div>5 &lt; 6 &amp; 7&nbsp;pm</div>", "5 < 6 & 7 pm"),
        ("I <3 you & more", "I <3 you & more"),
        ("no tags   at all", "no tags   at all"),
        ("<script>alert(1)</script><b>Hi</b> there", "Hi there"),
        ("</script>Hi <i>there", "Hi there"),
    ],
)
def test_html_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(alphabet="<>/!-?[]&;#= \"'aCDATAp\n"))
def test_no_piece_of_html_breaks_the_reader(html: str) -> None:
    try:
        text = plain_text(html)
    except BadCellError:
        return
    assert isinstance(text, str)


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<br />", "<br>", "<b>", "</b>", "<div>", "</div>", "x", " ", "\n", ">", "🎉"])
    )
)
def test_plain_tags_are_read_as_a_parser_reads_them(pieces: list[str]) -> None:
    html = "".join(pieces)
    assert plain_text(f"{html}<hr>") == plain_text(html) or "<" not in html


def test_html_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadCellError, match="cannot be read"):
        plain_text("<![x y")


def test_a_text_is_bounded_and_without_nul() -> None:
    assert bounded_text("abc", 3) == "abc"
    with pytest.raises(BadCellError, match="4 characters; at most 3"):
        bounded_text("abcd", 3)
    with pytest.raises(BadCellError, match="NUL"):
        bounded_text("a\0c", 3)
