from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.caption import Lock
from eros.model.creator import Persona
from eros.plan.pool import CaptionPool
from eros.plan.solve.model import Model
from eros.text.faults import Draft, soft_checks
from tests.builders import MONDAY, a_caption, a_send, at, caption_fields
from tests.caption_weeks import CONTENTS, PROBLEM, STRICT, TYPES, UNIT, a_context, an_open, chosen, warnings
from tests.depth import drawn
from tests.plans import highs_own_answer, tuned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.caption import Caption
    from eros.model.schedule import Send
    from eros.plan.pool import Option
    from eros.rules.base import Context


FRACTIONS = 1e-3
"""Share of the week's value that column generation may leave where limits on content split captions over sends."""
PRICED = tuned(STRICT, text={"prices": tuned().text.prices}, plan={"length_price": tuned().plan.length_price})
PERSONAS = (
    None,
    Persona("playful", "warm", "none", (), "none", 300.0),
    Persona("warm", None, "heavy", (), "heavy", 60.0),
)
TEXTS = (
    "Number one is waiting for you, tell me what you think of it tonight.",
    "Guess what I filmed: ten minutes by the sea. Open it tonight and tell me.",
    "Rain all day.\nI sorted the holiday pictures and found the ones from the boat.\nWhich one shall I show?",
    "😀😀😀😀 **so** **many** **things**, hun, lol",
    "Last chance! Only two left, worth $500, yours for $29.99." + " And there is a little more to say about it." * 5,
)
"""Texts with many faults, some and none."""


class SmallWeek:
    """A week to choose texts for, shown by what differs from case to case."""

    def __init__(self, context: Context, week: list[Send], values: dict[str, float]) -> None:
        self.context, self.week, self.values = context, week, values

    def __repr__(self) -> str:
        problem = self.context.problem
        captions = [
            (
                c.text,
                c.family,
                c.caption_id,
                c.caption_type,
                c.content_type,
                c.ppv_style,
                self.context.estimates.captions[number].multiplier,
            )
            for number, c in problem.captions.items()
        ]
        sends = [(s.ref, s.send_type, s.day, s.ppv_style, s.caption_id, self.values[s.ref]) for s in self.week]
        return f"SmallWeek({captions}, {sends}, {dict(problem.last_used)}, {problem.locks})"


@st.composite
def small_weeks(draw: st.DrawFn) -> SmallWeek:
    """Up to four sends, six captions, limits that bind, captions resting or locked, one text that stands already.

    No two captions share type and content, so that none is left out before the assignment.
    """
    kinds = st.sampled_from(
        ["ppv_video", "ppv_message", "dm_farm", "bump_normal", "link_drop", "bundle", "ppv_followup"]
    )
    families = st.sampled_from([None, "solo", "winner", "default"])
    styles = st.sampled_from([None, "solo", "winner"])
    pairs = draw(st.lists(st.tuples(kinds, st.sampled_from(CONTENTS)), min_size=1, max_size=6, unique=True))
    captions = [
        a_caption(
            number,
            caption_type=caption_type,
            content_type=content,
            ppv_style=draw(styles),
            family=draw(families) if caption_type == "ppv_followup" else None,
            text=draw(st.sampled_from(TEXTS)),
        )
        for number, (caption_type, content) in enumerate(pairs, start=1)
    ]
    some = st.sampled_from([caption.caption_id for caption in captions])
    context = a_context(
        captions,
        PRICED,
        persona=draw(st.sampled_from(PERSONAS)),
        multipliers={caption.caption_id: draw(st.sampled_from([0.5, 0.8, 1.0, 1.3])) for caption in captions},
        last_used={c: MONDAY - timedelta(days=draw(st.integers(12, 31))) for c in draw(st.sets(some, max_size=2))},
        locks=tuple(
            Lock(c, "c-bea", MONDAY + timedelta(days=draw(st.integers(-8, 9)))) for c in draw(st.sets(some, max_size=1))
        ),
    )
    week = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(kinds)
        style = draw(styles) if TYPES[kind].is_ppv else None
        parent = f"x{number - 1}" if TYPES[kind].is_followup else None
        when = at(draw(st.integers(0, 2)), "10:07") + 60 * number
        week.append(an_open(f"x{number}", kind, when, ppv_style=style, parent_ref=parent))
    if draw(st.booleans()):
        sent = caption_fields(context.problem.captions[draw(some)])
        week.append(a_send(PROBLEM, "out", "dm_farm", at(0, "08:07"), status="sent", **sent))
    values = {send.ref: float(draw(st.sampled_from([50, 400, 1000, 3000]))) for send in week}
    return SmallWeek(context, week, values)


def text_price(context: Context, week: list[Send], send: Send, caption: Caption) -> float:
    """Cents of every check of the text that would rather see another one in this place."""
    kind = TYPES[send.send_type]
    draft = Draft(
        caption.text,
        kind,
        on_wall=not PROBLEM.catalogue.channels[send.channel].is_message,
        price_cents=send.price_cents if kind.style_group == "bundle" else None,
        tone=caption.tone,
        family=caption.family,
        parent_style=next((other.ppv_style for other in week if other.ref == send.parent_ref), None),
    )
    checks = soft_checks(draft, context.params.text, context.problem.persona)
    return UNIT * sum(context.params.text.prices[check.rule] for check in checks if check.fix)


def worth_of_choice(
    context: Context, week: list[Send], values: Mapping[str, float], pick: Mapping[str, Option | None]
) -> float:
    """Cents of the picks less the prices of every SOFT rule they break, restated from the rule table."""
    plan, clock, problem = context.params.plan, context.problem.clock, context.problem
    cents = 0.0
    repeats: Counter[tuple[str, int]] = Counter()
    week_repeats: Counter[str] = Counter()
    short = 0
    for send in week:
        option = pick.get(send.ref)
        if TYPES[send.send_type].requires_price and option is not None:
            short += not 250 <= len(option.caption.text) < 450
        content = option.caption.content_type if option else send.content_type
        if content and TYPES[send.send_type].requires_media:
            repeats[content, send.day] += 1
            week_repeats[content] += 1
        if send.status == "sent":
            continue
        if option is None:
            cents -= plan.missing_caption * UNIT
            continue
        cents += values[send.ref] * option.factor
        if send.ppv_style and option.caption.ppv_style and option.caption.ppv_style != send.ppv_style:
            cents -= plan.style_mismatch_price * UNIT
        last = problem.last_used.get(option.caption.caption_id)
        if last is not None and (clock.date_of(send.week_minute) - last).days < context.estimates.reuse_days:
            cents -= plan.reuse_price * UNIT
        cents -= text_price(context, week, send, option.caption)
    extra = sum(max(0, n - plan.content_per_day) for n in repeats.values())
    extra += sum(max(0, n - plan.content_per_week) for n in week_repeats.values())
    room = int(0.4 * sum(TYPES[send.send_type].requires_price for send in week) + 1e-9)
    return cents - (extra * plan.content_repeat_price + max(0, short - room) * plan.length_price) * UNIT


def best_by_enumeration(context: Context, week: list[Send], values: Mapping[str, float]) -> float:
    pool, clock = CaptionPool(context), context.problem.clock
    taken = {send.caption_id for send in week if send.caption_id is not None}
    waiting = [send for send in week if send.status == "planned"]
    choices: list[list[Option | None]] = [
        [
            None,
            *(
                option
                for option in pool.free(TYPES[send.send_type], clock.date_of(send.week_minute))
                if option.caption.caption_id not in taken
            ),
        ]
        for send in waiting
    ]
    best = -float("inf")
    for picks in product(*choices):
        used = [option.caption.caption_id for option in picks if option]
        if len(used) == len(set(used)):
            pick = {send.ref: option for send, option in zip(waiting, picks, strict=True)}
            best = max(best, worth_of_choice(context, week, values, pick))
    return best


@settings(max_examples=drawn(60))
@given(small_weeks())
def test_the_choice_is_the_best_assignment_there_is_and_says_what_it_cost(case: SmallWeek) -> None:
    context, week, values = case.context, case.week, case.values
    choice = chosen(context, week, values)
    best = best_by_enumeration(context, week, values)
    assert choice.stage.objective_cents == pytest.approx(best, abs=0.01)
    assert choice.stage.bound_cents == pytest.approx(best, abs=0.01)
    assert worth_of_choice(context, week, values, choice.chosen) == pytest.approx(best, abs=0.01)
    earned = sum(values[ref] * option.factor for ref, option in choice.chosen.items())
    missing = sum(shortfall.count for shortfall in choice.shortfalls) * context.params.plan.missing_caption * UNIT
    prices = sum(warning.price_cents for warning in warnings(context, week, choice))
    assert earned - prices - missing == pytest.approx(best, abs=0.1)


def best_by_one_program(context: Context, week: list[Send], values: Mapping[str, float]) -> float:
    """The assignment over every caption at once, solved by HiGHS' own branch and bound."""
    plan, pool, model = context.params.plan, CaptionPool(context), Model()
    uses: dict[int, list[int]] = {}
    contents: dict[tuple[str, int | None], list[int]] = {}
    for send in week:
        options = pool.free(TYPES[send.send_type], context.problem.clock.date_of(send.week_minute))
        own = [model.column(-plan.missing_caption * UNIT, 1.0, integer=True)]
        for option in options:
            own.append(model.column(values[send.ref] * option.factor, 1.0, integer=True))
            uses.setdefault(option.caption.caption_id, []).append(own[-1])
            for day in (send.day, None):
                contents.setdefault((option.caption.content_type, day), []).append(own[-1])
        model.exactly(own, 1.0)
    for columns in uses.values():
        model.at_most(columns, 1.0)
    for (_, span), columns in contents.items():
        slack = model.column(-plan.content_repeat_price * UNIT)
        limit = plan.content_per_week if span is None else plan.content_per_day
        model.at_most([*columns, slack], limit, [*[1.0] * len(columns), -1.0])
    return highs_own_answer(model)


@settings(max_examples=drawn(8))
@given(st.data())
def test_captions_left_out_at_first_come_in_where_they_gain(data: st.DataObject) -> None:
    kinds = ["bump_normal", "dm_farm", "bump_descriptive"]
    size = data.draw(st.integers(40, 90))
    captions = [a_caption(n, caption_type=kinds[n % 3], content_type=CONTENTS[n % 2]) for n in range(1, size)]
    worth = st.floats(0.3, 2.0)
    context = a_context(captions, STRICT, multipliers={c.caption_id: data.draw(worth) for c in captions})
    week = [
        an_open(f"x{n}", data.draw(st.sampled_from(kinds)), at(n % 7, "09:07") + 60 * (n // 7))
        for n in range(data.draw(st.integers(8, 25)))
    ]
    values = {send.ref: data.draw(st.floats(50, 5000)) for send in week}
    stage = chosen(context, week, values).stage
    best = best_by_one_program(context, week, values)
    rounding, left = 1e-6 * sum(values.values()), FRACTIONS * sum(values.values())
    assert stage.bound_cents is not None
    assert best - left <= stage.objective_cents <= best + rounding
    assert best - rounding <= stage.bound_cents <= best + left
