"""Whether a week may leave the house without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules.keys import needs_caption
from eros.rules.timeline import live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.schedule import Schedule, Violation
    from eros.params import Params

__all__ = ["export_gate"]


def export_gate(schedule: Schedule, violations: Sequence[Violation], params: Params) -> tuple[str, ...]:
    """Why a week is not exported automatically (rule `gate`); () lets it pass.

    A week passes when it is valid, complete, its saturation zone is not RED and auto-export is on. The first two
    reasons bar a person, too; the others do not.
    """
    reasons = []
    if violations:
        rules = ", ".join(dict.fromkeys(violation.rule for violation in violations))
        reasons.append(f"{len(violations)} HARD rules are broken: {rules}")
    if missing := sum(needs_caption(send) for send in live(schedule)):
        reasons.append(f"{missing} sends still need a caption")
    if schedule.zone == "RED":
        reasons.append("the audience is saturated (zone RED)")
    if not params.rules.auto_export:
        reasons.append("automatic export is off (rules.auto_export)")
    return tuple(reasons)
