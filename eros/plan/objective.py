"""What a week is worth, the one measure of planned, edited and hand-written weeks alike.

J = forecast + preference - prices of broken SOFT rules - prices of what the week lacks or has too much of.
HARD rules have no price: a week that breaks one is no week.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.model.clock import DAY
from eros.model.schedule import Stage
from eros.rules.keys import needs_caption
from eros.rules.mix import is_avoid_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eros.model.schedule import Send, Warning_
    from eros.rules.base import Context

__all__ = ["WEEK", "followups_wanted_for", "week_stage"]

WEEK = "week"


def week_stage(context: Context, unit: float, sends: Sequence[Send], warnings: Iterable[Warning_]) -> Stage:
    """The week as a whole: its objective and the parts it is the sum of, in cents; no bound yet.

    `unit` is the page's median send value. Sends that reach nobody or are of no known type count for nothing; volume
    beyond what is wanted costs only where it is not fixed (pinned or already out).
    """
    known = context.problem.catalogue.send_types
    standing = [send for send in sends if send.stands and send.send_type in known]
    terms = _terms(context, unit, standing, warnings)
    return Stage(WEEK, round(sum(terms.values()), 2), None, 0, terms)


def followups_wanted_for(context: Context, parents: int) -> int:
    """Follow-ups the page's confidence asks for on a day with so many sends that may have one, within the daily cap."""
    followup = context.problem.catalogue.followup
    if followup not in context.problem.send_types or is_avoid_type(followup, context):
        return 0
    share = context.params.plan.followup_share * context.estimates.volume.followup_factor
    return max(0, min(round(share * parents), followup.max_per_day, context.params.rules.followups_per_day))


def _terms(context: Context, unit: float, standing: Sequence[Send], warnings: Iterable[Warning_]) -> dict[str, float]:
    plan = context.params.plan
    short, excess = _volume(context, standing)
    fewer, more = _followups(context, standing)
    texts = sum(not send.settled and needs_caption(send) for send in standing)
    parts = {
        "forecast": sum(send.forecast_cents for send in standing),
        "preference": sum(send.preference_cents for send in standing),
        "soft rules": -sum(warning.price_cents for warning in warnings),
        "volume short": -plan.volume_shortfall * unit * short,
        "volume excess": -plan.volume_excess * unit * excess,
        "follow-ups short": -plan.unplaced * unit * fewer,
        "follow-ups excess": -plan.volume_excess * unit * more,
        "texts missing": -plan.missing_caption * unit * texts,
    }
    return {name: cents for name, exact in parts.items() if (cents := round(exact, 2))}


def _volume(context: Context, standing: Sequence[Send]) -> tuple[int, int]:
    """Sends the daily volume lacks, and those beyond it that are not fixed."""
    types = context.problem.catalogue.send_types
    have = Counter((send.day, types[send.send_type].quota) for send in standing)
    fixed = Counter((pin.week_minute // DAY, types[pin.send_type].quota) for pin in context.problem.wishes.pinned)
    fixed.update((send.day, types[send.send_type].quota) for send in context.problem.committed if send.stands)
    short = excess = 0
    for day, wanted in enumerate(context.estimates.volume.days):
        for quota, count in wanted.items():
            short += max(0, count - have[day, quota])
            excess += max(0, have[day, quota] - max(count, fixed[day, quota]))
    return short, excess


def _followups(context: Context, standing: Sequence[Send]) -> tuple[int, int]:
    """Follow-ups that parents of a day ask for and lack, and those nobody asks for and that are not out already."""
    types = context.problem.catalogue.send_types
    fewer = more = 0
    for day in range(7):
        todays = [types[send.send_type] for send in standing if send.day == day]
        placed = sum(kind.is_followup for kind in todays)
        out = sum(types[s.send_type].is_followup and s.day == day and s.stands for s in context.problem.committed)
        wanted = followups_wanted_for(context, sum(kind.followup_parent for kind in todays))
        fewer += max(0, wanted - placed)
        more += max(0, placed - max(wanted, out))
    return fewer, more
