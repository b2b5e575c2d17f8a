from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from database.digest import content_digest_of
from database.engine import reading, writing
from database.importing import captions, messages, vault
from database.refresh import refresh
from database.store import SqlStore
from database.tables import caption_usage, creator_metrics_daily, mass_messages
from eros.errors import CreatorNotFoundError, ImportFileError
from eros.model.wishes import Wishes
from tests.database_builders import processes
from tests.importer import DEAD, die_while_importing

if TYPE_CHECKING:
    from database.importing import Kind
    from database.importing.table import Layout
    from eros.params import Params
    from tests.importer import Importer

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "import.md"
MONDAY = date(2026, 11, 23)
NAMES = (
    "sent_at",
    "text",
    "price_cents",
    "sent",
    "viewed",
    "purchased",
    "earnings_cents",
    "send_type",
    "content_type",
)


def test_a_dry_run_reports_everything_and_writes_nothing(imports: Importer) -> None:
    lines = (
        "message_id,sent_at,sent",
        "1,2025-01-03 19:30,100",
        "2,2025-01-03 20:30,0",
        "4,2025-01-03 22:30,5",
        "1,2025-01-03 19:30,120",
    )
    imports.lines("message_id,sent_at,sent", "1,2025-01-03 19:30,90", "3,2025-01-03 23:30,90")
    before = imports.everything()
    dry = imports.lines(*lines, dry_run=True)
    assert imports.everything() == before
    assert (dry.dry_run, dry.rows_read, dry.inserted, dry.updated, dry.skipped) == (True, 4, 1, 1, 2)
    wet = imports.lines(*lines)
    assert (wet.inserted, wet.updated, wet.skipped) == (dry.inserted, dry.updated, dry.skipped)


def test_a_strict_dry_run_refuses_bad_rows_too(imports: Importer) -> None:
    with pytest.raises(ImportFileError, match="1 of 1 rows"):
        imports.lines("sent_at,sent", "never,100", dry_run=True, strict=True)


def test_an_unknown_page_is_named_before_the_file_is_judged(imports: Importer) -> None:
    with pytest.raises(CreatorNotFoundError, match="Closest: alma"):
        imports.lines("sent_at,sent", "2025-01-03 19:30,100", page="alna")


def test_every_row_is_inserted_updated_unchanged_or_skipped(imports: Importer) -> None:
    lines = ["message_id,sent_at,sent", *(f"{n},2025-01-03 19:{n:02},{n}" for n in range(10))]
    imports.lines(*lines[:6])
    report = imports.lines(lines[0], "1,2025-01-03 19:01,100", *lines[2:])
    counts = (report.inserted, report.updated, report.unchanged, report.skipped)
    assert sum(counts) == report.rows_read == 10


def test_an_import_brings_the_aggregates_up_to_date(imports: Importer, params: Params) -> None:
    imports.lines("text,caption_type,content_type", "Hello,ppv_video,duo_set", kind="captions")
    imports.lines("sent_at,text,price,sent,viewed,purchased", "2025-01-03 19:30,Hello,5.00,100,60,10")
    imports.lines("sent_at,sent,viewed", "2025-01-05 19:30,50,", page="bella")
    with reading(imports.engine) as connection:
        days = connection.execute(select(creator_metrics_daily.c.creator_id, creator_metrics_daily.c.local_date)).all()
        assert set(days) == {("alma", date(2025, 1, 3)), ("bella", date(2025, 1, 5))}
        assert connection.scalar(select(caption_usage.c.earnings_cents)) == 5000
    after = imports.everything()
    with imports.engine.begin() as connection:
        refresh(connection, params=params.refresh)
    assert imports.everything() == after


@pytest.mark.parametrize("statements", [0, 1, 2, 10, 1000])
def test_a_process_killed_in_the_middle_leaves_nothing_behind(
    imports: Importer, empty_database: Path, tmp_path: Path, statements: int
) -> None:
    imports.lines("message_id,sent_at,sent", "old,2024-12-31 10:00,100")
    before = content_digest_of(empty_database)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    path = tmp_path / "long.csv"
    rows = (f"{n},{(start + timedelta(hours=n)).isoformat()},{n + 1}\n" for n in range(1500))
    path.write_text("message_id,sent_at,sent\n" + "".join(rows), "utf-8")
    worker = processes().Process(target=die_while_importing, args=(empty_database, path, statements))
    worker.start()
    worker.join()
    assert worker.exitcode == DEAD
    assert content_digest_of(empty_database) == before
    assert imports.file(path).inserted == 1500


def test_a_page_set_up_from_files_gives_a_problem(imports: Importer, params: Params) -> None:
    imports.lines("content_type,quantity", "beach_set,5", "duo_set,0", kind="vault")
    imports.lines(
        "text,caption_type,content_type,shared",
        "A quiet evening by the lake,ppv_video,beach_set,no",
        "Good morning,bump_normal,beach_set,yes",
        kind="captions",
    )
    imports.lines(
        "sent_at,text,price,sent,viewed,purchased",
        "2026-11-10 19:30,a quiet evening by the LAKE,5.00,100,60,10",
        "2026-11-11 19:30,Unknown,,100,,",
    )
    store = SqlStore(imports.engine, params)
    problem = store.load_problem("alma", MONDAY, Wishes(), as_of=datetime(2026, 11, 20, tzinfo=UTC), pool=50)
    assert problem.vault == {"beach_set"}
    assert {caption.text for caption in problem.captions.values()} == {"A quiet evening by the lake", "Good morning"}
    assert problem.history.earnings_cents.tolist() == [5000, 0]
    assert problem.history.viewed.tolist() == [60, -1]
    assert [problem.history.send_types[at] for at in problem.history.send_type] == ["ppv_video", "bump_normal"]
    assert list(problem.last_used.values()) == [date(2026, 11, 10)]


@st.composite
def a_message(draw: st.DrawFn) -> dict[str, Any]:
    sent = draw(st.integers(1, 10**6))
    priced = draw(st.booleans())
    local = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001 - the offset is drawn beside it
    offset = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60).map(str.strip)
    return {
        "sent_at": draw(local).replace(microsecond=0, tzinfo=draw(offset)),
        "text": draw(text) or None,
        "price_cents": draw(st.integers(1, 50_000)) if priced else None,
        "sent": sent,
        "viewed": draw(st.none() | st.integers(0, sent)),
        "purchased": draw(st.integers(0, min(sent, 10_000))) if priced else 0,
        "earnings_cents": draw(st.integers(0, 10**9)),
        "send_type": draw(st.sampled_from(["bundle", "ppv_video"] if priced else ["dm_farm", "bump_normal"])),
        "content_type": draw(st.none() | st.just("beach_set")),
    }


def as_csv(rows: list[dict[str, Any]]) -> str:
    """The canonical file of these messages, the i-th with the id i."""

    def dollars(cents: int | None) -> str:
        return "" if cents is None else f"{Decimal(cents) / 100:.2f}"

    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(
        [
            "message_id",
            "sent_at",
            "text",
            "price",
            "sent",
            "viewed",
            "purchased",
            "earnings",
            "send_type",
            "content_type",
        ]
    )
    for n, row in enumerate(rows):
        money = (dollars(row["price_cents"]), dollars(row["earnings_cents"]))
        counts = (row["sent"], row["viewed"], row["purchased"])
        labels = (row["send_type"], row["content_type"])
        write.writerow([n, row["sent_at"].isoformat(), row["text"], money[0], *counts, money[1], *labels])
    return out.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=st.lists(a_message(), max_size=8))
def test_what_a_canonical_file_says_is_what_the_database_holds(
    imports: Importer, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    with writing(imports.engine) as connection:
        connection.execute(delete(mass_messages))
    path = tmp_path / "generated.csv"
    path.write_text(as_csv(rows), "utf-8", newline="")
    assert imports.file(path).inserted == len(rows)
    expected = [tuple(row.values()) for row in sorted(rows, key=lambda row: row["sent_at"])]
    assert imports.messages(*NAMES) == expected
    assert imports.file(path).unchanged == len(rows)
    assert imports.messages(*NAMES) == expected


@pytest.mark.parametrize(
    ("kind", "layouts"), [("messages", messages.LAYOUTS), ("captions", captions.LAYOUTS), ("vault", vault.LAYOUTS)]
)
def test_the_reference_page_describes_every_column_and_no_other(kind: Kind, layouts: tuple[Layout, ...]) -> None:
    section = REFERENCE.read_text("utf-8").split(f"## {kind}\n")[1].split("\n## ")[0]
    described = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    required = re.findall(r"^\| `(\w+)` \| yes", section, re.MULTILINE)
    canonical = next(layout for layout in layouts if layout.name == "canonical")
    assert described == list(dict.fromkeys(canonical.columns.values()))
    assert sorted(required) == sorted(canonical.required)
