# ruff: noqa: RUF001 - letters as people type them

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eros.model.creator import Persona
from eros.text.faults import Draft, soft_checks, text_faults
from eros.text.length import length_class
from tests.builders import the_catalogue, the_params

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

PARAMS = the_params().text
KINDS = ("ppv_video", "bundle", "bump_descriptive")
TYPES = the_catalogue().send_types
ANY_CHARACTERS = st.text(st.characters(exclude_categories=()), max_size=200)
WILD = ANY_CHARACTERS | st.text(alphabet="𝐚b*_$1 😀❤️\u200d\ufe0f🇩?!\n{}<b>", max_size=200)


def rules(draft: Draft) -> list[str]:
    """The checks that apply."""
    return [check.rule for check in soft_checks(draft, PARAMS)]


def test_only_the_checks_that_bear_on_a_place_are_made() -> None:
    always = ["emoji", "fonts", "honesty"]
    assert rules(Draft("Hi")) == always
    assert rules(Draft("Hi", TYPES["ppv_video"])) == ["ppv-structure", *always]
    assert rules(Draft("Hi", TYPES["bump_normal"], on_wall=True)) == ["length-class", *always]
    assert rules(Draft("Hi", TYPES["bump_descriptive"], on_wall=True)) == ["length-class", "wall-structure", *always]
    assert rules(Draft("Hi", TYPES["game_post"], on_wall=True)) == ["wall-structure", *always]
    assert rules(Draft("Hi", TYPES["flash_bundle"])) == ["emoji", "fonts", "bundle-value", "honesty"]


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, "short"), (99, "short"), (100, "medium"), (249, "medium"), (250, "long"), (900, "long")],
)
def test_a_text_is_short_medium_or_long_by_its_trimmed_length(length: int, expected: str) -> None:
    assert length_class(f"  {'a' * length}\n", PARAMS) == expected


def test_another_length_than_the_type_prefers_is_a_fault_but_nothing_to_review() -> None:
    draft = Draft("a" * 120, TYPES["bump_text_only"])
    assert text_faults(draft, PARAMS) == ("length-class",)
    assert {check.verdict for check in soft_checks(draft, PARAMS)} == {"pass"}
    assert text_faults(Draft("a" * 90, TYPES["bump_text_only"]), PARAMS) == ()


@pytest.mark.parametrize(
    ("family", "style", "faults"),
    [
        ("bundle", "bundle", ()),
        ("default", "winner", ()),
        ("solo", "winner", ("followup-text",)),
        (None, "winner", ()),
        ("solo", None, ()),
    ],
)
def test_a_followup_speaks_of_its_parents_style(family: str | None, style: Any, faults: tuple[str, ...]) -> None:
    draft = Draft("Did you see it?", TYPES["ppv_followup"], family=family, parent_style=style)
    assert text_faults(draft, PARAMS) == faults


def test_faults_are_named_in_the_order_of_the_rule_table() -> None:
    text = "😀😀😀 **a** **b** **c** **d** you have won"
    assert text_faults(Draft(text, TYPES["ppv_video"]), PARAMS) == ("ppv-structure", "emoji", "fonts", "honesty")


PERSONA = Persona("playful", "warm", "light", (), "light", 60.0)


@given(WILD, st.sampled_from(sorted(TYPES)), st.none() | st.just("sweet"))
def test_a_text_has_the_faults_its_checks_would_mend_for_a_persona_too(text: str, kind: str, tone: str | None) -> None:
    draft = Draft(text, TYPES[kind], on_wall=True, price_cents=1999, tone=tone, family="solo", parent_style="winner")
    mended = tuple(check.rule for check in soft_checks(draft, PARAMS, PERSONA) if check.fix)
    assert text_faults(draft, PARAMS, PERSONA) == mended


@given(WILD, st.sampled_from([None, *TYPES]), st.booleans(), st.none() | st.integers(0, 10**7))
def test_any_text_is_judged_and_always_alike(text: str, kind: str | None, on_wall: bool, price: int | None) -> None:  # noqa: FBT001
    draft = Draft(text, TYPES[kind] if kind else None, on_wall=on_wall, price_cents=price)
    checks = soft_checks(draft, PARAMS)
    assert checks == soft_checks(draft, PARAMS)
    assert text_faults(draft, PARAMS) == tuple(check.rule for check in checks if check.fix)
    assert {check.verdict for check in checks} <= {"pass", "review"}
    assert all(check.fix for check in checks if check.verdict == "review")
    assert all(check.finding for check in checks)


def steps(work: Callable[[], object]) -> int:
    """Lines of Python that run while `work` is done."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "part",
    [
        "Guess what, ",
        "😀 ",
        "❤️‍🔥",
        "𝐚 b ",
        "**a** ",
        "*",
        "_a",
        "$1 worth ",
        "save $2 off ",
        "lol u ",
        "a\n",
        "c o s p l a y ",
    ],
)
def test_the_steps_grow_no_faster_than_the_text(part: str) -> None:
    def judge(times: int) -> int:
        texts = (f"{times}{part * times}", f"{part * times}{times}")
        drafts = [Draft(text, TYPES[kind], on_wall=True, price_cents=1) for text in texts for kind in KINDS]
        return steps(lambda: [soft_checks(draft, PARAMS) for draft in drafts])

    judge(1)
    assert judge(800) <= 10 * judge(100)
