"""The prices of sends of one style group: close to one another, or one after the other from day to day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.calendar import SLOT
from eros.rules.soft.gaps import group_price
from eros.rules.soft.styles import UNGROUPED

if TYPE_CHECKING:
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.timing_model import DayModel

__all__ = ["groups_apart", "neighbours_differ"]


def groups_apart(m: DayModel, given: AllocationInput, *, every: bool = False) -> None:
    """In any stretch of the wanted distance one start of a group is free, each more has a price (rule `same-type-gap`).

    Two neighbours share as many stretches as quarter hours lack between them, so together they cost what the rule says.
    Unless `every` one counts, groups without prices are left as they fall: they cost next to nothing, and rows for them a
    third of the stage's time.
    """
    catalogue, plan = given.context.problem.catalogue, given.context.params.plan
    width, groups = plan.group_gap_minutes // SLOT, defaultdict[str, list[str]](list)
    for key in m.row:
        groups[m.type_of(key).style_group].append(key)
    for group, keys in groups.items():
        earns = any(m.type_of(key).requires_price for key in keys)
        close = plan.group_gap_minutes <= m.given.ppv_gap_minutes and all(m.type_of(key).is_ppv for key in keys)
        if close or not (earns or every):
            continue
        price, standing = group_price(group, catalogue, plan) * given.worth.unit, _standing(m, group, width)
        if price and sum(m.given.counts[key] for key in keys) + len(standing) > 1:
            _price_stretches(m, keys, standing, width, price)


def _standing(m: DayModel, group: str, width: int) -> list[int]:
    """Quarter hours of this week's sends of a group that stand already and reach into the day."""
    first, last = m.given.slots[0].elapsed - width, m.given.slots[-1].elapsed + width
    slots = [send.earliest // SLOT for send in m.given.standing if m.type_of(send.send_type).style_group == group]
    return [slot for slot in slots if max(first, -1) < slot < last]


def _price_stretches(m: DayModel, keys: list[str], standing: list[int], width: int, price: float) -> None:
    """The stretches are numbered by their first quarter hour; the first of them ends with the day's first slot."""
    columns, places = m.usable(keys)
    stretches = (m.slots[places][:, None] + np.arange(width) - m.slots[0]).ravel()
    many = m.slots[-1] - m.slots[0] + width
    inside = np.bincount(stretches, minlength=many)
    begun = np.arange(many) + m.slots[0] - width + 1
    held = sum(((begun <= slot) & (slot < begun + width) for slot in standing), np.zeros(many, dtype=np.int64))
    mixed = (inside > 0) & (inside + held > 1)
    slacks = m.model.block([-price] * int(mixed.sum()))
    told = mixed[stretches]
    m.model.at_most_each(
        np.maximum(0.0, 1.0 - held[mixed]),
        np.concatenate([(mixed.cumsum() - 1)[stretches[told]], np.arange(len(slacks))]),
        np.concatenate([columns.repeat(width)[told], slacks]),
        np.concatenate([np.ones(int(told.sum())), -np.ones(len(slacks))]),
    )


def neighbours_differ(m: DayModel, given: AllocationInput) -> None:
    """The day's first send of the group of the day before's last one has a price, and so its last one (rule `same-group`)."""
    price = given.context.params.plan.group_neighbour_price * given.worth.unit
    mains = [send for send in m.given.standing if send.earliest >= 0 and not m.type_of(send.send_type).is_followup]
    today = [send for send in mains if m.slots[0] <= send.earliest // SLOT <= m.slots[-1]]
    before = [send for send in mains if send.earliest // SLOT < m.slots[0]]
    after = [send for send in mains if send.earliest // SLOT > m.slots[-1]]
    sooner = max(before, key=lambda send: send.earliest, default=None)
    later = min(after, key=lambda send: send.earliest, default=None)
    for neighbour, way in ((sooner, 1), (later, -1)):
        group = None if neighbour is None else m.type_of(neighbour.send_type).style_group
        if price and group not in (None, *UNGROUPED) and not today:
            _price_next(m, group, price, way)


def _price_next(m: DayModel, group: str, price: float, way: int) -> None:
    """A send of a group with no other one before it (behind it, where `way` is -1) costs the price."""
    alike, others = ([k for k in m.row if (m.type_of(k).style_group == group) is same] for same in (True, False))
    if not alike:
        return
    starts, passed = _by_place(m, alike), _by_place(m, others)
    next_to = m.model.column(-price, 1.0)
    begun: list[int] = []
    for place in range(len(m.slots))[::way]:
        if starts[place]:
            m.model.at_most(
                [*starts[place], next_to, *begun], 0.0, [1.0] * len(starts[place]) + [-1.0] * (1 + len(begun))
            )
        if passed[place]:
            causes = [*begun, *passed[place]]
            begun = [m.model.column(0.0, 1.0)]
            m.model.at_most([*begun, *causes], 0.0, [1.0] + [-1.0] * len(causes))


def _by_place(m: DayModel, keys: list[str]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in m.slots]
    for column, place in zip(*m.usable(keys), strict=True):
        found[place].append(int(column))
    return found
