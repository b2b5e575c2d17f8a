"""What became of weeks that were to be approved."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from eros.errors import ValidationError
from eros.render.words import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.decision import Decision
    from eros.model.schedule import Violation

__all__ = ["decision_lines", "decisions_document"]


def decision_lines(decisions: Sequence[Decision]) -> list[str]:
    """A line per week and reason against it; with several weeks a line of sums."""
    lines = [line for decision in decisions for line in _lines(decision)]
    if len(decisions) == 1:
        return lines
    counts = Counter(decision.outcome for decision in decisions)
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    return [
        *lines,
        f"{len(decisions)} weeks: {told}." if decisions else "No saved week. Plan some: eros generate --all",
    ]


def _lines(decision: Decision) -> list[str]:
    week = decision.week
    name = f"{one_line(week.page_name)} {week.week_start} {week.schedule_id} (version {week.version})"
    if decision.outcome == "approved":
        return [f"{name} is approved."]
    if decision.outcome == "unchanged":
        return [f"{name} stays: {decision.reason} already."]
    reasons = [f"  [{v.rule}] {', '.join(v.refs) or 'the week'}: {v.detail}; {v.fix}" for v in _faults(decision)]
    return [f"{name} is {decision.outcome}: {decision.reason}", *reasons]


def decisions_document(decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """A row per week, JSON-ready."""
    return [
        {
            "creator_id": decision.week.creator_id,
            "page_name": decision.week.page_name,
            "week_start": decision.week.week_start.isoformat(),
            "schedule_id": decision.week.schedule_id,
            "version": decision.week.version,
            "zone": decision.week.zone,
            "status": decision.week.status,
            "outcome": decision.outcome,
            "reason": decision.reason,
            "violations": [
                {"rule": v.rule, "refs": list(v.refs), "detail": v.detail, "fix": v.fix} for v in _faults(decision)
            ],
        }
        for decision in decisions
    ]


def _faults(decision: Decision) -> tuple[Violation, ...]:
    return decision.error.violations if isinstance(decision.error, ValidationError) else ()
