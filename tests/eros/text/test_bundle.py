# ruff: noqa: RUF001 - letters as people type them

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.text.bundle import Stated, check_bundle, stated_amounts

SINGLES = (1499, 1499, 1499)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Only $29.99", Stated((), (), (2999,))),
        ("29.99 dollars, 30 bucks, 30 USD", Stated((), (), (2999, 3000, 3000))),
        ("$1,250 worth of content for $50", Stated((125_000,), (), (5000,))),
        ("worth over $120, just $50", Stated((12_000,), (), (5000,))),
        ("a value of $90.5 for $30", Stated((9050,), (), (3000,))),
        ("normally this would cost $80, now $40", Stated((8000,), (), (4000,))),
        ("$40 instead of $80", Stated((8000,), (), (4000,))),
        ("was $60, is $30", Stated((6000,), (), (3000,))),
        ("$44.97 if bought separately, $30 together", Stated((4497,), (), (3000,))),
        ("save $20, pay $30", Stated((), (2000,), (3000,))),
        ("$20 off, $30", Stated((), (2000,), (3000,))),
        ("great value for $30", Stated((), (), (3000,))),
        ("3 clips, 40 photos, 10 minutes", Stated((), (), ())),
        ("＄30 in full width", Stated((), (), (3000,))),
        ("", Stated((), (), ())),
    ],
)
def test_an_amount_is_a_worth_a_saving_or_a_price_by_the_words_beside_it(text: str, stated: Stated) -> None:
    assert stated_amounts(text) == stated


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Only $14", "says $14.00, the price is $29.99"),
        ("$500 worth of content for $29.99", "claims $500.00, the parts cost $44.97"),
        ("save $20, pay $29.99", "claims $49.99, the parts cost $44.97"),
        ("worth $45 and it is $20", "says $20.00, the price is $29.99; claims $45.00, the parts cost $44.97"),
    ],
)
def test_what_a_text_says_of_money_must_be_true(text: str, finding: str) -> None:
    check = check_bundle(text, 2999, SINGLES)
    assert (check.verdict, check.finding) == ("review", finding)


def test_a_worth_without_single_prices_is_proven_by_nothing() -> None:
    assert check_bundle("$40 worth of clips for $29.99", 2999).verdict == "review"
    assert check_bundle("save $5, pay $29.99", None, SINGLES).verdict == "review"
    assert check_bundle("$44.97 worth of clips for $29.99", 2999, SINGLES).verdict == "pass"


def test_what_a_text_does_not_say_is_advice_and_a_worth_is_advised_only_where_it_is_true() -> None:
    silent = check_bundle("All the parts in one place", 2999, SINGLES)
    assert (silent.verdict, silent.finding) == ("pass", "states no price; states no worth")
    assert silent.fix == "say the price, $29.99; say what the parts cost singly, $44.97"
    assert check_bundle("All for $29.99", 2999, (999, 999)).fix == ""
    assert check_bundle("All for $29.99", 2999).fix == ""
    assert check_bundle("All for $29.99", None).fix == ""


@given(st.text(alphabet="$0123456789., worthsave", max_size=120))
def test_any_amounts_can_be_read(text: str) -> None:
    stated = stated_amounts(text)
    assert all(amount >= 0 for amount in (*stated.anchors, *stated.savings, *stated.prices))
    assert check_bundle(text, 2999, SINGLES) == check_bundle(text, 2999, SINGLES)
