from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eros.model.creator import Persona
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.rules.soft.texts import TEXT_RULES
from tests.builders import a_context, a_problem, a_send, at, the_params
from tests.plans import tuned

UNIT = 1000.0
IDS = {rule.id for rule in TEXT_RULES}
WALL = "Rain all day.\nI sorted the pictures of the week and found the ones from the boat.\nTell me which one you like?"
PPV = "Guess what I filmed: ten minutes by the sea, new tonight. Open it and tell me."
LIVELY = Persona("playful", None, "heavy", (), "heavy", 60.0)

CASES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "length-class": ("bump_text_only", "Hello there, how was the day? Tell me.", "So long a story. " * 12, {}),
    "ppv-structure": ("ppv_video", PPV, "a video", {}),
    "wall-structure": ("bump_descriptive", WALL, WALL.replace("\n", " "), {}),
    "emoji": ("ppv_video", PPV, f"{PPV} 😀😀😀", {}),
    "fonts": ("ppv_video", PPV, f"{PPV} **one** and **two** and **three** and **four**", {}),
    "bundle-value": ("bundle", f"{PPV} All of it for $29.99.", f"{PPV} All of it for $9.99.", {"price_cents": 2999}),
    "honesty": ("ppv_video", PPV, f"{PPV} You won the prize of the month!", {}),
}


def found(send_type: str, text: str, params: Any = None, persona: Persona | None = None, **changes: Any) -> list[Any]:
    problem = a_problem(persona=persona)
    bare = {"caption_id": None, "caption_type": None, "content_type": None}
    send = a_send(problem, "x1", send_type, at(0, "10:07"), caption_text=text, **(bare | changes))
    warnings = soft_warnings(Judged([send], a_context(problem, params=params or the_params()), UNIT))
    return [warning for warning in warnings if warning.rule in IDS]


def test_every_rule_on_texts_has_a_price_and_no_other() -> None:
    assert set(the_params().text.prices) == IDS


@pytest.mark.parametrize("rule", CASES)
def test_a_text_that_breaks_a_rule_is_named_with_the_price_and_the_way_out(rule: str) -> None:
    send_type, good, bad, changes = CASES[rule]
    assert rule not in [warning.rule for warning in found(send_type, good, **changes)]
    (warning,) = [warning for warning in found(send_type, bad, **changes) if warning.rule == rule]
    assert (warning.refs, warning.price_cents) == (("x1",), the_params().text.prices[rule] * UNIT)
    assert ": " in warning.detail


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_without_a_price_is_not_named(rule: str) -> None:
    send_type, _, bad, changes = CASES[rule]
    prices = the_params().text.prices | {rule: 0.0}
    assert rule not in [w.rule for w in found(send_type, bad, tuned(text={"prices": prices}), **changes)]


def test_the_voice_and_the_emoji_are_those_of_the_page() -> None:
    quiet = "The parcel arrived and the shelf is mounted to the wall of the hall. " * 3
    assert "voice" not in [w.rule for w in found("ppv_video", quiet)]
    assert "voice" in [w.rule for w in found("ppv_video", quiet, persona=LIVELY)]
    many = f"{PPV} 🎈✨🎁🎉"
    assert "emoji" not in [w.rule for w in found("ppv_video", many, persona=LIVELY)]
    sparing = Persona("playful", None, "none", (), "none", None)
    assert "emoji" in [w.rule for w in found("ppv_video", f"{PPV} 🎈", persona=sparing)]


@pytest.mark.parametrize(("family", "broken"), [("winner", False), ("default", False), ("solo", True)])
def test_a_follow_up_speaks_of_its_parents_style(family: str, broken: bool) -> None:  # noqa: FBT001 - a table of cases
    problem = a_problem()
    captions = {key: c for key, c in problem.captions.items() if c.caption_type == "ppv_followup"}
    number, caption = next(iter(captions.items()))
    problem = a_problem(captions={**problem.captions, number: replace(caption, family=family)})
    parent = a_send(problem, "x1", "ppv_video", at(0, "10:07"), ppv_style="winner")
    child = a_send(
        problem, "x2", "ppv_followup", at(0, "10:31"), parent_ref="x1", caption_id=number, caption_text=caption.text
    )
    warnings = soft_warnings(Judged([parent, child], a_context(problem), UNIT))
    assert (("followup-text", ("x2",)) in [(w.rule, w.refs) for w in warnings]) is broken


def test_what_went_out_is_left_alone() -> None:
    assert found("ppv_video", "a video", status="sent") == []
    assert found("ppv_video", "a video", status="cancelled") == []
