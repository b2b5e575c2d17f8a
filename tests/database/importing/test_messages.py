from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from database.pages import set_page
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from tests.importer import Importer

PLATFORM = Path(__file__).parents[2] / "data" / "formats" / "01_platform_mass_message_statistics.csv"
PLATFORM_HEADER = PLATFORM.read_text("utf-8").splitlines()[0]
HEADER = "page,message_id,sent_at,text,price,sent,viewed,purchased,earnings,send_type,content_type,caption_id"
RESULTS = ("is_priced", "price_cents", "sent", "viewed", "purchased", "earnings_cents")


def platform_row(**cells: str) -> str:
    fixed = {"id": "1", "date": "2025-01-01T10:00:00+00:00", "isFree": "true", "sentCount": "100"} | cells
    return ",".join(fixed.get(name, "") for name in PLATFORM_HEADER.split(","))


def test_the_platforms_statistics_are_read_with_all_their_traps(imports: Importer) -> None:
    report = imports.file(PLATFORM)
    assert (report.rows_read, report.inserted, report.skipped) == (3, 2, 1)
    assert dict(report.skip_reasons) == {"cancelled": 1}
    assert report.layout == "platform statistics"
    assert report.mapping["sentCount"] == "sent"
    assert report.mapping["canUnsend"] == ""
    assert imports.messages("source_message_id", "text", "sent_at") == [
        ("123", "New set is up, {name} 🎉", datetime(2025, 1, 1, 0, 0, 1, tzinfo=UTC)),
        ("124", "Weekend bundle\ntwo parts, one price", datetime(2025, 1, 3, 19, 30, tzinfo=UTC)),
    ]
    assert imports.messages(*RESULTS) == [
        (False, None, 1523, 804, 0, 0),
        (True, 500, 1490, 611, 37, 18_500),
    ]
    assert imports.messages("send_type", "type_source", "media_count") == [
        ("bump_text_only", "rules", 0),
        ("bundle", "rules", 2),
    ]


def test_the_local_moment_is_the_pages_wall_clock(imports: Importer) -> None:
    imports.file(PLATFORM)
    assert imports.messages("local_date", "local_hour", "local_weekday") == [
        (date(2024, 12, 31), 19, 1),
        (date(2025, 1, 3), 14, 4),
    ]


def test_a_moment_without_offset_is_local_to_the_page(imports: Importer) -> None:
    imports.lines("page,sent_at,sent", "alma,2025-07-01 20:15,10", "bella,2025-07-01 20:15,10", page=None)
    assert imports.messages("creator_id", "sent_at", "local_hour") == [
        ("bella", datetime(2025, 7, 1, 18, 15, tzinfo=UTC), 20),
        ("alma", datetime(2025, 7, 2, 0, 15, tzinfo=UTC), 20),
    ]


def test_a_moment_the_clock_left_out_is_refused_by_the_pages_own_clock(imports: Importer) -> None:
    row = "2025-03-30 02:30,10"
    (problem,) = imports.refused("page,sent_at,sent", f"bella,{row}")
    assert problem.startswith(
        "2 sent_at: '2025-03-30 02:30' does not exist in Europe/Berlin: the clock was put forward"
    )
    assert problem.endswith("01:59 and 03:00 exist")
    assert imports.lines("page,sent_at,sent", f"alma,{row}").inserted == 1


def test_a_full_canonical_row_fills_every_column(imports: Importer) -> None:
    caption = "text,caption_type,content_type,shared\nHello there,ppv_video,duo_set,yes"
    imports.lines(*caption.split("\n"), kind="captions")
    row = 'alma,M1,2025-01-03T19:30:00+00:00,Good evening,$5.00,"1,490",41.01%,37,190.00,Bundle,Beach set,1'
    imports.lines(HEADER, row.replace("Bundle", "Content Bundle"), page=None)
    assert imports.messages(*RESULTS) == [(True, 500, 1490, 611, 37, 19_000)]
    names = ("page_name", "source_message_id", "source_file", "send_type", "type_source", "content_type", "caption_id")
    assert imports.messages(*names) == [("alma", "M1", "own.csv", "bundle", "source", "beach_set", 1)]


def test_bom_semicolons_and_decimal_commas_are_tolerated(imports: Importer) -> None:
    report = imports.lines("\ufeffSent At;Sent;PRICE;Purchased;Note", "2025-01-03 19:30;1490;5,00;37;x")
    assert report.mapping == {
        "Sent At": "sent_at",
        "Sent": "sent",
        "PRICE": "price",
        "Purchased": "purchased",
        "Note": "",
    }
    assert imports.messages(*RESULTS) == [(True, 500, 1490, None, 37, 18_500)]


def test_a_bom_file_reads_the_same_at_the_second_look(imports: Importer, tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_bytes(b"\xef\xbb\xbfsent_at,sent\r\n2025-01-03 19:30,10\r\n\r\n")
    assert imports.file(path).inserted == 1
    assert imports.file(path).unchanged == 1


def test_a_message_sent_to_nobody_is_skipped_whatever_else_it_says(imports: Importer) -> None:
    report = imports.lines("sent_at,sent,price", "draft,0,soon", "2025-01-03 19:30,10,")
    assert (report.rows_read, report.inserted, report.skipped) == (2, 1, 1)
    assert dict(report.skip_reasons) == {"sent to nobody": 1}


def test_every_bad_cell_is_reported_and_nothing_is_written(imports: Importer) -> None:
    problems = imports.refused(
        HEADER,
        "alma,1,2025-01-03 19:30,Fine,5.00,100,60,3,,,,",
        "alma,2,2025-01-32 19:30,Bad date,five,many,60,3,,,,",
        "alma,3,2025-01-03 19:30,Bad counts,5.00,100,160,103,,gift,cake,7",
        "alma,4,2025-01-03 19:30,,-5.00,100,-1,,x,,,",
        "alma,5,2025-01-03 19:30",
        page=None,
    )
    assert [" ".join(problem.split()[:2]).rstrip(":") for problem in problems] == [
        "3 sent",
        "3 sent_at",
        "3 price",
        "4 viewed",
        "4 purchased",
        "4 send_type",
        "4 content_type",
        "4 caption_id",
        "5 price",
        "5 viewed",
        "5 earnings",
        "6 row",
    ]


def test_the_refusal_counts_bad_rows_and_shows_the_first(imports: Importer) -> None:
    with pytest.raises(
        ImportFileError, match=r"own\.csv: 2 of 3 rows cannot be imported.*First: own\.csv:2 sent: is empty"
    ):
        imports.lines("sent_at,sent,price", "2025-01-03 19:30,,", "2025-01-03 19:30,5,", "x,,", strict=True)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"isFree": "false"}, "2 price: is missing although the message was sold"),
        ({"isFree": "true", "price": "5.00"}, "2 price: is given although the message is marked free"),
        ({"isFree": "true", "purchasedCount": "3"}, "2 price: is missing although the message was sold"),
        ({"viewedCount": "101"}, "2 viewedCount: is 101, more than the 100 it was sent to"),
        ({"mediaTypes": "[1]"}, '2 mediaTypes: is no list of media such as {"photo": 2}'),
        ({"mediaTypes": "photo"}, '2 mediaTypes: is no list of media such as {"photo": 2}'),
        ({"mediaTypes": "[" * 100_000}, '2 mediaTypes: is no list of media such as {"photo": 2}'),
        (
            {"text": "<![x y"},
            "2 text: the HTML '<![x y' cannot be read (unknown status keyword 'x ' in marked section)",
        ),
    ],
)
def test_a_contradiction_in_the_platforms_row_is_refused(imports: Importer, row: dict[str, str], problem: str) -> None:
    assert imports.refused(PLATFORM_HEADER, platform_row(**row)) == [problem]


def test_a_row_without_page_needs_one_from_the_command(imports: Importer) -> None:
    assert imports.refused("sent_at,sent", "2025-01-03 19:30,10", page=None) == [
        "2 page: is empty; name the page in the file or with --page"
    ]


def test_a_caption_of_another_page_cannot_be_named(imports: Importer) -> None:
    imports.lines("text,caption_type,content_type", "Hello,ppv_video,duo_set", kind="captions", page="bella")
    assert imports.refused("sent_at,sent,caption_id", "2025-01-03 19:30,10,1") == [
        "2 caption_id: no caption 1 that is shared or this page's own"
    ]


def test_prices_and_purchases_beyond_belief_are_refused(imports: Importer) -> None:
    row = "2025-01-03 19:30,1000000,9999999.00,1000000"
    assert imports.refused("sent_at,sent,price,purchased", row)[0].startswith("2 price: times purchases is more than")


def test_importing_a_file_again_changes_nothing(imports: Importer) -> None:
    imports.file(PLATFORM)
    before = imports.everything()
    report = imports.file(PLATFORM)
    assert (report.inserted, report.updated, report.unchanged, report.skipped) == (0, 0, 2, 1)
    assert imports.everything() == before


def test_later_counts_update_the_message_of_the_same_id(imports: Importer) -> None:
    imports.file(PLATFORM)
    imports.lines(PLATFORM_HEADER, platform_row(id="123", sentCount="1530", viewedCount="900", text="New set is up"))
    assert imports.messages("source_message_id", "text", "sent", "viewed") == [
        ("123", "New set is up", 1530, 900),
        ("124", "Weekend bundle\ntwo parts, one price", 1490, 611),
    ]


def test_without_id_the_same_moment_and_text_are_the_same_message(imports: Importer) -> None:
    header, row = "sent_at,text,sent,viewed", "2025-01-03 19:30,Good evening,100,{}"
    imports.lines(header, row.format(40))
    report = imports.lines(header, row.format(55).replace("Good", "GOOD "), row.format(1).replace("evening", "night"))
    assert (report.inserted, report.updated) == (1, 1)
    assert imports.messages("viewed") == [(55,), (1,)]


def test_an_id_that_comes_later_joins_the_message_of_the_same_moment_and_text(imports: Importer) -> None:
    imports.lines("sent_at,text,sent", "2025-01-03 19:30,Hello,100")
    with_id = ("message_id,sent_at,text,sent", "9,2025-01-03 19:30,Hello,100")
    assert imports.lines(*with_id).updated == 1
    assert imports.lines("sent_at,text,sent", "2025-01-03 19:30,Hello,100").unchanged == 1
    assert imports.messages("source_message_id") == [("9",)]


def test_two_ids_are_two_messages_even_at_one_moment_with_one_text(imports: Importer) -> None:
    rows = ("8,2025-01-03 19:30,Hello,100", "9,2025-01-03 19:30,Hello,200")
    assert imports.lines("message_id,sent_at,text,sent", *rows).inserted == 2
    assert imports.lines("message_id,sent_at,text,sent", *rows).unchanged == 2


def test_the_same_id_on_two_pages_is_two_messages(imports: Importer) -> None:
    rows = ("alma,8,2025-01-03 19:30,100", "bella,8,2025-01-03 19:30,100")
    assert imports.lines("page,message_id,sent_at,sent", *rows, page=None).inserted == 2


@pytest.mark.parametrize("header", ["message_id,sent_at,sent,viewed", "text,sent_at,sent,viewed"])
def test_a_message_that_stands_twice_in_a_file_counts_once_and_last(imports: Importer, header: str) -> None:
    rows = ("8,2025-01-03 19:30,100,10", "9,2025-01-03 20:30,50,5", "8,2025-01-03 19:30,120,30")
    report = imports.lines(header, *rows)
    assert (report.rows_read, report.inserted, report.updated) == (3, 2, 0)
    assert dict(report.skip_reasons) == {"said again further down": 1}
    assert imports.messages("sent", "viewed") == [(120, 30), (50, 5)]
    assert imports.lines(header, *rows).unchanged == 2


def test_the_same_message_with_and_without_id_in_one_file_is_one(imports: Importer) -> None:
    rows = (",2025-01-03 19:30,Hello,100", "8,2025-01-03 19:30,Hello,120")
    report = imports.lines("message_id,sent_at,text,sent", *rows)
    assert (report.inserted, report.updated) == (1, 1)
    assert imports.messages("source_message_id", "sent") == [("8", 120)]


def test_what_a_later_file_does_not_say_is_kept(imports: Importer) -> None:
    imports.lines(
        "message_id,sent_at,text,price,sent,viewed,purchased,earnings,send_type,content_type,media_count",
        "8,2025-01-03 19:30,Hello,5.00,100,60,10,55.00,bundle,beach_set,3",
    )
    before = imports.everything()
    assert imports.lines("message_id,sent_at,sent", "8,2025-01-03 19:30,100").unchanged == 1
    assert imports.everything() == before
    imports.lines("message_id,sent_at,price,sent,purchased", "8,2025-01-03 19:30,5.00,50,12")
    assert imports.messages(*RESULTS, "send_type") == [(True, 500, 50, 50, 12, 6000, "bundle")]


def test_views_once_known_are_not_forgotten_and_never_pass_the_recipients(imports: Importer) -> None:
    imports.lines("message_id,sent_at,sent,viewed", "8,2025-01-03 19:30,100,60")
    imports.lines("message_id,sent_at,sent,viewed", "8,2025-01-03 19:30,40,")
    assert imports.messages("sent", "viewed") == [(40, 40)]


def test_a_moved_page_reads_local_times_by_its_new_clock(imports: Importer) -> None:
    row = ("message_id,sent_at,sent", "8,2025-01-03 19:30,100")
    imports.lines(*row)
    set_page(imports.engine, "alma", now=datetime(2026, 11, 17, tzinfo=UTC), timezone="Asia/Tokyo")
    assert imports.lines(*row).updated == 1
    assert imports.messages("sent_at", "local_hour") == [(datetime(2025, 1, 3, 10, 30, tzinfo=UTC), 19)]


def test_rows_beyond_one_batch_are_all_written(imports: Importer) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    rows = [f"{n},{(start + timedelta(hours=n)).isoformat()},text {n},{n + 1}" for n in range(2300)]
    assert imports.lines("message_id,sent_at,text,sent", *rows).inserted == 2300
    assert imports.lines("message_id,sent_at,text,sent", *rows).unchanged == 2300
    assert sorted(imports.messages("sent")) == [(n + 1,) for n in range(2300)]
