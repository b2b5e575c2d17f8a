"""Which text: sends and captions matched as a linear assignment with priced side limits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eros.model.schedule import Relaxation, Shortfall, Stage, Warning_
from eros.plan.solve.branch import solve
from eros.plan.solve.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.plan.pool import CaptionPool, Option
    from eros.rules.base import Context

__all__ = ["CaptionChoice", "choose_captions"]


@dataclass(frozen=True)
class CaptionChoice:
    """The chosen option by ref (sends without one are missing), what was loosened, broken and lacking."""

    chosen: Mapping[str, Option]
    stage: Stage
    warnings: tuple[Warning_, ...]
    relaxations: tuple[Relaxation, ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass
class _Assignment:
    """The program: `picks[ref]` holds (column, option); a repeat is counted per (limit, days, content type)."""

    context: Context
    pool: CaptionPool
    unit: float
    model: Model = field(default_factory=Model)
    picks: dict[str, list[tuple[int, Option]]] = field(default_factory=dict)
    repeats: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def type_of(self, send: Send) -> SendType:
        return self.context.problem.catalogue.send_types[send.send_type]


def choose_captions(
    context: Context, pool: CaptionPool, unit: float, week: Sequence[Send], values: Mapping[str, float]
) -> CaptionChoice:
    """The texts that earn most in total, each at most once; `values` are cents by ref with an average caption.

    Only captions that no HARD rule forbids take part. Style, rest and repeated content are priced; a send that finds no
    text stays and is reported as `needs_caption`.
    """
    open_sends = [send for send in week if send.status == "planned" and send.caption_text is None]
    program = _Assignment(context, pool, unit)
    used = {send.caption_id for send in week if send.caption_id is not None}
    rivals = Counter(caption_type for send in open_sends for caption_type in program.type_of(send).caption_types)
    free: dict[tuple[str, int], list[Option]] = {}
    for sends in _alike(open_sends):
        first = sends[0]
        if (first.send_type, first.day) not in free:
            free[first.send_type, first.day] = _free(program, first, used)
        options = _pruned(program, first, free[first.send_type, first.day], rivals)
        for send in sends:
            _send_columns(program, send, values[send.ref], options)
    _each_caption_once(program)
    _content_limits(program, open_sends, [send for send in week if send.caption_id is not None])
    plan = context.params.plan
    solution = solve(program.model, node_limit=plan.node_limit, relative_gap=plan.relative_gap)
    chosen = {ref: option for ref, picks in program.picks.items() for column, option in picks if solution.count(column)}
    return CaptionChoice(
        chosen,
        Stage("captions", solution.objective, solution.bound, solution.nodes),
        tuple(_warnings(program, open_sends, chosen, week)),
        tuple(_relaxations(program, open_sends, chosen)),
        _missing(open_sends, chosen),
    )


def _alike(sends: Sequence[Send]) -> list[list[Send]]:
    """Sends in groups that the same captions are free for and fit alike: one type, day and style."""
    found: dict[tuple[str, int, str | None], list[Send]] = {}
    for send in sends:
        found.setdefault((send.send_type, send.day, send.ppv_style), []).append(send)
    return list(found.values())


def _free(program: _Assignment, send: Send, used: set[int]) -> list[Option]:
    """Options no other send holds and whose rest and locks allow the send's date."""
    on = program.context.problem.clock.date_of(send.week_minute)
    kind = program.type_of(send)
    return [
        option
        for option in program.pool.options.get(kind.key, ())
        if option.caption.caption_id not in used and program.pool.free_on(option.caption, kind, on)
    ]


def _send_columns(program: _Assignment, send: Send, value: float, options: Sequence[Option]) -> None:
    """One column per option and one for no text at all; exactly one of them is taken."""
    costs = [value * option.factor - sum(_prices(program, send, option).values()) for option in options]
    columns = program.model.columns(costs, 1.0, integer=True)
    program.picks[send.ref] = list(zip(columns, options, strict=True))
    none = program.model.column(-program.context.params.plan.missing_caption * program.unit, 1.0)
    program.model.exactly([*columns, none], 1.0)


def _pruned(program: _Assignment, send: Send, options: Sequence[Option], rivals: Mapping[str, int]) -> list[Option]:
    """The options a send can have a use for.

    Of each caption type as many of the best as sends may draw on it, so that one is always left, counted apart where the
    style fits or the caption has rested; of every content type as many as a day holds without a repeat. What lies
    below could be swapped for one of these unless repeats bar nearly all of them.
    """
    per_day = program.context.params.plan.content_per_day
    on = program.context.problem.clock.date_of(send.week_minute)
    equals: dict[tuple[str, bool, bool], int] = {}
    contents: dict[tuple[str, str], int] = {}
    kept = []
    for option in options:
        caption = option.caption
        equal = (caption.caption_type, _is_mismatch(send, caption), _is_tired(program, caption, on))
        content = (caption.caption_type, caption.content_type)
        equals[equal] = equals.get(equal, 0) + 1
        contents[content] = contents.get(content, 0) + 1
        if equals[equal] <= rivals[caption.caption_type] or contents[content] <= per_day:
            kept.append(option)
    return kept


def _is_mismatch(send: Send, caption: Caption) -> bool:
    """True where both have a style and not the same; a caption without style fits all."""
    return bool(send.ppv_style and caption.ppv_style and caption.ppv_style != send.ppv_style)


def _is_tired(program: _Assignment, caption: Caption, on: date) -> bool:
    """True where this page used the caption fewer than its reuse days before."""
    rest = program.pool.rest_days(caption, on)
    return rest is not None and rest < program.context.estimates.reuse_days


def _prices(program: _Assignment, send: Send, option: Option) -> dict[str, float]:
    """Prices in cents of the SOFT rules a caption breaks in this send."""
    plan, caption = program.context.params.plan, option.caption
    found = {}
    if _is_mismatch(send, caption):
        found["same-style"] = plan.style_mismatch_price * program.unit
    if _is_tired(program, caption, program.context.problem.clock.date_of(send.week_minute)):
        found["reuse"] = plan.reuse_price * program.unit
    return found


def _each_caption_once(program: _Assignment) -> None:
    """A caption stands at most once in the week (rule `unique-caption`)."""
    uses: dict[int, list[int]] = {}
    for picks in program.picks.values():
        for column, option in picks:
            uses.setdefault(option.caption.caption_id, []).append(column)
    for columns in uses.values():
        if len(columns) > 1:
            program.model.at_most(columns, 1.0)


def _content_limits(program: _Assignment, sends: Sequence[Send], settled: Sequence[Send]) -> None:
    """Repeats of a content type beyond the day's and the week's limit cost a price (rule `content-repeat`)."""
    plan = program.context.params.plan
    with_media = [send for send in sends if program.type_of(send).requires_media]
    inside: dict[tuple[str, int | None], list[int]] = {}
    for send in with_media:
        for column, option in program.picks[send.ref]:
            for day in (send.day, None):
                inside.setdefault((option.caption.content_type, day), []).append(column)
    for (content, day), columns in inside.items():
        limit = plan.content_per_week if day is None else plan.content_per_day
        limit -= sum(send.content_type == content and day in {None, send.day} and send.media for send in settled)
        slack = program.model.column(-plan.content_repeat_price * program.unit)
        program.repeats[content, day] = slack
        program.model.at_most([*columns, slack], max(0, limit), [1.0] * len(columns) + [-1.0])


def _warnings(
    program: _Assignment, sends: Sequence[Send], chosen: Mapping[str, Option], week: Sequence[Send]
) -> Iterator[Warning_]:
    details = {
        "same-style": "the caption's style is not the one the rotation gives this send",
        "reuse": f"the caption rests less than {program.context.estimates.reuse_days} days",
    }
    for send in sends:
        if send.ref in chosen:
            for rule, price in _prices(program, send, chosen[send.ref]).items():
                yield Warning_(rule, (send.ref,), round(price, 2), details[rule])
    yield from _repeat_warnings(program, chosen, week)


def _repeat_warnings(program: _Assignment, chosen: Mapping[str, Option], week: Sequence[Send]) -> Iterator[Warning_]:
    plan = program.context.params.plan
    shown: dict[tuple[str, int | None], list[str]] = {}
    for send in week:
        content = chosen[send.ref].caption.content_type if send.ref in chosen else send.content_type
        if content is not None and program.type_of(send).requires_media:
            for day in (send.day, None):
                shown.setdefault((content, day), []).append(send.ref)
    for (content, day), refs in sorted(shown.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1])):
        limit = plan.content_per_week if day is None else plan.content_per_day
        if len(refs) > limit and (content, day) in program.repeats:
            price = plan.content_repeat_price * program.unit * (len(refs) - limit)
            span = "a week" if day is None else "a day"
            yield Warning_("content-repeat", tuple(refs), round(price, 2), f"{content} more than {limit} times {span}")


def _relaxations(program: _Assignment, sends: Sequence[Send], chosen: Mapping[str, Option]) -> Iterator[Relaxation]:
    for send in sends:
        option = chosen.get(send.ref)
        if option is None:
            continue
        first = program.type_of(send).caption_types[0]
        if option.step:
            yield Relaxation("caption-type", first, option.caption.caption_type, (send.ref,))
        rest = program.pool.rest_days(option.caption, program.context.problem.clock.date_of(send.week_minute))
        if rest is not None and rest < program.context.estimates.reuse_days:
            yield Relaxation("reuse", program.context.estimates.reuse_days, rest, (send.ref,))


def _missing(sends: Sequence[Send], chosen: Mapping[str, Option]) -> tuple[Shortfall, ...]:
    lacking: dict[tuple[str, int], int] = {}
    for send in sends:
        if send.ref not in chosen:
            lacking[send.send_type, send.day] = lacking.get((send.send_type, send.day), 0) + 1
    detail = "no caption of the bank may stand here: write one or import more"
    return tuple(
        Shortfall(send_type, "needs_caption", count, detail, day) for (send_type, day), count in lacking.items()
    )
