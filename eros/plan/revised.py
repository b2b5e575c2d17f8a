"""A saved week with other sends: judged by every HARD rule again, reckoned as a plan is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.plan.assembly import assembled
from eros.plan.given import missing_texts, reckoned_week
from eros.rules import violations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eros.model.schedule import Relaxation, Schedule, Send, Violation
    from eros.rules.base import Context

__all__ = ["revised_week"]

_COUNTED_ANEW = ("needs_caption", "diversity", "drip")


def revised_week(context: Context, week: Schedule, sends: Iterable[Send]) -> tuple[Schedule, tuple[Violation, ...]]:
    """The unsaved week of these sends instead of its own, and every HARD rule it breaks; only a lawful week is reckoned.

    What the planner could not place stays reported, what it loosened stays where the sends do. Sends that reach nobody
    stay in it and count for nothing. Stages, bound and gap are none: nothing proves a week that was changed.
    """
    ordered = tuple(sorted(sends, key=lambda send: (send.utc, send.ref)))
    standing = [send for send in ordered if send.stands]
    shortfalls = (*(s for s in week.shortfalls if s.rule not in _COUNTED_ANEW), *missing_texts(standing))
    draft = replace(assembled(context, week.seed, ordered, shortfalls=shortfalls), relaxations=_still(week, ordered))
    broken = violations(draft, context)
    if broken:
        return draft, broken
    reckoned = reckoned_week(context, week.seed, standing, shortfalls)
    numbers = {send.ref: send for send in reckoned.sends}
    return (
        replace(
            reckoned,
            sends=tuple(numbers.get(send.ref, send) for send in ordered),
            relaxations=draft.relaxations,
            solver_version=week.solver_version,
        ),
        (),
    )


def _still(week: Schedule, sends: Iterable[Send]) -> tuple[Relaxation, ...]:
    """What was loosened, but for sends that are gone or say something else."""
    now = {send.ref: send.caption_text for send in sends}
    other = {send.ref for send in week.sends if now.get(send.ref) != send.caption_text}
    kept = ((r, tuple(ref for ref in r.refs if ref not in other)) for r in week.relaxations)
    return tuple(replace(r, refs=refs) for r, refs in kept if refs or not r.refs)
