from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from eros.estimate.games import game_estimates
from eros.model.campaign import GameFigures, Memory
from tests.builders import a_problem, some_estimates, the_params

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.campaign import GameEstimate

PROBLEM = a_problem()
TYPES = some_estimates(PROBLEM).types
USUAL = PROBLEM.creator.active_fans * 0.005 * 1499
WEIGHTS = the_params().mix.game_weights


def estimated(**games: tuple[int, int]) -> Mapping[str, GameEstimate]:
    figures = {kind: GameFigures(n, cents) for kind, (n, cents) in games.items()}
    return game_estimates(replace(PROBLEM, memory=Memory(games=figures)), TYPES, the_params().mix)


def test_before_anything_was_played_kinds_stand_as_their_weights_and_average_what_a_game_post_brings() -> None:
    found = estimated()
    assert list(found) == list(WEIGHTS)
    assert sum(game.cents for game in found.values()) / len(found) == pytest.approx(USUAL, rel=1e-4)
    assert found["mystery_box"].cents / found["card_game"].cents == pytest.approx(6.0, rel=1e-3)
    assert not any(game.loses for game in found.values())


def test_outcomes_move_the_mean_as_far_as_ten_games_of_prior_let_them() -> None:
    before, after = estimated()["prize_wheel"], estimated(prize_wheel=(10, 100_000))["prize_wheel"]
    assert after.cents == pytest.approx((10 * before.cents + 100_000) / 20, abs=0.02)
    assert after.n == 10


def test_five_weak_card_games_make_it_a_clear_loser_and_two_do_not() -> None:
    assert estimated(card_game=(5, 0))["card_game"].loses
    assert not estimated(card_game=(2, 0))["card_game"].loses
    assert not estimated(card_game=(5, round(20 * USUAL)))["card_game"].loses
    assert estimated(spin_wheel=(200, 0))["spin_wheel"].loses


def test_a_page_without_fans_compares_kinds_all_the_same() -> None:
    nobody = replace(PROBLEM, creator=replace(PROBLEM.creator, active_fans=0))
    found = game_estimates(nobody, TYPES, the_params().mix)
    assert found["spin_wheel"].cents > found["mystery_box"].cents > 0
