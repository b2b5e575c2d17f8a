from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.wishes import Wishes
from eros.plan import allocation_mix as rows
from eros.plan.allocation import allocate, program
from eros.rules.soft.base import Judged
from eros.rules.soft.flavour import FLAVOUR, favoured_types
from eros.rules.soft.mix import BUMP_RATIO, MIX, VARIETY
from tests.builders import a_creator, a_problem, a_send, at, some_estimates
from tests.plans import a_volume, a_week_of, an_input, charged, known, last_week, tuned

if TYPE_CHECKING:
    from collections.abc import Callable

    from eros.model.schedule import Send
    from eros.plan.allocation_model import AllocationInput, AllocationModel
    from eros.rules.base import Context
    from eros.rules.soft.base import SoftRule

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
PAIRS = [
    pytest.param(rows.mix, MIX, id="mix"),
    pytest.param(rows.bumps, BUMP_RATIO, id="bump-ratio"),
    pytest.param(rows.flavour, FLAVOUR, id="flavour"),
    pytest.param(rows.variety, VARIETY, id="variety"),
]
KEYS = [
    "ppv_video", "bundle", "flash_bundle", "vip_program", "game_post", "first_to_tip", "bump_normal", "bump_text_only",
    "bump_descriptive", "dm_farm", "like_farm", "link_drop", "renew_on_message",
]  # fmt: skip
COUNTS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.sampled_from(KEYS)), st.integers(1, 5), min_size=0, max_size=25
)


def priced(rule: SoftRule, allocation: AllocationInput, week: list[Send]) -> float:
    """What the check of a finished week asks for the breaks of a rule."""
    judged = Judged(sorted(week, key=lambda s: s.utc), allocation.context, allocation.worth.unit)
    return sum(warning.price_cents for warning in rule.check(judged))


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    """Pages of all tiers and sub-types, with closed and cooling days, last week's sends and AVOID types."""
    tier = draw(st.sampled_from(["LOW", "MID", "ULTRA"]))
    sub_type = draw(st.sampled_from(["porno_commercial", "softcore", "lifestyle"]))
    page = draw(st.sampled_from(["paid", "free"]))
    previous = (last_week(PROBLEM, "old", "vip_program", 60),) if draw(st.booleans()) else ()
    wishes = Wishes(closed_days=draw(st.frozensets(st.integers(0, 6), max_size=2)))
    problem = a_problem(creator=a_creator(sub_type=sub_type, page_type=page), previous=previous, wishes=wishes)
    volume = a_volume(
        {"revenue": draw(st.integers(0, 6)), "engagement": draw(st.integers(0, 8)), "retention": 1},
        tier=tier,
        cooling_days=frozenset({0}) if draw(st.booleans()) else frozenset(),
    )
    avoided = some_estimates(problem, avoid_types=draw(st.sampled_from([[], ["bundle"], ["dm_farm"]]))).types
    return known(problem, volume=volume, types=avoided)


@pytest.mark.parametrize(("constraint", "rule"), PAIRS)
@settings(max_examples=25)
@given(context=contexts(), counts=COUNTS, out=st.integers(0, 1))
def test_the_program_charges_for_a_week_what_its_check_asks(
    constraint: Callable[[AllocationModel], None],
    rule: SoftRule,
    context: Context,
    counts: dict[tuple[int, str], int],
    out: int,
) -> None:
    fixed = [a_send(context.problem, "out", "bump_normal", at(1, "23:07"), status="sent")][:out]
    context = replace(context, problem=replace(context.problem, committed=tuple(fixed)))
    allocation = an_input(context, fixed)
    held = {key: n for key, asked in counts.items() if (n := min(asked, allocation.most(key[0], TYPES[key[1]])))}
    held = {key: n for key, n in held.items() if context.problem.creator.page_type in TYPES[key[1]].page_types}
    week = [*a_week_of(context.problem, held), *fixed]
    assert charged(allocation, constraint, held) == pytest.approx(priced(rule, allocation, week), abs=0.2)


@pytest.mark.parametrize(
    ("constraint", "off"),
    [
        (rows.mix, {"mix": {"mix_price": 0}}),
        (rows.bumps, {"mix": {"bump_price": 0}}),
        (rows.flavour, {"mix": {"flavour_factor": 1}}),
        (rows.variety, {"plan": {"variety_reward": 0}}),
    ],
)
def test_without_a_price_the_program_is_the_one_without_the_rule(
    constraint: Callable[[AllocationModel], None], off: dict[str, dict[str, Any]]
) -> None:
    page = a_problem(creator=a_creator(sub_type="porno_commercial"))
    volume = a_volume({"revenue": 3, "engagement": 8, "retention": 1}, tier="LOW")
    priceless = an_input(known(page, tuned(None, **off), volume=volume))
    usual = an_input(known(page, volume=volume))
    without = program(usual, without=constraint).model
    assert program(priceless).model == without
    assert program(usual).model != without


def test_each_weekday_has_what_it_favours() -> None:
    allocation = an_input(known())
    found = allocate(allocation)
    for day in range(7):
        for kind in favoured_types(allocation.context, day):
            assert found.counts.get((day, kind.key), 0) >= 1, (day, kind.key)


def test_a_favoured_type_takes_the_place_of_another_of_the_day() -> None:
    bland = tuned(mix={"flavour_factor": 1})
    for params in (None, bland):
        found = allocate(an_input(known(params=params)))
        for day in range(7):
            sent = [TYPES[key].quota for (d, key), n in found.counts.items() if d == day for _ in range(n)]
            assert sorted(sent) == ["engagement"] * 3 + ["retention"] * 2 + ["revenue"] * 4


def test_a_low_commercial_page_gets_at_least_five_bumps_a_day() -> None:
    page = a_problem(creator=a_creator(sub_type="porno_commercial"))
    volume = a_volume({"revenue": 3, "engagement": 8, "retention": 1}, tier="LOW")
    found = allocate(an_input(known(page, volume=volume)))
    bumps = [
        sum(n for (d, k), n in found.counts.items() if d == day and TYPES[k].style_group == "bump") for day in range(7)
    ]
    assert all(5 <= count <= 8 for count in bumps)
