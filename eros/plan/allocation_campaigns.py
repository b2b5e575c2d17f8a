"""The columns and rows of the allocation program for campaigns (rule `campaigns`)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.model.campaign import CAMPAIGNS, GAME, WALL
from eros.plan.worth import contacts
from eros.rules.soft.campaigns import campaign_limits, campaign_types, wanted_campaigns

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from eros.model.campaign import Campaign
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput, AllocationModel
    from eros.plan.solve.model import Model
    from eros.rules.base import Context
    from eros.rules.soft.campaigns import Limit, Span

__all__ = [
    "MADE",
    "campaigns",
    "games_apart",
    "one_made",
    "open_limits",
    "open_pins",
    "pins_to_make",
    "standing_campaigns",
]

MADE: tuple[Campaign, ...] = ("bundle_wall", "descriptive_wall")
"""Campaigns a send is made; games are campaigns by themselves."""


def campaigns(m: AllocationModel) -> None:
    """Sends that can be campaigns are told apart by kind; each limit has a column for what lies beyond it.

    Game posts are campaigns whatever happens; of bundles and descriptive bumps one a day may be made a campaign. A bundle
    on the wall tires less than one sent as a message.
    """
    given, limits = m.given, list(open_limits(m.given))
    if not limits:
        return
    standing, weekly = standing_campaigns(given), "spin" in wanted_campaigns(given.context)
    for day in range(7):
        pins = open_pins(given, day, (GAME,))
        games = games_apart(m.model, m.copies.get((day, GAME), []), pins, weekly=weekly, integer=True)
        m.campaigns.update({(day, kind): column for kind, column in games.items()})
    for kind in MADE:
        types = campaign_types(kind, given.context)
        for day in range(7):
            copies = [c for t in types for c in m.copies.get((day, t.key), ())]
            pins = pins_to_make(given, day, kind, types)
            if not standing[day, kind] and (copies or pins):
                m.campaigns[day, kind] = made = one_made(m.model, copies, pins, integer=True)
                if kind == "bundle_wall":
                    m.on_a_day(day, [made], [0.0], -_rest(given.context, types))
    for limit, spans in limits:
        beyond = m.model.column(-limit.price * given.worth.unit)
        for span, room in spans:
            columns = [
                c for day in span.days for kind in limit.kinds if (c := m.campaigns.get((day, kind))) is not None
            ]
            if limit.sign > 0:
                m.model.at_most([*columns, beyond], room, [1.0] * len(columns) + [-1.0])
            else:
                m.model.at_least([*columns, beyond], room)


def open_limits(given: AllocationInput) -> Iterator[tuple[Limit, list[tuple[Span, int]]]]:
    """Each limit with the spans new campaigns bear on, and how many each still has room for (or need of)."""
    standing = standing_campaigns(given)
    for limit in campaign_limits(given.context):
        spans = []
        for span in limit.spans:
            already = sum(n for (day, kind), n in standing.items() if day in span.days and kind in limit.kinds)
            if limit.sign > 0 or span.bound > already:
                spans.append((span, span.bound - already))
        yield limit, spans


def games_apart(
    model: Model, games: Sequence[int], pins: int, *, weekly: bool, integer: bool = False
) -> dict[Campaign, int]:
    """Columns that tell the games of a day apart, by kind: the `weekly` game, where it is wanted, or another one.

    `games` are columns that add up to the day's new game posts; none without them and without pins.
    """
    if not games and not pins:
        return {}
    found: dict[Campaign, int] = {"other_game": model.column(0.0, float(len(games) + pins), integer=integer)}
    if weekly:
        found["spin"] = model.column(0.0, 1.0, integer=integer)
    model.exactly([*found.values(), *games], pins, [1.0] * len(found) + [-1.0] * len(games))
    return found


def one_made(model: Model, sends: Sequence[int], pins: int, *, integer: bool = False) -> int:
    """A column for one send of a day made a campaign; `sends` are columns that add up to its new ones."""
    made = model.column(0.0, 1.0, integer=integer)
    model.at_most([made, *sends], pins, [1.0] + [-1.0] * len(sends))
    return made


def pins_to_make(given: AllocationInput, day: int, kind: Campaign, types: Iterable[SendType]) -> int:
    """Pins of a day that may be made a campaign of the kind; one of a bundle keeps its channel."""
    return 0 if kind == "bundle_wall" else open_pins(given, day, {t.key for t in types}, WALL)


def _rest(context: Context, types: Sequence[SendType]) -> float:
    """Contacts a send of these types makes less when it goes out on the wall and not as a message."""
    return min(contacts(context, t) - contacts(context, t, WALL) for t in types)


def open_pins(given: AllocationInput, day: int, types: Container[str], channel: str | None = None) -> int:
    """Pins of a day whose campaign the plan settles, of some types and, where asked for, on a channel."""
    return sum(
        send.day == day and send.send_type in types and _is_open(given, send) and channel in (None, send.channel)
        for send in given.fixed
    )


def standing_campaigns(given: AllocationInput) -> Counter[tuple[int, Campaign]]:
    """Campaigns among the fixed sends that are so already, by (day, kind)."""
    types = given.context.problem.catalogue.send_types
    found: Counter[tuple[int, Campaign]] = Counter()
    for send in given.fixed:
        if send.campaign in CAMPAIGNS:
            found[send.day, send.campaign] += 1
        elif _is_open(given, send) and send.channel == WALL and types[send.send_type].style_group == "bundle":
            found[send.day, "bundle_wall"] += 1
    return found


def _is_open(given: AllocationInput, send: Send) -> bool:
    """True for a pin, whose campaign the plan settles; what stands already is what it is."""
    return send not in given.context.problem.committed
