"""A week under other wishes beside itself, as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from eros.render.changes import changes_document, changes_rows, counts_of
from eros.render.words import long_date, money, one_line, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from eros.model.catalogue import Catalogue
    from eros.model.supposed import WhatIf

__all__ = ["what_if_document", "what_if_view"]


def what_if_view(found: WhatIf, supposed: Sequence[str]) -> RenderableType:
    """What was supposed, the sends that would differ, and what that is expected to bring."""
    before = found.changes.before
    head = Text(one_line(before.page_name), style="bold")
    head.append(f", week of {long_date(before.week_start)} {before.week_start.year}", style="default")
    head.append(f"\nPlanned anew with {', '.join(map(one_line, supposed))}; nothing is saved", style="default")
    return Group(head, *changes_rows(found.changes, found.after), Text(), Text(_sums(found)))


def _sums(found: WhatIf) -> str:
    change, lost = found.forecast, _shortfalls(found)
    interval = f"{percent(change.level)} interval {_signed(change.low_cents)} to {_signed(change.high_cents)}"
    return (
        f"{counts_of(found.changes)}\n"
        f"Forecast {_signed(change.cents)} ({interval}; what is uncertain in both weeks alike cancels).\n"
        f"Objective {_signed(found.objective_cents)} (forecast, preference, prices of what is broken or lacking); below "
        f"{money(found.unproved_cents)} it is the solver's own gap.{lost}"
    )


def _shortfalls(found: WhatIf) -> str:
    was, now = (sum(s.count for s in week.shortfalls) for week in (found.changes.before, found.after))
    return "" if was == now else f"\nShortfalls {was} to {now}."


def _signed(cents: float) -> str:
    return f"{'+' if round(cents) >= 0 else ''}{money(cents)}"


def what_if_document(found: WhatIf, supposed: Sequence[str], catalogue: Catalogue) -> dict[str, Any]:
    """The same with the items as the published document has them; cents."""
    return {
        "what_if": list(supposed),
        "forecast_change": asdict(found.forecast),
        "objective_change_cents": round(found.objective_cents, 2),
        "unproved_cents": round(found.unproved_cents, 2),
        "saved_week_differs": found.differs,
        "changes": changes_document(found.changes, found.after, catalogue),
    }
