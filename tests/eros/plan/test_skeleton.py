from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.skeleton import skeletons
from eros.plan.worth import worth_of
from eros.rules.rotation import Turns
from tests.builders import a_problem, a_send, at
from tests.plans import a_place, known, pin, tuned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.params import Params
    from eros.plan.timing import Placed

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
ORDER = Turns(known(PROBLEM)).at(0).order


def dressed(
    minutes: Mapping[Placed, int], *fixed: Send, problem: Problem = PROBLEM, params: Params | None = None
) -> tuple[Send, ...]:
    context = known(problem, params)
    return skeletons(context, worth_of(context).prices, minutes, fixed)


def placed(*sends: tuple[str, int]) -> dict[Placed, int]:
    """Sends of the plan at these week minutes."""
    return {a_place(PROBLEM, send_type, minute): minute for send_type, minute in sends}


def styles(week: tuple[Send, ...]) -> list[str | None]:
    return [send.ppv_style for send in week if TYPES[send.send_type].is_ppv]


def test_a_send_carries_exactly_what_its_type_asks_for() -> None:
    week = dressed(placed(*((key, 200 + 90 * n) for n, key in enumerate(TYPES) if not TYPES[key].is_followup)))
    worth = worth_of(known(PROBLEM))
    for send in week:
        kind = TYPES[send.send_type]
        assert (send.channel, send.target) == (kind.channel, kind.default_target)
        assert (send.media, send.flyer, send.link is not None) == (
            kind.requires_media,
            kind.requires_flyer,
            kind.requires_link,
        )
        assert send.price_cents == (worth[kind.key].price_cents if kind.requires_price else None)
        assert (send.price_cents is None) == (not kind.requires_price)
        assert send.utc == PROBLEM.clock.instant(send.week_minute)
        assert (send.caption_id, send.caption_text, send.status, send.pinned) == (None, None, "planned", False)
        assert (send.ppv_style is None) == (not kind.is_ppv)
        if not kind.points_at_parent:
            assert (send.label, send.parent_ref) == (kind.label, None)


def test_a_link_is_a_placeholder_until_a_person_fills_it() -> None:
    (send,) = dressed(placed(("link_drop", at(0, "10:07"))))
    assert send.link == "{link}"


@pytest.mark.parametrize(("limit", "hours"), [(24, 24), (48, 24), (6, 6)])
def test_what_expires_does_so_within_the_types_and_the_rules_hours(limit: int, hours: int) -> None:
    week = dressed(
        placed(("game_post", at(0, "10:07")), ("bundle", at(0, "14:07"))), params=tuned(rules={"expiry_hours": limit})
    )
    game, bundle = week
    assert game.expires_at == game.utc + timedelta(hours=hours)
    assert bundle.expires_at is None


def test_refs_name_the_day_and_count_in_time_order() -> None:
    week = dressed(
        placed(
            ("dm_farm", at(1, "20:07")),
            ("bundle", at(0, "14:07")),
            ("bump_normal", at(0, "9:07")),
            ("bundle", at(6, "9:07")),
        )
    )
    assert [send.ref for send in week] == ["mon-01", "mon-02", "tue-01", "sun-01"]
    assert [send.send_type for send in week] == ["bump_normal", "bundle", "dm_farm", "bundle"]


def test_a_ref_that_stands_already_is_passed_over() -> None:
    sent = a_send(PROBLEM, "mon-01", "dm_farm", at(0, "20:07"), status="sent")
    mine = pin(PROBLEM, "mon-03", "dm_farm", at(0, "23:07"))
    week = dressed(placed(("bump_normal", at(0, "9:07")), ("bundle", at(0, "14:07"))), sent, mine)
    assert [send.ref for send in week] == ["mon-02", "mon-04", "mon-01", "mon-03"]


@settings(max_examples=40)
@given(
    minutes=st.lists(st.integers(0, 7 * 96 - 1), min_size=1, max_size=30, unique=True),
    taken=st.lists(st.sampled_from(["mon-01", "mon-02", "wed-01", "sun-05"]), unique=True),
)
def test_refs_are_unique_and_rise_with_time(minutes: list[int], taken: list[str]) -> None:
    fixed = [a_send(PROBLEM, ref, "dm_farm", at(2, "20:07") + n, status="sent") for n, ref in enumerate(taken)]
    week = dressed(placed(*(("bump_normal", 15 * slot + 7) for slot in minutes)), *fixed)
    refs = [send.ref for send in week]
    assert len(refs) == len(set(refs)) == len(minutes) + len(taken)
    assert [send.utc for send in week] == sorted(send.utc for send in week)
    for day in range(7):
        new = [send.ref for send in week if send.day == day and send.ref not in taken]
        assert new == sorted(new)


def test_other_sends_take_no_turn() -> None:
    week = dressed(placed(("ppv_video", at(0, "9:07")), ("bundle", at(0, "14:07")), ("ppv_message", at(0, "19:07"))))
    assert styles(week) == list(ORDER[:2])


def test_a_follow_up_points_at_its_parent_and_bears_its_label() -> None:
    minute = at(0, "14:07")
    parent = a_place(PROBLEM, "bundle", minute)
    chaser = a_place(PROBLEM, "ppv_followup", minute + 30, parent)
    first, bundle, followup = dressed({chaser: minute + 30, parent: minute, **placed(("ppv_video", at(0, "9:07")))})
    assert (followup.send_type, followup.parent_ref, followup.label) == ("ppv_followup", bundle.ref, "BUNDLES")
    assert first.label == "PPV"
    assert followup.ppv_style is None


def link(*sends: tuple[str, int], fixed: tuple[Send, ...] = (), params: Params | None = None) -> tuple[str | None, ...]:
    """Type and label of what the week's one link drop, Tuesday 14:07, points at."""
    week = dressed(placed(("link_drop", at(1, "14:07")), *sends), *fixed, params=params)
    (drop,) = [send for send in week if send.send_type == "link_drop"]
    parents = [send for send in week if send.ref == drop.parent_ref]
    assert len(parents) == (drop.parent_ref is not None)
    return (*(send.send_type for send in parents), drop.label)


def test_a_link_drop_points_at_the_nearest_buying_opportunity_before_it() -> None:
    found = link(
        ("bundle", at(0, "16:07")),
        ("game_post", at(1, "9:07")),
        ("bump_normal", at(1, "12:07")),
        ("wall_link_drop", at(1, "13:07")),
        ("vip_program", at(1, "16:07")),
    )
    assert found == ("game_post", "GAMES")


def test_a_follow_up_is_no_opportunity_for_a_link_drop() -> None:
    minute = at(1, "12:07")
    parent = a_place(PROBLEM, "ppv_video", minute)
    minutes = {parent: minute, a_place(PROBLEM, "ppv_followup", minute + 30, parent): minute + 30}
    week = dressed({**minutes, **placed(("link_drop", at(1, "14:07")))})
    assert week[2].parent_ref == week[0].ref
    assert week[0].send_type == "ppv_video"


def test_a_buying_opportunity_counts_for_a_day_and_no_longer() -> None:
    assert link(("bundle", at(0, "14:07"))) == ("bundle", "BUNDLES")
    assert link(("bundle", at(0, "14:06"))) == (None,)
    assert link(("bundle", at(1, "11:07")), params=tuned(rules={"link_parent_hours": 3})) == ("bundle", "BUNDLES")
    assert link(("bundle", at(1, "11:06")), params=tuned(rules={"link_parent_hours": 3})) == (None,)


def test_a_link_drop_may_point_at_what_went_out_already() -> None:
    sent = a_send(PROBLEM, "out", "first_to_tip", at(1, "9:07"), status="sent")
    assert link(fixed=(sent,)) == ("first_to_tip", "FIRST TO TIP")


def test_a_pin_keeps_what_it_names_and_gets_what_it_lacks() -> None:
    bare = pin(PROBLEM, "mine", "ppv_message", at(0, "12:00"), price_cents=None, media=False, label=None)
    full = pin(
        PROBLEM,
        "yours",
        "ppv_message",
        at(2, "12:00"),
        price_cents=1234,
        channel="targeted_message",
        target="high_spenders",
    )
    mine, yours = dressed({}, bare, full)
    assert (mine.price_cents, mine.channel, mine.target) == (1499, "mass_message", "all_active")
    assert (mine.media, mine.label, mine.ppv_style, mine.pinned) == (True, "PPV", ORDER[0], True)
    assert (yours.price_cents, yours.channel, yours.target) == (1234, "targeted_message", "high_spenders")
    assert (mine.week_minute, yours.week_minute) == (at(0, "12:00"), at(2, "12:00"))


@pytest.mark.parametrize(
    ("send_type", "channel", "target"),
    [
        ("vip_program", "mass_message", "high_spenders"),
        ("vip_program", "wall_post", "all_active"),
        ("bundle", "wall_post", "all_active"),
        ("renew_on_message", "mass_message", "renew_off"),
    ],
)
def test_a_pin_on_another_channel_gets_a_target_that_channel_takes(send_type: str, channel: str, target: str) -> None:
    (send,) = dressed({}, pin(PROBLEM, "mine", send_type, at(0, "12:00"), channel=channel, target=""))
    assert (send.channel, send.target) == (channel, target)


@pytest.mark.parametrize("style", [None, "feature"])
def test_what_went_out_stays_exactly_as_it_is(style: Any) -> None:
    sent = (
        a_send(PROBLEM, "a", "ppv_video", at(0, "9:07"), status="sent", ppv_style=style, label="OLD", price_cents=777),
        a_send(PROBLEM, "b", "link_drop", at(0, "12:07"), status="sent", label="ODD", link="https://example.org"),
        a_send(PROBLEM, "c", "game_post", at(0, "15:07"), status="sent", expires_at=None, media=False),
    )
    week = dressed(placed(("ppv_video", at(0, "19:07")), ("link_drop", at(0, "21:07"))), *sent)
    assert tuple(send for send in week if send.status == "sent") == sent
    assert len(week) == 5
