from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.campaign import CAMPAIGNS, GameEstimate, Memory, PastCampaign
from eros.model.wishes import Wishes
from eros.plan.allocation import allocate, program
from eros.plan.allocation_campaigns import campaigns
from eros.rules.soft.base import Judged
from eros.rules.soft.campaigns import CAMPAIGN, campaign_limits
from tests.builders import MONDAY, a_problem, a_send, at
from tests.plans import a_week_of, an_input, charged, known, only, tuned

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput

PROBLEM = a_problem()
WALL = "wall_post"


def remembering(problem: Problem = PROBLEM, weeks: int = 0, **days: list[int]) -> Problem:
    """The page after so many saved weeks, with campaigns of these kinds so many days before Monday."""
    past = sorted((-ago, kind) for kind, agos in days.items() for ago in agos)
    return replace(
        problem,
        memory=Memory(
            weeks=tuple(MONDAY - timedelta(days=7 * n) for n in range(weeks, 0, -1)),
            campaigns=tuple(PastCampaign(MONDAY + timedelta(days=day), kind) for day, kind in past),  # type: ignore[arg-type]
        ),
    )


def price(allocation: AllocationInput, week: list[Send]) -> float:
    judged = Judged(sorted(week, key=lambda s: s.utc), allocation.context, allocation.worth.unit)
    return sum(warning.price_cents for warning in CAMPAIGN.check(judged))


def markings(week: list[Send]) -> list[list[Send]]:
    """The week under every choice of spins, wall bundles and descriptive campaigns, one of a kind a day at most."""
    options: list[list[dict[str, Any]]] = []
    for send in week:
        match send.send_type:
            case "game_post":
                options.append([{"campaign": "spin"}, {"campaign": "other_game"}])
            case "bundle" if send.status != "sent":
                options.append([{}, {"campaign": "bundle_wall", "channel": WALL}])
            case "bump_descriptive":
                options.append([{}, {"campaign": "descriptive_wall"}])
            case _:
                options.append([{}])
    found = []
    for choice in product(*options):
        marked = [send.with_(**changes) for send, changes in zip(week, choice, strict=True)]
        often = Counter((send.day, send.campaign) for send in marked if send.campaign)
        if max(often.values(), default=0) <= 1:
            found.append(marked)
    return found


@st.composite
def memories(draw: st.DrawFn) -> Problem:
    days = st.lists(st.integers(1, 35), max_size=4, unique=True)
    wishes = Wishes(closed_days=draw(st.frozensets(st.integers(0, 6), max_size=2)))
    return remembering(
        replace(PROBLEM, wishes=wishes),
        draw(st.integers(0, 6)),
        **{kind: draw(days) for kind in CAMPAIGNS},
    )


@settings(max_examples=30)
@given(
    problem=memories(),
    games=st.frozensets(st.integers(0, 6), max_size=3),
    bundles=st.frozensets(st.integers(0, 6), max_size=3),
    bumps=st.frozensets(st.integers(0, 6), max_size=4),
    loses=st.sampled_from(["spin_wheel", "card_game"]),
)
def test_the_program_charges_what_the_best_choice_of_campaigns_breaks(
    problem: Problem, games: frozenset[int], bundles: frozenset[int], bumps: frozenset[int], loses: str
) -> None:
    allocation = an_input(
        known(problem, games={loses: GameEstimate(loses, 1.0, 9, loses=True)}, fatigue_per_contact=0.0)
    )
    kinds = {"game_post": games, "bundle": bundles, "bump_descriptive": bumps}
    held = {(day, key): 1 for key, days in kinds.items() for day in days if day in problem.open_days}
    spins = loses != "spin_wheel"
    least = min(price(allocation, week) for week in markings(a_week_of(problem, held)) if spins or not _spins(week))
    assert charged(allocation, campaigns, held) == pytest.approx(least, abs=0.1)


def _spins(week: list[Send]) -> bool:
    return any(send.campaign == "spin" for send in week)


def test_a_week_has_four_campaigns_on_the_days_each_kind_is_due() -> None:
    after = remembering(weeks=4, spin=[4, 11, 18, 25], other_game=[3, 17], bundle_wall=[6, 13, 20, 27])
    found = allocate(an_input(known(after)))
    kinds = Counter(kind for _, kind in found.campaigns)
    assert kinds["spin"] == kinds["bundle_wall"] == 1
    assert sum(kinds.values()) >= 4
    assert (3, "spin") in found.campaigns
    assert all(day <= 1 for day, kind in found.campaigns if kind == "bundle_wall")


def test_campaigns_already_sent_count() -> None:
    out = [
        a_send(PROBLEM, "out1", "game_post", at(0, "10:07"), status="sent", campaign="spin", game_kind="spin_wheel"),
        a_send(PROBLEM, "out2", "bundle", at(0, "14:07"), status="sent", campaign="bundle_wall", channel=WALL),
    ]
    bland = tuned(mix={"flavour_factor": 1})
    found = allocate(an_input(known(replace(PROBLEM, committed=tuple(out)), bland), out))
    kinds = Counter(kind for _, kind in found.campaigns)
    assert kinds["spin"] == 0
    assert sum(kinds.values()) == 2


def test_a_page_that_can_have_no_campaign_is_asked_for_none() -> None:
    poor = replace(PROBLEM, wishes=Wishes(blocked_types=only(PROBLEM, "ppv_video", "bump_normal")))
    assert campaign_limits(known(poor)) == ()
    assert allocate(an_input(known(poor))).campaigns == frozenset()


def test_without_prices_the_program_is_the_one_without_the_rule() -> None:
    off = tuned(mix={"campaign_price": 0, "cadence_price": 0})
    assert program(an_input(known(params=off))).model == program(an_input(known()), without=campaigns).model
    assert program(an_input(known())).model != program(an_input(known()), without=campaigns).model


def test_the_fewest_of_a_month_shrink_with_the_weeks_nobody_saved() -> None:
    def asked(weeks: int) -> int:
        limits = [
            limit
            for limit in campaign_limits(known(remembering(weeks=weeks)))
            if limit.said.startswith("fewer than 14")
        ]
        return max((span.bound for limit in limits for span in limit.spans), default=0)

    assert [asked(weeks) for weeks in range(6)] == [3, 6, 9, 13, 14, 14]
