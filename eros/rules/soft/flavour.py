"""SOFT rule on weekdays: each has send types it favours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules.caps import daily_room, rolling_room
from eros.rules.mix import is_avoid_type
from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import SendType
    from eros.model.schedule import Warning_
    from eros.params import Params
    from eros.rules.base import Context
    from eros.rules.soft.base import Judged

__all__ = ["FLAVOUR", "favoured_types", "flavour_price"]

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def flavour_price(params: Params) -> float:
    """What a favoured type adds on its day, in send values: its factor less the send itself."""
    return params.mix.flavour_factor - 1.0


def favoured_types(context: Context, day: int) -> tuple[SendType, ...]:
    """The favoured types this page can still send on a day, in the order they are named.

    Types the page or the wishes rule out, AVOID types, priced ones while the page cools down, and those whose caps are
    used up are not asked for.
    """
    if day not in context.problem.open_days or not flavour_price(context.params):
        return ()
    usable = {t.key: t for t in context.problem.send_types if not is_avoid_type(t, context)}
    named = [usable[key] for key in context.params.mix.flavours[day] if key in usable]
    return tuple(t for t in named if _has_room(t, day, context))


def _has_room(send_type: SendType, day: int, context: Context) -> bool:
    if send_type.requires_price and day in context.estimates.volume.cooling_days:
        return False
    windows = [window for window in rolling_room(context, send_type) if day in window.days]
    return daily_room(context, send_type)[day] > 0 and all(window.room > 0 for window in windows)


def _bland(judged: Judged) -> Iterator[Warning_]:
    price = flavour_price(judged.context.params) * judged.unit
    for day in range(7):
        present = {send.send_type for send in judged.live if send.day == day}
        lacking = [t.key for t in favoured_types(judged.context, day) if t.key not in present]
        if lacking:
            yield FLAVOUR.broken((), price * len(lacking), f"{DAY_NAMES[day]} is without {' and '.join(lacking)}")


def _limit(params: Params) -> str:
    days = "; ".join(
        f"{name} {', '.join(types)}" for name, types in zip(DAY_NAMES, params.mix.flavours, strict=True) if types
    )
    return (
        f"the first send of a type its weekday favours counts x{params.mix.flavour_factor:g}: {days}; "
        f"the day's volume stays; {flavour_price(params):.2g} send values for each one lacking"
    )


FLAVOUR = SoftRule("flavour", "3.4", "Every weekday has its flavour", _limit, _bland)
