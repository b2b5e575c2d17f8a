from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eros.model.caption import Lock
from eros.model.schedule import Relaxation, Shortfall
from tests.builders import MONDAY, a_caption, a_send, at, caption_fields
from tests.caption_weeks import CONTENTS, EXACT, PROBLEM, UNIT, a_context, an_open, chosen, ids, relaxations, warnings

if TYPE_CHECKING:
    from eros.model.caption import Caption


def test_the_dearest_send_gets_the_best_text() -> None:
    context = a_context([a_caption(n) for n in (1, 2, 3)], multipliers={1: 0.9, 2: 1.4, 3: 1.1})
    week = [an_open(f"x{n}", "bump_normal", at(n, "10:07")) for n in range(3)]
    assert ids(chosen(context, week, {"x0": 500.0, "x1": 900.0, "x2": 700.0})) == {"x0": 1, "x1": 2, "x2": 3}


def test_a_caption_is_never_used_twice() -> None:
    captions = [a_caption(n, caption_type="bump_normal") for n in range(1, 4)]
    week = [an_open(f"x{n}", "bump_normal" if n % 2 else "dm_farm", at(n, "10:07")) for n in range(6)]
    found = ids(chosen(a_context(captions), week))
    assert sorted(found.values()) == [1, 2, 3]


@pytest.mark.parametrize("standing", [{"status": "sent"}, {"pinned": True}])
def test_a_text_that_stands_is_kept_and_not_used_again(standing: dict[str, Any]) -> None:
    captions = [a_caption(1), a_caption(2)]
    stands = a_send(PROBLEM, "mine", "bump_normal", at(0, "10:07"), **caption_fields(captions[0]), **standing)
    own = an_open("own", "bump_normal", at(1, "10:07"), caption_text="Good morning to you all.", pinned=True)
    week = [stands, own, an_open("x1", "bump_normal", at(2, "10:07"))]
    choice = chosen(a_context(captions, multipliers={1: 1.9}), week)
    assert ids(choice) == {"x1": 2}
    assert choice.shortfalls == ()


def test_a_third_send_of_one_content_on_a_day_has_a_price_and_the_warning_names_it() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0]) for n in range(1, 4)]
    week = [an_open(f"x{n}", "bump_normal", at(0, "10:07") + 60 * n) for n in range(3)]
    context = a_context(captions)
    choice = chosen(context, week)
    (warning,) = warnings(context, week, choice)
    assert (warning.rule, warning.price_cents) == ("content-repeat", EXACT.plan.content_repeat_price * UNIT)
    assert warning.refs == ("x0", "x1", "x2")
    assert warning.detail == f"{CONTENTS[0]} more than 2 times a day"
    assert choice.stage.objective_cents == pytest.approx(3000 - warning.price_cents)


def test_a_ninth_send_of_one_content_in_the_week_has_a_price_too() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0]) for n in range(1, 11)]
    week = [an_open(f"x{n}", "bump_normal", at(n % 5, "10:07") + 60 * n) for n in range(10)]
    context = a_context(captions)
    (warning,) = warnings(context, week, chosen(context, week))
    assert (warning.price_cents, warning.detail) == (2 * 0.5 * UNIT, f"{CONTENTS[0]} more than 8 times a week")
    assert len(warning.refs) == 10


def test_other_content_is_chosen_where_a_repeat_costs_more_than_it_brings() -> None:
    captions = [a_caption(n, content_type=CONTENTS[n == 3]) for n in (1, 2, 3, 4)]
    week = [an_open(f"x{n}", "bump_normal", at(0, "10:07") + 60 * n) for n in range(3)]
    context = a_context(captions, multipliers={3: 0.6})
    choice = chosen(context, week)
    assert 3 in ids(choice).values()
    assert warnings(context, week, choice) == ()


def test_what_stands_already_counts_towards_the_content_of_a_day() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0]) for n in range(1, 4)]
    out = [
        a_send(PROBLEM, f"out{n}", "bump_normal", at(0, "10:07") + 60 * n, status="sent", **caption_fields(captions[n]))
        for n in range(2)
    ]
    context, week = a_context(captions), [*out, an_open("x1", "bump_normal", at(0, "19:07"))]
    choice = chosen(context, week)
    (warning,) = warnings(context, week, choice)
    assert warning.refs == ("out0", "out1", "x1")
    assert choice.stage.objective_cents == pytest.approx(1000 - warning.price_cents)


def test_sends_without_media_repeat_nothing() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0], caption_type="bump_text_only") for n in range(1, 5)]
    week = [an_open(f"x{n}", "bump_text_only", at(0, "10:07") + 120 * n) for n in range(4)]
    context = a_context(captions)
    assert warnings(context, week, chosen(context, week)) == ()


def test_a_caption_of_another_style_is_taken_at_a_price_and_reported() -> None:
    captions = [a_caption(1, caption_type="ppv_video", ppv_style="solo")]
    context, week = a_context(captions), [an_open("x1", "ppv_video", at(0, "10:07"), ppv_style="winner")]
    (warning,) = warnings(context, week, chosen(context, week))
    assert (warning.rule, warning.refs, warning.price_cents) == ("caption-style", ("x1",), 0.3 * UNIT)
    for style in (None, "winner"):
        fitting = a_context([replace(captions[0], ppv_style=style)])
        assert warnings(fitting, week, chosen(fitting, week)) == ()


def test_a_caption_short_of_its_rest_is_used_at_a_price_before_a_send_stays_empty() -> None:
    context = a_context([a_caption(1)], last_used={1: MONDAY - timedelta(days=20)})
    send = an_open("x1", "bump_normal", at(1, "10:07"))
    choice = chosen(context, [send], {"x1": 1500.0})
    assert ids(choice) == {"x1": 1}
    assert [(w.rule, w.refs, w.price_cents) for w in warnings(context, [send], choice)] == [
        ("reuse", ("x1",), 2.0 * UNIT)
    ]
    assert relaxations(context, [send], choice) == (Relaxation("reuse", 30, 21, ("x1",)),)
    rested = a_context([a_caption(1), a_caption(2)], last_used={1: MONDAY - timedelta(days=20)}, multipliers={1: 1.5})
    choice = chosen(rested, [send])
    assert ids(choice) == {"x1": 2}
    assert (relaxations(rested, [send], choice), warnings(rested, [send], choice)) == ((), ())


def test_a_fallback_caption_type_is_reported() -> None:
    context, week = a_context([a_caption(1, caption_type="bump_normal")]), [an_open("x1", "dm_farm", at(0, "10:07"))]
    choice = chosen(context, week)
    assert relaxations(context, week, choice) == (Relaxation("caption-type", "dm_farm", "bump_normal", ("x1",)),)
    assert choice.chosen["x1"].step == 1
    first = a_context([a_caption(1, caption_type="bump_normal"), a_caption(2, caption_type="dm_farm")])
    assert relaxations(first, week, chosen(first, week)) == ()


def test_rest_bars_a_caption_until_the_day_it_is_fresh_again() -> None:
    context = a_context([a_caption(1)], last_used={1: MONDAY - timedelta(days=12)}, params=EXACT)
    week = [an_open(f"x{day}", "bump_normal", at(day, "10:07")) for day in range(7)]
    assert list(ids(chosen(context, week, {"x0": 9e5, "x2": 9e5, "x3": 2000.0}))) == ["x3"]


def test_a_lock_bars_a_caption_on_its_days_and_from_ppv_sends_only() -> None:
    context = a_context(
        [a_caption(1, caption_type="ppv_message")], locks=(Lock(1, "c-bea", MONDAY + timedelta(days=9)),)
    )
    ppv = [an_open(f"x{day}", "ppv_message", at(day, "10:07")) for day in range(7)]
    assert list(ids(chosen(context, ppv, {"x2": 9e5, "x6": 9e5, "x1": 2000.0}))) == ["x1"]
    assert ids(chosen(context, [an_open("x1", "link_drop", at(3, "10:07"))])) == {"x1": 1}


def test_a_send_that_finds_no_text_stays_and_is_reported() -> None:
    week = [
        an_open("x0", "bump_normal", at(0, "10:07")),
        an_open("x1", "bump_normal", at(0, "12:07")),
        an_open("x2", "bump_normal", at(0, "14:07")),
        an_open("x3", "bundle", at(3, "14:07")),
    ]
    choice = chosen(a_context([a_caption(1)]), week)
    assert len(choice.chosen) == 1
    detail = "no caption of the bank may stand here: write one or import more"
    assert choice.shortfalls == (
        Shortfall("bump_normal", "needs_caption", 2, detail, 0),
        Shortfall("bundle", "needs_caption", 1, detail, 3),
    )
    assert choice.stage.objective_cents == pytest.approx(1000 - 3 * UNIT)


@pytest.mark.parametrize("bank", [[], [a_caption(1, caption_type="ppv_video")]])
def test_a_bank_without_a_text_for_a_week_leaves_every_send_waiting(bank: list[Caption]) -> None:
    choice = chosen(a_context(bank), [an_open("x1", "bump_normal", at(0, "10:07"))])
    assert choice.chosen == {}
    assert [(lack.rule, lack.count) for lack in choice.shortfalls] == [("needs_caption", 1)]


def test_a_week_without_open_sends_needs_nothing() -> None:
    sent = a_send(PROBLEM, "out", "bump_normal", at(0, "10:07"), status="sent")
    choice = chosen(a_context([a_caption(1)]), [sent])
    assert (choice.chosen, choice.shortfalls) == ({}, ())
    assert choice.stage.objective_cents == 0.0


def test_the_best_captions_at_rest_do_not_hide_the_ones_that_may_be_used() -> None:
    captions = [a_caption(n) for n in range(1, 61)]
    resting = {n: MONDAY - timedelta(days=2) for n in range(1, 51)}
    context = a_context(captions, last_used=resting, multipliers=dict.fromkeys(resting, 1.5))
    week = [an_open(f"x{day}", "bump_normal", at(day, "10:07")) for day in range(7)]
    assert set(ids(chosen(context, week)).values()) <= set(range(51, 61))
    assert len(chosen(context, week).chosen) == 7


def test_a_bank_of_one_content_feeds_as_many_sends_as_it_has_captions() -> None:
    captions = [a_caption(n) for n in range(1, 41)]
    week = [an_open(f"x{n}", "bump_normal", at(n % 7, "09:07") + 60 * (n // 7)) for n in range(35)]
    assert len(chosen(a_context(captions), week, {send.ref: 9e4 for send in week}).chosen) == 35


def test_a_text_of_the_right_style_is_not_hidden_by_better_ones_of_another() -> None:
    captions = [a_caption(n, caption_type="ppv_video", ppv_style="winner") for n in range(1, 41)]
    captions.append(a_caption(41, caption_type="ppv_video", ppv_style="solo"))
    context = a_context(captions, multipliers=dict.fromkeys(range(1, 41), 1.1))
    week = [an_open("x1", "ppv_video", at(0, "10:07"), ppv_style="solo")]
    choice = chosen(context, week)
    assert (ids(choice), warnings(context, week, choice)) == ({"x1": 41}, ())


def test_a_rested_caption_is_not_hidden_by_better_ones_short_of_their_rest() -> None:
    captions = [a_caption(n) for n in range(1, 6)]
    last = {n: MONDAY - timedelta(days=31 if n == 5 else 16) for n in range(1, 6)}
    context = a_context(captions, last_used=last, multipliers=dict.fromkeys(range(1, 5), 1.2))
    week = [an_open("x1", "bump_normal", at(0, "10:07"))]
    choice = chosen(context, week)
    assert (ids(choice), warnings(context, week, choice)) == ({"x1": 5}, ())


def test_types_that_share_a_thin_bank_each_find_a_text_of_it() -> None:
    captions = [a_caption(n, caption_type="bump_normal") for n in range(1, 7)]
    kinds = ("bump_descriptive", "bump_text_only", "dm_farm", "like_farm", "link_drop", "wall_link_drop", "bump_normal")
    week = [an_open(f"x{n}", kind, at(n, "10:07")) for n, kind in enumerate(kinds)]
    assert sorted(ids(chosen(a_context(captions), week)).values()) == [1, 2, 3, 4, 5, 6]
