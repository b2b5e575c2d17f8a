"""The columns of one day's timing program and what it is given."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.calendar import SLOT, quarters
from eros.plan.solve.model import Model
from eros.rules.commerce import is_link_parent

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue, SendType
    from eros.plan.calendar import Slot

    Numbers = NDArray[np.int64]

__all__ = ["Arcs", "DayInput", "DayModel", "Standing"]

NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Standing:
    """A send whose place is settled, in elapsed minutes since Monday 00:00.

    One this plan placed knows only its quarter hour (`slot`): its minute is settled later and never tightens a gap that
    the quarter hours keep. Any other send stands at an exact minute (earliest == latest, slot None).
    """

    send_type: str
    earliest: int
    latest: int
    slot: int | None = None
    is_link_parent: bool = False

    @classmethod
    def placed(cls, send_type: str, slot: int, *, is_link_parent: bool = False) -> Standing:
        """A send of this plan, somewhere inside its slot."""
        return cls(send_type, slot * SLOT + 1, slot * SLOT + SLOT - 1, slot, is_link_parent)

    def forbids(self, slot: int, gap_minutes: int) -> bool:
        """True when some minute of `slot` would come nearer than the gap."""
        first, last = self.shadow(gap_minutes)
        return first <= slot <= last

    def shadow(self, gap_minutes: int) -> tuple[int, int]:
        """The first and the last slot it forbids."""
        if self.slot is not None:
            return self.slot - quarters(gap_minutes) + 1, self.slot + quarters(gap_minutes) - 1
        return (self.earliest - gap_minutes - SLOT + 1) // SLOT + 1, quarters(self.latest + gap_minutes - 1) - 1


@dataclass(frozen=True)
class DayInput:
    """One day to time: `counts` by type, follow-ups wanted, open slots, what stands already, gaps in minutes.

    A send is worth `worth[send_type]` cents times the `curve` of its clock hour, and `drop_price(send_type)` cents are lost
    where it finds no place. `rule_gap_minutes` is the rule's own distance, `gap_minutes` and `ppv_gap_minutes` are the ones
    this plan keeps; `fixed_starts` counts the day's fixed sends by clock hour.
    """

    catalogue: Catalogue
    counts: Mapping[str, int]
    followups: int
    slots: tuple[Slot, ...]
    standing: tuple[Standing, ...]
    gap_minutes: int
    rule_gap_minutes: int
    ppv_gap_minutes: int
    followup_window: tuple[int, int]
    link_reach_minutes: int
    max_per_hour: int
    fixed_starts: Counter[int]
    curve: Sequence[float]
    worth: Mapping[str, float]
    drop_price: Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Columns of follow-ups, each with its parent's place among the day's slots and its own."""

    columns: Numbers
    parents: Numbers
    places: Numbers


@dataclass
class DayModel:
    """The program under construction.

    A slot's number among the day's is its place: `slots` and `hours` are the elapsed quarter hour and the clock hour there.
    `grid` has the binaries of starts, a row for each type (its number is `row[type]`) and in it one for each place, `open`
    what of them may be used; `arcs` lead from any parent that starts in one place to its follow-up in another; `dropped`
    are the priced slacks.
    """

    given: DayInput
    model: Model = field(default_factory=Model)
    row: dict[str, int] = field(default_factory=dict)
    grid: Numbers = field(default_factory=lambda: NONE)
    open: NDArray[np.bool_] = field(default_factory=lambda: NONE.astype(np.bool_))
    arcs: Arcs = field(default_factory=lambda: Arcs(NONE, NONE, NONE))
    dropped: dict[str, int] = field(default_factory=dict)
    dropped_followups: int = -1

    @classmethod
    def of(cls, given: DayInput) -> DayModel:
        """All columns with their costs in cents."""
        self = cls(given)
        costs = np.array([given.worth[key] for key in given.counts])[:, None] * self._curve
        self.row.update(zip(given.counts, range(len(costs)), strict=True))
        self.grid = self.model.block(costs.ravel(), 1.0, integer=True).reshape(costs.shape)
        self.open = np.ones(costs.shape, dtype=np.bool_)
        for key, count in given.counts.items():
            self.dropped[key] = self.model.column(-given.drop_price(key), count)
        if given.followups:
            self._followup_columns()
        return self

    @cached_property
    def slots(self) -> Numbers:
        """Elapsed quarter hours, by place."""
        return np.array(self._elapsed)

    @cached_property
    def _elapsed(self) -> list[int]:
        return [slot.elapsed for slot in self.given.slots]

    @cached_property
    def _curve(self) -> NDArray[np.float64]:
        return np.array(self.given.curve)[self.hours]

    @cached_property
    def hours(self) -> Numbers:
        """Clock hours 0-23, by place."""
        return np.array([slot.hour for slot in self.given.slots])

    def starts(self, key: str) -> dict[int, int]:
        """The binaries of a type by elapsed slot."""
        return dict(zip(self._elapsed, self.columns(key).tolist(), strict=True))

    def columns(self, key: str) -> Numbers:
        """The binaries of a type by place."""
        columns: Numbers = self.grid[self.row[key]]
        return columns

    def type_of(self, key: str) -> SendType:
        """The send type of that key."""
        return self.given.catalogue.send_types[key]

    def is_link_parent(self, key: str) -> bool:
        """True for a buying opportunity a link drop may point at."""
        return is_link_parent(self.type_of(key))

    def taken(self, gap_minutes: int, types: Collection[str] | None = None) -> NDArray[np.bool_]:
        """By place, whether a start would come nearer than the gap to a send (of these types) that stands."""
        found = np.zeros(len(self.slots), dtype=np.bool_)
        for send in self.given.standing:
            if types is None or send.send_type in types:
                found[self.between(*send.shadow(gap_minutes))] = True
        return found

    def between(self, first: int, last: int) -> slice:
        """The places of the slots from `first` to `last`."""
        return slice(bisect_left(self._elapsed, first), bisect_right(self._elapsed, last))

    @property
    def parents(self) -> list[str]:
        """The day's types that a follow-up may chase."""
        return [key for key in self.row if self.type_of(key).followup_parent]

    def usable(self, keys: Iterable[str]) -> tuple[Numbers, Numbers]:
        """The open starts of these types, as columns and places."""
        rows = np.array([self.row[key] for key in keys], dtype=np.int64)
        types, places = self.open[rows].nonzero()
        return self.grid[rows[types], places], places

    def _followup_columns(self) -> None:
        """A follow-up a type of parent may have, wherever it keeps its distance to what stands (rule `min-gap`).

        Of those that chase one parent within one clock hour, and so are worth the same, the earliest holds the floor for
        the shortest time: the others are left out.
        """
        given, key = self.given, self.given.catalogue.followup.key
        first, last = quarters(given.followup_window[0]), given.followup_window[1] // SLOT
        wanted = self.slots[:, None] + np.arange(first, last + 1)
        place = np.minimum(np.searchsorted(self.slots, wanted), len(self.slots) - 1)
        free = (self.slots[place] == wanted) & ~self.taken(given.rule_gap_minutes)[place] & bool(self.parents)
        parents, places = np.nonzero(free)[0], place[free]
        hours = self.hours[places]
        earliest = np.ones(len(parents), dtype=np.bool_)
        earliest[1:] = (parents[1:] != parents[:-1]) | (hours[1:] != hours[:-1])
        parents, places = parents[earliest], places[earliest]
        columns = self.model.block(given.worth[key] * self._curve[places], 1.0, integer=True)
        self.arcs = Arcs(columns, parents, places)
        self.dropped_followups = self.model.column(-given.drop_price(key), given.followups)
