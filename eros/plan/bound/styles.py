"""Styles of the week's PPV sends: every way through the rotation's turns, priced beside the captions that have a style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eros.model.rotation import STYLES
from eros.rules.rotation import Turns
from eros.rules.soft.styles import turn_price
from eros.rules.style import LONELY_STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.model.catalogue import PpvStyle
    from eros.model.rotation import Rotation
    from eros.plan.bound.space import Space
    from eros.plan.solve.model import Model

__all__ = ["Step", "Styles", "turn_of"]

Node = tuple[int, int, str | None, bool]
"""A moment of the week: day, its PPVs so far, the style before, and whether the day's order is still to be begun."""


def turn_of(number: int) -> str:
    """What the n-th PPV of a day is called among what days share."""
    return f"PPV {number}"


@dataclass(frozen=True, slots=True)
class Step:
    """From one moment to another: by a PPV of a style, with its cents (at most 0), or without one into the next day."""

    start: Node
    end: Node
    style: PpvStyle | None = None
    cents: float = 0.0


@dataclass(frozen=True)
class Styles:
    """The ways styles may take (rules `rotation`, `same-style`, `style-adjacent`); none where PPVs stand already."""

    space: Space

    @cached_property
    def keys(self) -> frozenset[str]:
        """The PPV types a week may hold; none where PPVs stand already and the bound leaves styles out."""
        types = self.space.context.problem.catalogue.send_types
        stands = any(types[send.send_type].is_ppv for send in self.space.given.fixed)
        return frozenset() if stands else frozenset(kind.key for kind in self.space.types if kind.is_ppv)

    def most(self, day: int) -> int:
        """New PPVs a day may hold."""
        return sum(self.space.room[key][day] for key in self.keys)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step from the week's first moment on, each after those that lead to it."""
        return tuple(self._steps()) if self.keys else ()

    @property
    def mismatch(self) -> float:
        """Cents of a caption of another style than its send's (rule `caption-style`)."""
        return self.space.context.params.plan.style_mismatch_price * self.space.unit

    @property
    def first(self) -> Node:
        """The week's first moment."""
        return 0, 0, self.space.context.problem.last_style, True

    def _steps(self) -> Iterator[Step]:
        rotations = [Turns(self.space.context).at(day) for day in range(7)]
        at_dawn = {self.first: None}
        for day, rotation in enumerate(rotations):
            now, met = list(at_dawn), list(at_dawn)
            for _ in range(self.most(day)):
                found = [step for node in now for step in self._taken(node, rotation)]
                yield from found
                now = list(dict.fromkeys(step.end for step in found))
                met += now
            begins = day < 6 and rotations[day + 1].started_on != rotation.started_on
            nights = [Step(node, (day + 1, 0, node[2], node[3] or begins)) for node in met]
            yield from nights
            at_dawn = dict.fromkeys(step.end for step in nights)

    def _taken(self, node: Node, rotation: Rotation) -> Iterator[Step]:
        """The styles the next PPV may take."""
        day, number, before, is_fresh = node
        known = next((style for style in STYLES if style == before), None)
        expected = (rotation if is_fresh else rotation.after(known)).turn(before)
        plan, unit = self.space.context.params.plan, self.space.unit
        for style in STYLES:
            if style != before or style not in LONELY_STYLES:
                price = turn_price(plan, style, expected, before)
                yield Step(node, (day, number + 1, style, False), style, -price * unit)

    def most_cents(self, styles: Mapping[tuple[int, str], float], turns: Mapping[tuple[int, str], float]) -> float:
        """The most a way brings where each send of a style is paid for by its day's captions and each turn pays its day."""
        best = {self.first: 0.0}
        for step in self.steps:
            cents = best[step.start] + step.cents
            if step.style is not None:
                day, number = step.end[:2]
                cents += styles.get((day, step.style), 0.0) - turns.get((day, turn_of(number)), 0.0)
            best[step.end] = max(cents, best.get(step.end, cents))
        return max((cents for node, cents in best.items() if node[0] == 7), default=0.0)

    def taken(self, model: Model) -> tuple[dict[tuple[int, str], list[int]], dict[tuple[int, str], list[int]]]:
        """One way as columns and rows of a model: the columns of each style and of each turn of a day."""
        of_style: dict[tuple[int, str], list[int]] = {}
        of_turn: dict[tuple[int, str], list[int]] = {}
        through: dict[Node, tuple[list[int], list[float]]] = {self.first: ([], [])} if self.steps else {}
        for step, column in zip(self.steps, model.columns([step.cents for step in self.steps], 1.0), strict=True):
            for node, sign in ((step.start, 1.0), (step.end, -1.0)):
                columns, signs = through.setdefault(node, ([], []))
                columns.append(column)
                signs.append(sign)
            if step.style is not None:
                day, number = step.end[:2]
                of_style.setdefault((day, step.style), []).append(column)
                of_turn.setdefault((day, turn_of(number)), []).append(column)
        for node, (columns, signs) in through.items():
            if node[0] < 7:
                model.exactly(columns, float(node == self.first), signs)
        return of_style, of_turn
