"""The checks of one text as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eros.render.words import counted, one_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from eros.text.check import TextReport

__all__ = ["text_document", "text_view"]

_STYLES = {"pass": "green", "review": "yellow", "block": "bold red"}


def text_view(report: TextReport) -> RenderableType:
    """One row per check, then the length and the verdict."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in ("Check", "Verdict"):
        table.add_column(name, no_wrap=True)
    for name in ("Finding", "Way out"):
        table.add_column(name, overflow="fold")
    for check in report.checks:
        verdict = Text(check.verdict, style="" if check.fix and check.verdict == "pass" else _STYLES[check.verdict])
        table.add_row(check.rule, verdict, Text(one_line(check.finding)), Text(one_line(check.fix)))
    return Group(table, Text(), _length(report), Text(f"Verdict: {report.verdict}", style=_STYLES[report.verdict]))


def _length(report: TextReport) -> Text:
    factor = "" if report.length_factor is None else f", length factor {report.length_factor:.3f} on the send's value"
    return Text(f"Length: {counted(report.length, 'character')}, {report.length_class}{factor}.")


def text_document(report: TextReport) -> dict[str, Any]:
    """Everything of it."""
    return {
        "verdict": report.verdict,
        "page_name": report.page_name,
        "send_type_key": report.send_type,
        "length": report.length,
        "length_class": report.length_class,
        "length_factor": report.length_factor,
        "checks": [asdict(check) for check in report.checks],
    }
