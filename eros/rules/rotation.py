"""How the order of PPV styles changes over the days, and how long one may be kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

from eros.digest import uniform
from eros.model.rotation import STYLES, Rotation
from eros.rules.base import Rule
from eros.rules.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Schedule, Send, Violation
    from eros.params.plan import PlanParams
    from eros.rules.base import Context

__all__ = ["ROTATION_CAP", "ROUND", "Turns", "is_kept_too_long", "order_start", "turns_of"]

ROUND = len(STYLES)


class Turns:
    """The rotation followed through a week, send by send in time order; `before` is the last style taken.

    A period's first PPV takes the first place of its order; each further one the place after the style before it, so a
    send that is left out or takes another style puts no later one out of step.
    """

    def __init__(self, context: Context) -> None:
        self._days = _days(context)
        self._now = self._days[0]
        self.before: str | None = context.problem.last_style

    def at(self, day: int) -> Rotation:
        """The rotation before a PPV of that day (0 = Monday); days outside the week count as its first or last."""
        today = self._days[min(max(day, 0), len(self._days) - 1)]
        if today.started_on > self._now.started_on:
            self._now = today
        return self._now

    def expected(self, day: int) -> PpvStyle:
        """The style whose turn it is on that day."""
        return self.at(day).turn(self.before)

    def take(self, day: int, style: PpvStyle | None) -> None:
        """A PPV of that day has this style."""
        self._now = self.at(day).after(style)
        self.before = style or self.before

    @property
    def end(self) -> Rotation:
        """The rotation at the end of the week."""
        return self.at(len(self._days) - 1)


def turns_of(context: Context, sends: Sequence[Send]) -> Turns:
    """The rotation after the PPV sends of a week, given in time order."""
    turns, types = Turns(context), context.problem.catalogue.send_types
    for send in sends:
        if send.stands and send.send_type in types and types[send.send_type].is_ppv:
            turns.take(send.day, send.ppv_style)
    return turns


def _days(context: Context) -> tuple[Rotation, ...]:
    """The order in use on each of the week's 7 days, from the state before the week, else from a first order."""
    problem, plan = context.problem, context.params.plan
    page = problem.creator.creator_id
    now = problem.rotation or _first(page, problem.week_start, plan)
    found = []
    for day in range(7):
        on = problem.week_start + timedelta(days=day)
        while on >= (change := now.started_on + timedelta(days=_lasts(page, now.started_on, plan))):
            now = Rotation(_next_order(page, change, now.order, plan), 0, change)
        found.append(now)
    return tuple(found)


def _first(page: str, on: date, plan: PlanParams) -> Rotation:
    orders = plan.rotation_orders
    return Rotation(orders[int(uniform(page, "first order") * len(orders))], 0, on)


def _lasts(page: str, started_on: date, plan: PlanParams) -> int:
    """Days an order is kept: the fewer by a coin, else the more."""
    early = uniform(page, "order changes early", started_on) < plan.rotation_early_share
    return plan.rotation_days if early else plan.rotation_days_most


def _next_order(page: str, on: date, order: tuple[PpvStyle, ...], plan: PlanParams) -> tuple[PpvStyle, ...]:
    """The reverse, a shuffle or another base ordering; never the same round from another place."""
    backwards = order[::-1]
    shuffles = [each for each in permutations(order) if not _same_round(each, order)]
    others = [each for each in plan.rotation_orders if not _same_round(each, order)]
    ways = ([backwards], shuffles, others or [backwards])
    choices = ways[int(uniform(page, "way of change", on) * len(ways))]
    return choices[int(uniform(page, "next order", on) * len(choices))]


def _same_round(one: tuple[PpvStyle, ...], other: tuple[PpvStyle, ...]) -> bool:
    start = other.index(one[0])
    return (*other[start:], *other[:start]) == one


def is_kept_too_long(line: Sequence[tuple[int, str | None]], most_days: int) -> bool:
    """True when the order that the last PPVs follow has been kept on more than `most_days` dates.

    `line` holds day and style of PPVs in time order. An order shows once its styles come round: five PPVs or more.
    """
    start = order_start(line, len(line) - 1)
    return len(line) - start > ROUND and line[-1][0] - line[start][0] + 1 > most_days


def order_start(line: Sequence[tuple[int, str | None]], last: int) -> int:
    """The earliest place from which all PPVs up to `last` follow one order: four differ, and the fifth is the first."""
    start = last
    for place in range(last - 1, -1, -1):
        style = line[place][1]
        following = [line[other][1] for other in range(place + 1, min(place + ROUND, last + 1))]
        comes_round = place + ROUND > last or line[place + ROUND][1] == style
        if style is None or style in following or not comes_round:
            break
        start = place
    return start


def _kept_too_long(schedule: Schedule, context: Context) -> Iterator[Violation]:
    ppvs = [item for item in timeline(schedule, context) if item.send_type.is_ppv]
    line = [(item.send.day, item.send.ppv_style) for item in ppvs]
    most = context.params.rules.rotation_cap_days
    for last, item in enumerate(ppvs):
        goes_on = last + 1 < len(line) and order_start(line, last + 1) == order_start(line, last)
        if goes_on or not is_kept_too_long(line[: last + 1], most):
            continue
        first = order_start(line, last)
        sends = [each for kept in ppvs[first : last + 1] for each in kept.refs]
        if sends:
            yield ROTATION_CAP.broken(
                sends,
                f"the order {', '.join(str(style) for _, style in line[first : first + ROUND])} is kept on "
                f"{item.send.day - line[first][0] + 1} days",
                f"change the order of styles after {most} days at the latest, or plan the week again",
            )


ROTATION_CAP = Rule(
    "rotation-cap",
    "1.1",
    "No order of PPV styles is kept for long",
    lambda params: f"{params.rules.rotation_cap_days} days, once its four styles come round; also from the week before",
    _kept_too_long,
)
