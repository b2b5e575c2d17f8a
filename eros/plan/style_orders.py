"""The orders of styles that the PPVs of a week may have, as ways through a network."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eros.model.rotation import STYLES
from eros.plan.rotation import line_before, ppv_sends
from eros.rules.rotation import ROUND, Turns, is_kept_too_long, order_start
from eros.rules.soft.styles import HALF_DAY, turn_price

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Send
    from eros.rules.base import Context

    Numbers = NDArray[np.int64]

__all__ = ["KEPT", "StyleOrders", "style_orders"]

KEPT = -1
"""Stands for a send that keeps the style it has."""
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class StyleOrders:
    """Steps as columns (a,), each from node `tail` to `head`; an order is a way from the first of the `nodes` to the last.

    A step gives the send at that place of `refs` a style, at that place of `STYLES`, or gives none (KEPT). `price` is what it
    costs by the rules `rotation` and `same-style`, in send values.
    """

    refs: tuple[str, ...]
    nodes: int
    send: Numbers
    style: Numbers
    tail: Numbers
    head: Numbers
    price: NDArray[np.float64]

    def styles(self, steps: Numbers) -> dict[str, PpvStyle]:
        """What these steps give, by ref."""
        pairs = zip(self.send[steps].tolist(), self.style[steps].tolist(), strict=True)
        return {self.refs[send]: STYLES[style] for send, style in pairs if send != KEPT}


class _Step(NamedTuple):
    """A send takes a style: from node to node at a price in send values."""

    ref: str
    style: int
    tail: int
    head: int
    price: float


@dataclass(frozen=True)
class _State:
    """Where the PPVs so far leave the rotation: `line` with those of the week before, `half` the styles of a half-day."""

    turns: Turns
    line: tuple[tuple[int, str | None], ...]
    half: tuple[int, frozenset[str | None]] = (-1, frozenset())
    is_free: bool = False
    """True where the last of them may take another style."""

    def key(self, day: int) -> Hashable:
        """All that decides how the line may go on and what that costs."""
        start = order_start(self.line, len(self.line) - 1)
        since = self.line[start][0] if len(self.line) - start >= ROUND else None
        last = tuple(style for _, style in self.line[1 - ROUND :])
        return self.turns.at(day), self.turns.before, last, since, self.half


def style_orders(
    context: Context, week: Sequence[Send], free: Collection[str], most: float = inf
) -> StyleOrders | None:
    """The orders of styles of a week's PPVs where those in `free`, by ref, take any; None where there is none.

    `week` is in time order. No order breaks a HARD rule on styles, gives one of them the style of a neighbour or costs more
    than `most` send values.
    """
    ppv, before = ppv_sends(context, week), line_before(context)
    steps: list[_Step] = []
    states: dict[Hashable, tuple[int, _State]] = {None: (0, _State(Turns(context), tuple(before)))}
    least = [0.0]
    for place, send in enumerate(ppv):
        reached: dict[Hashable, tuple[int, _State]] = {}
        for tail, state in states.values():
            for style, price, after in _steps(context, state, send, is_free=send.ref in free):
                cost = least[tail] + price
                if cost <= most + ROUNDING:
                    key = after.key(send.day) if place + 1 < len(ppv) else None
                    head, _ = reached.setdefault(key, (len(least), after))
                    if head == len(least):
                        least.append(cost)
                    least[head] = min(least[head], cost)
                    steps.append(_Step(send.ref, style, tail, head, price))
        states = reached
    return _in_columns(tuple(s.ref for s in ppv if s.ref in free), _within(steps, least, most)) if states else None


def _within(steps: Sequence[_Step], least: Sequence[float], most: float) -> list[_Step]:
    """The steps on orders that cost no more than that; `least` is what it costs to reach each node."""
    last = len(least) - 1
    on = dict.fromkeys(range(last), inf) | {last: 0.0}
    for step in reversed(steps):
        on[step.tail] = min(on[step.tail], step.price + on[step.head])
    return [step for step in steps if least[step.tail] + step.price + on[step.head] <= most + ROUNDING]


def _in_columns(refs: tuple[str, ...], steps: Sequence[_Step]) -> StyleOrders | None:
    if not refs or not steps:
        return None
    places = {ref: place for place, ref in enumerate(refs)}
    send, style = (
        np.array(column) for column in zip(*((places.get(s.ref, KEPT), s.style) for s in steps), strict=True)
    )
    nodes, ends = np.unique([(step.tail, step.head) for step in steps], return_inverse=True)
    tail, head = ends.reshape(-1, 2).T
    return StyleOrders(refs, nodes.size, send, style, tail, head, np.array([step.price for step in steps]))


def _steps(context: Context, state: _State, send: Send, *, is_free: bool) -> Iterator[tuple[int, float, _State]]:
    """The styles a send may take behind others, with their prices and what follows."""
    plan, most = context.params.plan, context.params.rules.rotation_cap_days
    before, on = state.turns.before, send.week_minute // HALF_DAY
    for style in STYLES if is_free else (send.ppv_style,):
        turns, line = copy(state.turns), (*state.line, (send.day, style))
        same = style is not None and style == before
        if (same and (is_free or state.is_free)) or is_kept_too_long(line, most):
            continue
        today = state.half[1] if state.half[0] == on else frozenset()
        price = 0.0
        if style is not None:
            price += turn_price(plan, style, turns.expected(send.day), before) + plan.half_day_price * (style in today)
        turns.take(send.day, style)
        number = KEPT if style is None else STYLES.index(style)
        yield number, price, _State(turns, line, (on, today | {style}), is_free)
