"""The rows of the allocation program for what a week is made of (rules `mix`, `bump-ratio`, `flavour`, `variety`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.plan.allocation_rows import used_columns
from eros.rules.soft.flavour import favoured_types, flavour_price
from eros.rules.soft.mix import BUMP, bump_band, mix_band, variety_target

if TYPE_CHECKING:
    from eros.model.catalogue import Quota
    from eros.plan.allocation_model import AllocationModel

__all__ = ["bumps", "flavour", "mix", "variety"]


def mix(m: AllocationModel) -> None:
    """Revenue sends of the week lie in a band beside those of engagement; each one outside has a price."""
    band = mix_band(m.given.context)
    if band is None:
        return
    price = m.given.context.params.mix.mix_price * m.given.worth.unit
    (revenue, has), (engagement, shows) = (_of_quota(m, quota) for quota in ("revenue", "engagement"))
    few, many = m.model.columns([-price, -price])
    columns = [*revenue, *engagement]
    for limit, slack, sign in ((band.low, few, 1.0), (band.high, many, -1.0)):
        values = [sign] * len(revenue) + [-sign * limit] * len(engagement)
        m.model.at_least([*columns, slack], sign * (limit * shows - has), [*values, 1.0])


def _of_quota(m: AllocationModel, quota: Quota) -> tuple[list[int], int]:
    """The week's copies of a quota and its fixed sends."""
    types = m.given.context.problem.catalogue.send_types
    columns = [c for t in m.given.types if t.quota == quota for c in m.week_copies(t.key)]
    return columns, sum(n for (_, key), n in m.given.fixed_counts.items() if types[key].quota == quota)


def bumps(m: AllocationModel) -> None:
    """On each day the bumps lie in the band of the page's sub-type; each one outside has a price."""
    price = m.given.context.params.mix.bump_price * m.given.worth.unit
    types = m.given.context.problem.catalogue.send_types
    for day in range(7):
        band = bump_band(m.given.context, day)
        if band is None:
            continue
        columns = [c for t in m.given.types if t.style_group == BUMP for c in m.copies.get((day, t.key), ())]
        fixed = sum(n for (d, key), n in m.given.fixed_counts.items() if d == day and types[key].style_group == BUMP)
        few, many = m.model.columns([-price, -price])
        m.model.at_least([*columns, few], band[0] - fixed)
        m.model.at_most([*columns, many], band[1] - fixed, [1.0] * len(columns) + [-1.0])


def flavour(m: AllocationModel) -> None:
    """A day without a type it favours has a price."""
    price = flavour_price(m.given.context.params) * m.given.worth.unit
    for day in range(7):
        for send_type in favoured_types(m.given.context, day):
            if not m.given.fixed_counts[day, send_type.key]:
                lacking = m.model.column(-price, 1.0)
                m.model.at_least([*m.copies.get((day, send_type.key), ()), lacking], 1.0)


def variety(m: AllocationModel) -> None:
    """Each distinct type fewer than the target has a price."""
    fixed = {key for _, key in m.given.fixed_counts} - {m.given.context.problem.catalogue.followup.key}
    wanted = variety_target(m.given.context) - len(fixed)
    if wanted > 0:
        lacking = m.model.column(-m.given.context.params.plan.variety_reward * m.given.worth.unit, wanted)
        m.model.at_least([lacking, *(column for _, column in used_columns(m))], wanted)
