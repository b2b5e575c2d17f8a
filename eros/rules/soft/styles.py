"""SOFT rules on PPV styles and style groups: the rotation's turn, variety in a half-day, unlike neighbours."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from eros.model.clock import DAY
from eros.rules.rotation import Turns
from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Send, Warning_
    from eros.params.plan import PlanParams
    from eros.rules.soft.base import Judged

__all__ = ["GROUP_NEIGHBOURS", "HALF_DAY", "ROTATION", "SAME_STYLE", "UNGROUPED", "turn_price"]

UNGROUPED = ("bump", "followup")
"""Style groups whose sends may follow one another."""
HALF_DAY = DAY // 2


def turn_price(plan: PlanParams, style: str, expected: str, before: str | None) -> float:
    """Send values a PPV of a style costs by its turn and the style before it (rules `rotation`, `same-style`)."""
    return plan.rotation_price * (style != expected) + plan.same_style_price * (style == before)


def _out_of_turn(judged: Judged) -> Iterator[Warning_]:
    price, turns = judged.context.params.plan.rotation_price * judged.unit, Turns(judged.context)
    for send in _ppv(judged):
        expected = turns.expected(send.day)
        if send.ppv_style is not None and send.ppv_style != expected:
            yield ROTATION.broken([send], price, f"its style is {send.ppv_style}, the rotation's turn is {expected}")
        turns.take(send.day, send.ppv_style)


def _alike(judged: Judged) -> Iterator[Warning_]:
    plan, ppv = judged.context.params.plan, _ppv(judged)
    before = judged.context.problem.last_style
    for index, send in enumerate(ppv):
        if send.ppv_style is not None and send.ppv_style == before:
            pair = [*ppv[max(0, index - 1) : index], send]
            yield SAME_STYLE.broken(pair, plan.same_style_price * judged.unit, f"two {before} sends follow one another")
        before = send.ppv_style
    halves: dict[tuple[int, str], list[Send]] = defaultdict(list)
    for send in ppv:
        if send.ppv_style is not None:
            halves[send.week_minute // HALF_DAY, send.ppv_style].append(send)
    for (half, style), sends in sorted(halves.items()):
        if len(sends) > 1:
            price = plan.half_day_price * judged.unit * (len(sends) - 1)
            when = "before noon" if half % 2 == 0 else "after noon"
            yield SAME_STYLE.broken(sends, price, f"{len(sends)} {style} sends {when} of one day")


def _neighbours_of_a_group(judged: Judged) -> Iterator[Warning_]:
    price = judged.context.params.plan.group_neighbour_price * judged.unit
    line = [send for send in judged.live if not judged.kind(send).is_followup]
    for first, second in pairwise(line):
        group = judged.kind(first).style_group
        if group == judged.kind(second).style_group and group not in UNGROUPED:
            yield GROUP_NEIGHBOURS.broken([first, second], price, f"two {group} sends with no other one between them")


def _ppv(judged: Judged) -> list[Send]:
    return [send for send in judged.live if judged.kind(send).is_ppv]


ROTATION = SoftRule(
    "rotation",
    "1.1",
    "PPV styles take turns, and the order of turns changes",
    lambda p: (
        f"after {p.plan.rotation_days} days (by a coin) or {p.plan.rotation_days_most}, to the reverse, a shuffle or another "
        f"of {len(p.plan.rotation_orders)} base orders, by the schedule's dates, week after week; a turn is passed over "
        f"where the PPV before has that style; {p.plan.rotation_price:g} send values per send out of turn"
    ),
    _out_of_turn,
)
SAME_STYLE = SoftRule(
    "same-style",
    "1.2",
    "Two PPV sends in a row, or of one half-day, differ in style",
    lambda p: (
        f"{p.plan.same_style_price:g} send values for an equal neighbour, {p.plan.half_day_price:g} per repeat before or "
        "after noon; `winner` and `bundle` neighbours are rule `style-adjacent`"
    ),
    _alike,
)
GROUP_NEIGHBOURS = SoftRule(
    "same-group",
    "1.2",
    "Two sends in a row are of different style groups",
    lambda p: f"column style_group; bumps and follow-ups excepted; {p.plan.group_neighbour_price:g} send values each",
    _neighbours_of_a_group,
)
