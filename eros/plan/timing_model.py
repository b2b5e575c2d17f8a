"""The columns of one day's timing program and what it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from eros.plan.calendar import SLOT, quarters
from eros.plan.solve.model import Model
from eros.rules.commerce import is_link_parent

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping

    from eros.model.catalogue import Catalogue, SendType
    from eros.plan.calendar import Slot

__all__ = ["DayInput", "DayModel", "Standing"]


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
        if self.slot is not None:
            return abs(slot - self.slot) * SLOT < gap_minutes
        after, before = slot * SLOT + 1 - self.latest, self.earliest - (slot * SLOT + SLOT - 1)
        return max(after, before) < gap_minutes


@dataclass(frozen=True)
class DayInput:
    """One day to time: `counts` by type, follow-ups wanted, open slots, what stands already, gaps in minutes.

    `value(send_type, slot)` and `drop_price(send_type)` are in cents; `rule_gap_minutes` is the rule's own distance,
    `fixed_starts` counts the day's fixed sends by clock hour;
    `gap_minutes` and `ppv_gap_minutes` the ones this plan keeps.
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
    value: Callable[[str, Slot], float]
    drop_price: Callable[[str], float]


@dataclass
class DayModel:
    """The program under construction.

    `starts[type]` maps an elapsed slot to its binary; `followups[parent slot, slot]` are arcs from any parent that starts
    in the one to its follow-up in the other; `dropped` are the priced slacks.
    """

    given: DayInput
    model: Model = field(default_factory=Model)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    followups: dict[tuple[int, int], int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    dropped_followups: int = -1

    @classmethod
    def of(cls, given: DayInput) -> DayModel:
        """All columns with their costs in cents."""
        self = cls(given)
        for key, count in given.counts.items():
            columns = self.model.columns([given.value(key, slot) for slot in given.slots], 1.0, integer=True)
            self.starts[key] = {slot.elapsed: column for slot, column in zip(given.slots, columns, strict=True)}
            self.dropped[key] = self.model.column(-given.drop_price(key), count)
        if given.followups:
            self._followup_columns()
        return self

    def type_of(self, key: str) -> SendType:
        """The send type of that key."""
        return self.given.catalogue.send_types[key]

    def is_link_parent(self, key: str) -> bool:
        """True for a buying opportunity a link drop may point at."""
        return is_link_parent(self.type_of(key))

    def needed_gap(self, key: str, other: str) -> int:
        """Minutes this plan keeps between a send of type `key` and a standing one of type `other`."""
        gaps = [self.given.gap_minutes]
        if key == other:
            gaps.append(self.type_of(key).min_gap_hours * 60)
        if self.type_of(key).is_ppv and self.type_of(other).is_ppv:
            gaps.append(self.given.ppv_gap_minutes)
        return max(gaps)

    def near(self, gap: Callable[[str], int]) -> list[tuple[Standing, int]]:
        """Standing sends whose gap (minutes, by send type) reaches into this day's slots, with that gap."""
        first, last = self.given.slots[0].elapsed * SLOT, (self.given.slots[-1].elapsed + 1) * SLOT
        gaps = ((send, gap(send.send_type)) for send in self.given.standing)
        return [(send, g) for send, g in gaps if send.latest + g > first and send.earliest - g < last]

    def followups_by_parent(self) -> dict[int, list[int]]:
        """Arc columns by the parent's slot."""
        found: dict[int, list[int]] = {}
        for (parent, _), column in self.followups.items():
            found.setdefault(parent, []).append(column)
        return found

    @cached_property
    def _local(self) -> dict[int, Slot]:
        return {slot.elapsed: slot for slot in self.given.slots}

    def _followup_columns(self) -> None:
        key = self.given.catalogue.followup.key
        first, last = quarters(self.given.followup_window[0]), self.given.followup_window[1] // SLOT
        parents = sorted(
            {slot for k, starts in self.starts.items() if self.type_of(k).followup_parent for slot in starts}
        )
        for parent in parents:
            for slot in range(parent + first, parent + last + 1):
                if slot in self._local:
                    cost = self.given.value(key, self._local[slot])
                    self.followups[parent, slot] = self.model.column(cost, 1.0, integer=True)
        self.dropped_followups = self.model.column(-self.given.drop_price(key), self.given.followups)
