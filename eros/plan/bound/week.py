"""The bound: prices for what days share, and the most each day can add at those prices.

Days share captions, weekly room, campaigns and the worth of variety. At any prices of these, what the shared things cost in
all and what each day could gain on its own add up to at least the objective of every week (Lagrangian relaxation: Geoffrion,
Mathematical Programming Study 2, 1974). Good prices are found in turns: the days propose what they would do at the prices,
and the duals of the best mix of all proposals lead to the next. Those leap, so what is asked next lies between them and the
best prices so far (Wentges, International Transactions in Operational Research 4, 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.bound.day import Day
from eros.plan.bound.master import Master
from eros.plan.bound.prices import Frame
from eros.plan.bound.relaxation import Relaxation
from eros.plan.bound.supply import Supply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eros.plan.bound.day import Level
    from eros.plan.bound.master import Mix
    from eros.plan.bound.prices import Prices
    from eros.plan.bound.relaxation import Proposal
    from eros.plan.bound.space import Space

    Floats = NDArray[np.float64]

__all__ = ["Bounded", "WeekBound"]

TURNS = 22
WILD_TURNS = 5
"""The first turns may gain nothing: their prices know but a few proposals."""
WHOLE_TURNS = 2
"""The last turns, at the latest, look at every level."""
CALM = 0.5
"""How far towards the best prices so far those asked next are moved: duals of a mix leap from turn to turn."""
CLOSE = 5e-4
STALLED = 2e-4
GRID = 200


@dataclass(frozen=True)
class Bounded:
    """A bound in cents, the mix of proposals that came nearest to it, and all of them."""

    cents: float
    mix: Mix
    master: Master

    @cached_property
    def whole(self) -> Mix:
        """A good mix that holds most days whole."""
        return self.master.settled()


@dataclass(frozen=True)
class WeekBound:
    """The bound of a page's week."""

    space: Space

    @cached_property
    def frame(self) -> Frame:
        """What the week holds apart from its days."""
        return Frame(self.space, Supply(self.space))

    @cached_property
    def days(self) -> Mapping[int, Relaxation]:
        """The days something may start on."""
        days = (Day(self.space, d) for d in range(7) if self.space.hours[d])
        return {day.day: Relaxation(day, self.frame) for day in days if len(day.values)}

    def least(self, planned: Sequence[Proposal]) -> Bounded:
        """The least bound met in a few turns; `planned` are proposals to begin with, one for each day.

        As long as it pays days propose only what lies uphill from their last proposals; then all their levels are looked at,
        which makes it a bound.
        """
        master = Master(self.frame, self.days, planned)
        near: dict[int, Level] | None = {proposal.day: proposal.level for proposal in planned}
        least, lowest, before, best = np.inf, np.inf, -np.inf, None
        for turn in range(TURNS):
            mix = master.mix()
            asked = mix.prices if best is None else mix.prices.towards(best, CALM)
            total, proposals = self.at(asked, near)
            if total < lowest:
                lowest, best = total, asked
            is_close = total - mix.cents <= CLOSE * abs(total)
            if near is None:
                least = min(least, total)
                if is_close:
                    break
            elif is_close or self._has_stalled(turn, total, mix.cents - before):
                near, lowest = None, np.inf
            else:
                near.update((proposal.day, proposal.level) for proposal in proposals)
            master.take(proposals)
            before = mix.cents
        return Bounded(least, mix, master)

    def _has_stalled(self, turn: int, total: float, gained: float) -> bool:
        """True where it is time to look at every level."""
        return (turn >= WILD_TURNS and gained <= STALLED * abs(total)) or turn + 1 == TURNS - WHOLE_TURNS

    def at(self, prices: Prices, near: Mapping[int, Level] | None = None) -> tuple[float, list[Proposal]]:
        """The bound at these prices, in cents, and what the days propose; no bound where only levels `near` are looked at."""
        shared, total, found = self._worth(prices), self.frame.cents(prices), []
        for number, day in self.days.items():
            worth = shared | self._worth(prices, number)
            cents, proposals = day.best(prices, worth, None if near is None else near[number])
            total += cents
            found += proposals
        return total, found

    def _worth(self, prices: Prices, day: int | None = None) -> dict[str, tuple[Floats, Floats]]:
        """By send type: values of a send with an average text, and the most one gains there.

        Types that are told apart by day have their own on each, all others without a day. The most gained is convex in the
        value, so a straight line between two points is never too low.
        """
        found: dict[str, tuple[Floats, Floats]] = {}
        for key in self.frame.supply.offers:
            if (key in self.frame.styles.keys) is (day is not None):
                most = max((day.highest(key) for day in self.days.values()), default=0.0)
                grid = np.linspace(0.0, max(most, 1e-6) * 1.000001, GRID)
                found[key] = grid, self.frame.supply.worth(key, grid, prices, day)
        return found
