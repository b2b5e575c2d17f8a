from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.campaign import GameEstimate, Memory
from eros.model.item import Item
from eros.model.wishes import PinnedSend, Wishes
from eros.plan.campaigns import chosen_game, with_campaigns, with_tip_amounts
from eros.plan.given import week_of_items
from eros.plan.week import plan_in
from eros.rules import violations
from eros.rules.soft.base import Judged
from eros.rules.soft.games import FIRST_TIP
from tests.builders import a_context, a_problem, a_send, at
from tests.plans import PLAIN, known, tuned

if TYPE_CHECKING:
    from eros.model.campaign import Campaign

PROBLEM = a_problem()
KINDS = tuple(PLAIN.mix.game_weights)
AMOUNTS = PLAIN.mix.tip_amounts_cents


def estimates(losing: tuple[str, ...] = (), **cents: float) -> dict[str, GameEstimate]:
    weights = PLAIN.mix.game_weights
    return {kind: GameEstimate(kind, cents.get(kind, weights[kind]), 5, loses=kind in losing) for kind in KINDS}


def drawn(weekly: bool | None = False, **changes: object) -> Counter[str]:  # noqa: FBT001, FBT002 - as the function under test
    context = known(games=estimates(**changes))  # type: ignore[arg-type]
    return Counter(chosen_game(context, day, seed, weekly=weekly) for seed in range(300) for day in range(7))


def test_the_weekly_game_is_the_first_kind() -> None:
    assert set(drawn(weekly=True)) == {"spin_wheel"}


def test_other_games_are_of_the_best_kind_but_for_a_tenth_that_is_drawn() -> None:
    found = drawn()
    assert "spin_wheel" not in found
    share = 1 - found["mystery_box"] / found.total()
    assert 0.05 < share < 0.1  # a draw hits the best kind, too
    assert set(found) == set(KINDS[1:])
    assert drawn(scratch_off=99_999.0).most_common(1)[0][0] == "scratch_off"


def test_a_kind_that_clearly_loses_is_neither_taken_nor_drawn() -> None:
    found = drawn(losing=("card_game", "mystery_box"))
    assert set(found) == {"prize_wheel", "scratch_off"}
    assert drawn(losing=KINDS).most_common(1)[0][0] == "mystery_box"


def test_without_campaigns_every_game_is_of_the_best_kind() -> None:
    assert drawn(weekly=None).most_common(1)[0][0] == "spin_wheel"
    week = [a_send(PROBLEM, "x1", "game_post", at(3, "19:07")), a_send(PROBLEM, "x2", "bundle", at(3, "14:07"))]
    found = with_campaigns(known(params=PLAIN, games=estimates()), week, (), 1)
    assert [(send.campaign, send.game_kind in KINDS, send.channel) for send in found] == [
        (None, True, "wall_post"),
        (None, False, "mass_message"),
    ]


def test_chosen_campaigns_are_named_and_a_bundle_goes_to_the_wall() -> None:
    week = [
        a_send(PROBLEM, "x1", "bundle", at(0, "10:07")),
        a_send(PROBLEM, "x2", "ppv_followup", at(0, "10:37"), parent_ref="x1"),
        a_send(PROBLEM, "x3", "flash_bundle", at(0, "14:07")),
        a_send(PROBLEM, "x4", "bump_descriptive", at(1, "10:07")),
        a_send(PROBLEM, "x5", "bump_descriptive", at(1, "14:07")),
        a_send(PROBLEM, "x6", "game_post", at(3, "19:07")),
        a_send(PROBLEM, "x7", "game_post", at(4, "19:07"), status="sent"),
    ]
    chosen: list[tuple[int, Campaign]] = [(0, "bundle_wall"), (1, "descriptive_wall"), (3, "spin")]
    out = replace(PROBLEM, committed=(week[-1],))
    found = {send.ref: send for send in with_campaigns(known(out, games=estimates()), week, chosen, 1)}
    assert {ref: send.campaign for ref, send in found.items() if send.campaign} == {
        "x3": "bundle_wall",  # the one nobody hangs on
        "x4": "descriptive_wall",
        "x6": "spin",
    }
    assert (found["x3"].channel, found["x3"].target) == ("wall_post", "all_active")
    assert found["x6"].game_kind == "spin_wheel"
    assert found["x7"] == week[-1]


TIPS = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["planned", "sent", "pinned"])), max_size=7, unique_by=lambda t: t[0]
)


@settings(max_examples=200)
@given(
    tips=TIPS,
    past=st.lists(st.sampled_from(AMOUNTS), max_size=4),
    given_=st.lists(st.sampled_from(AMOUNTS), min_size=7, max_size=7),
    seed=st.integers(0, 9),
)
def test_a_first_to_tip_never_has_one_of_the_last_two_amounts_whatever_was_sent_or_pinned(
    tips: list[tuple[int, str]], past: list[int], given_: list[int], seed: int
) -> None:
    tips = sorted(tips)
    pins = [
        PinnedSend(f"x{day}", "first_to_tip", at(day, "19:07"), price_cents=given_[day])
        for day, kind in tips
        if kind == "pinned"
    ]
    problem = replace(PROBLEM, memory=Memory(tips=tuple(past)), wishes=Wishes(pinned=tuple(pins)))
    week = [
        a_send(
            problem, f"x{day}", "first_to_tip", at(day, "19:07"), status="sent" if kind == "sent" else "planned",
            pinned=kind == "pinned", price_cents=3000 if kind == "planned" else given_[day],
        )
        for day, kind in tips
    ]  # fmt: skip
    context = a_context(replace(problem, committed=tuple(send for send in week if send.status == "sent")))
    found = with_tip_amounts(context, week, seed)
    mine = [send.ref for send, (_, kind) in zip(found, tips, strict=True) if kind == "planned"]
    broken = {ref for warning in FIRST_TIP.check(Judged(found, context, 100.0)) for ref in warning.refs}
    assert not broken.intersection(mine)
    assert [send.price_cents for send in found if send.ref not in mine] == [
        s.price_cents for s in week if s.ref not in mine
    ]
    amounts = [*past[-2:], *(send.price_cents for send in found)]
    if len(tips) > 1 and all(kind == "planned" for _, kind in tips):
        assert all(amounts[n] not in amounts[max(0, n - 2) : n] for n in range(len(past[-2:]), len(amounts)))


def test_amounts_vary_with_the_seed_and_are_the_same_for_the_same_one() -> None:
    week = [a_send(PROBLEM, "x1", "first_to_tip", at(3, "19:07"))]
    found = [with_tip_amounts(known(), week, seed)[0].price_cents for seed in range(200)]
    assert set(found) == set(AMOUNTS)
    assert found[5] == with_tip_amounts(known(), week, 5)[0].price_cents
    off = known(params=tuned(mix={"tip_price": 0}))
    assert with_tip_amounts(off, week, 1) == tuple(week)


def test_a_planned_week_has_its_campaigns_and_breaks_neither_a_hard_rule_nor_theirs() -> None:
    context = known(games=estimates())
    week = plan_in(context, 3)
    kinds = Counter(send.campaign for send in week.sends if send.campaign)
    assert kinds["spin"] == 1 <= kinds["bundle_wall"]
    assert kinds.total() == 4
    assert violations(week, context) == ()
    assert not {w.rule for w in week.warnings} & {"campaigns", "games", "first-to-tip", "mix"}
    for send in week.sends:
        assert (send.game_kind is not None) == (send.send_type == "game_post")
        assert send.send_type != "first_to_tip" or send.price_cents in AMOUNTS


@pytest.mark.parametrize(
    ("send_type", "changes", "detail"),
    [
        ("bump_normal", {"campaign": "spin"}, "a bump_normal on wall_post is no campaign, not spin"),
        ("bundle", {"campaign": "bundle_wall"}, "a bundle on mass_message is no campaign, not bundle_wall"),
        (
            "game_post",
            {"campaign": "spin", "game_kind": "card_game"},
            "a game_post on wall_post is other_game campaign, not spin",
        ),
        ("game_post", {"game_kind": "dice"}, "'dice' is no game kind of a game_post"),
        ("bundle", {"game_kind": "card_game"}, "'card_game' is no game kind of a bundle"),
    ],
)
def test_a_send_written_by_hand_is_not_named_what_it_cannot_be(
    send_type: str, changes: dict[str, str], detail: str
) -> None:
    said: Any = changes
    item = Item("mine", send_type, at(2, "19:07"), text="A word of thanks.", **said)
    _, broken = week_of_items(known(), [item], 1)
    assert detail in [fault.detail for fault in broken if fault.rule == "known-keys"]


def test_a_send_of_no_known_type_is_refused_by_name() -> None:
    _, broken = week_of_items(known(), [Item("mine", "lottery", at(2, "19:07"), text="A word of thanks.")], 1)
    assert "there is no active send type 'lottery'" in [fault.detail for fault in broken]


def test_a_game_and_a_bundle_on_the_wall_written_by_hand_are_campaigns_and_a_bump_where_it_is_named_one() -> None:
    items = [
        Item("a", "game_post", at(0, "19:07"), text="Spin with me.", price_cents=1499, game_kind="spin_wheel"),
        Item("b", "bundle", at(1, "19:07"), text="All of it.", price_cents=2999, channel="wall_post"),
        Item("c", "bump_descriptive", at(2, "19:07"), text="Rain on the window.", campaign="descriptive_wall"),
        Item("d", "bump_descriptive", at(3, "19:07"), text="Tea on the table."),
    ]
    one_day = known(a_problem(wishes=Wishes(closed_days=frozenset({6}))))
    week, broken = week_of_items(one_day, items, 1)
    assert broken == ()
    assert {send.ref: send.campaign for send in week.sends} == {
        "a": "spin", "b": "bundle_wall", "c": "descriptive_wall", "d": None
    }  # fmt: skip
    assert [w.price_cents for w in week.warnings if w.detail == "no bundle_wall campaign for 7 days: 1 lacking"] == []


def test_a_planned_week_written_down_again_has_the_same_campaigns_and_prices() -> None:
    context = known(games=estimates())
    planned = plan_in(context, 3)
    items = [
        Item(
            s.ref, s.send_type, s.week_minute, s.channel, s.target, s.caption_id, None, s.price_cents, s.parent_ref,
            campaign=s.campaign, game_kind=s.game_kind,
        )
        for s in planned.sends
    ]  # fmt: skip
    written, broken = week_of_items(context, items, 3)
    assert broken == ()
    mine = {"campaigns", "games", "first-to-tip", "flavour", "variety", "mix", "bump-ratio"}
    for week in (written, planned):
        assert [s.campaign for s in week.sends] == [s.campaign for s in planned.sends]
    assert [w for w in written.warnings if w.rule in mine] == [w for w in planned.warnings if w.rule in mine]
