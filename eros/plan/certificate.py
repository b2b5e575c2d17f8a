"""How far a planned week can be from the best one: its objective beside a bound no lawful week exceeds."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from eros.plan.bound.day import Level
from eros.plan.bound.space import Space
from eros.plan.bound.week import WeekBound
from eros.plan.draft import input_of
from eros.plan.objective import WEEK
from eros.plan.pool import CaptionPool
from eros.rules.soft.texts import TEXT_RULES

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.bound.relaxation import Proposal, Relaxation
    from eros.plan.bound.week import Bounded
    from eros.rules.base import Context

__all__ = ["bound_of", "certified", "certify", "is_planned"]

WIDE_PERCENT = 1.5
COUNTED = frozenset(
    {
        "variety",
        "flavour",
        "bump-ratio",
        "campaigns",
        "reuse",
        "rotation",
        "caption-style",
        "same-type-gap",
        *(rule.id for rule in TEXT_RULES),
    }
)
"""SOFT rules the bound prices; it leaves the others out."""


def is_planned(week: Schedule) -> bool:
    """True for a week as the planner made it, whose stages say what they proved."""
    return any(stage.nodes for stage in week.stages)


def certify(week: Schedule, context: Context) -> Schedule:
    """The planned week with its bound in cents, the gap in percent of the bound and, where it is wide, the reason.

    The bound holds for every week of this page that keeps the HARD rules and the wishes, with the planner's prices and
    channels, the amounts of tips its seed draws, a style for every PPV and texts of its pool. A week a person wrote or
    changed has none and says so.
    """
    if not is_planned(week):
        return _noted(week, None, "no bound: a person wrote or changed this week")
    return certified(week, bound_of(week, input_of(CaptionPool(context), week.seed)).cents)


def certified(week: Schedule, cents: float) -> Schedule:
    """The week with a bound of that many cents."""
    bound = ceil(100 * cents) / 100
    gap = 100 * (bound - week.objective_cents) / max(abs(bound), 1.0)
    return replace(_noted(week, bound, _reason(week, bound, gap)), bound_cents=bound, gap_percent=round(gap, 2))


def bound_of(week: Schedule, given: AllocationInput) -> Bounded:
    """The bound of weeks like a planned one; the search for it begins with what that week does."""
    bound = WeekBound(Space(given))
    new = [send for send in week.sends if send.status == "planned" and not send.pinned]
    return bound.least(
        [_proposed(day, [send for send in new if send.day == number]) for number, day in bound.days.items()]
    )


def _proposed(day: Relaxation, sends: list[Send]) -> Proposal:
    """The sends of a day as the bound's program of the day has them."""
    return day.planned(_level(day.day.space, sends), sends)


def _level(space: Space, sends: list[Send]) -> Level:
    types = space.context.problem.catalogue.send_types
    kinds = [types[send.send_type] for send in sends]
    messages = sum(not kind.is_followup and space.contact(kind) == 1.0 for kind in kinds)
    messages -= sum(_is_walled(send, space.context) for send in sends)
    return Level(messages, sum(kind.is_followup for kind in kinds))


def _is_walled(send: Send, context: Context) -> bool:
    """A bundle whose type goes through messages, on the wall."""
    kind, channels = context.problem.catalogue.send_types[send.send_type], context.problem.catalogue.channels
    if kind.style_group != "bundle":
        return False
    return channels[kind.channel].is_message and not channels[send.channel].is_message


def _noted(week: Schedule, bound: float | None, note: str | None) -> Schedule:
    stages = tuple(
        replace(stage, bound_cents=bound, note=note) if stage.name == WEEK else stage for stage in week.stages
    )
    return replace(week, stages=stages)


def _reason(week: Schedule, bound: float, gap: float) -> str | None:
    """What makes a wide gap, as far as numbers show it."""
    if gap <= WIDE_PERCENT:
        return None
    left_out = sum(warning.price_cents for warning in week.warnings if warning.rule not in COUNTED)
    share = 100 * left_out / max(abs(bound), 1.0)
    return (
        f"of the gap of {gap:.1f} %, {min(share, gap):.1f} are prices of SOFT rules the bound leaves out; the rest is hours "
        "in place of minutes, fractions of sends, and what the stages leave on the table"
    )
