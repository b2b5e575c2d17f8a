"""Whether a week may leave the house without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.schedule import Violation
from eros.rules.keys import needs_caption
from eros.rules.timeline import live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.schedule import Schedule
    from eros.params import Params

__all__ = ["approval_faults", "export_gate"]


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


def approval_faults(schedule: Schedule) -> tuple[Violation, ...]:
    """What keeps a week from being approved (rule `gate`): sends whose text a person still has to write."""
    still_open = tuple(send.ref for send in live(schedule) if needs_caption(send))
    if not still_open:
        return ()
    detail = f"{len(still_open)} sends have no text, and the week is to be approved"
    return (Violation("gate", still_open, detail, "give each a caption or a text, or save the week as a draft"),)
