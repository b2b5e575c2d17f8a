from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from database.catalogue import shipped_catalogue
from database.commitments import clear_commitments, list_commitments
from database.engine import open_engine, reading
from database.importing import import_file
from database.importing.known import Options
from database.pages import add_page
from database.settings import shipped_params
from database.store import SqlStore
from database.tables import commitments
from eros import service
from eros.errors import ConflictError, CreatorNotFoundError, ValidationError
from eros.ports import SaveRequest
from eros.render.sheet import to_csv
from eros.render.workbook import to_xlsx
from tests.builders import at
from tests.database_builders import an_engine
from tests.importer import STEP, Importer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eros.model.schedule import Schedule
    from eros.params import Params

SHEET = Path(__file__).parents[2] / "data/formats/07_weekly_sheet.csv"
MONDAY = date(2026, 11, 23)
HEADER = "date,time,send_type,text,price"
SATURDAY = "2026-11-28,9:00 PM,PPV,Weekend set,$15"
SPRING = datetime(2025, 3, 20, 9, tzinfo=UTC)


def held(engine: Engine, *names: str) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        query = commitments.select().order_by(commitments.c.starts_at)
        return [tuple(row[name] for name in names) for row in connection.execute(query).mappings()]


def planned(engine: Engine, params: Params, page: str, week: date, now: datetime = STEP.now) -> Schedule:
    return service.generate(
        SqlStore(engine, params),
        page,
        params,
        now=now,
        clock=perf_counter,
        week=week,
        save=SaveRequest(actor="ida", now=now),
    ).schedule


def test_a_row_becomes_a_commitment_of_its_page_at_the_pages_own_time(imports: Importer) -> None:
    lines = (
        "date,time,time zone,page,type,audience,price,caption,status",
        "2026-11-28,21:00,Europe/Berlin,alma,PPV,Whales,$15,Weekend set,Scheduled",
        "11/25/2026,9:30 am,,Bella,bump,,,,tentative",
    )
    report = imports.lines(*lines, kind="plan", page=None)
    assert (report.inserted, report.bad, report.problems) == (2, 0, ())
    names = ("creator_id", "starts_at", "local_date", "local_minute", "ref", "send_type", "target", "price_cents")
    assert held(imports.engine, *names) == [
        (
            *("bella", datetime(2026, 11, 25, 8, 30, tzinfo=UTC), date(2026, 11, 25), 570),
            *("plan-wed-0930", "bump_normal", None, None),
        ),
        (
            *("alma", datetime(2026, 11, 28, 20, tzinfo=UTC), date(2026, 11, 28), 900),
            *("plan-sat-1500", "ppv_message", "high_spenders", 1500),
        ),
    ]
    assert held(imports.engine, "text", "status", "source_file", "source_line") == [
        (None, "draft", "own.csv", 3),
        ("Weekend set", "planned", "own.csv", 2),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",21:00,PPV,,$15", "2 date: is empty"),
        ("2026-11-28,,PPV,,$15", "2 time: is empty"),
        ("soon,21:00,PPV,,$15", "2 date: 'soon' is not a date"),
        ("2026-11-28,late,PPV,,$15", "2 time: 'late' is not a time"),
        ("04/05/2027,21:00,PPV,,$15", "2 date: '04/05/2027' may begin with the day or the month; say which"),
        ("2026-11-28,21:00,Bummp,,", "2 send_type: no send type 'Bummp'; closest: Bump (bump_normal)"),
        ("2027-03-14,02:30,Bump,,", "2 time: '2027-03-14 02:30' does not exist in America/New_York"),
        ("2026-11-28,21:00,PPV,,much", "2 price: 'much' is not an amount"),
    ],
)
def test_a_row_that_makes_no_commitment_is_refused(imports: Importer, row: str, problem: str) -> None:
    problems = imports.refused(HEADER, row, kind="plan")
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_a_time_the_clock_leaves_out_names_the_nearest_that_exist(imports: Importer) -> None:
    (problem,) = imports.refused(HEADER, "2027-03-14,02:30,Bump,,", kind="plan")
    assert problem.endswith("01:59 and 03:00 exist")


def test_what_is_no_commitment_is_skipped_with_its_reason(imports: Importer) -> None:
    lines = (
        "date,time,type,status",
        "2026-11-28,21:00,Bump,Cancelled",
        "2026-11-28,19:00,Bump,posted",
        "2026-11-28,21:20,PPV follow-up,Planned",
        "2026-11-15,21:00,Bump,Planned",
        ",,,TOTAL 4",
    )
    report = imports.lines(*lines, kind="plan")
    assert report.inserted == 0
    assert dict(report.skip_reasons) == {
        "cancelled": 1,
        "sent already": 1,
        "a follow-up, which comes with its parent": 1,
        "their week is over": 1,
        "a summary of other rows": 1,
    }
    report = imports.lines(*lines, kind="plan", options=Options(past=True))
    assert report.inserted == 1


def test_two_rows_of_one_minute_are_one_too_many(imports: Importer) -> None:
    assert imports.refused(HEADER, SATURDAY, "2026-11-28,21:00,Bump,,", kind="plan") == [
        "3 time: is that of line 2; a page sends one thing at a time"
    ]


def test_dates_that_may_be_read_two_ways_are_read_as_the_clear_ones_of_their_column(imports: Importer) -> None:
    imports.lines(HEADER, "05/12/2026,21:00,Bump,,", "28/11/2026,21:00,Bump,,", kind="plan")
    assert held(imports.engine, "local_date") == [(date(2026, 11, 28),), (date(2026, 12, 5),)]


def test_a_text_the_bank_knows_becomes_its_caption_where_the_type_takes_it(imports: Importer) -> None:
    captions = ("text,caption_type,content_type,shared", "Weekend set,ppv_message,duo_set,yes", "Hi,bundle,duo_set,no")
    imports.lines(*captions, kind="captions")
    rows = (SATURDAY.replace("Weekend", "WEEKEND "), "2026-11-27,20:00,PPV,Hi,$15", "2026-11-26,20:00,Bundle,Hi,$20")
    imports.lines(HEADER, *rows, kind="plan")
    assert held(imports.engine, "caption_id", "text") == [(2, None), (None, "Hi"), (1, None)]


@pytest.mark.parametrize(
    ("caption", "problem"),
    [
        ("1,", None),
        ("1,weekend set", None),
        ("1,Another text", "caption 1 has another text; leave the id empty to send this one"),
        ("2,", "there is no active caption 2 that is shared or this page's own"),
    ],
)
def test_a_caption_id_must_be_the_pages_to_use_and_fit_the_text(
    imports: Importer, caption: str, problem: str | None
) -> None:
    captions = "text,caption_type,content_type,page"
    imports.lines(captions, "Weekend set,ppv_message,duo_set,alma", "Hi,bundle,duo_set,bella", kind="captions")
    report = imports.lines(
        "date,time,type,price,caption_id,text", f"2026-11-28,21:00,PPV,$15,{caption}", kind="plan", page="alma"
    )
    assert [error.reason for error in report.errors] == ([problem] if problem else [])


def test_importing_a_plan_again_changes_nothing_and_a_later_version_replaces_what_it_said(imports: Importer) -> None:
    imports.lines(HEADER, SATURDAY, "2026-11-25,9:30,Bump,,", kind="plan")
    before = imports.everything()
    report = imports.lines(HEADER, SATURDAY, "2026-11-25,9:30,Bump,,", kind="plan")
    assert (report.unchanged, report.problems) == (2, ())
    assert imports.everything() == before
    report = imports.lines(HEADER, SATURDAY.replace("$15", "$20"), "2026-11-25,10:30,Bump,,", kind="plan")
    assert (report.inserted, report.updated) == (1, 1)
    assert [str(problem) for problem in report.problems] == [
        "own.csv:1 row: plan-wed-0930 on 2026-11-25 (bump_normal) is no longer in the file and is dropped"
    ]
    assert held(imports.engine, "ref", "price_cents") == [("plan-wed-1030", None), ("plan-sat-2100", 2000)]


def test_a_dry_run_reports_what_contradicts_hard_rules_and_writes_nothing(imports: Importer) -> None:
    before = imports.everything()
    rows = (SATURDAY, "2026-11-28,21:20,Bump,,5", "2026-11-27,04:10,PPV,,")
    report = imports.lines(HEADER, *rows, kind="plan", dry_run=True)
    assert imports.everything() == before
    assert [(problem.line, problem.column) for problem in report.problems] == [
        (3, "[requirements]"),
        (3, "[min-gap]"),
        (4, "[requirements]"),
        (4, "[avoid-hours]"),
    ]
    assert [problem.reason for problem in report.problems if problem.column == "[requirements]"] == [
        "bump_normal takes no price and has one; remove the price",
        "ppv_message needs a price and has none; add the price",
    ]


def test_what_was_reported_is_refused_by_the_plan(imports: Importer, params: Params) -> None:
    imports.lines(HEADER, SATURDAY, "2026-11-28,21:20,Bump,,", kind="plan")
    with pytest.raises(ValidationError, match=r"\[min-gap\]"):
        planned(imports.engine, params, "alma", MONDAY)


def test_a_week_saved_before_its_plan_is_named(imports: Importer, params: Params) -> None:
    planned(imports.engine, params, "alma", MONDAY)
    report = imports.lines(HEADER, SATURDAY, kind="plan")
    (problem,) = report.problems
    assert (problem.line, problem.column) == (2, "row")
    assert problem.reason == (
        "the week from 2026-11-23 is saved without it; plan it again: eros generate alma --week 2026-11-23"
    )
    planned(imports.engine, params, "alma", MONDAY)
    assert imports.lines(HEADER, SATURDAY, kind="plan").problems == ()


def test_the_weekly_sheet_is_planned_around(empty_database: Path, params: Params) -> None:
    """The fixture: one row a summary, one at a time that does not exist, two commitments in two weeks."""
    engine = sheet_engine(empty_database)
    step = replace(STEP, now=SPRING)
    report = import_file(engine, "plan", SHEET, page=None, params=params, step=step)
    assert (report.rows_read, report.inserted, report.skipped, report.bad) == (4, 2, 1, 1)
    (error,) = report.errors
    assert (error.line, error.column) == (3, "Time")
    assert error.reason.startswith("'2025-03-30 02:30' does not exist in Europe/Berlin")
    assert error.reason.endswith("01:59 and 03:00 exist")
    assert report.problems == ()
    weeks = (
        (date(2025, 3, 24), at(5, "21:00"), "ppv_message", "Weekend bundle, two parts", 1500),
        (date(2025, 3, 31), at(0, "21:00"), "bump_normal", "Good evening", None),
    )
    store = SqlStore(engine, params)
    for monday, *pin in weeks:
        week = planned(engine, params, "page-a", monday, SPRING)
        pinned = [send for send in week.sends if send.pinned]
        assert [[s.week_minute, s.send_type, s.caption_text, s.price_cents] for s in pinned] == [pin]
        others = [send for send in week.sends if not send.pinned and send.parent_ref != pinned[0].ref]
        assert len(others) > 20
        assert min(abs(send.utc - pinned[0].utc) for send in others) >= timedelta(minutes=params.rules.min_gap_minutes)
        assert service.validate_schedule(store, store.schedule(str(week.schedule_id)), params) == ()
        assert planned(engine, params, "page-a", monday, SPRING) == week
    engine.dispose()


def sheet_engine(path: Path) -> Engine:
    """Pages called as the sheet calls them."""
    engine = open_engine(path)
    facts: dict[str, Any] = {"page_type": "paid", "fans": 2500, "sub_type": "softcore", "now": SPRING}
    add_page(engine, name="page-a", timezone="America/New_York", **facts)
    add_page(engine, name="b", display_name="Page B", timezone="Europe/Berlin", **facts)
    return engine


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_exported_week_is_a_plan_of_the_same_sends(
    imports: Importer, params: Params, tmp_path: Path, suffix: str
) -> None:
    week = planned(imports.engine, params, "alma", MONDAY)
    path = tmp_path / f"week.{suffix}"
    path.write_bytes(to_xlsx(week) if suffix == "xlsx" else to_csv(week).encode())
    report = imports.file(path, "plan")
    followups = sum(send.parent_ref is not None and send.send_type == "ppv_followup" for send in week.sends)
    assert (report.bad, report.skipped) == (0, followups)
    assert report.inserted == len(week.sends) - followups
    pinned = {(send.week_minute, send.send_type) for send in week.sends if send.send_type != "ppv_followup"}
    again = planned(imports.engine, params, "alma", MONDAY)
    assert {(send.week_minute, send.send_type) for send in again.sends if send.pinned} == pinned


def test_commitments_are_listed_with_what_became_of_them_and_taken_back(imports: Importer, params: Params) -> None:
    imports.lines(HEADER, SATURDAY, "2026-11-25,9:30,Bump,,", "2026-12-02,9:30,Bump,,", kind="plan")
    week = planned(imports.engine, params, "alma", MONDAY)
    SqlStore(imports.engine, params).mark(
        str(week.schedule_id), "plan-sat-2100", "cancelled", actor="ida", now=STEP.now
    )
    found = list_commitments(imports.engine, "Alma")
    assert [(c.week_start, c.ref, c.text, c.status) for c in found] == [
        (MONDAY, "plan-wed-0930", None, "planned"),
        (MONDAY, "plan-sat-2100", "Weekend set", "cancelled"),
        (MONDAY + timedelta(days=7), "plan-wed-0930", None, "planned"),
    ]
    assert len(list_commitments(imports.engine, "alma", week=MONDAY)) == 2
    with pytest.raises(ConflictError, match=r"No commitment 'mon-01' there\. There are: plan-sat-2100, plan-wed-0930"):
        clear_commitments(imports.engine, "alma", week=MONDAY, refs=["mon-01"])
    assert clear_commitments(imports.engine, "alma", week=MONDAY, refs=["plan-sat-2100"]) == 1
    assert clear_commitments(imports.engine, "bella", week=None) == 0
    assert clear_commitments(imports.engine, "alma", week=None) == 2
    assert list_commitments(imports.engine, "alma") == ()
    with pytest.raises(CreatorNotFoundError):
        list_commitments(imports.engine, "zoe")


TYPES = [t for t in shipped_catalogue().send_types.values() if not t.is_followup]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 27),
        st.integers(0, 1439),
        st.sampled_from(TYPES),
        st.booleans(),
        st.sampled_from(("{:%Y-%m-%d}", "{:%d.%m.%Y}", "{:%d %B %Y}", "{:%b %d, %Y}")),
        st.sampled_from(("{:%H:%M}", "{:%I:%M %p}", "{:%H:%M:%S}")),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=10)
@given(rows=ROWS)
def test_whatever_way_a_plan_is_written_its_moments_come_back(rows: list[Any], tmp_path_factory: Any) -> None:
    directory = tmp_path_factory.mktemp("plan")
    engine = an_engine(directory)
    add_page(engine, name="alma", page_type="paid", timezone="UTC", fans=10, sub_type="softcore", now=STEP.now)
    lines, expected = ["date;time;type;page;price"], set()
    for day, minute, kind, by_name, dates, times in rows:
        moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=day, minutes=minute)
        price = "19.69" if kind.requires_price else ""
        name = kind.display_name if by_name else kind.key
        lines.append(f"{dates.format(moment)};{times.format(moment)};{name};alma;{price}")
        expected.add((moment, kind.key, 1969 if price else None))
    report = Importer(engine, directory, shipped_params()).lines(*lines, kind="plan", page=None)
    assert (report.bad, report.inserted) == (0, len(rows))
    assert set(held(engine, "starts_at", "send_type", "price_cents")) == expected
    engine.dispose()
