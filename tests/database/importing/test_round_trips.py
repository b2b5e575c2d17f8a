from __future__ import annotations

import csv
import html
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import delete

from database.engine import writing
from database.importing.clock import exists
from database.importing.layouts import MESSAGE_LAYOUTS
from database.importing.table import Hints
from database.tables import mass_messages, mass_messages_archive
from eros.errors import ErosError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.importer import Importer

ZONE = ZoneInfo("America/New_York")
FACTS = ("sent_at", "text", "price_cents", "sent", "viewed", "purchased", "earnings_cents")
WORDS = st.lists(
    st.sampled_from(["Quiet", "evening", "5 < 6", "you & me", "🎉", "naïve", "=1+1", "a,b;c", '"so"', "{name}"])
)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)


@dataclass(frozen=True)
class Fact:
    """What a message was; `wall` is its moment on the page's clock."""

    number: int
    wall: datetime
    text: str
    price_cents: int
    sent: int
    viewed: int
    purchased: int
    offset: timezone

    @property
    def moment(self) -> datetime:
        return self.wall.replace(tzinfo=ZONE).astimezone(UTC)

    @property
    def earnings_cents(self) -> int:
        return self.price_cents * self.purchased

    @property
    def dollars(self) -> str:
        return f"{self.price_cents / 100:.2f}" if self.price_cents else ""


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        sent, priced = draw(st.integers(1, 10**6)), draw(st.booleans())
        # one a day: a layout without ids tells messages by moment and text
        wall = datetime(2025, 1, 1) + timedelta(days=number, minutes=draw(st.integers(0, 1439)))  # noqa: DTZ001 - a wall clock
        made.append(
            Fact(
                number,
                wall,
                " ".join(draw(WORDS)) or "Hello",
                draw(st.integers(1, 50_000)) if priced else 0,
                sent,
                draw(st.integers(0, sent)),
                draw(st.integers(0, min(sent, 9999))) if priced else 0,
                timezone(timedelta(minutes=draw(st.integers(-14 * 60, 14 * 60)))),
            )
        )
    return made


Expected = tuple[Any, ...] | None


def whole(fact: Fact) -> Expected:
    return fact.moment, fact.text, fact.price_cents or None, fact.sent, fact.viewed, fact.purchased, fact.earnings_cents


def unseen(fact: Fact) -> Expected:
    return fact.moment, fact.text, fact.price_cents or None, fact.sent, None, fact.purchased, fact.earnings_cents


def average(fact: Fact) -> Expected:
    """A file without prices knows them by what came in."""
    price = fact.price_cents if fact.purchased else None
    return fact.moment, fact.text, price or None, fact.sent, fact.viewed, fact.purchased, fact.earnings_cents


def without_outcome(fact: Fact) -> Expected:
    return None if fact.price_cents else (fact.moment, fact.text, None, fact.sent, None, 0, 0)


@dataclass(frozen=True)
class Writer:
    """How messages stand in a layout, and which of their facts come back (None: the row goes to the archive)."""

    row: Callable[[Fact], dict[str, str]]
    back: Callable[[Fact], Expected]
    hints: Hints = field(default_factory=Hints)


WRITERS = {
    "platform statistics": Writer(
        lambda m: {
            "id": str(m.number),
            "date": m.moment.astimezone(m.offset).isoformat(),
            "text": f"<p>{html.escape(m.text)}</p>",
            "isFree": "false" if m.price_cents else "true",
            "price": m.dollars,
            "sentCount": str(m.sent),
            "viewedCount": str(m.viewed),
            "purchasedCount": str(m.purchased) if m.price_cents else "",
            "isCanceled": "false",
            "mediaTypes": '{"photo": 2}',
        },
        whole,
    ),
    "campaign overview": Writer(
        lambda m: {
            "Message": html.escape(m.text),
            "Status": "Done",
            "Progress": "100%",
            "Sent": f"{m.sent:,}",
            "Unsent": "3",
            "Price": m.dollars and f"${m.dollars}",
            "Purchases": str(m.purchased),
            "Earnings": f"${m.earnings_cents / 100:,.2f}",
            "When": f"{m.wall:%b %d, %Y %I:%M %p}",
        },
        unseen,
        Hints(columns={"When": "sent_at"}),
    ),
    "smart messages": Writer(
        lambda m: {
            "Message": html.escape(m.text),
            "Trigger": "Purchase",
            "Status": "Active",
            "Sent to": "Buyers",
            "Sent": str(m.sent),
            "Purchased": str(m.purchased),
            "Earnings": f"{m.earnings_cents / 100:.2f}",
            "Price": m.dollars,
            "Start date": f"{m.wall:%d.%m.%Y}",
            "At": f"{m.wall:%H:%M}",
        },
        unseen,
        Hints(columns={"Start date": "sent_at", "At": "time"}),
    ),
    "agency campaigns": Writer(
        lambda m: {
            "Campaign": "x",
            "Status": "Sent",
            "Sender": "Alma",
            "Sent": str(m.sent),
            "Price": m.dollars,
            "Sending Time": f"{m.wall:%Y-%m-%d %H:%M} by A. Manager",
            "Cancelled": "",
            "Message": f"{html.escape(m.text)} (2 files)",
        },
        without_outcome,
    ),
    "email campaigns": Writer(
        lambda m: {
            "Campaign Name": "x",
            "Subject": html.escape(m.text),
            "Send Time": f"{m.wall:%Y-%m-%d %H:%M:%S}",
            "Total Recipients": str(m.sent),
            "Unique Placed Order": str(m.purchased),
            "Revenue": f"{m.earnings_cents / 100:.2f}",
            "Unique Opens": str(m.viewed),
            "Campaign ID": f"01J{m.number}",
        },
        average,
    ),
    "newsletters": Writer(
        lambda m: {
            "Title": "x",
            "Subject": html.escape(m.text),
            "Send Date": f"{m.wall:%b %d, %Y %I:%M %p}".lower(),
            "Total Recipients": str(m.sent),
            "Unique Opens": f"{m.viewed:,}",
            "Unique Id": f"abc{m.number}",
            "Total Orders": str(m.purchased),
            "Total Revenue": f"${m.earnings_cents / 100:,.2f}",
        },
        average,
    ),
    "canonical": Writer(
        lambda m: {
            "Page": "alma",
            "Message ID": str(m.number),
            "Sent-At": f"{m.wall:%m/%d/%Y %I:%M %p}",
            "TEXT": m.text,
            "price": m.dollars,
            "sent": f"{m.sent:,}",
            "viewed": str(m.viewed),
            "purchased": str(m.purchased),
        },
        whole,
        Hints(dates="mdy"),
    ),
}


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-16")


def as_sheet(rows: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, cell or None) for cell in row]
        for cell in cells:
            cell.data_type = "s"  # a text, even if it begins like a formula
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(rows: list[list[str]]) -> bytes:
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return json.dumps({"data": {"list": records, "hasMore": False}}).encode()


def as_lines(rows: list[list[str]]) -> bytes:
    return "\n".join(json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:]).encode()


def test_every_layout_has_a_writer() -> None:
    assert set(WRITERS) == {layout.name for layout in MESSAGE_LAYOUTS}


@pytest.mark.parametrize("layout", WRITERS)
@QUIET
@given(messages=facts(), form=st.sampled_from([as_csv, as_sheet, as_json, as_lines]))
def test_what_a_layout_says_is_what_the_database_holds(
    imports: Importer, tmp_path: Path, layout: str, messages: list[Fact], form: Callable[[list[list[str]]], bytes]
) -> None:
    writer = WRITERS[layout]
    rows = [writer.row(message) for message in messages]
    if not rows and form is not as_csv:
        return
    titles = list(writer.row(Fact(0, datetime(2025, 1, 1), "x", 0, 1, 0, 0, UTC)))  # noqa: DTZ001 - a wall clock
    path = tmp_path / "generated"
    path.write_bytes(form([titles, *(list(row.values()) for row in rows)]))
    with writing(imports.engine) as connection:
        connection.execute(delete(mass_messages))
        connection.execute(delete(mass_messages_archive))
    report = imports.file(path, hints=writer.hints)
    assert (report.layout, report.errors) == (layout, ())
    assert all(exists(message.wall, ZONE) for message in messages)
    expected = [back for message in messages if (back := writer.back(message)) is not None]
    assert imports.messages(*FACTS) == expected
    assert report.inserted + report.archived == len(messages)
    assert imports.file(path, hints=writer.hints).unchanged == len(expected)


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["", "0", "-1", "1e400", "9" * 30, "2025-01-03 19:30", "03/04/2025 1:00", "45747.9", "nan", "Total", "yes"]
    ),
    st.sampled_from(
        ["100%", "$5.00", "<![x", '{"photo": {}}', "[" * 500, "\ud800", "\0", "alma", "24:00", "0001-01-01T00:00"]
    ),
)
TITLES = st.sampled_from(
    sorted({title for layout in MESSAGE_LAYOUTS for title in layout.columns} | {"x", "", "\0", "sent at"})
)


@settings(QUIET, max_examples=60)
@given(
    header=st.lists(TITLES, min_size=1, max_size=9),
    rows=st.lists(st.lists(CELLS, max_size=9), max_size=4),
    records=st.booleans(),
)
def test_no_cells_crash_an_import_and_what_is_refused_leaves_no_trace(
    imports: Importer, tmp_path: Path, header: list[str], rows: list[list[str]], *, records: bool
) -> None:
    path = tmp_path / "random"
    if records:
        text = json.dumps([dict(zip(header, row, strict=False)) for row in rows])
    else:
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        text = out.getvalue()
    path.write_text(text, "utf-8", errors="surrogatepass", newline="")
    leaves_no_trace_when_it_fails(imports, path)


@settings(QUIET, max_examples=60)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"[{", b"sent_at,sent\n", b"\xff\xfe", b'{"sent_at":']),
)
def test_no_bytes_crash_an_import(imports: Importer, tmp_path: Path, content: bytes, start: bytes) -> None:
    path = tmp_path / "random"
    path.write_bytes(start + content)
    leaves_no_trace_when_it_fails(imports, path)


def leaves_no_trace_when_it_fails(imports: Importer, path: Path) -> None:
    before = imports.everything()
    try:
        report = imports.file(path)
    except ErosError:
        assert imports.everything() == before
        return
    fates = (report.inserted, report.updated, report.unchanged, report.skipped, report.archived, report.bad)
    assert sum(fates) == report.rows_read
    if report.bad == report.rows_read:
        assert imports.everything() == before
