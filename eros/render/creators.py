"""The pages as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from rich.table import Table
from rich.text import Text

from eros.render.words import money, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from eros.ports import CreatorSummary

__all__ = ["creators_document", "creators_table"]


def creators_table(summaries: Sequence[CreatorSummary], *, width: int) -> Table:
    """One row per page: who it is, how large, how much history, its newest saved week.

    Sub-type and price are left out on terminals narrower than 96 columns.
    """
    wide = width >= _WIDE
    table = Table(box=None, padding=(0, 2 if wide else 1, 0, 0), pad_edge=False, header_style="dim")
    for name, justify, always in _COLUMNS:
        if wide or always:
            table.add_column(name, justify=justify, no_wrap=True, overflow="ellipsis")
    for summary in summaries:
        cells = zip(_cells(summary), _COLUMNS, strict=True)
        table.add_row(*(cell for cell, (_, _, always) in cells if wide or always))
    return table


_WIDE = 96
_COLUMNS: tuple[tuple[str, Literal["left", "right"], bool], ...] = (
    ("Page", "left", True),
    ("Type", "left", True),
    ("Sub-type", "left", False),
    ("Time zone", "left", True),
    ("Fans", "right", True),
    ("Price", "right", False),
    ("Messages", "right", True),
    ("Newest week", "left", True),
)


def _cells(summary: CreatorSummary) -> tuple[RenderableType, ...]:
    page = summary.creator
    return (
        Text(one_line(page.page_name), style="bold"),
        page.page_type,
        page.sub_type,
        page.timezone,
        f"{page.active_fans:,}",
        money(page.subscription_price_cents) if page.subscription_price_cents else "free",
        "" if summary.messages is None else f"{summary.messages:,}",
        "" if summary.last_week is None else f"{summary.last_week} {summary.last_status}",
    )


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
