"""How many places a damaged week must change at least, whoever mends it: what no lawful week can leave as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.plan.damaged import STALE, is_ahead
from eros.rules.commerce import is_link_parent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from eros.model.schedule import Schedule, Send, Violation
    from eros.plan.alternatives import Alternatives
    from eros.rules.base import Context

__all__ = ["OF_ITSELF", "OF_TIME", "at_least", "must_change"]

OF_TIME = frozenset({STALE, "week", "avoid-hours", "page-type"})
"""Faults of one send that only another time or none mends, whatever the others do; a blocked type's is none."""
OF_ITSELF = OF_TIME | {
    "known-keys",
    "caption-type",
    "caption-owner",
    "vault",
    "content-match",
    "avoid",
    "freshness",
    "performance",
    "lock",
    "restrictions",
}
"""Faults of one send by itself: it is moved, reworded or given up in every lawful week."""


def must_change(context: Context, base: Schedule, faults: Sequence[Violation], moment: datetime | None) -> set[str]:
    """Refs of the sends that every lawful week moves, rewords or gives up.

    A follow-up is one where its parent must leave and cannot start so late that the follow-up may stay.
    """
    own = {fault.refs[0]: fault.rule for fault in faults if fault.rule in OF_ITSELF and len(fault.refs) == 1}
    leaving = {fault.refs[0] for fault in faults if fault.rule in OF_TIME and len(fault.refs) == 1}
    types, running = context.problem.catalogue.send_types, context.params.running
    nearest = timedelta(minutes=context.params.rules.followup_min_minutes)
    for send in base.sends:
        if send.parent_ref not in leaving or not types[send.send_type].is_followup or not is_ahead(send, moment):
            continue
        if moment is not None and send.utc - nearest < moment + timedelta(minutes=running.lead_minutes):
            own.setdefault(send.ref, "followup-window")
    return set(own)


def at_least(
    context: Context, base: Schedule, faults: Sequence[Violation], moment: datetime | None, offers: Alternatives
) -> int:
    """A number of places below which no week is lawful: those that must change, and one more where they cannot be enough.

    They are not where the week lacks types, or where a link drop that need not change has nothing left to point at: neither
    a buying opportunity that may stay nor a minute before it where one of those that change could start.
    """
    must = must_change(context, base, faults, moment)
    others = [fault for fault in faults if not must or not fault.refs]
    leaving = {fault.refs[0] for fault in faults if fault.rule in OF_TIME}
    types, minutes = context.problem.catalogue.send_types, context.params.rules.link_parent_hours * 60
    hanging = {send.ref for send in base.sends if send.parent_ref in leaving and types[send.send_type].is_followup}
    staying = [send for send in base.sends if send.ref not in must | hanging]
    movable = [send for send in base.sends if send.ref in must and is_link_parent(types[send.send_type])]
    left = any(
        not any(offers.minutes_before(staying, send, drop, minutes) for send in movable)
        for drop in _without_a_parent(context, base, must, leaving)
    )
    return len(must) + bool(others or left)


def _without_a_parent(
    context: Context, base: Schedule, must: Collection[str], leaving: Collection[str]
) -> Iterator[Send]:
    """Link drops that need not change, but for which no buying opportunity of the hours before keeps its time."""
    types, reach = context.problem.catalogue.send_types, timedelta(hours=context.params.rules.link_parent_hours)
    parents = [
        send for send in base.sends if send.stands and send.ref not in leaving and is_link_parent(types[send.send_type])
    ]
    for drop in base.sends:
        stays = drop.stands and not drop.settled and drop.ref not in must
        if (
            stays
            and types[drop.send_type].is_link_drop
            and not any(timedelta() < drop.utc - send.utc <= reach for send in parents)
        ):
            yield drop
