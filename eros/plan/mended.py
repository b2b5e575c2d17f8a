"""A damaged week made lawful with few changes: every place counts, and more places never make it worse.

The search goes by the number of changed places. Of the weeks with so many it keeps the best few (fewest breaks, then
highest objective) and makes from each the weeks with one more change: the first thing broken moved, reworded, given up or
replaced, or, where nothing is broken, what promises to earn more. Every week is judged by all HARD rules and reckoned as a
plan is; the tries are limited (`running.mend_states`, `running.mend_tries`), so the best week found is not proved to be the
best there is. What is kept for a number of places does not depend on how many are allowed: a larger limit looks on from
where a smaller one stopped, and never gives less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eros.model.edit import Edit
from eros.plan.alternatives import Alternatives
from eros.plan.damaged import STALE, is_ahead, open_faults
from eros.plan.edited import edited_week, fitted
from eros.plan.revised import revised_week

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context

__all__ = ["Mended", "mended_week", "places"]

WORTH_A_CHANGE_CENTS = 1.0
OF_TIMES = frozenset({STALE, "week", "type-per-day", "type-per-week", "type-gap", "ppv-gap", "min-gap", "per-hour"})
"""Faults that no other text mends."""
OF_TEXTS = frozenset(
    {"known-keys", "unique-caption", "caption-type", "vault", "content-match", "avoid", "restrictions"}
)
"""Faults that no other time mends."""


@dataclass(frozen=True)
class Mended:
    """A week, how many places of it were changed, and what is broken in it still.

    `thrifty` where nothing was tried but giving up what is broken: the cheapest way, always followed to its end.
    """

    week: Schedule
    places: int
    broken: tuple[Violation, ...]
    thrifty: bool = False

    @property
    def rank(self) -> tuple[int, float]:
        """Fewest breaks first, then the highest objective."""
        return len(self.broken), -self.week.objective_cents


def places(before: Schedule, after: Schedule) -> int:
    """How many places differ, send by send (by ref): given up, added, moved and reworded count one each.

    What follows from a change is none: the style, the label, the parent of a link drop.
    """
    was = {send.ref: send for send in before.sends if send.stands}
    now = {send.ref: send for send in after.sends if send.stands}
    both = [(was[ref], now[ref]) for ref in was.keys() & now.keys()]
    moved = sum(one.week_minute != other.week_minute for one, other in both)
    reworded = sum((one.caption_id, one.caption_text) != (other.caption_id, other.caption_text) for one, other in both)
    return len(was.keys() ^ now.keys()) + moved + reworded


def mended_week(
    context: Context, base: Schedule, moment: datetime | None, at_most: int | None, *, holes: int = 0
) -> tuple[Mended | None, int | None]:
    """The best lawful week found that differs from `base` in at most so many places, and the least number that works.

    `at_most` None means the least, and one more for each of `holes` sends that are gone. The week is None where the limit
    is below the least, both are None where no change found makes the week lawful. `moment` is now, where the week has
    begun: what is older is not touched.
    """
    search = _Search(context, base, moment)
    first = search.judged(base, *revised_week(context, base, base.sends))
    waiting: dict[int, list[Mended]] = {0: [replace(first, thrifty=True)]}
    best: Mended | None = None
    least: int | None = None
    while waiting:
        number = min(waiting)
        if least is not None and number > _allowed(least, at_most, holes):
            break
        found = sorted(waiting.pop(number), key=lambda state: state.rank)
        if not found[0].broken:
            least = number if least is None else least
            if (at_most is None or number <= at_most) and (best is None or found[0].rank < best.rank):
                best = found[0]
        if least is not None and number == _allowed(least, at_most, holes):
            break
        kept = found[: context.params.running.mend_states]
        for state in (*kept, *[state for state in found if state.thrifty and state not in kept][:1]):
            for child in search.children(state):
                if child.places > number:
                    waiting.setdefault(child.places, []).append(child)
    return best, least


def _allowed(least: int, at_most: int | None, holes: int) -> int:
    return least + holes if at_most is None else at_most


@dataclass(frozen=True)
class _Search:
    context: Context
    base: Schedule
    moment: datetime | None

    def judged(self, before: Schedule, week: Schedule, broken: Sequence[Violation]) -> Mended:
        """The week with who chose its times as before, and all that is wrong with it."""
        pinned = {send.ref: send.pinned for send in before.sends}
        week = replace(week, sends=tuple(send.with_(pinned=pinned.get(send.ref, False)) for send in week.sends))
        return Mended(week, places(self.base, week), open_faults(self.context, week, broken, self.moment))

    def children(self, state: Mended) -> Iterator[Mended]:
        """The weeks with one more change that mend the first thing broken or, in a lawful week, earn more."""
        if not state.broken:
            for child in self._better(state.week):
                if not child.broken and child.week.objective_cents > state.week.objective_cents + WORTH_A_CHANGE_CENTS:
                    yield child
            return
        fault = state.broken[0]
        for child in self._mending(state, fault):
            if (fault.rule, fault.refs) not in {(other.rule, other.refs) for other in child.broken}:
                yield child

    def _mending(self, state: Mended, fault: Violation) -> Iterator[Mended]:
        week = state.week
        sends = [send for ref in fault.refs if (send := week.by_ref(ref)) and send.stands and send.status != "sent"]
        for send in sends:
            ahead = is_ahead(send, self.moment)
            if ahead and fault.rule not in OF_TEXTS:
                yield from self._moved(week, send)
            if ahead and fault.rule not in OF_TIMES:
                yield from self._reworded(week, send)
            yield replace(self._given_up(week, send), thrifty=state.thrifty)
        if not sends:
            yield from self._added(week, missing=True)

    def _better(self, week: Schedule) -> Iterator[Mended]:
        """A hole of the volume filled, a send of most worth moved or reworded."""
        yield from self._added(week, missing=False)
        able = [send for send in week.sends if is_ahead(send, self.moment)]
        able.sort(key=lambda send: (-(send.forecast_cents + send.preference_cents), send.ref))
        for send in able[: self._tries]:
            yield from self._moved(week, send, 1)
            yield from self._reworded(week, send, 1)

    @property
    def _tries(self) -> int:
        return self.context.params.running.mend_tries

    @property
    def _offers(self) -> Alternatives:
        return Alternatives(self.context, self.base.seed)

    def _moved(self, week: Schedule, send: Send, most: int | None = None) -> Iterator[Mended]:
        if self.context.problem.catalogue.send_types[send.send_type].is_followup:
            return
        found = self._offers.minutes(week, send, most or self._tries)
        for minute in found or self._offers.minutes(week, send, 1, anywhere=True):
            yield self._edited(week, Edit(send.ref, week_minute=minute))

    def _reworded(self, week: Schedule, send: Send, most: int | None = None) -> Iterator[Mended]:
        for caption_id in self._offers.captions(week, send, most or self._tries // 2 + 1):
            yield self._edited(week, Edit(send.ref, caption_id=caption_id))

    def _edited(self, week: Schedule, edit: Edit) -> Mended:
        return self.judged(week, *edited_week(self.context, week, edit))

    def _given_up(self, week: Schedule, send: Send) -> Mended:
        """Without the send and its follow-ups; what is past stays on record as cancelled."""
        types = self.context.problem.catalogue.send_types
        gone = {
            other.ref
            for other in week.sends
            if other.ref == send.ref
            or (other.parent_ref == send.ref and types[other.send_type].is_followup and other.status != "sent")
        }
        past = {other.ref for other in week.sends if other.status == STALE or not is_ahead(other, self.moment)}
        left = [
            other.with_(status="cancelled") if other.ref in gone else other
            for other in week.sends
            if other.ref not in gone - past
        ]
        return self.judged(week, *revised_week(self.context, week, fitted(self.context, left, send)))

    def _added(self, week: Schedule, *, missing: bool) -> Iterator[Mended]:
        for send in self._offers.additions(week, self._tries, missing=missing):
            sends = fitted(self.context, [*week.sends, send], send)
            yield self.judged(week, *revised_week(self.context, week, sends))
