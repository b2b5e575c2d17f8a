from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from eros.rules.commerce import longest_life_hours, price_limits
from tests.builders import (
    a_context,
    a_lawful_schedule,
    a_problem,
    at,
    broken_rules,
    changed,
    moved,
    with_rules,
    without,
)

PROBLEM = a_problem()
CONTEXT = a_context(PROBLEM)
LAWFUL = a_lawful_schedule(PROBLEM)
TYPES = PROBLEM.catalogue.send_types


def start_of(ref: str) -> datetime:
    return next(send.utc for send in LAWFUL.sends if send.ref == ref)


@pytest.mark.parametrize(
    ("ref", "change"),
    [
        ("s02", {"price_cents": None}),
        ("s01", {"price_cents": 999}),
        ("s08", {"link": None}),
        ("s08", {"link": " "}),
        ("s01", {"link": "{link}"}),
        ("s02", {"media": False}),
        ("s08", {"media": True}),
        ("s02", {"flyer": False}),
        ("s01", {"flyer": True}),
        ("s08", {"expires_at": None}),
    ],
)
def test_what_a_type_asks_for_stands_exactly_there(ref: str, change: dict[str, Any]) -> None:
    assert broken_rules(changed(LAWFUL, ref, **change), CONTEXT) == ["requirements"]


def test_a_link_a_person_filled_in_is_as_good_as_the_placeholder() -> None:
    assert broken_rules(changed(LAWFUL, "s08", link="https://example.org/42"), CONTEXT) == []


@pytest.mark.parametrize(
    ("ref", "cents", "is_broken"),
    [
        ("s02", 499, True),
        ("s02", 500, False),
        ("s02", 10_000, False),
        ("s02", 10_001, True),
        ("s15", 50_000, False),
        ("s15", 50_001, True),
    ],
)
def test_prices_keep_their_range_and_a_vip_tip_may_be_higher(ref: str, cents: int, *, is_broken: bool) -> None:
    assert broken_rules(changed(LAWFUL, ref, price_cents=cents), CONTEXT) == (["requirements"] if is_broken else [])


def test_price_limits_are_those_of_the_rule() -> None:
    rules = CONTEXT.params.rules
    assert price_limits(TYPES["bundle"], rules) == (500, 10_000)
    assert price_limits(TYPES["vip_program"], rules) == (500, 50_000)


@pytest.mark.parametrize(("hours", "is_broken"), [(-1, True), (0, True), (1, False), (24, False), (25, True)])
def test_what_expires_does_so_within_a_day_of_its_start(hours: int, *, is_broken: bool) -> None:
    week = changed(LAWFUL, "s08", expires_at=start_of("s08") + timedelta(hours=hours))
    assert broken_rules(week, CONTEXT) == (["expiry"] if is_broken else [])


def test_an_expiry_without_a_zone_is_refused() -> None:
    naive = (start_of("s08") + timedelta(hours=3)).replace(tzinfo=None)
    assert broken_rules(changed(LAWFUL, "s08", expires_at=naive), CONTEXT) == ["expiry"]


def test_configuration_may_ask_for_a_shorter_life() -> None:
    params = with_rules(expiry_hours=6)
    assert longest_life_hours(TYPES["link_drop"], params.rules) == 6
    assert longest_life_hours(TYPES["ppv_video"], params.rules) is None
    context = a_context(PROBLEM, params=params)
    week = LAWFUL
    for ref in ("s08", "s12", "s14", "s16", "s19"):
        week = changed(week, ref, expires_at=start_of(ref) + timedelta(hours=6))
    assert broken_rules(LAWFUL, context) == ["expiry"]
    assert broken_rules(week, context) == []


def test_a_send_that_need_not_expire_may_still_end_after_its_start() -> None:
    assert broken_rules(changed(LAWFUL, "s02", expires_at=start_of("s02") + timedelta(days=3)), CONTEXT) == []
    assert broken_rules(changed(LAWFUL, "s02", expires_at=start_of("s02")), CONTEXT) == ["expiry"]


@pytest.mark.parametrize(("ref", "label"), [("s02", "VIP"), ("s01", "PPV"), ("s03", "PARENT"), ("s08", "PPV")])
def test_a_label_is_the_types_or_the_parents(ref: str, label: str) -> None:
    assert broken_rules(changed(LAWFUL, ref, label=label), CONTEXT) == ["labels"]


def test_a_link_drop_without_a_parent_is_refused() -> None:
    assert broken_rules(changed(LAWFUL, "s08", parent_ref=None), CONTEXT) == ["labels"]
    assert broken_rules(without(LAWFUL, "s07"), CONTEXT) == ["labels"]


@pytest.mark.parametrize("parent", ["s03", "s01", "s19"])
def test_a_link_drop_points_at_a_buying_opportunity_of_its_own_right(parent: str) -> None:
    assert broken_rules(changed(LAWFUL, "s08", parent_ref=parent), CONTEXT) == ["labels"]


@pytest.mark.parametrize(("clock", "is_broken"), [("14:08", False), ("14:09", True)])
def test_a_link_drops_parent_lies_in_the_24_hours_before(clock: str, *, is_broken: bool) -> None:
    week = moved(PROBLEM, moved(PROBLEM, LAWFUL, "s10", at(2, "10:22")), "s08", at(2, clock))
    assert broken_rules(week, CONTEXT) == (["labels"] if is_broken else [])


def test_a_link_drop_never_precedes_its_parent() -> None:
    assert broken_rules(moved(PROBLEM, LAWFUL, "s08", at(1, "12:19")), CONTEXT) == ["labels"]


def test_two_link_drops_may_share_a_parent() -> None:
    assert broken_rules(changed(LAWFUL, "s19", parent_ref="s17", label="PPV"), CONTEXT) == []
    shared = moved(PROBLEM, changed(LAWFUL, "s19", parent_ref="s07", label="BUNDLES"), "s19", at(1, "18:23"))
    assert broken_rules(shared, CONTEXT) == []
