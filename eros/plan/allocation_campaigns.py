"""The columns and rows of the allocation program for campaigns (rule `campaigns`)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.model.campaign import CAMPAIGNS, GAME, WALL
from eros.plan.allocation_model import fatigue_factor
from eros.plan.worth import contacts
from eros.rules.soft.campaigns import campaign_limits, campaign_types, wanted_campaigns

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from eros.model.campaign import Campaign
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput, AllocationModel

__all__ = ["campaigns", "open_pins", "standing_campaigns"]


def campaigns(m: AllocationModel) -> None:
    """Sends that can be campaigns are told apart by kind; each limit has a column for what lies beyond it.

    Game posts are campaigns whatever happens; of bundles and descriptive bumps one a day may be made a campaign. A bundle
    on the wall tires less than one sent as a message.
    """
    limits = campaign_limits(m.given.context)
    if not limits:
        return
    standing = standing_campaigns(m.given)
    _kinds_of_games(m)
    for kind in ("bundle_wall", "descriptive_wall"):
        _made(m, kind, standing)
    unit = m.given.worth.unit
    for limit in limits:
        beyond = m.model.column(-limit.price * unit)
        for span in limit.spans:
            columns = [
                c for day in span.days for kind in limit.kinds if (c := m.campaigns.get((day, kind))) is not None
            ]
            already = sum(n for (day, kind), n in standing.items() if day in span.days and kind in limit.kinds)
            room = span.bound - already
            if limit.sign > 0:
                m.model.at_most([*columns, beyond], room, [1.0] * len(columns) + [-1.0])
            elif room > 0:
                m.model.at_least([*columns, beyond], room)


def _kinds_of_games(m: AllocationModel) -> None:
    """A game post is the weekly game or another one."""
    weekly = "spin" in wanted_campaigns(m.given.context)
    for day in range(7):
        copies = m.copies.get((day, GAME), [])
        pins = open_pins(m.given, day, (GAME,))
        if not copies and not pins:
            continue
        other = m.campaigns[day, "other_game"] = m.model.column(0.0, float(len(copies) + pins), integer=True)
        columns = [other]
        if weekly:
            spin = m.campaigns[day, "spin"] = m.model.column(0.0, 1.0, integer=True)
            columns.append(spin)
        m.model.exactly([*columns, *copies], pins, [1.0] * len(columns) + [-1.0] * len(copies))


def _made(m: AllocationModel, kind: Campaign, standing: Counter[tuple[int, Campaign]]) -> None:
    """On each day one send that can be a campaign of the kind may be made one, unless one stands."""
    types = campaign_types(kind, m.given.context)
    for day in range(7):
        copies = [c for t in types for c in m.copies.get((day, t.key), ())]
        pins = 0 if kind == "bundle_wall" else open_pins(m.given, day, {t.key for t in types}, WALL)
        if standing[day, kind] or not (copies or pins):
            continue
        gain = _rest(m, day, types) if kind == "bundle_wall" else 0.0
        made = m.campaigns[day, kind] = m.model.column(gain, 1.0, integer=True)
        m.model.at_most([made, *copies], pins, [1.0] + [-1.0] * len(copies))


def _rest(m: AllocationModel, day: int, types: Sequence[SendType]) -> float:
    """Cents the day's other sends gain when a send of these types tires as a wall post does and not as a message."""
    context = m.given.context
    saved = min(contacts(context, t) - contacts(context, t, WALL) for t in types)
    factor = fatigue_factor(context, m.given.expected_contacts(day))
    return saved * context.estimates.fatigue_per_contact * m.given.day_value(day) * factor


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
