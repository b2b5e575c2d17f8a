from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.allot import allot
from tests.builders import MONDAY, a_caption, a_creator, the_catalogue

if TYPE_CHECKING:
    from eros.model.caption import Caption
    from eros.model.creator import Creator

CATALOGUE = the_catalogue()
INVENTORY = sorted(key for key, content in CATALOGUE.content_types.items() if content.is_inventory)[:4]
PAGES = [
    a_creator(creator_id=f"c-{name}", page_name=name, page_type=page_type)
    for name, page_type in (("ada", "paid"), ("bea", "free"), ("cleo", "paid"), ("dina", "free"))
]


def texts(count: int, **changes: Any) -> list[Caption]:
    return [a_caption(number, caption_type="ppv_video", **changes) for number in range(1, count + 1)]


def dealt(
    captions: list[Caption],
    pages: list[Creator] | None = None,
    vaults: dict[str, frozenset[str]] | None = None,
    week: date = MONDAY,
    per_page: int = 100,
) -> dict[str, tuple[int, ...]]:
    return allot(PAGES if pages is None else pages, vaults or {}, captions, CATALOGUE, week, per_page=per_page)


@st.composite
def banks(draw: st.DrawFn) -> list[Caption]:
    size = draw(st.integers(0, 30))
    return [
        a_caption(
            number,
            caption_type=draw(st.sampled_from(["ppv_video", "ppv_message"])),
            content_type=draw(st.sampled_from([*INVENTORY, "bundle_offer", "behind_scenes", "no_such_content"])),
            is_paid_only=draw(st.booleans()),
        )
        for number in draw(st.permutations(range(1, size + 1)))
    ]


VAULTS = st.fixed_dictionaries({page.creator_id: st.frozensets(st.sampled_from(INVENTORY)) for page in PAGES[:3]})


@settings(max_examples=50)
@given(captions=banks(), vaults=VAULTS, per_page=st.integers(1, 5))
def test_hands_are_disjoint_capped_and_hold_only_what_their_page_may_show(
    captions: list[Caption], vaults: dict[str, frozenset[str]], per_page: int
) -> None:
    hands = dealt(captions, vaults=vaults, per_page=per_page)
    bank = {caption.caption_id: caption for caption in captions}
    given_out = [caption_id for hand in hands.values() for caption_id in hand]
    assert len(given_out) == len(set(given_out))
    for page in PAGES:
        hand = [bank[caption_id] for caption_id in hands[page.creator_id]]
        assert max(Counter(caption.caption_type for caption in hand).values(), default=0) <= per_page
        for caption in hand:
            content = CATALOGUE.content_types[caption.content_type]
            assert not content.is_inventory or content.key in vaults.get(page.creator_id, ())
            assert page.page_type == "paid" or not caption.is_paid_only


@settings(max_examples=50)
@given(captions=banks(), vaults=VAULTS)
def test_a_caption_is_left_over_only_when_no_page_may_show_it(
    captions: list[Caption], vaults: dict[str, frozenset[str]]
) -> None:
    given_out = {caption_id for hand in dealt(captions, vaults=vaults).values() for caption_id in hand}
    for caption in captions:
        content = CATALOGUE.content_types.get(caption.content_type)
        takers = [
            page
            for page in PAGES
            if content is not None
            and (page.page_type == "paid" or not caption.is_paid_only)
            and (not content.is_inventory or content.key in vaults.get(page.creator_id, ()))
        ]
        assert (caption.caption_id in given_out) == bool(takers)


def test_every_page_gets_its_share_of_the_best_and_of_the_rest() -> None:
    hands = dealt(texts(22))
    assert sorted(len(hand) for hand in hands.values()) == [5, 5, 6, 6]
    for round_ in range(5):
        best = {4 * round_ + place for place in range(1, 5)}
        assert all(len(best.intersection(hand)) == 1 for hand in hands.values())


def test_shares_are_fair_per_caption_type() -> None:
    videos, messages = (
        texts(8),
        [replace(c, caption_id=c.caption_id + 100, caption_type="ppv_message") for c in texts(4)],
    )
    for hand in dealt([*videos, *messages]).values():
        assert Counter(caption_id > 100 for caption_id in hand) == {False: 2, True: 1}


def test_the_cap_holds_and_the_surplus_stays_in_the_bank() -> None:
    hands = dealt(texts(40), per_page=3)
    assert {len(hand) for hand in hands.values()} == {3}
    assert max(max(hand) for hand in hands.values()) == 12


def test_a_page_that_shares_nothing_gets_nothing() -> None:
    alone = replace(PAGES[0], use_shared_captions=False)
    hands = dealt(texts(9), [alone, *PAGES[1:]])
    assert hands[alone.creator_id] == ()
    assert [len(hands[page.creator_id]) for page in PAGES[1:]] == [3, 3, 3]


def test_the_deal_is_the_same_whatever_the_order_of_the_pages() -> None:
    captions = texts(17)
    assert dealt(captions) == dealt(captions, PAGES[::-1])


def test_no_page_always_picks_first() -> None:
    weeks = [MONDAY + timedelta(weeks=number) for number in range(24)]
    first = {page for week in weeks for page, hand in dealt(texts(4), week=week).items() if 1 in hand}
    assert first == {page.creator_id for page in PAGES}


def test_no_pages_no_hands() -> None:
    assert dealt(texts(3), []) == {}
