from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eros.estimate.length import length_factor
from eros.model.caption import Lock
from eros.model.wishes import Wishes
from eros.plan.pool import CaptionPool
from tests.builders import MONDAY, a_bank, a_caption, a_creator, a_problem, a_send, at, the_params
from tests.plans import known, only

if TYPE_CHECKING:
    from eros.model.caption import Caption
    from eros.model.problem import Problem
    from eros.plan.pool import Options

PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
HELD = min(PROBLEM.vault)
LACKED = "voice_note"
BEST_LENGTH = "A quiet film made on a rainy afternoon, twelve minutes long, with the window open. ".ljust(300, "x")


def a_page(*captions: Caption, **changes: Any) -> Problem:
    return a_problem(captions={caption.caption_id: caption for caption in captions}, **changes)


def options(send_type: str, problem: Problem, **estimates: Any) -> Options:
    return CaptionPool(known(problem, **estimates)).options[send_type]


def ids(found: Options) -> list[int]:
    return [option.caption.caption_id for option in found]


def test_a_caption_further_down_the_types_list_is_worth_less_at_each_step() -> None:
    page = a_page(
        a_caption(1, caption_type="bump_normal"),
        a_caption(2, caption_type="ppv_message"),
        a_caption(3, caption_type="link_drop"),
    )
    found = options("link_drop", page)
    keep = 1.0 - the_params().plan.fallback_penalty
    assert [(option.caption.caption_id, option.step) for option in found] == [(3, 0), (2, 1), (1, 2)]
    assert [option.factor for option in found] == pytest.approx([1.0, keep, keep**2])


def test_a_good_fallback_stands_before_a_poor_first_choice() -> None:
    page = a_page(a_caption(1, caption_type="dm_farm"), a_caption(2, caption_type="bump_normal"))
    assert ids(options("dm_farm", page, multipliers={1: 0.8, 2: 1.2})) == [2, 1]


def test_equal_captions_stand_in_the_order_of_their_ids() -> None:
    page = a_page(*(a_caption(number) for number in (7, 3, 5)))
    assert ids(options("bump_normal", page)) == [3, 5, 7]
    page = a_page(a_caption(1, caption_type="bump_normal"), a_caption(2, caption_type="dm_farm"))
    assert ids(options("dm_farm", page, multipliers={2: 1.0 - the_params().plan.fallback_penalty})) == [1, 2]


def test_length_counts_for_priced_sends_only() -> None:
    page = a_page(
        a_caption(1, caption_type="ppv_message", text="Short and sweet."),
        a_caption(2, caption_type="ppv_message", text=BEST_LENGTH),
    )
    priced = {option.caption.caption_id: option.factor for option in options("ppv_message", page)}
    assert priced == pytest.approx({1: length_factor("Short and sweet.", the_params()), 2: 1.0})
    assert priced[1] < 0.7
    free = {option.caption.caption_id: option.factor for option in options("link_drop", page)}
    assert free[1] == free[2]


@pytest.mark.parametrize("mode", ["safe", "conservative"])
def test_cautious_modes_use_only_captions_that_some_page_has_proven(mode: Any) -> None:
    uses = the_params().plan.proven_uses
    captions = (a_caption(1, fleet_uses=uses - 1), a_caption(2, fleet_uses=uses))
    assert ids(options("bump_normal", a_page(*captions, wishes=Wishes(mode=mode)))) == [2]
    assert ids(options("bump_normal", a_page(*captions))) == [1, 2]


@pytest.mark.parametrize(
    "changes",
    [
        {"creator_id": "c-bea"},
        {"content_type": LACKED},
        {"content_type": "moon_walk"},
        {"caption_type": "ppv_video"},
        {"text": "I recorded a voice note for you, just press play."},
    ],
)
def test_a_caption_that_a_rule_forbids_on_this_page_is_no_option(changes: dict[str, Any]) -> None:
    assert ids(options("bump_normal", a_page(a_caption(1, **changes), a_caption(2, content_type=HELD)))) == [2]


def test_a_paid_only_caption_is_no_option_on_a_free_page() -> None:
    captions = (a_caption(1, is_paid_only=True), a_caption(2))
    assert ids(options("bump_normal", a_page(*captions, creator=a_creator(page_type="free")))) == [2]
    assert ids(options("bump_normal", a_page(*captions))) == [1, 2]


def test_weak_captions_and_content_that_never_sells_are_no_options() -> None:
    page = a_page(a_caption(1), a_caption(2, content_type=HELD), a_caption(3))
    assert ids(options("bump_normal", page, scores={1: 39.0}, avoid_contents=[HELD])) == [3]


def test_a_send_without_media_may_speak_of_content_outside_the_vault() -> None:
    page = a_page(a_caption(1, content_type=LACKED))
    assert ids(options("bump_text_only", page)) == [1]
    assert ids(options("bump_normal", page)) == []


def test_only_types_the_page_may_use_have_options() -> None:
    page = a_problem(wishes=Wishes(blocked_types=only(PROBLEM, "bundle", "bump_normal")))
    assert list(CaptionPool(known(page)).options) == ["bundle", "bump_normal"]


def test_every_type_of_a_full_bank_has_options_of_its_own_caption_types_only() -> None:
    for key, found in CaptionPool(known(PROBLEM)).options.items():
        assert found
        assert all(option.caption.caption_type == TYPES[key].caption_types[option.step] for option in found)
        assert [option.factor for option in found] == sorted((option.factor for option in found), reverse=True)


def test_a_caption_that_has_not_rested_is_free_later_in_the_week() -> None:
    page = a_page(a_caption(1), a_caption(2), last_used={1: MONDAY - timedelta(days=12)})
    pool = CaptionPool(known(page))
    free = [ids(pool.free(TYPES["bump_normal"], MONDAY + timedelta(days=day))) for day in range(7)]
    assert free == [[2]] * 3 + [[1, 2]] * 4
    assert pool.options["bump_normal"].rest_days(MONDAY).tolist() == [12, float("inf")]


def test_another_pages_lock_bars_a_caption_from_ppv_sends_only() -> None:
    page = a_page(a_caption(1, caption_type="ppv_message"), locks=(Lock(1, "c-bea", MONDAY - timedelta(days=6)),))
    pool = CaptionPool(known(page))
    assert [ids(pool.free(TYPES["ppv_video"], MONDAY + timedelta(days=day))) for day in (0, 1, 2)] == [[], [], [1]]
    assert ids(pool.free(TYPES["link_drop"], MONDAY)) == [1]


def test_the_factor_of_a_send_is_that_of_its_own_caption() -> None:
    page = a_page(a_caption(1, caption_type="ppv_video", text=BEST_LENGTH), a_caption(2))
    pool = CaptionPool(known(page, multipliers={1: 1.5, 2: 0.7}))
    ppv = a_send(page, "x1", "ppv_video", at(0, "10:07"), caption_id=1, caption_text=BEST_LENGTH)
    bump = a_send(page, "x2", "bump_normal", at(0, "12:07"), caption_id=2, caption_text=page.captions[2].text)
    assert pool.factor_of(ppv) == pytest.approx(1.5)
    assert pool.factor_of(bump) == pytest.approx(0.7)


def test_a_persons_own_words_count_by_their_length_where_a_price_stands() -> None:
    pool = CaptionPool(known(PROBLEM))
    own = {"caption_id": None, "caption_text": "Hello there."}
    ppv = a_send(PROBLEM, "x1", "ppv_video", at(0, "10:07"), **own)
    assert pool.factor_of(ppv) == pytest.approx(length_factor("Hello there.", the_params())) != 1.0
    assert pool.factor_of(a_send(PROBLEM, "x2", "bump_normal", at(0, "12:07"), **own)) == 1.0


def test_a_send_without_words_has_no_factor() -> None:
    silent = a_send(PROBLEM, "x1", "ppv_video", at(0, "10:07"), caption_id=None, caption_text=None)
    assert CaptionPool(known(PROBLEM)).factor_of(silent) is None


def test_a_fallback_keeps_its_loss_when_a_person_pins_it() -> None:
    page = a_problem(captions=a_bank(2, types=["bump_normal", "dm_farm"]))
    pool = CaptionPool(known(page))
    fallback = next(c for c in page.captions.values() if c.caption_type == "bump_normal")
    send = a_send(page, "x1", "dm_farm", at(0, "10:07"), caption_id=fallback.caption_id, caption_text=fallback.text)
    (option,) = [o for o in pool.options["dm_farm"] if o.caption == fallback]
    assert pool.factor_of(send) == pytest.approx(option.factor)


def test_a_caption_near_the_least_score_is_not_planned_for_its_percentile_may_move() -> None:
    page = a_page(*(a_caption(number) for number in (1, 2, 3)))
    least, margin = the_params().rules.performance_min, the_params().plan.performance_margin
    scores = {1: least, 2: least + margin, 3: 50.0}
    assert sorted(ids(options("bump_normal", page, scores=scores))) == [2, 3]
