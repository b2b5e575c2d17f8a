from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from tests.builders import MONDAY, a_caption, a_context, a_problem, a_send, at, caption_fields

if TYPE_CHECKING:
    from eros.model.schedule import Send, Warning_
    from eros.rules.base import Context

UNIT = 1000.0
OF_CAPTIONS = ("caption-style", "reuse", "content-repeat")


def broken(sends: list[Send], context: Context) -> list[Warning_]:
    """The SOFT rules on which caption stands where that a week breaks."""
    return [warning for warning in soft_warnings(Judged(sends, context, UNIT)) if warning.rule in OF_CAPTIONS]


def test_what_is_out_counts_but_has_no_price_any_more() -> None:
    captions = {n: a_caption(n) for n in range(1, 5)}
    problem = a_problem(captions=captions, last_used={1: MONDAY - timedelta(days=20)})
    context = a_context(problem)
    week = [
        a_send(problem, f"x{n}", "bump_normal", at(0, "09:07") + 60 * n, **caption_fields(captions[n]))
        for n in captions
    ]
    out = [send.with_(status="sent") for send in week]
    assert broken(out, context) == []
    found = broken([*out[:3], week[3]], context)
    assert [(w.rule, w.price_cents, w.refs) for w in found] == [
        ("content-repeat", 2 * context.params.plan.content_repeat_price * UNIT, ("x1", "x2", "x3", "x4"))
    ]


def test_a_send_that_reaches_nobody_breaks_nothing() -> None:
    caption = a_caption(1)
    problem = a_problem(captions={1: caption}, last_used={1: MONDAY - timedelta(days=20)})
    context = a_context(problem)
    send = a_send(problem, "x1", "bump_normal", at(0, "10:07"), **caption_fields(caption))
    assert [w.rule for w in broken([send], context)] == ["reuse"]
    assert broken([send.with_(status="cancelled")], context) == []
