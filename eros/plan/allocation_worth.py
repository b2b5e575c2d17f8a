"""What the sends of an allocation earn when each tires the others of its day, and what one more of each would add.

A day's sends earn F(c) V: V cents before fatigue, c contacts with the audience, F the factor of `fatigue_factor`. That is no
linear objective; linear ones follow it, each made of the slopes where the counts stand (Frank and Wolfe, An algorithm for
quadratic programming, Naval Research Logistics Quarterly 3, 1956).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from eros.plan.worth import contacts_by_day, fatigue_factor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.plan.allocation_model import AllocationInput, AllocationModel

    Floats = NDArray[np.float64]

__all__ = ["AllocationWorth", "Point"]

ON_A_DAY = np.dtype([("column", np.int64), ("day", np.int64), ("cents", np.float64), ("contacts", np.float64)])


@dataclass(frozen=True, slots=True)
class Point:
    """Where a week stands: cents before fatigue and contacts by day, shape (7,)."""

    cents: Floats
    contacts: Floats

    @classmethod
    def guessed(cls, given: AllocationInput) -> Point:
        """Where a week likely stands."""
        days = range(7)
        return cls(np.array([*map(given.day_value, days)]), np.array([*map(given.expected_contacts, days)]))


@dataclass(frozen=True)
class AllocationWorth:
    """The objective of a program whose columns are all there."""

    model: AllocationModel

    def slopes(self, point: Point) -> Floats:
        """What one more of each column adds, in cents: what it earns less what it tires away."""
        each, tired = self._sends, self._fatigue(point.contacts)
        lost = self.model.given.context.estimates.fatigue_per_contact * point.cents * tired
        found = self._fixed.copy()
        found[each["column"]] = tired[each["day"]] * each["cents"] - lost[each["day"]] * each["contacts"]
        return found

    def value(self, x: Floats) -> float:
        """Cents of whole counts, told."""
        cents, contacts = self._by_day(x)
        return float(self._fatigue(contacts) @ cents + self._fixed @ x)

    def point(self, x: Floats) -> Point:
        """Where told counts stand; what better or missing texts add is taken to fall on all days alike."""
        drawn = self.model.drawn
        cents, contacts = self._by_day(x)
        earned = float(self._fatigue(contacts) @ cents)
        share = 1.0 + float(self._fixed[drawn] @ x[drawn]) / earned if earned > 0.0 else 1.0
        return Point(cents * max(0.0, share), contacts)

    def told(self, x: Floats) -> Floats:
        """Whole counts with the number of each day's parents told, where the program mixes numbers."""
        told = x.copy()
        for numbers, parents in self.model.asked:
            told[numbers] = 0.0
            told[numbers[round(float(x[parents].sum()))]] = 1.0
        return told

    def _by_day(self, x: Floats) -> tuple[Floats, Floats]:
        each, standing = self._sends, contacts_by_day(self.model.given.context, self.model.given.fixed)
        amounts = x[each["column"]]
        cents, contacts = (np.bincount(each["day"], each[name] * amounts, 7) for name in ("cents", "contacts"))
        return np.asarray(cents, dtype=np.float64), np.array([standing[day] for day in range(7)]) + contacts

    def _fatigue(self, contacts: Floats) -> Floats:
        return np.array([fatigue_factor(self.model.given.context, count) for count in contacts.tolist()])

    @cached_property
    def _sends(self) -> NDArray[Any]:
        sends = self.model.sends
        many = np.array([len(columns) for columns, _, _, _ in sends], dtype=np.int64)
        found = np.empty(many.sum(), dtype=ON_A_DAY)
        found["column"] = [column for columns, _, _, _ in sends for column in columns]
        found["cents"] = [worth for _, _, cents, _ in sends for worth in cents]
        found["day"] = np.repeat([day for _, day, _, _ in sends], many)
        found["contacts"] = np.repeat([contacts for _, _, _, contacts in sends], many)
        return found

    @cached_property
    def _fixed(self) -> Floats:
        """Cents of each column that stands on no day."""
        found = np.array(self.model.model.cost)
        found[self._sends["column"]] = 0.0
        return found
