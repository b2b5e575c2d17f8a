"""Which sends of the week are campaigns, which games are played, and for which amount first-to-tips run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.digest import uniform
from eros.model.campaign import DESCRIPTIVE_BUMP, FIRST_TO_TIP, GAME, WALL
from eros.rules.keys import EVERYONE
from eros.rules.soft.campaigns import campaign_limits, campaign_of
from eros.rules.soft.games import tip_amounts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from eros.model.campaign import Campaign
    from eros.model.schedule import Send
    from eros.rules.base import Context

__all__ = [
    "chosen_game",
    "likely_tips",
    "resting_tips",
    "tip_turns",
    "tips_in_turn",
    "with_campaigns",
    "with_tip_amounts",
]


def with_campaigns(
    context: Context, week: Sequence[Send], chosen: Collection[tuple[int, Campaign]], seed: int
) -> tuple[Send, ...]:
    """The week with the campaigns chosen for each (day, kind): sends named, games drawn, a bundle moved to the wall.

    Where the rule is off nothing is named or moved, and every game is of the best kind. What stands already stays as it is.
    """
    on, stands = bool(campaign_limits(context)), _standing(context)
    found = {send.ref: send for send in week}
    for send in week:
        if send.send_type == GAME and send.ref not in stands and send.game_kind is None:
            weekly = ((send.day, "spin") in chosen) if on else None
            found[send.ref] = send.with_(game_kind=chosen_game(context, send.day, seed, weekly=weekly))
    parents = {send.parent_ref for send in week}
    for day, campaign in sorted(chosen):
        sends = [s for s in found.values() if s.day == day and s.ref not in stands]
        if campaign == "bundle_wall":
            movable = [s for s in sends if _may_move_to_the_wall(s, context)]
            if movable:
                send = min(movable, key=lambda s: (s.ref in parents, s.week_minute, s.ref))
                found[send.ref] = send.with_(channel=WALL, target=EVERYONE)
        elif campaign == "descriptive_wall":
            bumps = [s for s in sends if s.send_type == DESCRIPTIVE_BUMP and s.channel == WALL]
            for send in bumps[:1]:
                found[send.ref] = send.with_(campaign=campaign)
    named = [found[send.ref] for send in week]
    if not on:
        return tuple(named)
    kinds = (s.campaign if s.ref in stands else campaign_of(s, context) for s in named)
    return tuple(s if s.campaign == kind else s.with_(campaign=kind) for s, kind in zip(named, kinds, strict=True))


def _standing(context: Context) -> frozenset[str]:
    """Refs of the sends no plan changes any more."""
    return frozenset(send.ref for send in context.problem.committed)


def _may_move_to_the_wall(send: Send, context: Context) -> bool:
    kind = context.problem.catalogue.send_types[send.send_type]
    return kind.style_group == "bundle" and kind.channel_alt == WALL and not send.pinned


def chosen_game(context: Context, day: int, seed: int, *, weekly: bool | None) -> str:
    """The game of a day: the weekly kind, or the best of the others (of all where `weekly` is None).

    With the chance of the tunables any kind but a clearly losing one is drawn instead, from the digest of page, date and
    seed (rule `games`).
    """
    mix, known = context.params.mix, context.estimates.games
    kinds = list(mix.game_weights)
    if weekly:
        return kinds[0]
    kinds = kinds if weekly is None else kinds[1:]
    open_to = [kind for kind in kinds if kind not in known or not known[kind].loses] or kinds
    where = (context.problem.creator.creator_id, context.problem.clock.date_of(day * 1440), seed)
    if uniform("game", *where) < mix.game_exploration:
        return open_to[int(uniform("game kind", *where) * len(open_to))]
    return max(
        open_to, key=lambda kind: (known[kind].cents if kind in known else mix.game_weights[kind], -kinds.index(kind))
    )


def likely_tips(context: Context, seed: int) -> tuple[int | None, ...]:
    """The amount of a first-to-tip on each day, in cents, as the tips before the week let it; None for the usual one."""
    resting = resting_tips(context)
    turns = (tip_turns(context, day, seed) for day in range(7))
    return tuple(next((cents for cents in own if cents not in resting), None) for own in turns)


def tip_turns(context: Context, day: int, seed: int) -> tuple[int, ...]:
    """The amounts of first-to-tips, that of the day first; none where the rule is off.

    They take turns day by day, in an order drawn from the digest of page, week and seed, those of the last tips before the
    week at its end: so what the other days hold hardly ever matters.
    """
    where, last = (context.problem.creator.creator_id, context.problem.week_start, seed), resting_tips(context)
    order = sorted(tip_amounts(context), key=lambda cents: (cents in last, uniform("tip", *where, cents), cents))
    turn = day % len(order) if order else 0
    return (*order[turn:], *order[:turn])


def resting_tips(context: Context) -> tuple[int, ...]:
    """The amounts of the tips before the week that the first ones of the week keep off."""
    rest = context.params.mix.tip_rest
    return context.problem.memory.tips[-rest:] if rest else ()


def tips_in_turn(context: Context, days: Iterable[int], seed: int) -> list[int]:
    """The amounts of first-to-tips on these days, the week's only ones up to the last of them; the rule is on."""
    last, rest = list(context.problem.memory.tips), context.params.mix.tip_rest
    found = []
    for day in days:
        found.append(_next_tip(context, day, seed, last, rest))
        last.append(found[-1])
    return found


def _next_tip(context: Context, day: int, seed: int, around: Sequence[int | None], many: int) -> int:
    """The day's amount, or the next in turn that none of the last so many around it has."""
    taken, turns = around[-many:] if many else (), tip_turns(context, day, seed)
    return next((cents for cents in turns if cents not in taken), turns[0])


def with_tip_amounts(context: Context, week: Sequence[Send], seed: int) -> tuple[Send, ...]:
    """First-to-tip sends get their day's amount, or the next in turn that none of the last ones had.

    Amounts that stand already or were given by a person stay; the ones around them keep off.
    """
    amounts, rest = tip_amounts(context), context.params.mix.tip_rest
    stands = _standing(context)
    given = stands | {pin.ref for pin in context.problem.wishes.pinned if pin.price_cents is not None}
    tips = [send for send in week if send.send_type == FIRST_TO_TIP and send.stands]
    settled = {s.ref: s.price_cents for s in tips if s.ref in given}
    last = list(context.problem.memory.tips)
    for place, send in enumerate(tips if amounts else ()):
        if send.ref not in settled:
            ahead = [settled[s.ref] for s in tips[place + 1 : place + 1 + rest] if s.ref in settled]
            settled[send.ref] = _next_tip(context, send.day, seed, [*last, *ahead], rest + len(ahead))
        last.append(settled[send.ref] or 0)
    return tuple(
        send.with_(price_cents=settled[send.ref]) if send.ref in settled and send.ref not in stands else send
        for send in week
    )
