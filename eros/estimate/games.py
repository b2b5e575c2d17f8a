"""What games of each kind are expected to earn on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.campaign import GAME, GameEstimate, GameFigures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.estimates import TypeEstimate
    from eros.model.problem import Problem
    from eros.params.mix import MixParams

__all__ = ["game_estimates"]


def game_estimates(problem: Problem, types: Mapping[str, TypeEstimate], mix: MixParams) -> Mapping[str, GameEstimate]:
    """Posterior mean earnings of a game by kind, in the order of the tunables.

    The prior is worth `game_prior_strength` games; its means stand to one another as the tunables say and average what a
    game post brings on this page. A kind loses when enough games of it were played and its mean stays clearly below that
    of all kinds.
    """
    usual = _usual_cents(problem, types)
    scale = usual / (sum(mix.game_weights.values()) / len(mix.game_weights))
    means: dict[str, tuple[float, int]] = {}
    for kind, weight in mix.game_weights.items():
        seen = problem.memory.games.get(kind, GameFigures(0, 0))
        total = mix.game_prior_strength * weight * scale + seen.earnings_cents
        means[kind] = total / (mix.game_prior_strength + seen.n), seen.n
    clear = mix.game_loser_share * sum(cents for cents, _ in means.values()) / len(means)
    return {
        kind: GameEstimate(kind, round(cents, 2), n, loses=n >= mix.game_loser_games and cents < clear)
        for kind, (cents, n) in means.items()
    }


def _usual_cents(problem: Problem, types: Mapping[str, TypeEstimate]) -> float:
    """What a game post brings at its usual price, whatever its kind; at least a cent, so that kinds can be compared."""
    rates, send_type = types[GAME], problem.catalogue.send_types[GAME]
    share = problem.catalogue.targets[send_type.default_target].reach_share or 1.0
    people = problem.creator.active_fans * share
    return max(people * rates.purchase_rate.mean * rates.reference_price_cents, 1.0)
