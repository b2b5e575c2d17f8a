"""The pages as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from eros.render.words import money, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.ports import CreatorSummary

__all__ = ["creators_document", "creators_table"]


def creators_table(summaries: Sequence[CreatorSummary]) -> Table:
    """One row per page: who it is, how large, how much history, its newest saved week."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name in ("Page", "Type", "Sub-type", "Time zone"):
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    for name in ("Fans", "Price", "Messages"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Newest week", no_wrap=True)
    for summary in summaries:
        page = summary.creator
        week = "" if summary.last_week is None else f"{summary.last_week} {summary.last_status}"
        table.add_row(
            Text(one_line(page.page_name), style="bold"),
            page.page_type,
            page.sub_type,
            page.timezone,
            f"{page.active_fans:,}",
            money(page.subscription_price_cents) if page.subscription_price_cents else "free",
            f"{summary.messages:,}",
            week,
        )
    return table


def creators_document(summaries: Sequence[CreatorSummary]) -> list[dict[str, Any]]:
    """The same facts, JSON-ready."""
    return [
        {
            "creator_id": summary.creator.creator_id,
            "page_name": summary.creator.page_name,
            "page_type": summary.creator.page_type,
            "sub_type": summary.creator.sub_type,
            "timezone": summary.creator.timezone,
            "active_fans": summary.creator.active_fans,
            "subscription_price_cents": summary.creator.subscription_price_cents,
            "messages": summary.messages,
            "last_week": None if summary.last_week is None else summary.last_week.isoformat(),
            "last_status": summary.last_status,
        }
        for summary in summaries
    ]
