"""Which wishes cannot hold together: the fewest of them, found by asking the HARD rules about pinned sends alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from eros.errors import ValidationError
from eros.model.clock import DAY
from eros.plan.pins import pin_breaks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eros.model.problem import Problem
    from eros.model.schedule import Violation
    from eros.model.wishes import PinnedSend, Wishes
    from eros.rules.base import Context

    Prices = Mapping[str, int | None]

__all__ = ["Clash", "Fact", "clashes", "refuse_clashes"]

OF_A_PLAN = "those of an imported plan are shown by `eros plan list` and taken back by `eros plan clear`."


@dataclass(frozen=True, slots=True)
class Fact:
    """One wish a person can take back: a pinned send, or a day, hour (0-23) or send type that is closed."""

    pin: PinnedSend | None = None
    day: int | None = None
    hour: int | None = None
    send_type: str | None = None

    def told(self, problem: Problem) -> str:
        """The wish in words."""
        if self.pin is not None:
            when = f"{problem.clock.local(self.pin.week_minute):%a %H:%M}"
            return f"pinned send {self.pin.ref} ({self.pin.send_type}, {when})"
        if self.day is not None:
            return f"closed day {problem.clock.local(self.day * DAY):%A}"
        return f"blocked type {self.send_type}" if self.hour is None else f"closed hour {self.hour}"


@dataclass(frozen=True, slots=True)
class Clash:
    """Wishes that break HARD rules together, none of which could be left out, and what they break."""

    facts: tuple[Fact, ...]
    broken: tuple[Violation, ...] = field(default=())


def refuse_clashes(context: Context, prices: Prices) -> None:
    """Raise ValidationError with every HARD rule the pinned sends break and, for each, the fewest wishes that clash.

    Nothing is planned for it; `prices` in cents by send type stand in where a pin names none.
    """
    broken = pin_breaks(context, prices)
    if not broken:
        return
    rules = "; ".join(f"[{fault.rule}] {', '.join(fault.refs)}: {fault.detail}" for fault in broken)
    sets = "; ".join(_told(clash, context.problem) for clash in clashes(context, prices))
    raise ValidationError(
        f"Pinned sends contradict HARD rules: {rules}. {sets}. Change or take back one of each; {OF_A_PLAN}", broken
    )


def _told(clash: Clash, problem: Problem) -> str:
    named = [fact.told(problem) for fact in clash.facts]
    return f"Cannot hold together: {' and '.join(named)}" if len(named) > 1 else f"Cannot stand at all: {named[0]}"


def clashes(context: Context, prices: Prices) -> tuple[Clash, ...]:
    """Sets of wishes that cannot hold together, the smallest first; () when the pinned sends break no HARD rule.

    Without any one member a set holds: members are taken out one by one for as long as what is left still breaks a rule
    (deletion filter: Chinneck and Dravnieks, ORSA Journal on Computing 3, 1991). Every broken rule is in one set at
    least, if only through a smaller one among the same wishes.
    """
    facts = _facts(context.problem.wishes)
    found: dict[frozenset[str], Clash] = {}
    for fault in pin_breaks(context, prices):
        near = [fact for fact in facts if fact.pin is None or fact.pin.ref in fault.refs]
        start = near if _broken(context, prices, near) else facts
        needed = _irreducible(context, prices, start)
        names = frozenset(fact.told(context.problem) for fact in needed)
        found.setdefault(names, Clash(tuple(needed), _broken(context, prices, needed)))
    return tuple(sorted(found.values(), key=lambda clash: len(clash.facts)))


def _facts(wishes: Wishes) -> list[Fact]:
    return [
        *(Fact(day=day) for day in sorted(wishes.closed_days)),
        *(Fact(hour=hour) for hour in sorted(wishes.closed_hours)),
        *(Fact(send_type=key) for key in sorted(wishes.blocked_types)),
        *(Fact(pin=pin) for pin in wishes.pinned),
    ]


def _irreducible(context: Context, prices: Prices, facts: Sequence[Fact]) -> list[Fact]:
    """A part of clashing facts that clashes and holds without any one of its members."""
    kept, before = list(facts), len(facts) + 1
    while len(kept) < before:  # one pass, unless a rule asks less of more wishes
        before = len(kept)
        for fact in tuple(kept):
            rest = [other for other in kept if other is not fact]
            if _broken(context, prices, rest):
                kept = rest
    return kept


def _broken(context: Context, prices: Prices, facts: Iterable[Fact]) -> tuple[Violation, ...]:
    """What the pins among these wishes break, the other wishes being none."""
    kept = list(facts)
    wishes = replace(
        context.problem.wishes,
        closed_days=frozenset(fact.day for fact in kept if fact.day is not None),
        closed_hours=frozenset(fact.hour for fact in kept if fact.hour is not None),
        blocked_types=frozenset(fact.send_type for fact in kept if fact.send_type is not None),
        pinned=tuple(fact.pin for fact in kept if fact.pin is not None),
    )
    return pin_breaks(replace(context, problem=replace(context.problem, wishes=wishes)), prices)
