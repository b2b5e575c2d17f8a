from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from eros.model.fleet import FleetReport, PageReport
from eros.model.schedule import Shortfall
from eros.render.fleet import fleet_document, fleet_view
from tests.weeks import MONDAY, SAVED_ID, a_saved_week, a_week


def report(*pages: PageReport, seconds: float = 2.5) -> FleetReport:
    return FleetReport(MONDAY, pages, seconds)


def done(name: str, **changes: Any) -> PageReport:
    values: dict[str, Any] = {"schedule": a_saved_week(shortfalls=()), "size": "SMALL", "risk": "LOW"}
    return PageReport(f"c-{name}", name, "done", **(values | changes))


SOUND = done("anna")
THIN = done("bella", reason="1 sends need a caption", schedule=a_week(zone="RED", gap_percent=None))
LOST = PageReport("c-clara", "clara", "check", "the plan breaks 2 HARD rules.", violations=2)


def shown(fleet: FleetReport, **options: Any) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(fleet_view(fleet, **options))
    output: str = console.file.getvalue()  # type: ignore[attr-defined]
    return output


def test_a_page_counts_as_done_with_a_remark_or_failed() -> None:
    assert [page.outcome for page in (SOUND, THIN, LOST)] == ["success", "partial", "failed"]


def test_every_page_has_a_row_and_what_needs_a_look_a_line() -> None:
    output = shown(report(SOUND, THIN, LOST), database="demo.db")
    rows = {line.split()[0]: line for line in output.splitlines()[1:4]}
    assert rows["anna"].split() == ["anna", "success", "YELLOW", "4", "$42", "0.82", "0", "0", SAVED_ID]
    assert rows["bella"].split()[:5] == ["bella", "partial", "RED", "4", "$42"]
    assert rows["clara"].split() == ["clara", "failed", "2"]
    assert "bella (partial): 1 sends need a caption" in output
    assert "clara (failed at check): the plan breaks 2 HARD rules." in output


def test_the_sums_state_pages_sends_forecast_violations_shortfalls_zones_and_time() -> None:
    output = shown(report(SOUND, THIN, LOST), database="demo.db")
    for part in (
        "Mon 23 Nov 2026",
        "3: 1 planned, 1 planned with a remark, 1 failed",
        "$84.22",
        "1 YELLOW, 1 RED",
        "2.5 s for 3 pages, 72 weeks a minute",
        "demo.db",
    ):
        assert part in output
    sums = {
        line.split()[0]: line.split()[1] for line in output.splitlines() if line.startswith(("Sends", "Viol", "Short"))
    }
    assert sums == {"Sends": "8", "Violations": "2", "Shortfalls": "3"}


def test_a_run_without_remarks_has_none() -> None:
    assert "partial" not in shown(report(SOUND, seconds=0))


def test_the_document_holds_the_same_numbers() -> None:
    document = fleet_document(report(SOUND, THIN, LOST))
    assert document["summary"] == {
        "status": "partial",
        "week_start": "2026-11-23",
        "total": 3,
        "successful": 1,
        "partial": 1,
        "failed": 1,
        "exported": 0,
        "seconds": 2.5,
        "zones": {"YELLOW": 1, "RED": 1},
    }
    assert [page["status"] for page in document["pages"]] == ["success", "partial", "failed"]
    assert document["pages"][0]["schedule_id"] == SAVED_ID
    assert document["pages"][2] == {
        "creator_id": "c-clara",
        "page_name": "clara",
        "status": "failed",
        "stage": "check",
        "reason": "the plan breaks 2 HARD rules.",
        "retried_in_safe_mode": False,
        "size": None,
        "risk": None,
        "zone": None,
        "caption_target": None,
        "captions_selected": None,
        "schedule_id": None,
        "sends": 0,
        "forecast_cents": None,
        "violations": 2,
        "shortfalls": 0,
        "gap_percent": None,
        "export_status": "skipped",
        "export_reason": None,
    }


def test_a_run_is_a_success_when_all_pages_are_and_failed_when_none_is() -> None:
    assert fleet_document(report(SOUND))["summary"]["status"] == "success"
    assert fleet_document(report(LOST))["summary"]["status"] == "failed"


def test_shortfalls_are_counted_in_sends() -> None:
    week = a_week(shortfalls=(Shortfall("bump_normal", "volume", 3, "too few"), Shortfall("x", "vault", 1, "none")))
    assert done("anna", schedule=week).shortfalls == 4
