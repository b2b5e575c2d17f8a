"""Everything one page-week needs, loaded once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError
from eros.model.campaign import Memory
from eros.model.caption import Restrictions
from eros.model.captions import Captions
from eros.model.catalogue import CATEGORIES
from eros.model.clock import DAY, WEEK, WeekClock
from eros.model.history import FleetFigures, History
from eros.model.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from eros.model.caption import Caption, Lock
    from eros.model.catalogue import Catalogue, SendType
    from eros.model.creator import Creator, Persona
    from eros.model.drip import Shoot
    from eros.model.rotation import Rotation
    from eros.model.schedule import Send

__all__ = ["Problem"]


@dataclass(frozen=True)
class Problem:
    """The input of `plan_week`. `as_of` (aware) is the only clock: every window counts back from it.

    `captions`   the pool drawn for this page: every caption a plan may name, by id
    `last_used`  caption id -> last local date this page used it before the week (saved weeks count)
    `locks`      other pages' PPV locks on captions of the pool
    `vault`      keys of the inventory content types the page holds
    `previous`   sends of the saved week before, with negative week_minute, for the rolling limits
    `committed`  sends of this week that stand whatever is planned, and occupy gaps and caps: those already sent and, in
                 a week planned from a moment on, those before it (stale where nobody marked them) and those at hand
    `persona`    how the page sounds; None where nobody said
    `last_style` of the last PPV send of the week before
    `shoots`     what the page shot, in which outfit
    `rotation`   how the rotation of PPV styles stood after the last saved week before; None where there is none
    `memory`     campaigns, games and tip amounts of the saved weeks before
    `ppv_allotment` ids of the shared PPV captions dealt to the page; None where it draws from the whole bank
    Raises ConfigurationError when the week is no Monday, is over before it is to be planned from, or a wish names an
    unknown send type.
    """

    as_of: datetime
    week_start: date
    creator: Creator
    catalogue: Catalogue
    captions: Mapping[int, Caption]
    last_used: Mapping[int, date] = field(default_factory=dict)
    locks: tuple[Lock, ...] = ()
    vault: frozenset[str] = frozenset()
    restrictions: Restrictions = field(default_factory=Restrictions)
    history: History = field(default_factory=History.empty)
    fleet: FleetFigures = field(default_factory=FleetFigures.none)
    previous: tuple[Send, ...] = ()
    committed: tuple[Send, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    persona: Persona | None = None
    last_style: str | None = None
    memory: Memory = field(default_factory=Memory)
    rotation: Rotation | None = None
    shoots: tuple[Shoot, ...] = ()
    ppv_allotment: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "captions", Captions.of(self.captions))
        end = WeekClock(self.week_start, self.creator.zone).instant(WEEK)
        moment = self.wishes.not_before
        if moment is not None and moment >= end:
            raise ConfigurationError(
                f"The week from {self.week_start} is over by {moment.astimezone(self.creator.zone):%Y-%m-%d %H:%M}. "
                "Plan it from an earlier moment (--from), or plan the next week."
            )
        named = set(self.wishes.blocked_types) | {pin.send_type for pin in self.wishes.pinned}
        named |= {key for key, _ in self.wishes.emphasis} - set(CATEGORIES)
        unknown = sorted(named - set(self.catalogue.send_types))
        if unknown:
            raise ConfigurationError(f"No send type {unknown[0]!r}. Known: {', '.join(self.catalogue.send_types)}.")

    @cached_property
    def drawn(self) -> Captions:
        """The captions in columns."""
        return Captions.of(self.captions)

    @cached_property
    def clock(self) -> WeekClock:
        """The week's wall clock."""
        return WeekClock(self.week_start, self.creator.zone)

    @cached_property
    def open_days(self) -> tuple[int, ...]:
        """Days that may still hold new sends, 0 = Monday."""
        moment = self.wishes.not_before
        return tuple(
            day
            for day in range(7)
            if day not in self.wishes.closed_days and (moment is None or self.clock.instant((day + 1) * DAY) > moment)
        )

    def is_open(self, week_minute: int) -> bool:
        """True where the wishes close neither the day nor the hour."""
        return week_minute // DAY in self.open_days and week_minute % DAY // 60 not in self.wishes.closed_hours

    @cached_property
    def send_types(self) -> tuple[SendType, ...]:
        """Types this page may use this week: right page type, not blocked, in catalogue order."""
        blocked = self.wishes.blocked_types
        return tuple(t for t in self.catalogue.types_for(self.creator.page_type) if t.key not in blocked)
