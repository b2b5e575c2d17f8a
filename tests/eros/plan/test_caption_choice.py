from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eros.model.caption import Lock
from eros.model.creator import Persona
from eros.model.schedule import Relaxation, Send, Shortfall
from eros.plan.caption_choice import CaptionChoice, choose_captions
from eros.plan.caption_relaxations import caption_relaxations
from eros.plan.pool import CaptionPool
from eros.plan.solve.model import Model
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged
from eros.text.faults import Draft, soft_checks
from tests.builders import MONDAY, a_caption, a_problem, a_send, at, caption_fields
from tests.plans import highs_own_answer, known, tuned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.caption import Caption
    from eros.model.schedule import Warning_
    from eros.params import Params
    from eros.plan.pool import Option
    from eros.rules.base import Context

UNIT = 1000.0
FREE_TEXTS = dict.fromkeys(tuned().text.prices, 0.0)
EXACT = tuned(plan={"relative_gap": 0.0, "node_limit": 2000, "length_price": 0.0}, text={"prices": FREE_TEXTS})
FRACTIONS = 1e-3
"""Share of the week's value that column generation may leave where limits on content split captions over sends."""
STRICT = tuned(EXACT, plan={"content_per_day": 1, "content_per_week": 2})
PRICED = tuned(STRICT, text={"prices": tuned().text.prices}, plan={"length_price": tuned().plan.length_price})
OF_CAPTIONS = {"caption-style", "reuse", "content-repeat", "length", *FREE_TEXTS}
"""The SOFT rules a choice of captions can break."""
PROBLEM = a_problem()
TYPES = PROBLEM.catalogue.send_types
CONTENTS = sorted(PROBLEM.vault)[:3]


def a_context(captions: list[Caption], params: Params = EXACT, **changes: Any) -> Context:
    multipliers = changes.pop("multipliers", None)
    page = a_problem(captions={caption.caption_id: caption for caption in captions}, **changes)
    return known(page, params, multipliers=multipliers)


def an_open(ref: str, send_type: str, minute: int, **changes: Any) -> Send:
    """A send of the plan that waits for its text."""
    bare = {"caption_id": None, "caption_text": None, "caption_type": None, "content_type": None}
    return a_send(PROBLEM, ref, send_type, minute, **(bare | changes))


def chosen(context: Context, week: list[Send], values: Mapping[str, float] | None = None) -> CaptionChoice:
    cents = {send.ref: 1000.0 for send in week} | dict(values or {})
    return choose_captions(context, CaptionPool(context), UNIT, week, cents)


def said(week: list[Send], choice: CaptionChoice) -> list[Send]:
    """The week with the texts chosen for it."""
    return [
        send.with_(**caption_fields(choice.chosen[send.ref].caption)) if send.ref in choice.chosen else send
        for send in week
    ]


def warnings(context: Context, week: list[Send], choice: CaptionChoice) -> tuple[Warning_, ...]:
    found = soft_warnings(Judged(said(week, choice), context, UNIT))
    return tuple(warning for warning in found if warning.rule in OF_CAPTIONS)


def relaxations(context: Context, week: list[Send], choice: CaptionChoice) -> tuple[Relaxation, ...]:
    return caption_relaxations(context, [send for send in said(week, choice) if send.ref in choice.chosen])


def ids(choice: CaptionChoice) -> dict[str, int]:
    return {ref: option.caption.caption_id for ref, option in choice.chosen.items()}


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


@settings(max_examples=120)
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


@settings(max_examples=15)
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


def test_the_dearest_send_gets_the_best_text() -> None:
    context = a_context([a_caption(n) for n in (1, 2, 3)], multipliers={1: 0.9, 2: 1.4, 3: 1.1})
    week = [an_open(f"x{n}", "bump_normal", at(n, "10:07")) for n in range(3)]
    assert ids(chosen(context, week, {"x0": 500.0, "x1": 900.0, "x2": 700.0})) == {"x0": 1, "x1": 2, "x2": 3}


def test_a_caption_is_never_used_twice() -> None:
    captions = [a_caption(n, caption_type="bump_normal") for n in range(1, 4)]
    week = [an_open(f"x{n}", "bump_normal" if n % 2 else "dm_farm", at(n, "10:07")) for n in range(6)]
    found = ids(chosen(a_context(captions), week))
    assert sorted(found.values()) == [1, 2, 3]


@pytest.mark.parametrize("standing", [{"status": "sent"}, {"pinned": True}])
def test_a_text_that_stands_is_kept_and_not_used_again(standing: dict[str, Any]) -> None:
    captions = [a_caption(1), a_caption(2)]
    stands = a_send(PROBLEM, "mine", "bump_normal", at(0, "10:07"), **caption_fields(captions[0]), **standing)
    own = an_open("own", "bump_normal", at(1, "10:07"), caption_text="Good morning to you all.", pinned=True)
    week = [stands, own, an_open("x1", "bump_normal", at(2, "10:07"))]
    choice = chosen(a_context(captions, multipliers={1: 1.9}), week)
    assert ids(choice) == {"x1": 2}
    assert choice.shortfalls == ()


def test_a_third_send_of_one_content_on_a_day_has_a_price_and_the_warning_names_it() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0]) for n in range(1, 4)]
    week = [an_open(f"x{n}", "bump_normal", at(0, "10:07") + 60 * n) for n in range(3)]
    context = a_context(captions)
    choice = chosen(context, week)
    (warning,) = warnings(context, week, choice)
    assert (warning.rule, warning.price_cents) == ("content-repeat", EXACT.plan.content_repeat_price * UNIT)
    assert warning.refs == ("x0", "x1", "x2")
    assert warning.detail == f"{CONTENTS[0]} more than 2 times a day"
    assert choice.stage.objective_cents == pytest.approx(3000 - warning.price_cents)


def test_a_ninth_send_of_one_content_in_the_week_has_a_price_too() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0]) for n in range(1, 11)]
    week = [an_open(f"x{n}", "bump_normal", at(n % 5, "10:07") + 60 * n) for n in range(10)]
    context = a_context(captions)
    (warning,) = warnings(context, week, chosen(context, week))
    assert (warning.price_cents, warning.detail) == (2 * 0.5 * UNIT, f"{CONTENTS[0]} more than 8 times a week")
    assert len(warning.refs) == 10


def test_other_content_is_chosen_where_a_repeat_costs_more_than_it_brings() -> None:
    captions = [a_caption(n, content_type=CONTENTS[n == 3]) for n in (1, 2, 3, 4)]
    week = [an_open(f"x{n}", "bump_normal", at(0, "10:07") + 60 * n) for n in range(3)]
    context = a_context(captions, multipliers={3: 0.6})
    choice = chosen(context, week)
    assert 3 in ids(choice).values()
    assert warnings(context, week, choice) == ()


def test_what_stands_already_counts_towards_the_content_of_a_day() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0]) for n in range(1, 4)]
    out = [
        a_send(PROBLEM, f"out{n}", "bump_normal", at(0, "10:07") + 60 * n, status="sent", **caption_fields(captions[n]))
        for n in range(2)
    ]
    context, week = a_context(captions), [*out, an_open("x1", "bump_normal", at(0, "19:07"))]
    choice = chosen(context, week)
    (warning,) = warnings(context, week, choice)
    assert warning.refs == ("out0", "out1", "x1")
    assert choice.stage.objective_cents == pytest.approx(1000 - warning.price_cents)


def test_sends_without_media_repeat_nothing() -> None:
    captions = [a_caption(n, content_type=CONTENTS[0], caption_type="bump_text_only") for n in range(1, 5)]
    week = [an_open(f"x{n}", "bump_text_only", at(0, "10:07") + 120 * n) for n in range(4)]
    context = a_context(captions)
    assert warnings(context, week, chosen(context, week)) == ()


def test_a_caption_of_another_style_is_taken_at_a_price_and_reported() -> None:
    captions = [a_caption(1, caption_type="ppv_video", ppv_style="solo")]
    context, week = a_context(captions), [an_open("x1", "ppv_video", at(0, "10:07"), ppv_style="winner")]
    (warning,) = warnings(context, week, chosen(context, week))
    assert (warning.rule, warning.refs, warning.price_cents) == ("caption-style", ("x1",), 0.3 * UNIT)
    for style in (None, "winner"):
        fitting = a_context([replace(captions[0], ppv_style=style)])
        assert warnings(fitting, week, chosen(fitting, week)) == ()


def test_a_caption_short_of_its_rest_is_used_at_a_price_before_a_send_stays_empty() -> None:
    context = a_context([a_caption(1)], last_used={1: MONDAY - timedelta(days=20)})
    send = an_open("x1", "bump_normal", at(1, "10:07"))
    choice = chosen(context, [send], {"x1": 1500.0})
    assert ids(choice) == {"x1": 1}
    assert [(w.rule, w.refs, w.price_cents) for w in warnings(context, [send], choice)] == [
        ("reuse", ("x1",), 2.0 * UNIT)
    ]
    assert relaxations(context, [send], choice) == (Relaxation("reuse", 30, 21, ("x1",)),)
    rested = a_context([a_caption(1), a_caption(2)], last_used={1: MONDAY - timedelta(days=20)}, multipliers={1: 1.5})
    choice = chosen(rested, [send])
    assert ids(choice) == {"x1": 2}
    assert (relaxations(rested, [send], choice), warnings(rested, [send], choice)) == ((), ())


def test_a_fallback_caption_type_is_reported() -> None:
    context, week = a_context([a_caption(1, caption_type="bump_normal")]), [an_open("x1", "dm_farm", at(0, "10:07"))]
    choice = chosen(context, week)
    assert relaxations(context, week, choice) == (Relaxation("caption-type", "dm_farm", "bump_normal", ("x1",)),)
    assert choice.chosen["x1"].step == 1
    first = a_context([a_caption(1, caption_type="bump_normal"), a_caption(2, caption_type="dm_farm")])
    assert relaxations(first, week, chosen(first, week)) == ()


def test_rest_bars_a_caption_until_the_day_it_is_fresh_again() -> None:
    context = a_context([a_caption(1)], last_used={1: MONDAY - timedelta(days=12)}, params=EXACT)
    week = [an_open(f"x{day}", "bump_normal", at(day, "10:07")) for day in range(7)]
    assert list(ids(chosen(context, week, {"x0": 9e5, "x2": 9e5, "x3": 2000.0}))) == ["x3"]


def test_a_lock_bars_a_caption_on_its_days_and_from_ppv_sends_only() -> None:
    context = a_context(
        [a_caption(1, caption_type="ppv_message")], locks=(Lock(1, "c-bea", MONDAY + timedelta(days=9)),)
    )
    ppv = [an_open(f"x{day}", "ppv_message", at(day, "10:07")) for day in range(7)]
    assert list(ids(chosen(context, ppv, {"x2": 9e5, "x6": 9e5, "x1": 2000.0}))) == ["x1"]
    assert ids(chosen(context, [an_open("x1", "link_drop", at(3, "10:07"))])) == {"x1": 1}


def test_a_send_that_finds_no_text_stays_and_is_reported() -> None:
    week = [
        an_open("x0", "bump_normal", at(0, "10:07")),
        an_open("x1", "bump_normal", at(0, "12:07")),
        an_open("x2", "bump_normal", at(0, "14:07")),
        an_open("x3", "bundle", at(3, "14:07")),
    ]
    choice = chosen(a_context([a_caption(1)]), week)
    assert len(choice.chosen) == 1
    detail = "no caption of the bank may stand here: write one or import more"
    assert choice.shortfalls == (
        Shortfall("bump_normal", "needs_caption", 2, detail, 0),
        Shortfall("bundle", "needs_caption", 1, detail, 3),
    )
    assert choice.stage.objective_cents == pytest.approx(1000 - 3 * UNIT)


def test_a_week_without_open_sends_needs_nothing() -> None:
    sent = a_send(PROBLEM, "out", "bump_normal", at(0, "10:07"), status="sent")
    choice = chosen(a_context([a_caption(1)]), [sent])
    assert (choice.chosen, choice.shortfalls) == ({}, ())
    assert choice.stage.objective_cents == 0.0


def test_the_best_captions_at_rest_do_not_hide_the_ones_that_may_be_used() -> None:
    captions = [a_caption(n) for n in range(1, 61)]
    resting = {n: MONDAY - timedelta(days=2) for n in range(1, 51)}
    context = a_context(captions, last_used=resting, multipliers=dict.fromkeys(resting, 1.5))
    week = [an_open(f"x{day}", "bump_normal", at(day, "10:07")) for day in range(7)]
    assert set(ids(chosen(context, week)).values()) <= set(range(51, 61))
    assert len(chosen(context, week).chosen) == 7


def test_a_bank_of_one_content_feeds_as_many_sends_as_it_has_captions() -> None:
    captions = [a_caption(n) for n in range(1, 41)]
    week = [an_open(f"x{n}", "bump_normal", at(n % 7, "09:07") + 60 * (n // 7)) for n in range(35)]
    assert len(chosen(a_context(captions), week, {send.ref: 9e4 for send in week}).chosen) == 35


def test_a_text_of_the_right_style_is_not_hidden_by_better_ones_of_another() -> None:
    captions = [a_caption(n, caption_type="ppv_video", ppv_style="winner") for n in range(1, 41)]
    captions.append(a_caption(41, caption_type="ppv_video", ppv_style="solo"))
    context = a_context(captions, multipliers=dict.fromkeys(range(1, 41), 1.1))
    week = [an_open("x1", "ppv_video", at(0, "10:07"), ppv_style="solo")]
    choice = chosen(context, week)
    assert (ids(choice), warnings(context, week, choice)) == ({"x1": 41}, ())


def test_a_rested_caption_is_not_hidden_by_better_ones_short_of_their_rest() -> None:
    captions = [a_caption(n) for n in range(1, 6)]
    last = {n: MONDAY - timedelta(days=31 if n == 5 else 16) for n in range(1, 6)}
    context = a_context(captions, last_used=last, multipliers=dict.fromkeys(range(1, 5), 1.2))
    week = [an_open("x1", "bump_normal", at(0, "10:07"))]
    choice = chosen(context, week)
    assert (ids(choice), warnings(context, week, choice)) == ({"x1": 5}, ())


def test_types_that_share_a_thin_bank_each_find_a_text_of_it() -> None:
    captions = [a_caption(n, caption_type="bump_normal") for n in range(1, 7)]
    kinds = ("bump_descriptive", "bump_text_only", "dm_farm", "like_farm", "link_drop", "wall_link_drop", "bump_normal")
    week = [an_open(f"x{n}", kind, at(n, "10:07")) for n, kind in enumerate(kinds)]
    assert sorted(ids(chosen(a_context(captions), week)).values()) == [1, 2, 3, 4, 5, 6]
