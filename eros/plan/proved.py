"""A week that its bound has improved: planned again along the mix the bound finds best.

Then it is timed again for its texts, and gets the texts and PPV styles that are best together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor
from typing import TYPE_CHECKING

from eros.plan.allocation_guide import Guide
from eros.plan.certificate import bound_of, certified
from eros.plan.draft import input_of
from eros.plan.pool import CaptionPool
from eros.plan.restyled import restyled
from eros.plan.retimed import is_timed, retimed
from eros.plan.week import plan_from, plan_in
from eros.plan.worth import contacts_by_day, fatigue_factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.schedule import Schedule
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.bound.master import Mix
    from eros.plan.bound.relaxation import Proposal
    from eros.rules.base import Context

    Counts = Mapping[tuple[int, str], float]

__all__ = ["planned_like", "proved_week"]


WHOLE_FROM = (0.5, 0.65, 0.35)
"""Fractions of a send from which on a rounded mix holds the whole send."""
SHARE = 0.02
"""The least share of the mix at which a day is planned along one of its proposals."""


def proved_week(context: Context, seed: int) -> Schedule:
    """The planned week or, where it is worth more, one planned again along its bound; with the bound, as `certify` says."""
    given = input_of(CaptionPool(context), seed)
    week = plan_from(given)
    bound = bound_of(week, given)
    if not context.params.plan.improve_rounds:
        return certified(week, bound.cents)
    timed = _timed_again(_Mixed(given, bound.mix, bound.whole).best(week), context)
    return certified(restyled(context, timed), bound.cents)


@dataclass(frozen=True)
class _Mixed:
    """What the best mix of proposals says about a week, and weeks planned along it."""

    given: AllocationInput
    mix: Mix
    whole: Mix

    def best(self, week: Schedule) -> Schedule:
        """The dearest of the week and those planned along the mix: as it is, rounded, of whole days, day by day along it."""
        for _ in range(self.given.context.params.plan.improve_rounds):
            before, week = week, self._better(week, self.counts)
            if week is before:
                break
        for least in WHOLE_FROM:
            week = self._better(week, self._rounded(least))
        for counts in (self.counts, _counted(self.whole)):
            week = self._better(week, counts, whole=True)
        for proposal, share in self.mix.shares:
            if share >= SHARE and (other := self._with_a_day(week, proposal)):
                week = self._better(week, other)
        return self._better(week, self._own(week) | self._little(), whole=True)

    @cached_property
    def counts(self) -> Counts:
        """Sends by (day, send type) and campaigns by (day, kind), in fractions."""
        return _counted(self.mix)

    @cached_property
    def contacts(self) -> Mapping[int, float]:
        """Contacts by day."""
        found = defaultdict[int, float](float)
        for proposal, share in self.mix.shares:
            found[proposal.day] += share * proposal.contacts
        return found

    def _better(self, week: Schedule, counts: Counts, *, whole: bool = False) -> Schedule:
        """A week planned along these counts where it is worth more, else the week."""
        other = plan_from(replace(self.given, guide=Guide(counts, self.contacts, self._values(week), whole)))
        return other if other.objective_cents > week.objective_cents else week

    def _values(self, week: Schedule) -> Mapping[int, float]:
        """What the week's days are worth without fatigue, in cents."""
        context = self.given.context
        worth, tired = defaultdict[int, float](float), contacts_by_day(context, week.sends)
        for send in week.sends:
            worth[send.day] += send.forecast_cents + send.preference_cents
        return {day: cents / fatigue_factor(context, tired[day]) for day, cents in worth.items()}

    def _rounded(self, least: float) -> Counts:
        """The mix with whole sends, one more where the fraction is at least that; campaigns stay as they are."""
        types = self.given.context.problem.catalogue.send_types
        return {what: floor(n + 1.0 - least) if what[1] in types else n for what, n in self.counts.items()}

    def _with_a_day(self, week: Schedule, proposal: Proposal) -> Counts | None:
        """What the week holds with one day as a proposal has it; None where the week's own day is one way to round that."""
        types, day = self.given.context.problem.catalogue.send_types, proposal.day
        own = _new(week)
        other = {key: n for key, n in proposal.counts.items() if key in types and self._earns(key)}
        if all(abs(own[day, key] - n) < 1.0 for key, n in other.items()):
            return None
        kept = {what: n for what, n in self._own(week).items() if what[0] != day or what[1] not in types}
        return kept | {(day, key): n for key, n in other.items()}

    def _own(self, week: Schedule) -> dict[tuple[int, str], float]:
        """What the week holds of what earns, its campaigns and those of the mix."""
        types = self.given.context.problem.catalogue.send_types
        counts = {what: n for what, n in self.counts.items() if what[1] not in types}
        counts |= {(s.day, s.campaign): 1.0 for s in week.sends if s.campaign is not None}
        return counts | {what: float(n) for what, n in _new(week).items() if self._earns(what[1])}

    def _little(self) -> dict[tuple[int, str], float]:
        """What the mix holds of what earns little."""
        types = self.given.context.problem.catalogue.send_types
        return {what: n for what, n in self.counts.items() if what[1] in types and not self._earns(what[1])}

    def _earns(self, key: str) -> bool:
        return self.given.context.problem.catalogue.send_types[key].quota == "revenue"


def _counted(mix: Mix) -> Counts:
    """Sends by (day, send type) and campaigns by (day, kind), in fractions."""
    found = defaultdict[tuple[int, str], float](float)
    for proposal, share in mix.shares:
        for key, some in proposal.counts.items():
            found[proposal.day, key] += share * some
    return found


def _new(week: Schedule) -> Counter[tuple[int, str]]:
    """Sends of the week by (day, send type) that are neither out nor pinned."""
    return Counter((s.day, s.send_type) for s in week.sends if s.status == "planned" and not s.pinned)


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
