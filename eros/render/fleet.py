"""A fleet run as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eros.render.week import ZONE_STYLES
from eros.render.words import counted, money, one_line, short_date

if TYPE_CHECKING:
    from eros.model.fleet import FleetReport, PageReport

__all__ = ["fleet_document", "fleet_view"]

_OUTCOME_STYLES = {"success": "green", "partial": "yellow", "failed": "bold red"}


def fleet_view(report: FleetReport, *, database: str | None = None) -> RenderableType:
    """One row per page, then the sums and a line per page that needs a look."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in ("Page", "Outcome", "Zone"):
        table.add_column(name, no_wrap=True)
    for name in ("Sends", "Forecast", "Gap %", "Short", "Broken"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Schedule", no_wrap=True, overflow="ellipsis")
    for page in report.pages:
        table.add_row(*_row(page))
    remarks = [_remark(page) for page in report.pages if page.reason is not None]
    return Group(table, Text(), *remarks, *([Text()] if remarks else []), _summary(report, database))


def _row(page: PageReport) -> tuple[RenderableType, ...]:
    name, outcome = (
        Text(one_line(page.page_name), style="bold"),
        Text(page.outcome, style=_OUTCOME_STYLES[page.outcome]),
    )
    week = page.schedule
    if week is None:
        return name, outcome, "", "", "", "", "", str(page.violations), ""
    return (
        name,
        outcome,
        Text(week.zone, style=ZONE_STYLES[week.zone]),
        str(len(week.sends)),
        money(week.forecast.cents, whole=True),
        "" if week.gap_percent is None else f"{week.gap_percent:.2f}",
        str(page.shortfalls),
        str(page.violations),
        week.schedule_id or "not saved",
    )


def _remark(page: PageReport) -> Text:
    line = Text(one_line(page.page_name), style="bold")
    where = f"failed at {page.stage}" if page.outcome == "failed" else page.outcome
    return line.append(f" ({where}): {one_line(page.reason or '')}", style="default")


def _summary(report: FleetReport, database: str | None) -> Table:
    planned = [page.schedule for page in report.pages if page.schedule is not None]
    zones = ", ".join(f"{count} {zone}" for zone, count in report.zones.items()) or "none"
    per_minute = f", {60 * len(report.pages) / report.seconds:,.0f} weeks a minute" if report.seconds > 0 else ""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("Week", f"{short_date(report.week_start)} {report.week_start.year}")
    grid.add_row(
        "Pages",
        f"{len(report.pages)}: {report.count('success')} planned, {report.count('partial')} planned with a remark, "
        f"{report.count('failed')} failed",
    )
    grid.add_row("Sends", f"{sum(len(week.sends) for week in planned):,}")
    grid.add_row("Forecast", money(sum(week.forecast.cents for week in planned)))
    grid.add_row("Violations", str(sum(page.violations for page in report.pages)))
    grid.add_row("Shortfalls", str(sum(page.shortfalls for page in report.pages)))
    grid.add_row("Zones", zones)
    grid.add_row("Took", f"{report.seconds:.1f} s for {counted(len(report.pages), 'page')}{per_minute}")
    if database is not None:
        grid.add_row("Database", Text(database))
    return grid


def fleet_document(report: FleetReport) -> dict[str, Any]:
    """Summary and pages, JSON-ready."""
    failed = report.count("failed")
    status = "success" if report.count("success") == len(report.pages) else "partial"
    return {
        "summary": {
            "status": "failed" if report.pages and failed == len(report.pages) else status,
            "week_start": report.week_start.isoformat(),
            "total": len(report.pages),
            "successful": report.count("success"),
            "partial": report.count("partial"),
            "failed": failed,
            "exported": sum(page.export_status == "exported" for page in report.pages),
            "seconds": round(report.seconds, 3),
            "zones": dict(report.zones),
        },
        "pages": [_page(page) for page in report.pages],
    }


def _page(page: PageReport) -> dict[str, Any]:
    week = page.schedule
    return {
        "creator_id": page.creator_id,
        "page_name": page.page_name,
        "status": page.outcome,
        "stage": page.stage,
        "reason": page.reason,
        "retried_in_safe_mode": page.retried,
        "size": page.size,
        "risk": page.risk,
        "zone": page.zone,
        "caption_target": page.caption_target,
        "captions_selected": page.captions_selected,
        "schedule_id": None if week is None else week.schedule_id,
        "sends": 0 if week is None else len(week.sends),
        "forecast_cents": None if week is None else week.forecast.cents,
        "violations": page.violations,
        "shortfalls": page.shortfalls,
        "gap_percent": None if week is None else week.gap_percent,
        "export_status": page.export_status,
        "export_reason": page.export_reason,
    }
