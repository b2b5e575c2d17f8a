"""The price of sends of one style group that start close to one another (rule `same-type-gap`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.plan.calendar import SLOT
from eros.rules.soft.gaps import group_price

if TYPE_CHECKING:
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.timing_model import DayModel

__all__ = ["groups_apart"]


def groups_apart(m: DayModel, given: AllocationInput, *, every: bool = False) -> None:
    """In any stretch of the wanted distance one start of a group is free, each more costs a quarter hour's price.

    Two neighbours share as many stretches as quarter hours lack between them, so together they cost what the rule says.
    Unless `every` one counts, groups without prices are left as they fall: they cost next to nothing, and rows for them a
    third of the stage's time.
    """
    catalogue, plan = given.context.problem.catalogue, given.context.params.plan
    width = plan.group_gap_minutes // SLOT
    for group in dict.fromkeys(m.type_of(key).style_group for key in m.starts):
        price = group_price(group, catalogue, plan) * given.worth.unit
        keys = [key for key in m.starts if m.type_of(key).style_group == group]
        earns = any(m.type_of(key).requires_price for key in keys)
        close = plan.group_gap_minutes <= m.given.ppv_gap_minutes and all(m.type_of(key).is_ppv for key in keys)
        standing = _standing(m, group, width)
        if price and (earns or every) and not close and sum(m.given.counts[key] for key in keys) + len(standing) > 1:
            _price_stretches(m, keys, standing, width, price)


def _standing(m: DayModel, group: str, width: int) -> list[int]:
    """Quarter hours of this week's sends of a group that stand already and reach into the day."""
    first, last = m.given.slots[0].elapsed - width, m.given.slots[-1].elapsed + width
    slots = [send.earliest // SLOT for send in m.given.standing if m.type_of(send.send_type).style_group == group]
    return [slot for slot in slots if max(first, -1) < slot < last]


def _price_stretches(m: DayModel, keys: list[str], standing: list[int], width: int, price: float) -> None:
    at: dict[int, list[int]] = {}
    for key in keys:
        for slot, column in m.starts[key].items():
            at.setdefault(slot, []).append(column)
    for first in range(min(at) - width + 1, max(at) + 1):
        columns = [column for slot in range(first, first + width) for column in at.get(slot, ())]
        held = sum(first <= slot < first + width for slot in standing)
        if len(columns) + held > 1 and columns:
            slack = m.model.column(-price)
            m.model.at_most([*columns, slack], max(0, 1 - held), [1.0] * len(columns) + [-1.0])
