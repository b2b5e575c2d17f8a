"""What a week would be under other wishes or settings: planned anew beside itself, never saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.model.supposed import WhatIf
from eros.plan.proved import planned_like
from eros.plan.uncertainty import forecast_change
from eros.rules import violations
from eros.service.changes import compare
from eros.service.planning import refuse_broken
from eros.service.weeks import context_of

if TYPE_CHECKING:
    from eros.model.schedule import Schedule
    from eros.model.supposed import Supposed
    from eros.params import Params
    from eros.ports import Store
    from eros.rules.base import Context

__all__ = ["what_if"]


def what_if(
    store: Store, week: Schedule, params: Params, *, other: Store, supposed: Supposed, assumed: Params
) -> WhatIf:
    """A saved week planned twice from today's data at its own clock: as it was asked for, and as `supposed`.

    `other` is the same database under the tunables `assumed`. Raises ValidationError when what is supposed cannot be
    planned: pins that contradict HARD rules.
    """
    context = context_of(store, week, params)
    before = planned_like(week, context, week.seed)
    then = replace(week, wishes=supposed.wishes)
    changed = context_of(other, then, assumed)
    catalogue = supposed.catalogue(changed.problem.catalogue)
    changed = replace(changed, problem=replace(changed.problem, catalogue=catalogue))
    after = _planned(week, changed, week.seed if supposed.seed is None else supposed.seed)
    changes = compare(before, after)
    return WhatIf(
        after,
        changes,
        forecast_change(context, changes),
        after.objective_cents - before.objective_cents,
        unproved_cents=_unproved(before) + _unproved(after),
        differs=_differs(week, before),
    )


def _planned(like: Schedule, context: Context, seed: int) -> Schedule:
    week = planned_like(like, context, seed)
    refuse_broken(week, violations(week, context))
    return week


def _differs(saved: Schedule, planned: Schedule) -> bool:
    changes = compare(saved, planned)
    return bool(changes.added or changes.dropped or changes.changed)


def _unproved(week: Schedule) -> float:
    """Cents by which the stages of a plan may lie below the best they could have found."""
    return sum(max(0.0, (stage.bound_cents or stage.objective_cents) - stage.objective_cents) for stage in week.stages)
