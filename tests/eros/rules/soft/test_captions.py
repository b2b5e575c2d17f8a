from __future__ import annotations

from datetime import timedelta

from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from tests.builders import MONDAY, a_caption, a_context, a_problem, a_send, at, caption_fields

UNIT = 1000.0


def test_what_is_out_counts_but_has_no_price_any_more() -> None:
    captions = {n: a_caption(n) for n in range(1, 5)}
    problem = a_problem(captions=captions, last_used={1: MONDAY - timedelta(days=20)})
    context = a_context(problem)
    week = [
        a_send(problem, f"x{n}", "bump_normal", at(0, "09:07") + 60 * n, **caption_fields(captions[n]))
        for n in captions
    ]
    out = [send.with_(status="sent") for send in week]
    assert soft_warnings(Judged(out, context, UNIT)) == ()
    found = soft_warnings(Judged([*out[:3], week[3]], context, UNIT))
    assert [(w.rule, w.price_cents, w.refs) for w in found] == [
        ("content-repeat", 2 * context.params.plan.content_repeat_price * UNIT, ("x1", "x2", "x3", "x4"))
    ]


def test_a_send_that_reaches_nobody_breaks_nothing() -> None:
    caption = a_caption(1)
    problem = a_problem(captions={1: caption}, last_used={1: MONDAY - timedelta(days=20)})
    context = a_context(problem)
    send = a_send(problem, "x1", "bump_normal", at(0, "10:07"), **caption_fields(caption))
    assert [w.rule for w in soft_warnings(Judged([send], context, UNIT))] == ["reuse"]
    assert soft_warnings(Judged([send.with_(status="cancelled")], context, UNIT)) == ()
