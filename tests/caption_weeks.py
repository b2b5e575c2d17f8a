"""Small weeks that wait for their texts, and what a choice of captions makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eros.plan.caption_choice import CaptionChoice, choose_captions
from eros.plan.caption_relaxations import caption_relaxations
from eros.plan.pool import CaptionPool
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from tests.builders import a_problem, a_send, caption_fields
from tests.plans import known, tuned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.caption import Caption
    from eros.model.schedule import Relaxation, Send, Warning_
    from eros.params import Params
    from eros.rules.base import Context


__all__ = [
    "CONTENTS",
    "EXACT",
    "FREE_TEXTS",
    "OF_CAPTIONS",
    "PROBLEM",
    "STRICT",
    "TYPES",
    "UNIT",
    "a_context",
    "an_open",
    "chosen",
    "ids",
    "relaxations",
    "said",
    "warnings",
]

UNIT = 1000.0
FREE_TEXTS = dict.fromkeys(tuned().text.prices, 0.0)
EXACT = tuned(plan={"relative_gap": 0.0, "node_limit": 2000, "length_price": 0.0}, text={"prices": FREE_TEXTS})
STRICT = tuned(EXACT, plan={"content_per_day": 1, "content_per_week": 2})
OF_CAPTIONS = {"caption-style", "reuse", "content-repeat", "length", *FREE_TEXTS}
"""The SOFT rules a choice of captions can break."""
PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
CONTENTS = sorted(PROBLEM.vault)[:3]


def a_context(captions: list[Caption], params: Params = EXACT, **changes: Any) -> Context:
    """A page that has these captions and no others."""
    multipliers = changes.pop("multipliers", None)
    page = a_problem(captions={caption.caption_id: caption for caption in captions}, **changes)
    return known(page, params, multipliers=multipliers)


def an_open(ref: str, send_type: str, minute: int, **changes: Any) -> Send:
    """A send of the plan that waits for its text."""
    bare = {"caption_id": None, "caption_text": None, "caption_type": None, "content_type": None}
    return a_send(PROBLEM, ref, send_type, minute, **(bare | changes))


def chosen(context: Context, week: list[Send], values: Mapping[str, float] | None = None) -> CaptionChoice:
    """The choice for a week whose sends are worth 1000 cents unless told otherwise."""
    cents = {send.ref: 1000.0 for send in week} | dict(values or {})
    return choose_captions(context, CaptionPool(context), UNIT, week, cents)


def said(week: list[Send], choice: CaptionChoice) -> list[Send]:
    """The week with the texts chosen for it."""
    return [
        send.with_(**caption_fields(choice.chosen[send.ref].caption)) if send.ref in choice.chosen else send
        for send in week
    ]


def warnings(context: Context, week: list[Send], choice: CaptionChoice) -> tuple[Warning_, ...]:
    """The broken SOFT rules of captions."""
    found = soft_warnings(Judged(said(week, choice), context, UNIT))
    return tuple(warning for warning in found if warning.rule in OF_CAPTIONS)


def relaxations(context: Context, week: list[Send], choice: CaptionChoice) -> tuple[Relaxation, ...]:
    """What the chosen captions bend."""
    return caption_relaxations(context, [send for send in said(week, choice) if send.ref in choice.chosen])


def ids(choice: CaptionChoice) -> dict[str, int]:
    """The caption of each send."""
    return {ref: option.caption.caption_id for ref, option in choice.chosen.items()}
