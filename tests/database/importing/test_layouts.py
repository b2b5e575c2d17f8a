from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from database.importing.table import Hints
from database.pages import add_page
from eros.errors import ImportFileError
from tests.database.importing.conftest import NOW

if TYPE_CHECKING:
    from tests.importer import Importer

FORMATS = Path(__file__).parents[2] / "data" / "formats"
FACTS = ("text", "sent_at", "price_cents", "sent", "viewed", "purchased", "earnings_cents", "media_count")
NIGHT = datetime(2025, 1, 4, 0, 30, tzinfo=UTC)
"""Half past seven in the evening of the 3rd in New York."""


@pytest.mark.parametrize(
    ("file", "layout", "fates"),
    [
        ("01_platform_mass_message_statistics.csv", "platform statistics", (2, {"cancelled": 1}, {})),
        (
            "02_onlymonster_campaign_overview.csv",
            "campaign overview",
            (0, {"still being sent": 1}, {"a campaign overview gives no date": 1}),
        ),
        (
            "03_infloww_smart_messages.csv",
            "smart messages",
            (0, {}, {"an automatic message is sent over a period, not at a moment": 2}),
        ),
        (
            "04_agencykey_campaigns.csv",
            "agency campaigns",
            (0, {"cancelled": 1}, {"has a price, and the file says neither purchases nor earnings": 1}),
        ),
        ("05_klaviyo_campaigns.csv", "email campaigns", (1, {}, {})),
        ("06_mailchimp_campaigns.csv", "newsletters", (1, {}, {})),
    ],
)
def test_every_layout_is_known_and_every_row_accounted_for(
    imports: Importer, file: str, layout: str, fates: tuple[int, dict[str, int], dict[str, int]]
) -> None:
    add_page(
        imports.engine,
        name="Page_A",
        page_type="paid",
        timezone="America/New_York",
        fans=9,
        sub_type="softcore",
        now=NOW,
    )
    report = imports.file(FORMATS / file)
    assert (report.layout, report.bad) == (layout, 0)
    assert (report.inserted, dict(report.skip_reasons), dict(report.archive_reasons)) == fates
    again = imports.file(FORMATS / file)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, report.inserted)


@pytest.mark.parametrize("file", ["05_klaviyo_campaigns.csv", "06_mailchimp_campaigns.csv"])
def test_a_marketing_suite_says_what_buyers_paid_on_average(imports: Importer, file: str) -> None:
    imports.file(FORMATS / file)
    assert imports.messages(*FACTS) == [("Two parts, one price", NIGHT, 500, 1490, 611, 37, 18_500, None)]


def test_a_date_for_all_rows_makes_messages_of_a_campaign_overview(imports: Importer) -> None:
    file = FORMATS / "02_onlymonster_campaign_overview.csv"
    assert imports.file(file, hints=Hints(constants={"sent_at": "2025-01-03 19:30"})).inserted == 1
    assert imports.messages(*FACTS) == [("Weekend bundle, two parts", NIGHT, 500, 1490, None, 37, 14_800, 2)]


def test_a_mapped_column_makes_messages_of_smart_messages(imports: Importer) -> None:
    file = FORMATS / "03_infloww_smart_messages.csv"
    report = imports.file(file, hints=Hints(columns={"Start date": "Sent At"}, constants={"time": "12:00"}))
    assert (report.inserted, report.mapping["Start date"]) == (2, "sent_at")
    assert imports.messages("text", "sent_at", "price_cents", "purchased", "earnings_cents") == [
        ("Thank you note", datetime(2025, 1, 10, 17, tzinfo=UTC), None, 0, 0),
        ("Welcome bundle, part 1", datetime(2025, 2, 1, 17, tzinfo=UTC), 1000, 19, 19_000),
    ]


def test_a_sender_is_a_page_whatever_its_spaces_and_a_note_of_who_sent_it_is_no_part_of_the_moment(
    imports: Importer,
) -> None:
    add_page(
        imports.engine, name="Page_A", page_type="paid", timezone="Europe/Berlin", fans=9, sub_type="softcore", now=NOW
    )
    header, *_ = (FORMATS / "04_agencykey_campaigns.csv").read_text("utf-8").splitlines()
    row = (
        'New set,Sent,1502,Page A,"1,490",,2025-01-02 by A. Manager,2025-01-03 19:30 by A. Manager,,New set (2 files),x'
    )
    assert imports.lines(header, row, page=None).inserted == 1
    assert imports.messages("creator_id", *FACTS) == [
        ("page_a", "New set", datetime(2025, 1, 3, 18, 30, tzinfo=UTC), None, 1490, None, 0, 0, 2)
    ]


def test_titles_in_other_words_are_known(imports: Importer) -> None:
    report = imports.lines(
        "Model;Date Sent;Message;PPV price;Recipients;View rate;Purchases;Revenue",
        'alma;03.01.2025 19:30;<p>Good evening</p>;"5,00 $";1 490;41,01%;37;185.00',
        page=None,
    )
    assert report.layout == "canonical"
    assert imports.messages(*FACTS) == [("Good evening", NIGHT, 500, 1490, 611, 37, 18_500, None)]


def test_of_two_titles_for_one_thing_the_better_one_counts(imports: Importer) -> None:
    report = imports.lines("date,sent_at,sent,recipients,opens,open rate", "x,2025-01-03 19:30,100,7,40,41%")
    used = {"date": "", "sent_at": "sent_at", "sent": "sent", "recipients": "", "opens": "viewed", "open rate": ""}
    assert dict(report.mapping) == used
    assert imports.messages("sent", "viewed") == [(100, 40)]


def test_a_person_can_say_what_a_column_holds_and_that_it_holds_nothing(imports: Importer) -> None:
    lines = ("When,sent_at,Fans reached,sent", "2025-01-03 19:30,x,100,7")
    hints = Hints(columns={"when": "sent_at", "Fans reached": "sent", "sent": ""})
    assert imports.lines(*lines, hints=hints).mapping == {
        "When": "sent_at",
        "sent_at": "",
        "Fans reached": "sent",
        "sent": "",
    }
    assert imports.messages("sent", "sent_at") == [(100, NIGHT)]


@pytest.mark.parametrize(
    ("hints", "told"),
    [
        ({"columns": {"Wen": "sent_at"}}, "no column 'Wen' \\(closest: When\\). It has When, sent"),
        ({"columns": {"When": "send_at"}}, "no field 'send_at' \\(closest: sent_at\\). There are cancelled, "),
        ({"constants": {"moment": "x"}}, "no field 'moment'"),
    ],
)
def test_a_wrong_column_or_field_is_refused_with_the_closest(
    imports: Importer, hints: dict[str, Any], told: str
) -> None:
    with pytest.raises(ImportFileError, match=told):
        imports.lines("When,sent", "2025-01-03 19:30,100", hints=Hints(**hints))


@pytest.mark.parametrize(
    ("header", "summary"),
    [
        ("sent_at,text,sent,earnings", 'Total,,"1,590",$5.00'),
        ("sent_at,text,sent,earnings", ",TOTAL 2,1590,"),
        ("sent_at,text,sent,earnings", "Grand total:,1590"),
        ("text,sent_at,sent,status", "Averages,,795,"),
    ],
)
def test_a_row_that_sums_up_the_others_is_skipped(imports: Importer, header: str, summary: str) -> None:
    cells = {"sent_at": "2025-01-03 19:30", "text": "Total", "sent": "100", "earnings": "", "status": "Done"}
    row = ",".join(cells[name] for name in header.split(","))
    report = imports.lines(header, row, summary)
    assert (report.inserted, dict(report.skip_reasons)) == (1, {"a summary of other rows": 1})


@pytest.mark.parametrize(
    ("status", "reason"),
    [("Canceled", "cancelled"), ("DRAFT", "not sent yet"), ("In progress", "still being sent"), ("Failed", "failed")],
)
def test_what_was_not_sent_is_skipped_and_counted(imports: Importer, status: str, reason: str) -> None:
    report = imports.lines("sent_at,sent,status", f"2025-01-03 19:30,100,{status}", "2025-01-03 20:30,100,Delivered")
    assert (report.inserted, dict(report.skip_reasons)) == (1, {reason: 1})


def test_days_and_months_are_told_apart_by_their_whole_column(imports: Importer) -> None:
    rows = ("03/04/2025 7:30 pm,100", "30/03/2025 9:00 PM,200")
    imports.lines("sent_at,sent", *rows)
    assert imports.messages("local_date", "local_hour") == [(date(2025, 3, 30), 21), (date(2025, 4, 3), 19)]


def test_days_and_months_nobody_can_tell_apart_are_a_question(imports: Importer) -> None:
    lines = ("sent_at,sent", "03/04/2025 19:30,100")
    assert imports.refused(*lines) == [
        "2 sent_at: '03/04/2025' may begin with the day or the month; say which with --dates dmy or mdy"
    ]
    assert imports.lines(*lines, hints=Hints(dates="mdy")).inserted == 1
    assert imports.messages("local_date") == [(date(2025, 3, 4),)]


def test_date_and_time_may_stand_in_two_columns(imports: Importer) -> None:
    report = imports.lines("date,time,sent", "2025-01-03,7:30 pm,10", "45661,0.8125,20", "2025-03-09,2:30 am,30")
    assert (report.inserted, report.bad) == (2, 1)
    assert imports.messages("sent_at", "sent") == [(NIGHT, 10), (NIGHT.replace(day=5), 20)]
    assert "does not exist in America/New_York" in str(report.errors[0])


def test_a_price_without_outcome_is_kept_out_of_the_history(imports: Importer) -> None:
    report = imports.lines("sent_at,sent,price", "2025-01-03 19:30,100,5.00", "2025-01-03 20:30,100,")
    assert (report.inserted, report.archived) == (1, 1)
    assert imports.messages("is_priced") == [(False,)]
