"""Why a send or a week is as it is, as tables and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eros.render.words import clock_time, counted, long_date, money, one_line, percent, short_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from eros.model.reasons import Held, RuleCost, RuleCosts, SendReasons
    from eros.model.schedule import Schedule, Stage

__all__ = ["costs_document", "costs_view", "send_document", "send_view", "week_document", "week_view"]

_MOST_TEXT = 60


def send_view(found: SendReasons) -> RenderableType:
    """The send, its terms and their sum, what is second best, and the rules that bind it."""
    send, week = found.send, found.week
    head = Text(f"{send.ref} {send.send_type}", style="bold")
    head.append(f", {short_date(week.date_of(send))} {clock_time(send.minute)}", style="default")
    head.append(f"\n{_text(send.caption_id, send.caption_text)}\n", style="dim")
    total = send.forecast_cents + send.preference_cents
    sums = f"forecast {money(send.forecast_cents)}, preference {money(send.preference_cents)}"
    terms = _amounts([*send.terms.items(), (f"together ({sums})", total)])
    return Group(head, terms, Text(), Text("\n".join(_second(found))), Text("\n".join(_rules(found.held))))


def _second(found: SendReasons) -> Iterator[str]:
    if (caption := found.caption) is not None:
        said = _text(caption.send.caption_id, caption.send.caption_text)
        moves = f", {counted(caption.others, 'other send')} then saying something else" if caption.others else ""
        yield f"Second-best caption: {said}{moves}: {_loss(caption.loss_cents)}"
        yield "  (all captions of the week chosen again, to the optimum, without this one for this send)"
    if (minute := found.minute) is not None:
        moves = f", {counted(minute.others, 'other send')} then at another minute" if minute.others else ""
        yield f"Second-best time of the day: {clock_time(minute.send.minute)}{moves}: {_loss(minute.loss_cents)}"
        yield "  (the day timed again, to the optimum, without this hour for this send)"
    if caption is None and minute is None:
        yield "Nothing was chosen about it: it stands as it went out or as a person fixed it."


def _loss(cents: float) -> str:
    return f"the week would lose {money(cents)}" if round(cents) >= 0 else f"the week would gain {money(-cents)}"


def _rules(held: Iterable[Held]) -> Iterator[str]:
    rows = list(held)
    if not rows:
        yield "No HARD rule alone keeps anything better away."
    for one in rows:
        gain = "" if one.cents is None else f", which would bring it {money(one.cents)} more"
        yield f"[{one.rule}] keeps away {one.detail}{gain}"


def _text(caption_id: int | None, text: str | None) -> str:
    line = one_line(text or "")
    if not line:
        return "no text"
    short = line if len(line) <= _MOST_TEXT else f"{line[: _MOST_TEXT - 3].rstrip()}..."
    return f"{short!r}" if caption_id is None else f"{caption_id} {short!r}"


def _amounts(rows: Iterable[tuple[str, float]]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for name, cents in rows:
        table.add_row(Text(name), Text(money(cents)))
    return table


def send_document(found: SendReasons) -> dict[str, Any]:
    """The same for programs; cents."""
    send, caption, minute = found.send, found.caption, found.minute
    return {
        "schedule_id": found.week.schedule_id,
        "ref": send.ref,
        "send_type_key": send.send_type,
        "terms": dict(send.terms),
        "forecast_cents": send.forecast_cents,
        "preference_cents": send.preference_cents,
        "second_caption": None
        if caption is None
        else {
            "caption_id": caption.send.caption_id,
            "caption_text": caption.send.caption_text,
            "loss_cents": caption.loss_cents,
            "other_sends_changed": caption.others,
        },
        "second_minute": None
        if minute is None
        else {
            "minute": minute.send.minute,
            "time": clock_time(minute.send.minute),
            "loss_cents": minute.loss_cents,
            "other_sends_changed": minute.others,
        },
        "binding_rules": [
            {"rule": held.rule, "what": held.what, "detail": held.detail, "cents": held.cents} for held in found.held
        ],
    }


def week_view(week: Schedule, costs: RuleCosts) -> RenderableType:
    """The objective and its parts, what each stage proved, prices of broken SOFT rules, shortfalls, the dearest rules."""
    head = Text(one_line(week.page_name), style="bold")
    head.append(f", week of {long_date(week.week_start)} {week.week_start.year}\n", style="default")
    parts = _amounts([*_parts(week), ("objective", week.objective_cents)])
    stages = Text("\n".join(_proved(stage) for stage in week.stages))
    lines = [*_soft(week), *_shortfalls(week), *_cost_lines(costs.costs[:3]), "`--rules` lists all that rules cost."]
    return Group(head, parts, Text(), stages, Text(), Text("\n".join(lines)))


def _parts(week: Schedule) -> list[tuple[str, float]]:
    """The parts the objective is the sum of; of a week without them what its sends and warnings say."""
    whole = next((stage for stage in week.stages if stage.terms), None)
    if whole is not None:
        return [(name, cents) for name, cents in whole.terms.items() if cents]
    standing = [send for send in week.sends if send.stands]
    return [
        ("forecast", sum(send.forecast_cents for send in standing)),
        ("preference", sum(send.preference_cents for send in standing)),
        ("soft rules", -sum(warning.price_cents for warning in week.warnings)),
    ]


def _proved(stage: Stage) -> str:
    reached = f"Stage {stage.name}: {money(stage.objective_cents)}"
    if stage.bound_cents is None or stage.gap is None:
        return f"{reached}, no bound{f' ({stage.note})' if stage.note else ''}"
    return f"{reached} of at most {money(stage.bound_cents)} (gap {percent(stage.gap, 2)})"


def _soft(week: Schedule) -> Iterator[str]:
    broken = [warning for warning in week.warnings if warning.price_cents]
    by_rule = [(rule, list(group)) for rule, group in groupby(sorted(broken, key=lambda w: w.rule), lambda w: w.rule)]
    for rule, group in sorted(by_rule, key=lambda item: -sum(w.price_cents for w in item[1])):
        price = sum(warning.price_cents for warning in group)
        yield f"[{rule}] costs {money(price)}: {counted(len(group), 'break')}, such as {one_line(group[0].detail)}"


def _shortfalls(week: Schedule) -> Iterator[str]:
    for shortfall in week.shortfalls:
        yield f"[{shortfall.rule}] lacks {shortfall.count} x {shortfall.what}: {one_line(shortfall.detail)}"


def costs_view(costs: RuleCosts) -> RenderableType:
    """What each rule, limit and wish costs, dearest first, and what was solved to find it."""
    return Text("\n".join([*_cost_lines(costs.costs), "", costs.solved]))


def _cost_lines(costs: Sequence[RuleCost]) -> Iterator[str]:
    for cost in costs:
        yield f"[{', '.join(cost.rules)}] costs {money(cost.cents)} ({cost.stage}; {cost.change})"
    if not costs:
        yield "No rule costs the week more than the solver's own gap."


def costs_document(week: Schedule, costs: RuleCosts) -> dict[str, Any]:
    """The same for programs; cents."""
    return {
        "schedule_id": week.schedule_id,
        "solved": costs.solved,
        "open_cents": round(costs.open_cents, 2),
        "rule_costs": [
            {"rules": list(c.rules), "stage": c.stage, "change": c.change, "cost_cents": c.cents} for c in costs.costs
        ],
    }


def week_document(week: Schedule, costs: RuleCosts) -> dict[str, Any]:
    """The week's reasons for programs; cents."""
    return {
        **costs_document(week, costs),
        "objective_cents": week.objective_cents,
        "objective_terms": dict(_parts(week)),
        "stages": [
            {"name": s.name, "objective_cents": s.objective_cents, "bound_cents": s.bound_cents, "note": s.note}
            for s in week.stages
        ],
        "warnings": [
            {"rule": w.rule, "refs": list(w.refs), "price_cents": w.price_cents, "detail": w.detail}
            for w in week.warnings
        ],
        "shortfalls": [
            {"what": s.what, "rule": s.rule, "count": s.count, "day": s.day, "detail": s.detail}
            for s in week.shortfalls
        ],
    }
