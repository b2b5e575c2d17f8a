"""A week that its bound has improved: planned again along the mix the bound finds best, then timed again for its texts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from eros.plan.allocation_guide import Guide
from eros.plan.certificate import bound_of, certified
from eros.plan.draft import input_of
from eros.plan.pool import CaptionPool
from eros.plan.retimed import is_timed, retimed
from eros.plan.week import plan_from, plan_in
from eros.plan.worth import contacts_by_day, fatigue_factor

if TYPE_CHECKING:
    from eros.model.schedule import Schedule
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.bound.master import Mix
    from eros.rules.base import Context

__all__ = ["planned_like", "proved_week"]


def proved_week(context: Context, seed: int) -> Schedule:
    """The planned week or, where it is worth more, one planned again along its bound; with the bound, as `certify` says."""
    given = input_of(CaptionPool(context), seed)
    week = plan_from(given)
    bound = bound_of(week, given)
    for _ in range(context.params.plan.improve_rounds):
        other = plan_from(replace(given, guide=_guide(bound.mix, week, given)))
        if other.objective_cents <= week.objective_cents:
            break
        week = other
    return certified(_timed_again(week, context) if context.params.plan.improve_rounds else week, bound.cents)


def _timed_again(week: Schedule, context: Context) -> Schedule:
    """The week with the times of each day chosen again for the texts its sends have, where that pays."""
    best = week
    for day in sorted({send.day for send in week.sends if is_timed(context, send)}):
        other = retimed(context, best, day, {})
        best = other if other is not None and other.objective_cents > best.objective_cents else best
    return replace(best, stages=(*week.stages[:-1], best.stages[-1]))


def planned_like(week: Schedule, context: Context, seed: int) -> Schedule:
    """A plan for another problem or seed made the way a week was: with a bound where it has one."""
    return plan_in(context, seed) if week.bound_cents is None else proved_week(context, seed)


def _guide(mix: Mix, week: Schedule, given: AllocationInput) -> Guide:
    """The mix's counts and contacts, and what the week's days are worth without fatigue."""
    counts, made = defaultdict[tuple[int, str], float](float), defaultdict[int, float](float)
    worth, tired = defaultdict[int, float](float), contacts_by_day(given.context, week.sends)
    for proposal, share in mix.shares:
        made[proposal.day] += share * proposal.contacts
        for key, some in proposal.counts.items():
            counts[proposal.day, key] += share * some
    for send in week.sends:
        worth[send.day] += send.forecast_cents + send.preference_cents
    values = {day: cents / fatigue_factor(given.context, tired[day]) for day, cents in worth.items()}
    return Guide(counts, made, values)
