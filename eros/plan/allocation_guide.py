"""What the mix of a bound says about the allocation: how many of what on which day, and how tired the days are."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.plan.allocation_model import AllocationModel

__all__ = ["Guide", "near_the_guide"]

FRACTION = 1e-4
LIGHT = 0.01
"""Price of a change of sends that earn little, over that of others: what decides there is who has a good text left."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What a week should hold, in fractions: sends by (day, send type), campaigns by (day, kind).

    `contacts` a day makes, and what it is worth without fatigue, in cents, stand for the look-ahead's guesses. `whole` guides
    sends that earn little, too.
    """

    counts: Mapping[tuple[int, str], float]
    contacts: Mapping[int, float]
    values: Mapping[int, float]
    whole: bool = False


def near_the_guide(m: AllocationModel) -> None:
    """Sends that earn stand where the guide has them, one more or less where it is undecided; others have a price.

    Campaigns stand on its days only. What is left to the program are the sends that do not earn and all that is undecided.
    """
    guide = m.given.guide
    if guide is None:
        return
    price = -m.given.context.params.plan.guide_price * m.given.worth.unit
    types = m.given.context.problem.catalogue.send_types
    for (day, key), copies in m.copies.items():
        earns = types[key].quota == "revenue"
        if earns or guide.whole:
            wanted = guide.counts.get((day, key), 0.0)
            fewer, more = m.model.columns([price if earns else LIGHT * price] * 2)
            m.model.at_most([*copies, more], ceil(wanted - FRACTION), [1.0] * len(copies) + [-1.0])
            m.model.at_least([*copies, fewer], floor(wanted + FRACTION))
    for (day, campaign), column in m.campaigns.items():
        if guide.counts.get((day, campaign), 0.0) < FRACTION:
            m.model.forbid(column)
