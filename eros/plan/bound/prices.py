"""Prices for what days share: captions, content types, weekly room, campaigns, the worth of variety."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from eros.plan.bound.styles import Styles
from eros.rules.soft.mix import variety_target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eros.plan.bound.space import Space
    from eros.plan.bound.supply import Supply

    Floats = NDArray[np.float64]

__all__ = ["Frame", "Prices"]


@dataclass(frozen=True)
class Prices:
    """Cents, all at least 0: of captions by place in the bank, of content types, of spans, and what variety owes a type.

    `opening` are by send type and day, shape (7,), what a caption owes that opens on the day or later: no more of them are
    drawn than the type has sends from that day on. `styles` are by (day, PPV style) what a caption of it owes the send that
    has it; `turns`, of either sign, by (day, turn) what a PPV of a day is owed by the way its style takes.
    """

    captions: Floats
    contents: Floats
    spans: Floats
    variety: Mapping[str, float]
    opening: Mapping[str, Floats]
    styles: Mapping[tuple[int, str], float]
    turns: Mapping[tuple[int, str], float]

    def towards(self, other: Prices, share: float) -> Prices:
        """The prices a share (0-1) of the way to others."""

        def between(mine: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> dict[Any, Any]:
            return {key: (1 - share) * mine.get(key, 0.0) + share * theirs.get(key, 0.0) for key in {**mine, **theirs}}

        return Prices(
            (1 - share) * self.captions + share * other.captions,
            (1 - share) * self.contents + share * other.contents,
            (1 - share) * self.spans + share * other.spans,
            between(self.variety, other.variety),
            between(self.opening, other.opening),
            between(self.styles, other.styles),
            between(self.turns, other.turns),
        )

    def late(self, key: str) -> Floats:
        """By day: what a caption of the type that opens then owes for it, and a send of that day is owed."""
        return np.cumsum(self.opening[key]) if key in self.opening else np.zeros(7)


@dataclass(frozen=True)
class Frame:
    """What the week holds apart from its days."""

    space: Space
    supply: Supply

    @cached_property
    def styles(self) -> Styles:
        """The ways PPV styles may take."""
        return Styles(self.space)

    @property
    def reward(self) -> float:
        """Cents of a distinct type as long as the target is not met (rule `variety`)."""
        return self.space.context.params.plan.variety_reward * self.space.unit

    @property
    def standing(self) -> frozenset[str]:
        """Types that fixed sends have already."""
        return frozenset({send.send_type for send in self.space.given.fixed} - {self.space.followup.key})

    @property
    def lacking(self) -> int:
        """Distinct types the target still asks for."""
        return max(0, variety_target(self.space.context) - len(self.standing))

    @property
    def base(self) -> float:
        """Cents of a week of which nothing is new."""
        return self.space.sent_cents - self.lacking * self.reward

    def cents(self, prices: Prices) -> float:
        """What the week adds to its days: the price of all that is shared, and what variety brings beyond what it owes."""
        room = float(prices.captions.sum() + prices.contents @ self.supply.content_room)
        room += float(sum(p * limit for p, (_, limit) in zip(prices.spans.tolist(), self.space.spans, strict=True)))
        owed = sorted(prices.variety.get(kind.key, 0.0) for kind in self.space.types if kind.key not in self.standing)
        gains = [max(0.0, self.reward - cents) for cents in owed[: self.lacking]]
        return self.base + room + sum(gains) + self.styles.most_cents(prices.styles, prices.turns)

    def charge(self, key: str, day: int, prices: Prices) -> float:
        """What a send of a type, or what else is counted, pays on a day for shared room, less what it is owed."""
        spans = zip(prices.spans.tolist(), self.space.spans, strict=True)
        held = sum(price * weights[day, key] for price, (weights, _) in spans if price and (day, key) in weights)
        owed = prices.variety.get(key, 0.0) + float(prices.late(key)[day]) + prices.turns.get((day, key), 0.0)
        return float(held) - owed

    def affordable(self, spans: Floats) -> Floats:
        """Prices of spans, none of a limit together dearer than to go beyond it."""
        found, first = spans.copy(), 0
        for shared in self.space.shared:
            own = found[first : first + len(shared.spans)]
            if own.sum() > shared.price:
                own *= shared.price / own.sum()
            first += len(shared.spans)
        return found
