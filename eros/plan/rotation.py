"""Which style each PPV takes: the rotation's turn, unless a HARD rule on styles forbids it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from eros.rules.rotation import Turns, is_kept_too_long

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Send
    from eros.rules.base import Context

__all__ = ["line_before", "ppv_sends", "with_styles", "without_clashes"]


def with_styles(context: Context, week: Sequence[Send]) -> list[Send]:
    """PPV sends without a style take the one whose turn it is; a send that has one keeps it.

    A turn is passed over where a neighbour has that style or an order would be kept too long (rules `style-adjacent`,
    `same-style`, `rotation-cap`). `week` is in time order.
    """
    ppv, turns = ppv_sends(context, week), Turns(context)
    line = line_before(context)
    styles: dict[str, PpvStyle] = {}
    for index, send in enumerate(ppv):
        style = send.ppv_style
        if style is None and not send.settled:
            following = [(o.day, o.ppv_style) for o in takewhile(lambda o: o.ppv_style, ppv[index + 1 :])]
            style = styles[send.ref] = _fitting(context, turns, send.day, line, following)
        turns.take(send.day, style)
        line.append((send.day, style))
    return [send.with_(ppv_style=styles[send.ref]) if send.ref in styles else send for send in week]


def without_clashes(context: Context, week: Sequence[Send]) -> list[Send]:
    """PPV sends not yet out lose a style that clashes with those before them, so that the rotation gives another."""
    line, lost = line_before(context), set()
    before = context.problem.last_style
    for send in ppv_sends(context, week):
        line.append((send.day, send.ppv_style))
        if not send.settled and (send.ppv_style == before or _too_long(context, line)):
            lost.add(send.ref)
            line[-1] = (send.day, None)
        else:
            before = send.ppv_style or before
    return [send.with_(ppv_style=None) if send.ref in lost else send for send in week]


def _fitting(
    context: Context,
    turns: Turns,
    day: int,
    line: Sequence[tuple[int, str | None]],
    following: Sequence[tuple[int, str | None]],
) -> PpvStyle:
    """The first style in turn that neither neighbour has and that ends an order kept too long."""
    neighbours = {turns.before, following[0][1] if following else None}
    free = [style for style in turns.at(day).turns if style not in neighbours]
    kept = (style for style in free if not _goes_on_too_long(context, [*line, (day, style)], following))
    return next(kept, free[0])


def _goes_on_too_long(
    context: Context, line: Sequence[tuple[int, str | None]], following: Sequence[tuple[int, str | None]]
) -> bool:
    return any(_too_long(context, [*line, *following[:more]]) for more in range(len(following) + 1))


def _too_long(context: Context, line: Sequence[tuple[int, str | None]]) -> bool:
    return is_kept_too_long(line, context.params.rules.rotation_cap_days)


def ppv_sends(context: Context, week: Sequence[Send]) -> list[Send]:
    """The PPVs of a week that reach somebody."""
    types = context.problem.catalogue.send_types
    return [send for send in week if types[send.send_type].is_ppv and send.stands]


def line_before(context: Context) -> list[tuple[int, str | None]]:
    """Day and style of the PPVs of the week before."""
    before = sorted(context.problem.previous, key=lambda send: (send.utc, send.ref))
    return [(send.day, send.ppv_style) for send in ppv_sends(context, before)]
