"""One day of every lawful week, relaxed to hours: the most it can add when captions and weekly room have prices.

The value of a send falls with the day's contacts, so the day is solved once for each level: how many of its new sends go
through message channels and how many are follow-ups. At a level the factor on all its sends is a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.model.campaign import FIRST_TO_TIP
from eros.plan.allocation_model import QUOTAS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.model.catalogue import SendType
    from eros.plan.bound.space import Space
    from eros.plan.bound.supply import Supply

    Floats = NDArray[np.float64]

__all__ = ["Answer", "Day", "Level"]


@dataclass(frozen=True, slots=True)
class Level:
    """New sends of a day through message channels (follow-ups aside), and its new follow-ups."""

    messages: int
    followups: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the parents of a level cost: `cents` always, `up` for each beyond `most`, `down` for each below `least`."""

    cents: float
    least: int
    most: int
    up: float
    down: float


@dataclass(frozen=True)
class Day:
    """The sends a day may hold, the same at every level: one column per type, number of copies and hour, then follow-ups."""

    space: Space
    day: int

    @cached_property
    def keys(self) -> list[tuple[SendType, int, int]]:
        """Type, copies, hour of every column of a send, tips for another amount than their day's once more at the end."""
        own = [
            (kind, copies, hour)
            for kind in self.space.types
            for copies in range(1, self.space.room[kind.key][self.day] + 1)
            for hour in self.space.hours[self.day]
        ]
        return own + [key for key in own if key[0].key == FIRST_TO_TIP and self._gained > 0.0]

    @cached_property
    def pushed_on(self) -> list[int]:
        """Columns of the tips for another amount than their day's."""
        return list(range(len(set(self.keys)), len(self.keys)))

    @cached_property
    def values(self) -> Floats:
        """Cents of every send and follow-up column before fatigue and caption."""
        space, followup = self.space, self.space.followup.key
        fixed = space.given.fixed_counts
        sends = [
            space.value(self.day, kind.key, hour, copies + fixed[self.day, kind.key])
            for kind, copies, hour in self.keys
        ]
        for column in self.pushed_on:
            sends[column] += self._gained * space.context.estimates.curve.at(self.day, self.keys[column][2])
        return np.array([*sends, *(space.value(self.day, followup, hour, 1) for hour in space.hours[self.day])])

    @cached_property
    def by_type(self) -> dict[str, NDArray[np.int64]]:
        """Column numbers by send type, follow-ups among them."""
        found: dict[str, list[int]] = {}
        for number, (kind, _, _) in enumerate(self.keys):
            found.setdefault(kind.key, []).append(number)
        found[self.space.followup.key] = list(range(len(self.keys), len(self.values)))
        return {key: np.array(columns, dtype=np.int64) for key, columns in found.items() if columns}

    @cached_property
    def volume(self) -> int:
        """New sends the day's volume still asks for."""
        return sum(self.space.given.volume(self.day, quota) for quota in QUOTAS)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Every level the day may have: volume exactly met or, at a price, not."""
        message = sum(self.space.room[t.key][self.day] for t in self.space.types if self.space.contact(t) == 1.0)
        may_follow = self.space.followup in self.space.context.problem.send_types
        followups = max(0, self.space.most_followups - self._out) if may_follow and self.space.hours[self.day] else 0
        return tuple(Level(m, f) for m in range(min(message, self.most_sends) + 1) for f in range(followups + 1))

    @cached_property
    def most_sends(self) -> int:
        """No more sends fit into the day's hours."""
        rules = self.space.context.params.rules
        return len(self.space.hours[self.day]) * rules.max_per_hour

    def fatigue(self, level: Level) -> float:
        """The factor on every send of the day at a level, volume met; one that lacks sends is a little less tired."""
        return self.space.fatigue(self.contacts(level))

    def contacts(self, level: Level) -> float:
        """Contacts of the day's sends at a level, fixed ones included."""
        space, wall = self.space, self.space.context.params.estimate.wall_contact_weight
        walls = max(0, self.volume - level.messages)
        count = level.messages + wall * walls + level.followups * space.contact(space.followup)
        return count + space.fixed_contacts[self.day]

    def answer(self, level: Level) -> Answer:
        """The price of follow-ups that parents ask for and lack, or that nobody asks for, as a convex function of parents."""
        plan, unit, out = self.space.context.params.plan, self.space.unit, self._out
        placed, most = level.followups + out, len(self._wanted) - 1
        prices = [
            unit * (plan.unplaced * max(0, want - placed) + plan.volume_excess * max(0, placed - max(want, out)))
            for want in self._wanted
        ]
        least = min(prices)
        flat = [parents for parents, price in enumerate(prices) if price == least]
        low, high = flat[0], flat[-1]
        up = min(((prices[p] - least) / (p - high) for p in range(high + 1, most + 1)), default=0.0)
        down = min(((prices[p] - least) / (low - p) for p in range(low)), default=0.0)
        return Answer(least, low, high, up, down)

    @property
    def _gained(self) -> float:
        """The most a tip of the day brings beyond its own amount's cents."""
        return self.space.pushed.get(self.day, 0.0)

    @cached_property
    def _out(self) -> int:
        """Follow-ups of the day that stand already."""
        return self.space.given.fixed_counts[self.day, self.space.followup.key]

    @cached_property
    def _wanted(self) -> list[int]:
        """Follow-ups the day asks for, by the number of its new parents."""
        space = self.space
        most = sum(space.room[kind.key][self.day] for kind in space.types if kind.followup_parent)
        return space.given.followups_asked(self.day, most)

    def relief(self, supply: Supply, level: Level) -> float:
        """Cents a send that lacks may add at a level by tiring the others less."""
        wall = self.space.context.params.estimate.wall_contact_weight
        lacking = max(1, self.volume)
        gained = self.space.fatigue(-wall * lacking) / self.space.fatigue(0.0) - 1.0
        return self.fatigue(level) * self._most_cents(supply) * gained / lacking

    def _most_cents(self, supply: Supply) -> float:
        """The most the day's sends can bring before fatigue: of those its caps allow, the dearest ones its hours hold."""
        found: list[float] = []
        for key, columns in self.by_type.items():
            copies = self.space.room[key][self.day] if key in self.space.room else self.space.most_followups
            found += [supply.best_factor(key) * float(self.values[columns].max())] * copies
        return sum(sorted(found, reverse=True)[: self.most_sends]) + self.space.pinned_cents[self.day]
