"""A damaged week made lawful with few changes: every place counts, and more places never make it worse.

All that is broken by itself is first given up or reworded at once: no lawful week keeps any of it (`fewest.py`). What is
broken still is mended by weeks with one more change, of which the best few are kept for each number of places (fewest breaks,
then highest objective); a lawful week has what it gave up placed elsewhere where that earns more, which costs no place. With
more places to spare it is changed where that promises most. Every week is judged by all HARD rules and reckoned as a plan is;
the tries are limited (`running.mend_states`, `running.mend_tries`), so the best week found is not proved to be the best there
is, while the least number of places is proved where it equals the bound. What is kept for a number of places does not depend
on how many are allowed: a larger limit looks on from where a smaller one stopped, and never gives less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from eros.model.edit import Edit
from eros.plan.alternatives import Alternatives
from eros.plan.damaged import STALE, is_ahead, open_faults
from eros.plan.edited import edited_week, fitted
from eros.plan.fewest import OF_ITSELF, OF_TIME, at_least, must_change
from eros.plan.revised import revised_week
from eros.rules.commerce import is_link_parent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context

__all__ = ["Mended", "Repair", "mended_week", "places"]

WORTH_A_CHANGE_CENTS = 1.0
OF_TIMES = OF_TIME | {"type-per-day", "type-per-week", "type-gap", "ppv-gap", "min-gap", "per-hour"}
"""Faults that no other text mends."""
OF_TEXTS = (OF_ITSELF - OF_TIME - {"freshness", "lock"}) | {"unique-caption"}
"""Faults that no other time mends."""


@dataclass(frozen=True)
class Mended:
    """A week, how many places of it were changed, and what is broken in it still.

    `thrifty` where what is broken was given up and nothing else tried: the surest way, always followed to its end.
    """

    week: Schedule
    places: int
    broken: tuple[Violation, ...]
    thrifty: bool = False

    @property
    def rank(self) -> tuple[int, float]:
        """Fewest breaks first, then the highest objective."""
        return len(self.broken), -self.week.objective_cents


@dataclass(frozen=True)
class Repair:
    """The best week found within the limit, the least number of places that works, and one below which nothing does.

    `best` is None where the limit is below the least, `least` where no change found makes the week lawful.
    """

    best: Mended | None
    least: int | None
    bound: int

    @property
    def is_proven(self) -> bool:
        """True where no lawful week changes fewer places than the least."""
        return self.least == self.bound


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
) -> Repair:
    """The best lawful week found that differs from `base` in at most so many places, and the least number that works.

    `at_most` None means the least, and one more for each of `holes` sends that are gone. `moment` is now, where the week
    has begun: what is older is not touched.
    """
    search = _Search(context, base, moment)
    first = search.judged(base, *revised_week(context, base, base.sends))
    bound = at_least(context, base, first.broken, moment, search.offers)
    start = search.started(first)
    waiting: dict[int, list[Mended]] = {start.places: [start]}
    best: Mended | None = None
    least: int | None = None
    while waiting:
        number = min(waiting)
        if least is not None and number > _allowed(least, at_most, holes):
            break
        found = sorted(waiting.pop(number), key=lambda state: state.rank)
        if not found[0].broken:
            found[0] = search.replaced(found[0])
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
    return Repair(best, least, bound)


def _allowed(least: int, at_most: int | None, holes: int) -> int:
    return least + holes if at_most is None else at_most


@dataclass(frozen=True)
class _Search:
    context: Context
    base: Schedule
    moment: datetime | None

    @cached_property
    def offers(self) -> Alternatives:
        """What else the week's places could be."""
        return Alternatives(self.context, self.base)

    def judged(self, before: Schedule, week: Schedule, broken: Sequence[Violation]) -> Mended:
        """The week with who chose its times as before, and all that is wrong with it."""
        pinned = {send.ref: send.pinned for send in before.sends}
        week = replace(week, sends=tuple(send.with_(pinned=pinned.get(send.ref, False)) for send in week.sends))
        return Mended(week, places(self.base, week), open_faults(self.context, week, broken, self.moment))

    def started(self, first: Mended) -> Mended:
        """The damaged week without what must change: reworded where that mends it and a text is free, else given up.

        A link drop that then has nothing to point at gets one of those given up placed before it, where there is room.
        """
        must = must_change(self.context, self.base, first.broken, self.moment)
        if not must:
            return replace(first, thrifty=True)
        timely = {ref for fault in first.broken if fault.rule not in OF_TEXTS for ref in fault.refs}
        texts, taken = dict[str, int](), set[int]()
        for send in self._dearest(must - timely):
            offered = self.offers.captions(self.base, send, len(must)) if is_ahead(send, self.moment) else ()
            caption_id = next((key for key in offered if key not in taken), None)
            if caption_id is not None:
                texts[send.ref] = caption_id
                taken.add(caption_id)
        week = self.base
        for ref, caption_id in texts.items():
            week = edited_week(self.context, week, Edit(ref, caption_id=caption_id))[0]
        state = self._without(week, must - texts.keys())
        if unfit := {ref for fault in state.broken for ref in fault.refs} & texts.keys():
            state = self._without(state.week, unfit)
        for fault in state.broken:
            drop = state.week.by_ref(fault.refs[0]) if fault.rule == "labels" else None
            state = state if drop is None else self._with_a_parent(state, drop)
        return replace(state, thrifty=True)

    def _with_a_parent(self, state: Mended, drop: Send) -> Mended:
        """The week with the drop pointing at one of what was given up, placed before it; as it is where none finds room."""
        types, hours = self.context.problem.catalogue.send_types, self.context.params.rules.link_parent_hours
        found: list[Mended] = []
        left = self._tries
        for send in self._given_up_in(state.week):
            if is_link_parent(types[send.send_type]):
                minutes = self.offers.minutes_before(state.week.sends, send, drop, hours * 60)[: min(2, left)]
                left -= len(minutes)
                others = [s.with_(parent_ref=send.ref) if s.ref == drop.ref else s for s in state.week.sends]
                week = replace(state.week, sends=(*(s for s in others if s.ref != send.ref), send))
                found += [self._edited(week, Edit(send.ref, week_minute=minute)) for minute in minutes]
        able = [one for one in found if one.places <= state.places and len(one.broken) < len(state.broken)]
        return min(able, key=lambda one: one.rank, default=state)

    def replaced(self, state: Mended) -> Mended:
        """The lawful week with what it gave up placed elsewhere where that is lawful, too, and earns more."""
        left = self.context.params.running.mend_states * self._tries
        for send in self._given_up_in(state.week):
            minutes = self.offers.minutes(state.week, send, min(2, left))
            left -= len(minutes)
            for found in self._elsewhere(state.week, send, minutes):
                if found.places <= state.places and found.rank < state.rank:
                    state = found
                    break
        return state

    def _given_up_in(self, week: Schedule) -> list[Send]:
        """The sends of the damaged week, but for follow-ups, that the week does without, the dearest first."""
        types, standing = self.context.problem.catalogue.send_types, {send.ref for send in week.sends if send.stands}
        gone = {send.ref for send in self.base.sends if is_ahead(send, self.moment)} - standing
        return [send for send in self._dearest(gone) if not types[send.send_type].is_followup]

    def _dearest(self, refs: Collection[str]) -> list[Send]:
        sends = [send for send in self.base.sends if send.ref in refs]
        return sorted(sends, key=lambda send: (-(send.forecast_cents + send.preference_cents), send.ref))

    def _elsewhere(self, week: Schedule, send: Send, minutes: Sequence[int]) -> Iterator[Mended]:
        """The week with a send it gave up, and that one's follow-ups, at other minutes."""
        back = {other.ref: other for other in self.base.sends if send.ref in {other.ref, other.parent_ref}}
        types = self.context.problem.catalogue.send_types
        back = {ref: s for ref, s in back.items() if ref == send.ref or types[s.send_type].is_followup}
        week = replace(week, sends=(*(other for other in week.sends if other.ref not in back), *back.values()))
        for minute in minutes:
            yield self._edited(week, Edit(send.ref, week_minute=minute))

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
            yield replace(self._without(week, {send.ref}), thrifty=state.thrifty)
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

    def _moved(self, week: Schedule, send: Send, most: int | None = None) -> Iterator[Mended]:
        if self.context.problem.catalogue.send_types[send.send_type].is_followup:
            return
        found = self.offers.minutes(week, send, most or self._tries)
        for minute in found or self.offers.minutes(week, send, 1, anywhere=True):
            yield self._edited(week, Edit(send.ref, week_minute=minute))

    def _reworded(self, week: Schedule, send: Send, most: int | None = None) -> Iterator[Mended]:
        for caption_id in self.offers.captions(week, send, most or self._tries // 2 + 1):
            yield self._edited(week, Edit(send.ref, caption_id=caption_id))

    def _edited(self, week: Schedule, edit: Edit) -> Mended:
        return self.judged(week, *edited_week(self.context, week, edit))

    def _without(self, week: Schedule, gone: Collection[str]) -> Mended:
        """Without these sends; what is past stays on record as cancelled."""
        types = self.context.problem.catalogue.send_types
        hanging = {
            other.ref
            for other in week.sends
            if other.parent_ref in gone and types[other.send_type].is_followup and other.status != "sent"
        }
        every = {*gone, *hanging}
        past = {other.ref for other in week.sends if other.status == STALE or not is_ahead(other, self.moment)}
        sends: Sequence[Send] = [
            other.with_(status="cancelled") if other.ref in every else other
            for other in week.sends
            if other.ref not in every - past
        ]
        for send in week.sends:
            if send.ref in every:
                sends = fitted(self.context, sends, send)
        return self.judged(week, *revised_week(self.context, week, sends))

    def _added(self, week: Schedule, *, missing: bool) -> Iterator[Mended]:
        for send in self.offers.additions(week, self._tries, missing=missing):
            sends = fitted(self.context, [*week.sends, send], send)
            yield self.judged(week, *revised_week(self.context, week, sends))
