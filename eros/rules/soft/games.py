"""SOFT rules on games: which kind is played, and for which amount a first-to-tip runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.campaign import FIRST_TO_TIP, GAME
from eros.rules.commerce import price_limits
from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Warning_
    from eros.params import Params
    from eros.rules.base import Context
    from eros.rules.soft.base import Judged

__all__ = ["FIRST_TIP", "GAMES", "tip_amounts"]


def tip_amounts(context: Context) -> tuple[int, ...]:
    """The amounts in cents a first-to-tip may run for; none where the rule is off or no price allows one."""
    mix = context.params.mix
    low, high = price_limits(context.problem.catalogue.send_types[FIRST_TO_TIP], context.params.rules)
    return tuple(cents for cents in mix.tip_amounts_cents if low <= cents <= high) if mix.tip_price else ()


def _losing(judged: Judged) -> Iterator[Warning_]:
    price = judged.context.params.mix.game_price * judged.unit
    known = judged.context.estimates.games
    for send in judged.live if price else ():
        if send.send_type != GAME:
            continue
        if send.game_kind is None:
            yield GAMES.broken([send], price, f"it says no game kind; known are {', '.join(known)}")
        elif send.game_kind in known and known[send.game_kind].loses:
            played = known[send.game_kind].n
            yield GAMES.broken([send], price, f"{send.game_kind} clearly earns less than other games ({played} played)")


def _repeated_amount(judged: Judged) -> Iterator[Warning_]:
    mix, amounts = judged.context.params.mix, tip_amounts(judged.context)
    price = mix.tip_price * judged.unit
    last = list(judged.context.problem.memory.tips)
    for send in judged.live if amounts else ():
        if send.send_type != FIRST_TO_TIP or send.price_cents is None:
            continue
        resting = last[-mix.tip_rest :] if mix.tip_rest else []
        if send.price_cents not in amounts:
            yield FIRST_TIP.broken([send], price, f"{send.price_cents / 100:.2f} is no amount of the list")
        elif send.price_cents in resting:
            yield FIRST_TIP.broken(
                [send], price, f"{send.price_cents / 100:.2f} was one of the last {mix.tip_rest} amounts"
            )
        last.append(send.price_cents)


def _games_limit(params: Params) -> str:
    mix = params.mix
    weights = ":".join(f"{weight:g}" for weight in mix.game_weights.values())
    return (
        f"{', '.join(mix.game_weights)}: the one with the best expected earnings, drawn instead with chance "
        f"{mix.game_exploration:g}; expected are a mean of the page's outcomes and a prior worth {mix.game_prior_strength:g} "
        f"games in proportion {weights}; a kind that after {mix.game_loser_games} games or more is below "
        f"{mix.game_loser_share:g} of the mean kind, or none named: {mix.game_price:g} send values"
    )


GAMES = SoftRule("games", "7.2", "Games are of the kinds that earn", _games_limit, _losing)
FIRST_TIP = SoftRule(
    "first-to-tip",
    "7.4",
    "The amount of a first-to-tip varies",
    lambda p: (
        f"one of {', '.join(f'{cents / 100:g}' for cents in p.mix.tip_amounts_cents)}, none of the last {p.mix.tip_rest}; "
        f"{p.mix.tip_price:g} send values"
    ),
    _repeated_amount,
)
